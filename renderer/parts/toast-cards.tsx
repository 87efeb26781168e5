// Cards for changes that arrive while the window is open. They leave by themselves unless somebody is reading them.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ToastView } from '../../main/core/view.ts';
import { Icon } from '../icon.tsx';
import { dismissToast, dropToast, openToast, type WindowState } from '../window-state.ts';
import { Differences } from './differences.tsx';

/** How long a card stays when nobody hovers or focuses it. */
export const TOAST_MS = 12_000;

/** The region is always in the page: a live region that appears together with its text is not read out. */
export function ToastCards({ state }: { state: WindowState }) {
  return (
    <section class="toasts" aria-label="Alerts" aria-live="polite" aria-relevant="additions">
      {state.toasts.value.map((toast) => (
        <ToastCard key={toast.id} state={state} toast={toast} />
      ))}
    </section>
  );
}

interface CardProps {
  readonly state: WindowState;
  readonly toast: ToastView;
}

function ToastCard({ state, toast }: CardProps) {
  const card = useRef<HTMLElement>(null);
  const holders = useStay(card, state, toast);
  const dismiss = () => {
    leave(card.current);
    dismissToast(state, toast.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    dismiss();
  };
  return (
    <article ref={card} class="toast" onKeyDown={onKeyDown} {...holders}>
      <Icon name="mark" className="toast-mark" />
      <h2 dir="auto">{toast.title}</h2>
      <Differences differences={toast.differences} />
      {(toast.differences.length > 0 ? toast.more : toast.lines).map((line, index) => (
        <p key={index} dir="auto">
          {line}
        </p>
      ))}
      <div class="actions">
        <button type="button" class="button primary small" onClick={() => openToast(state, toast)}>
          Open
        </button>
        <button type="button" class="button small" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    </article>
  );
}

/** Counts the card's time down while nobody hovers or focuses it; returns the listeners that notice. */
function useStay(card: { readonly current: HTMLElement | null }, state: WindowState, toast: ToastView) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dropToast(state, toast.id), TOAST_MS);
    return () => clearTimeout(timer);
  }, [isHeld, toast]);
  return {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(hasFocus(card.current)),
    onFocusIn: () => setHeld(true),
    onFocusOut: () => setHeld(card.current?.matches(':hover') ?? false),
  };
}

function hasFocus(card: HTMLElement | null): boolean {
  return card?.contains(document.activeElement) ?? false;
}

/** Hands the focus to a neighbouring card, else to the page, so that it does not fall back to the top. */
function leave(card: HTMLElement | null): void {
  if (!card || !hasFocus(card)) return;
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  const next = neighbour?.querySelector('button') ?? document.querySelector<HTMLElement>('.scroll');
  next?.focus();
}
