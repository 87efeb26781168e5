// The dialog for a server that pushes without announcing it: where to listen, and who signs in there.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConnectionView, ManualTryView } from '../../main/core/window/connection-view.ts';
import { attempt } from '../attempt.ts';
import {
  firstFlaw,
  formOf,
  isTaken,
  MANUAL_FIELDS,
  trimmed,
  type ManualField,
  type ManualForm,
} from '../manual-push-form.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { say, type MessageId } from '../say.ts';
import type { WindowState } from '../window-state.ts';

interface ManualPushProps {
  readonly state: WindowState;
  readonly connection: ConnectionView;
  readonly onClose: () => void;
}

export function ManualPushDialog({ state, connection, onClose }: ManualPushProps) {
  const { element, form, mistake, isTrying, type, submit, remove } = useManualForm(
    state,
    connection,
    onClose,
  );
  const isThere = connection.manual !== null;
  const trouble = mistake?.field === 'form' ? mistake.text : '';
  return (
    <Dialog title={say('manual.title')} onClose={onClose}>
      <p>{say('manual.text')}</p>
      <form ref={element} class="form manual" noValidate onSubmit={submit}>
        {MANUAL_FIELDS.map((name, place) => (
          <Field
            key={name}
            name={`manual-${name}`}
            label={say(`manual.${name}`)}
            value={form[name]}
            readOnly={isTrying}
            mistake={mistake?.field === name ? mistake.text : ''}
            onType={(text) => type(name, text)}
            isSecret={name === 'password'}
            placeholder={exampleOf(name, isThere)}
            autoFocus={place === 0}
          />
        ))}
        <p role="status" class={trouble ? 'mistake' : 'hint'} tabIndex={-1}>
          {isTrying ? say('manual.trying') : trouble}
        </p>
        <Buttons isTrying={isTrying} onRemove={isThere ? remove : null} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface ButtonsProps {
  readonly isTrying: boolean;
  /** null while there is nothing to remove. */
  readonly onRemove: (() => void) | null;
  readonly onCancel: () => void;
}

function Buttons({ isTrying, onRemove, onCancel }: ButtonsProps) {
  return (
    <div class="actions">
      {onRemove && (
        <button type="button" class="text-button danger" aria-disabled={isTrying} onClick={onRemove}>
          {say('manual.remove')}
        </button>
      )}
      <button type="button" class="button" onClick={onCancel}>
        {say('manual.cancel')}
      </button>
      <button type="submit" class="button primary" aria-disabled={isTrying}>
        {say('manual.use')}
      </button>
    </div>
  );
}

const EXAMPLES: Partial<Record<ManualField, MessageId>> = {
  server: 'manual.serverExample',
  jid: 'manual.jidExample',
  service: 'manual.serviceExample',
};

function exampleOf(name: ManualField, isThere: boolean): string {
  if (name === 'password') return isThere ? say('manual.unchanged') : '';
  const example = EXAMPLES[name];
  return example ? say(example) : '';
}

/** What was sent, and whether the main process has said all it will about it. */
type Sent = { readonly push: ManualForm | null; readonly isOver: boolean } | null;

/** What was typed, what is wrong with it, and what to do when it is sent. */
function useManualForm(state: WindowState, connection: ConnectionView, onClose: () => void) {
  const [form, setForm] = useState(() => formOf(connection.manual));
  const [flaw, setFlaw] = useState<ManualTryView | null>(null);
  const [sent, setSent] = useState<Sent>(null);
  const element = useRef<HTMLFormElement>(null);
  const answer = sent?.isOver && connection.manualTry?.state === 'refused' ? connection.manualTry : null;
  const mistake = flaw ?? answer;
  const isTrying = sent !== null && answer === null;
  // The answer comes with a view, which may be here before the request has ended, or after it.
  useEffect(() => {
    if (sent?.isOver && isTaken(sent.push, connection)) onClose();
  }, [sent, connection]);
  useEffect(() => {
    if (mistake) focusOn(element.current, mistake);
  }, [mistake?.field, mistake?.text]);
  const send = async (push: ManualForm | null) => {
    setSent({ push, isOver: false });
    const went = await attempt(state, () => state.door.setManualPush({ id: connection.accountId, push }));
    setSent(went ? { push, isOver: true } : null);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isTrying) return;
    const found = firstFlaw(form, connection.manual !== null);
    setFlaw(found);
    if (found) focusOn(element.current, found);
    else void send(trimmed(form));
  };
  const type = (name: ManualField, text: string) => {
    setFlaw(null);
    setSent(null);
    setForm((before) => ({ ...before, [name]: text }));
  };
  const remove = () => void (isTrying || send(null));
  return { element, form, mistake, isTrying, type, submit, remove };
}

function focusOn(form: HTMLFormElement | null, { field }: ManualTryView): void {
  const selector = field === 'form' ? '[role=status]' : `[name=manual-${field}]`;
  form?.querySelector<HTMLElement>(selector)?.focus();
}
