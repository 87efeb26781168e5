// The cards: which are up, what pressing their buttons says to the main process.
import type { Signal } from '@preact/signals';
import type { ToastActionId, ToastView } from '../main/core/alerts/toast-view.ts';
import type { Door } from '../preload/contract.ts';
import { attempt, type Attempting } from './attempt.ts';

export interface CardState extends Attempting {
  readonly door: Door;
  readonly toasts: Signal<readonly ToastView[]>;
}

/** More cards about changes than this would cover the agenda; what is dropped is still under Changes. */
const MOST_CHANGES = 3;

/** A reminder stays until it is answered, and so does what was asked to be hard to miss. */
export function staysUp(toast: ToastView): boolean {
  return toast.about === 'reminder' || toast.isInsistent;
}

/**
 * A card for this toast; one with the same id, or about nothing else, is replaced; the oldest change gives way.
 * Gives the ids of the cards that went for it.
 */
export function addToast(state: CardState, toast: ToastView): readonly string[] {
  const said = new Set(toast.changeIds);
  const isSaidAgain = (t: ToastView) => t.changeIds.length > 0 && t.changeIds.every((id) => said.has(id));
  const others = state.toasts.value.filter((t) => t.id !== toast.id && !isSaidAgain(t));
  const cards = [...others, toast];
  const leaving = new Set(cards.filter((t) => !staysUp(t)).slice(0, -MOST_CHANGES));
  const before = state.toasts.value;
  state.toasts.value = cards.filter((t) => !leaving.has(t));
  const left = new Set(state.toasts.value.map((t) => t.id));
  return before.map((t) => t.id).filter((id) => !left.has(id));
}

/** Takes a card away without telling anybody. */
export function dropToast(state: CardState, id: string): void {
  state.toasts.value = state.toasts.value.filter((t) => t.id !== id);
}

/** A card's time is over: it says no more than the list of changes does. */
export function expireToast(state: CardState, id: string): void {
  dropToast(state, id);
  void attempt(state, () => state.door.dismissToast({ id }));
}

/** A button of a card was pressed, or the card was closed ('dismiss'). */
export function actOnToast(state: CardState, toastId: string, action: ToastActionId): void {
  dropToast(state, toastId);
  void attempt(state, () => state.door.act({ toastId, action }));
}

/** Somebody else sees the screen from now on: cards that are up forget what they said, and can still be answered. */
export function hideTitles(state: CardState): void {
  state.toasts.value = state.toasts.value.map((toast) => ({
    ...toast,
    title: '',
    lines: [],
    differences: [],
    more: [],
    warning: '',
  }));
}
