// What the window remembers between two views: the page, the cards, where to look. Everything else is in the view.
import { batch, signal, type Signal } from '@preact/signals';
import type { ToastView, View } from '../main/core/view.ts';
import type { Door, Signals } from '../preload/contract.ts';

export type Page = 'agenda' | 'changes' | 'settings';
/** An element to bring into sight: the value of its `data-key`. */
export type TargetKey = string;
type Target = Parameters<Signals['reveal']>[0];

export interface WindowState {
  readonly door: Door;
  /** null until the main process has answered for the first time. */
  readonly view: Signal<View | null>;
  readonly page: Signal<Page>;
  readonly toasts: Signal<readonly ToastView[]>;
  readonly target: Signal<TargetKey | null>;
  /** True after a request was refused, until the person closes the message. */
  readonly failed: Signal<boolean>;
}

/** More cards than this would cover the agenda; what is dropped is still under Changes. */
const MOST_TOASTS = 3;

/** Starts listening to the main process and asks for the first view. */
export function openWindow(door: Door): WindowState {
  const state: WindowState = {
    door,
    view: signal(null),
    page: signal<Page>('agenda'),
    toasts: signal([]),
    target: signal(null),
    failed: signal(false),
  };
  door.on('view', (view) => (state.view.value = view));
  door.on('toast', (toast) => addToast(state, toast));
  door.on('reveal', (target) => reveal(state, target));
  // A view that arrived by signal meanwhile is newer than this answer.
  void attempt(state, async () => {
    const first = await door.view();
    state.view.value ??= first;
  });
  return state;
}

/** Performs a request; a refusal is shown to the person. Resolves to whether it went well. */
export async function attempt(state: WindowState, request: () => Promise<void>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch {
    // The main process has logged why and words it in the next view; here only the fact matters.
    state.failed.value = true;
    return false;
  }
}

/** `data-key` of an agenda row. */
export function rowKey(id: string): TargetKey {
  return `row ${id}`;
}

/** `data-key` of a change. */
export function changeKey(id: string): TargetKey {
  return `change ${id}`;
}

/** Turns to the page where the target can be seen; the page itself scrolls there (parts/reveal.ts). */
export function reveal(state: WindowState, target: Target): void {
  const inAgenda = target.rowId !== '' && isInAgenda(state.view.value, target.rowId);
  const change = target.changeIds[0];
  batch(() => {
    if (!inAgenda && change !== undefined) {
      state.page.value = 'changes';
      state.target.value = changeKey(change);
    } else {
      state.page.value = 'agenda';
      state.target.value = target.rowId === '' ? null : rowKey(target.rowId);
    }
  });
}

/** A card for this toast; one with the same id, or about nothing else, is replaced; the oldest gives way. */
export function addToast(state: WindowState, toast: ToastView): void {
  const said = new Set(toast.changeIds);
  const isSaidAgain = (t: ToastView) => t.changeIds.length > 0 && t.changeIds.every((id) => said.has(id));
  const others = state.toasts.value.filter((t) => t.id !== toast.id && !isSaidAgain(t));
  state.toasts.value = [...others, toast].slice(-MOST_TOASTS);
}

/** Takes a card away without telling anybody: its time was over. */
export function dropToast(state: WindowState, id: string): void {
  state.toasts.value = state.toasts.value.filter((t) => t.id !== id);
}

/** The person closed a card. */
export function dismissToast(state: WindowState, id: string): void {
  dropToast(state, id);
  void attempt(state, () => state.door.dismissToast({ id }));
}

/** The person wants to see what a card is about. */
export function openToast(state: WindowState, toast: ToastView): void {
  dismissToast(state, toast.id);
  reveal(state, { rowId: toast.rowId, changeIds: [...toast.changeIds] });
  if (toast.changeIds.length > 0) {
    void attempt(state, () => state.door.markRead({ ids: [...toast.changeIds] }));
  }
}

/** True when the sign-in page takes the whole window. */
export function isSigningIn(view: View): boolean {
  return view.accounts.length === 0 || view.signIn.stage !== 'idle' || view.signIn.again !== null;
}

function isInAgenda(view: View | null, rowId: string): boolean {
  return (view?.agenda.days ?? []).some((day) =>
    [...day.allDay, ...day.timed].some((row) => row.id === rowId),
  );
}
