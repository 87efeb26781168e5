// What is looked for among the changes. What is typed belongs to the window until the main process has caught up, so
// that a view which arrives meanwhile takes no letter away.
import { batch, signal, type Signal } from '@preact/signals';
import type { ChangesFilter, ChangesView } from '../main/core/window/inbox-view.ts';
import type { Door } from '../preload/contract.ts';
import { attempt, type Attempting } from './attempt.ts';

/** So many changes more are asked for each time. */
export const PAGE_OF_CHANGES = 200;
/** How long a pause in typing is, before it is looked for. */
export const TYPING_MS = 250;

/** How long a mark can be taken back in one go. */
export const MARKED_MS = 20_000;

export const NO_FILTER: ChangesFilter = { calendar: '', person: '', words: '', unreadOnly: false };

type Timer = ReturnType<typeof setTimeout>;

export interface InboxState extends Attempting {
  readonly door: Door;
  /** null: what the view says. */
  readonly wanted: Signal<ChangesFilter | null>;
  readonly limit: Signal<number>;
  /** What was marked read last and can be marked unread again. */
  readonly marked: Signal<Marked | null>;
  readonly typing: { timer: Timer | null };
  readonly forgetting: { timer: Timer | null };
}

export interface Marked {
  readonly ids: readonly string[];
  /** More was marked than can be brought back. */
  readonly isPart: boolean;
}

export function inboxState(door: Door, attempting: Attempting): InboxState {
  return {
    door,
    failed: attempting.failed,
    wanted: signal(null),
    limit: signal(PAGE_OF_CHANGES),
    marked: signal(null),
    typing: { timer: null },
    forgetting: { timer: null },
  };
}

/** What the filter bar shows. */
export function shownFilter(inbox: InboxState, changes: ChangesView): ChangesFilter {
  return inbox.wanted.value ?? changes.filter;
}

export function isFiltering(filter: ChangesFilter): boolean {
  return filter.calendar !== '' || filter.person !== '' || filter.words.trim() !== '' || filter.unreadOnly;
}

/** Looks for something else, at once, or after a pause when it is being typed. */
export function lookFor(inbox: InboxState, filter: ChangesFilter, isTyping = false): void {
  batch(() => {
    inbox.wanted.value = filter;
    inbox.limit.value = PAGE_OF_CHANGES;
  });
  if (inbox.typing.timer !== null) clearTimeout(inbox.typing.timer);
  inbox.typing.timer = isTyping ? setTimeout(() => ask(inbox, filter), TYPING_MS) : null;
  if (!isTyping) ask(inbox, filter);
}

/** Asks for more of the same. */
export function lookFurther(inbox: InboxState, changes: ChangesView): void {
  inbox.limit.value += PAGE_OF_CHANGES;
  ask(inbox, shownFilter(inbox, changes));
}

/** A view arrived: when it shows what was looked for, it is right again. */
export function catchUp(inbox: InboxState, { filter }: ChangesView): void {
  const wanted = inbox.wanted.peek();
  if (wanted === null) return;
  const isSame = (Object.keys(NO_FILTER) as (keyof ChangesFilter)[]).every((k) => wanted[k] === filter[k]);
  if (isSame) inbox.wanted.value = null;
}

function ask(inbox: InboxState, filter: ChangesFilter): void {
  inbox.typing.timer = null;
  void attempt(inbox, () => inbox.door.filterChanges({ ...filter, limit: inbox.limit.peek() }));
}

/** Marks changes read or unread. */
export function mark(inbox: InboxState, ids: readonly string[], read: boolean): void {
  if (ids.length > 0) void attempt(inbox, () => inbox.door.markRead({ ids: [...ids], read }));
}

/** Marks read whatever is looked for: everything, or what is shown of it; it can be taken back. */
export function markAllRead(inbox: InboxState, changes: ChangesView): void {
  const rows = changes.groups.flatMap((group) => group.rows);
  const ids = rows.filter((row) => row.unread).map((row) => row.id);
  const everything = !isFiltering(shownFilter(inbox, changes));
  remember(inbox, ids.length === 0 ? null : { ids, isPart: everything && ids.length < changes.unread });
  void attempt(inbox, () => inbox.door.markRead({ ids: everything ? null : ids, read: true }));
}

export function unmark(inbox: InboxState): void {
  const marked = inbox.marked.value;
  remember(inbox, null);
  if (marked) mark(inbox, marked.ids, false);
}

/** Keeps what can be taken back, for a while; null: forgets it. */
export function remember(inbox: InboxState, marked: Marked | null): void {
  if (inbox.forgetting.timer !== null) clearTimeout(inbox.forgetting.timer);
  inbox.marked.value = marked;
  inbox.forgetting.timer = marked && setTimeout(() => remember(inbox, null), MARKED_MS);
}
