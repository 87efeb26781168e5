// Cards for what is told while the window is open. Those about changes leave by themselves unless somebody is reading
// them; a reminder stays until it is answered.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ToastAction, ToastView } from '../../main/core/alerts/toast-view.ts';
import { actOnToast, dropToast, expireToast, staysUp, type CardState } from '../card-state.ts';
import { Icon } from '../icon.tsx';
import { say } from '../say.ts';
import { Differences } from './differences.tsx';

/** How long a card about a change stays when nobody hovers or focuses it. */
export const TOAST_MS = 12_000;

interface CardsProps {
  readonly state: CardState;
  /** The cards are all there is of this window, which goes with the last of them: the newest lies in front. */
  readonly areAll?: boolean;
}

/** The region is always in the page: a live region that appears together with its text is not read out. */
export function ToastCards({ state, areAll = false }: CardsProps) {
  const toasts = areAll ? [...state.toasts.value].reverse() : state.toasts.value;
  return (
    <section class="toasts" aria-label={say('cards.label')} aria-live="polite" aria-relevant="additions">
      {toasts.map((toast) => (
        <ToastCard
          key={toast.id}
          state={state}
          toast={toast}
          onOver={() => (areAll ? expireToast(state, toast.id) : dropToast(state, toast.id))}
        />
      ))}
    </section>
  );
}

interface CardProps {
  readonly state: CardState;
  readonly toast: ToastView;
  /** Nobody looked at it for long enough. */
  readonly onOver: () => void;
}

function ToastCard({ state, toast, onOver }: CardProps) {
  const card = useRef<HTMLElement>(null);
  const holders = useStay(card, toast, onOver);
  const dismiss = () => actOnToast(state, toast.id, 'dismiss');
  const title = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    dismiss();
  };
  return (
    <article
      ref={card}
      class="toast"
      data-about={toast.about}
      aria-labelledby={title}
      onKeyDown={onKeyDown}
      {...holders}
    >
      <Icon name="mark" className="toast-mark" />
      <Head id={title} toast={toast} onDismiss={dismiss} />
      <Words toast={toast} />
      <Actions actions={toast.actions} onAct={(action) => actOnToast(state, toast.id, action.id)} />
    </article>
  );
}

interface HeadProps {
  /** Of the title, which names the card. */
  readonly id: string;
  readonly toast: ToastView;
  readonly onDismiss: () => void;
}

function Head({ id, toast, onDismiss }: HeadProps) {
  const isDismissedBelow = toast.actions.some((action) => action.id === 'dismiss');
  return (
    <div class="toast-head">
      <h2 id={id} dir="auto">
        {toast.title || say(toast.about === 'reminder' ? 'cards.hiddenReminder' : 'cards.hiddenChange')}
      </h2>
      {!isDismissedBelow && (
        <button
          type="button"
          class="icon-button"
          aria-label={say('cards.dismiss')}
          title={say('cards.dismiss')}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function Words({ toast }: { toast: ToastView }) {
  const lines = toast.differences.length > 0 ? toast.more : toast.lines;
  return (
    <>
      <Differences differences={toast.differences} />
      {/* The warning is among the lines, for desktops that show no more; here it has a colour and a place. */}
      {lines
        .filter((line) => line !== toast.warning)
        .map((line, index) => (
          <p key={index} dir="auto">
            {line}
          </p>
        ))}
      {toast.warning !== '' && (
        <p class="warning" dir="auto">
          {toast.warning}
        </p>
      )}
    </>
  );
}

interface ActionsProps {
  readonly actions: readonly ToastAction[];
  readonly onAct: (action: ToastAction) => void;
}

function Actions({ actions, onAct }: ActionsProps) {
  const [isOpen, setOpen] = useState(false);
  const rest = useId();
  if (actions.length === 0) return null;
  const button = (action: ToastAction, isFirst: boolean) => (
    <button
      key={action.id}
      type="button"
      class={isFirst ? 'button primary small' : 'button small'}
      onClick={() => onAct(action)}
    >
      {action.label}
    </button>
  );
  const more = actions.filter((action) => action.isMore);
  return (
    <>
      <div class="actions">
        {actions.filter((action) => !action.isMore).map((action, index) => button(action, index === 0))}
        {more.length > 0 && (
          <button
            type="button"
            class="text-button"
            aria-expanded={isOpen}
            aria-controls={rest}
            onClick={() => setOpen(!isOpen)}
          >
            {say(isOpen ? 'cards.less' : 'cards.more')}
          </button>
        )}
      </div>
      {/* In the card, not over it: in a small window there is no room outside. */}
      <div id={rest} class="actions more-actions" hidden={!isOpen || more.length === 0}>
        {more.map((action) => button(action, false))}
      </div>
    </>
  );
}

/** Counts the card's time down while nobody hovers or focuses it; returns the listeners that notice. */
function useStay(card: { readonly current: HTMLElement | null }, toast: ToastView, onOver: () => void) {
  const [isHeld, setHeld] = useState(false);
  const stays = staysUp(toast);
  useEffect(() => {
    if (isHeld || stays) return;
    const timer = setTimeout(onOver, TOAST_MS);
    return () => clearTimeout(timer);
  }, [isHeld, stays, toast]);
  return {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(card.current?.contains(document.activeElement) ?? false),
    onFocusIn: () => setHeld(true),
    onFocusOut: () => setHeld(card.current?.matches(':hover') ?? false),
  };
}
