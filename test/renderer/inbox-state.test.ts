import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import {
  isFiltering,
  lookFor,
  lookFurther,
  markAllRead,
  MARKED_MS,
  NO_FILTER,
  shownFilter,
  TYPING_MS,
  unmark,
} from '../../renderer/inbox-state.ts';
import { openWindow } from '../../renderer/window-state.ts';
import { fakeDoor } from '../support/door.ts';
import { fullInbox, lookingFor } from '../support/inbox-views.ts';
import { lively } from '../support/views.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function inbox(view: View = lively) {
  const main = fakeDoor(new Promise(() => undefined));
  const state = openWindow(main.door);
  main.tell('view', view);
  return { main, state, inbox: state.inbox };
}
const words = (text: string) => ({ ...NO_FILTER, words: text });

test('what is typed is looked for once, after a pause', () => {
  const { main, inbox: it } = inbox();
  for (const text of ['d', 'de', 'den']) {
    lookFor(it, words(text), true);
    vi.advanceTimersByTime(TYPING_MS - 1);
  }
  expect(main.asked).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(main.asked).toEqual([['filterChanges', { ...words('den'), limit: 200 }]]);
});

test('a choice is looked for at once, together with what was being typed', () => {
  const { main, inbox: it } = inbox();
  lookFor(it, words('den'), true);
  lookFor(it, { ...words('den'), person: 'ana' });
  vi.advanceTimersByTime(10 * TYPING_MS);
  expect(main.asked).toEqual([['filterChanges', { ...words('den'), person: 'ana', limit: 200 }]]);
});

test('a view that arrives while somebody types takes no letter away', () => {
  const { main, inbox: it } = inbox();
  lookFor(it, words('d'), true);
  vi.advanceTimersByTime(TYPING_MS);
  lookFor(it, words('de'), true);
  main.tell('view', lookingFor({ words: 'd' }, []));
  expect(shownFilter(it, lively.changes).words).toBe('de');
  vi.advanceTimersByTime(TYPING_MS);
  main.tell('view', lookingFor({ words: 'd' }, []));
  expect(shownFilter(it, lively.changes).words).toBe('de');
});

test('once the view shows what was looked for, the view is right again', () => {
  const { main, inbox: it } = inbox();
  lookFor(it, words('de'), true);
  vi.advanceTimersByTime(TYPING_MS);
  main.tell('view', lookingFor({ words: 'de' }, []));
  expect(it.wanted.value).toBeNull();
});

test('more asks for two hundred more of the same, and looking for something else begins anew', () => {
  const { main, inbox: it } = inbox(fullInbox);
  lookFurther(it, fullInbox.changes);
  lookFurther(it, fullInbox.changes);
  lookFor(it, words('x'));
  expect(main.asked.map(([, query]) => query)).toEqual([
    { ...NO_FILTER, limit: 400 },
    { ...NO_FILTER, limit: 600 },
    { ...words('x'), limit: 200 },
  ]);
});

test('marking all read sends no list, and can be taken back for what was unread', () => {
  const { main, inbox: it } = inbox();
  markAllRead(it, lively.changes);
  expect(it.marked.value).toEqual({ ids: ['c1', 'c2', 'c3'], isPart: false });
  unmark(it);
  expect(it.marked.value).toBeNull();
  expect(main.asked).toEqual([
    ['markRead', { ids: null, read: true }],
    ['markRead', { ids: ['c1', 'c2', 'c3'], read: false }],
  ]);
});

test('what was marked is forgotten after a while, counted from the last time', () => {
  const { inbox: it } = inbox();
  markAllRead(it, lively.changes);
  vi.advanceTimersByTime(MARKED_MS - 1);
  markAllRead(it, lively.changes);
  vi.advanceTimersByTime(MARKED_MS - 1);
  expect(it.marked.value).not.toBeNull();
  vi.advanceTimersByTime(1);
  expect(it.marked.value).toBeNull();
});

test('while something is looked for, only what is shown is marked', () => {
  const view = lookingFor({ words: 'yoga' }, lively.changes.groups.slice(2));
  const { main, inbox: it } = inbox(view);
  markAllRead(it, view.changes);
  expect(main.asked).toEqual([['markRead', { ids: ['c3'], read: true }]]);
  expect(it.marked.value).toEqual({ ids: ['c3'], isPart: false });
});

test('it is said when more was marked than can be taken back', () => {
  const { inbox: it } = inbox({ ...lively, changes: { ...lively.changes, unread: 812 } });
  markAllRead(it, { ...lively.changes, unread: 812 });
  expect(it.marked.value?.isPart).toBe(true);
});

test('spaces alone are not looked for', () => {
  expect(isFiltering(words('  '))).toBe(false);
  expect(
    [
      { ...NO_FILTER, calendar: 'a' },
      { ...NO_FILTER, unreadOnly: true },
    ].every(isFiltering),
  ).toBe(true);
});
