// What the window remembers between two views: the page, the cards, where to look. Everything else is in the view.
import { batch, signal, type Signal } from '@preact/signals';
import type { ChangeView } from '../main/core/window/inbox-view.ts';
import type { RevealTarget, ToastView } from '../main/core/alerts/toast-view.ts';
import type { View } from '../main/core/window/view.ts';
import type { Door } from '../preload/contract.ts';
import { attempt, type Attempting } from './attempt.ts';
import { addToast, dropToast, expireToast, hideTitles, type CardState } from './card-state.ts';
import {
  catchUp,
  inboxState,
  isFiltering,
  lookFor,
  NO_FILTER,
  shownFilter,
  type InboxState,
} from './inbox-state.ts';
import { language } from './say.ts';

export type Page = 'agenda' | 'changes' | 'invitations' | 'settings' | 'connection';
/** An element to bring into sight: the value of its `data-key`. */
export type TargetKey = string;

export interface WindowState extends Attempting, CardState {
  readonly door: Door;
  /** null until the main process has answered for the first time. */
  readonly view: Signal<View | null>;
  readonly page: Signal<Page>;
  readonly target: Signal<TargetKey | null>;
  readonly inbox: InboxState;
}

/**
 * Starts listening to the main process and asks for the first view. `cardsAlone`: the window is there for its cards,
 * so the main process must know of each that goes.
 */
export function openWindow(door: Door, cardsAlone = false): WindowState {
  const failed = signal(false);
  const state: WindowState = {
    door,
    view: signal(null),
    page: signal<Page>('agenda'),
    toasts: signal<readonly ToastView[]>([]),
    target: signal(null),
    failed,
    inbox: inboxState(door, { failed }),
  };
  door.on('view', (view) => take(state, view));
  door.on('toast', (toast) => {
    const gone = addToast(state, toast);
    if (cardsAlone) for (const id of gone) expireToast(state, id);
  });
  door.on('closeToast', ({ id }) => dropToast(state, id));
  door.on('reveal', (target) => reveal(state, target));
  // A view that arrived by signal meanwhile is newer than this answer.
  void attempt(state, async () => {
    const first = await door.view();
    if (state.view.value === null) take(state, first);
  });
  return state;
}

function take(state: WindowState, view: View): void {
  batch(() => {
    const wasPresenting = state.view.peek()?.preferences.presenting ?? false;
    if (view.preferences.presenting && !wasPresenting) hideTitles(state);
    language.value = view.language;
    state.view.value = view;
    catchUp(state.inbox, view.changes);
  });
}

/** `data-key` of an agenda row. */
export function rowKey(id: string): TargetKey {
  return `row ${id}`;
}

/** `data-key` of a change. */
export function changeKey(id: string): TargetKey {
  return `change ${id}`;
}

/** `data-key` of an invitation. */
export function invitationKey(id: string): TargetKey {
  return `invitation ${id}`;
}

/** Turns to the page where the target can be seen; the page itself scrolls there (parts/reveal.ts). */
export function reveal(state: WindowState, target: RevealTarget): void {
  const view = state.view.peek();
  const inAgenda = target.rowId !== '' && isInAgenda(view, target.rowId);
  const change = target.changeIds[0];
  batch(() => {
    if (!inAgenda && change !== undefined) {
      // What is looked for just now must not hide what somebody was told to look at.
      if (view && !isListed(view, change) && isFiltering(shownFilter(state.inbox, view.changes))) {
        lookFor(state.inbox, NO_FILTER);
      }
      lookAt(state, 'changes', changeKey(change));
    } else {
      lookAt(state, 'agenda', target.rowId === '' ? null : rowKey(target.rowId));
    }
  });
}

/** Turns to a page and, when there is one, to something on it. */
export function lookAt(state: WindowState, page: Page, target: TargetKey | null): void {
  batch(() => {
    state.page.value = page;
    state.target.value = target;
  });
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

function isListed(view: View, changeId: string): boolean {
  const isIt = (row: ChangeView) => row.id === changeId;
  return view.changes.groups.some((group) => group.rows.some(isIt));
}
