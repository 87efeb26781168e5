// One invitation: who asks, when and where, what it gets in the way of, and the answer with an optional note.
import { useId, useState } from 'preact/hooks';
import type { InvitationView } from '../../main/core/window/inbox-view.ts';
import { attempt } from '../attempt.ts';
import { colorStyle } from '../calendar-color.ts';
import { ReplyButtons, type Answer } from '../parts/reply-buttons.tsx';
import { say } from '../say.ts';
import { invitationKey, type WindowState } from '../window-state.ts';

/** The most characters of a note that are sent. */
const LONGEST_NOTE = 1_000;

interface InvitationProps {
  readonly state: WindowState;
  readonly invitation: InvitationView;
}

export function InvitationCard({ state, invitation }: InvitationProps) {
  const heading = useId();
  return (
    <li>
      <article
        class="card colored invitation"
        aria-labelledby={heading}
        data-key={invitationKey(invitation.id)}
        tabIndex={-1}
        style={colorStyle(invitation.color)}
      >
        <h2 id={heading} dir="auto">
          {invitation.title}
        </h2>
        <Facts invitation={invitation} />
        <Reply state={state} invitation={invitation} />
      </article>
    </li>
  );
}

function Reply({ state, invitation }: InvitationProps) {
  const { id, title, busy, problem, answered, isSeries } = invitation;
  const [isOne, setOne] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const reply = (answer: Answer) => {
    const words = (note ?? '').trim();
    void attempt(state, () => state.door.reply({ id, answer, note: words, occurrence: isSeries && isOne }));
  };
  return (
    <>
      {answered && <p class="hint">{say(`reply.${answered}`)}</p>}
      {isSeries && <Scope name={id} occurrence={isOne} onChoose={setOne} />}
      {note !== null && <Note note={note} isBusy={busy} onType={setNote} />}
      <ReplyButtons title={title} isBusy={busy} onReply={reply} />
      <p class="reply-state" role="status">
        {busy && say('reply.sending')}
      </p>
      <button
        type="button"
        class="text-button goto"
        aria-expanded={note !== null}
        onClick={() => setNote(note === null ? '' : null)}
      >
        {say(note === null ? 'reply.addNote' : 'reply.removeNote')}
      </button>
      {problem !== '' && (
        <p class="mistake" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Facts({ invitation }: { invitation: InvitationView }) {
  const { from, when, repeats, place, guests, conflict, calendarName } = invitation;
  return (
    <>
      <p class="sentence">
        {from !== '' && (
          <>
            <bdi>{from}</bdi>
            {' · '}
          </>
        )}
        <span class="from">
          <span class="swatch" aria-hidden="true" />
          <bdi>{calendarName}</bdi>
        </span>
      </p>
      <p class="invitation-when">{[when, repeats].filter(Boolean).join(' · ')}</p>
      {[place, guests].filter(Boolean).map((fact, index) => (
        <p key={index} class="sentence" dir="auto">
          {fact}
        </p>
      ))}
      {conflict !== '' && (
        <p class="warning" dir="auto">
          {conflict}
        </p>
      )}
    </>
  );
}

interface ScopeProps {
  /** Tells the choices of one card from those of another. */
  readonly name: string;
  readonly occurrence: boolean;
  readonly onChoose: (occurrence: boolean) => void;
}

function Scope({ name, occurrence, onChoose }: ScopeProps) {
  const choice = (isOne: boolean) => (
    <label class="check">
      <input
        type="radio"
        name={`scope ${name}`}
        checked={occurrence === isOne}
        onChange={() => onChoose(isOne)}
      />
      {say(isOne ? 'reply.onlyThis' : 'reply.wholeSeries')}
    </label>
  );
  return (
    <fieldset class="scope">
      <legend class="visually-hidden">{say('reply.scope')}</legend>
      {choice(false)}
      {choice(true)}
    </fieldset>
  );
}

interface NoteProps {
  readonly note: string;
  readonly isBusy: boolean;
  readonly onType: (note: string) => void;
}

function Note({ note, isBusy, onType }: NoteProps) {
  const id = useId();
  return (
    <div class="field note">
      <label for={id}>{say('reply.note')}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={LONGEST_NOTE}
        value={note}
        readOnly={isBusy}
        dir="auto"
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </div>
  );
}
