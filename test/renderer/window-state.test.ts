import { expect, test } from 'vitest';
import {
  attempt,
  changeKey,
  dismissToast,
  isSigningIn,
  openToast,
  openWindow,
  rowKey,
} from '../../renderer/window-state.ts';
import type { View } from '../../main/core/view.ts';
import { fakeDoor } from '../support/door.ts';
import { everyView, lively, mergedToast, movedToast, offline } from '../support/views.ts';

/** Lets promises that are already settled run their reactions. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function opened(view: View = lively) {
  const main = fakeDoor(view);
  const state = openWindow(main.door);
  await settle();
  return { main, state };
}

test('the window begins empty and shows the first view when it comes', async () => {
  const state = openWindow(fakeDoor(lively).door);
  expect(state.view.value).toBeNull();
  await settle();
  expect(state.view.value).toBe(lively);
});

test('a view that was signalled meanwhile is not overwritten by the older first answer', async () => {
  let answer: (view: View) => void = () => undefined;
  const main = fakeDoor(new Promise((resolve) => (answer = resolve)));
  const state = openWindow(main.door);
  main.tell('view', offline);
  answer(lively);
  await settle();
  expect(state.view.value).toBe(offline);
});

test('each signalled view replaces the one before', async () => {
  const { main, state } = await opened();
  main.tell('view', offline);
  expect(state.view.value).toBe(offline);
});

test('a refused request shows the message and says so', async () => {
  const { main, state } = await opened();
  main.refuse('refresh');
  expect(await attempt(state, () => main.door.refresh())).toBe(false);
  expect(state.failed.value).toBe(true);
});

test('a request that went well shows nothing', async () => {
  const { main, state } = await opened();
  expect(await attempt(state, () => main.door.refresh())).toBe(true);
  expect(state.failed.value).toBe(false);
});

test('a first view that cannot be had is said, too', async () => {
  const main = fakeDoor(lively);
  main.refuse('view');
  const state = openWindow(main.door);
  await settle();
  expect(state.failed.value).toBe(true);
});

test('an occurrence in the agenda is revealed there', async () => {
  const { main, state } = await opened();
  state.page.value = 'changes';
  main.tell('reveal', { rowId: 'review', changeIds: ['c1'] });
  expect([state.page.value, state.target.value]).toEqual(['agenda', rowKey('review')]);
});

test('an all-day occurrence is found as well', async () => {
  const { main, state } = await opened();
  main.tell('reveal', { rowId: 'sprint', changeIds: ['c1'] });
  expect(state.target.value).toBe(rowKey('sprint'));
});

test('a change whose occurrence is not in the agenda is revealed among the changes', async () => {
  const { main, state } = await opened();
  main.tell('reveal', { rowId: 'long gone', changeIds: ['c3', 'c4'] });
  expect([state.page.value, state.target.value]).toEqual(['changes', changeKey('c3')]);
});

test('with nothing to point at, the agenda is shown', async () => {
  const { main, state } = await opened();
  state.page.value = 'settings';
  main.tell('reveal', { rowId: '', changeIds: [] });
  expect([state.page.value, state.target.value]).toEqual(['agenda', null]);
});

test('an occurrence that comes with a later view stays the target', async () => {
  const { main, state } = await opened();
  main.tell('reveal', { rowId: 'not yet', changeIds: [] });
  main.tell('view', offline);
  expect(state.target.value).toBe(rowKey('not yet'));
});

test('a toast with the same id replaces the card, and the oldest of more than three gives way', async () => {
  const { main, state } = await opened();
  for (const id of ['a', 'b', 'c', 'b', 'd']) main.tell('toast', { ...movedToast, id, changeIds: [id] });
  expect(state.toasts.value.map((toast) => toast.id)).toEqual(['c', 'b', 'd']);
});

test('dismissing a card takes it away and tells the main process', async () => {
  const { main, state } = await opened();
  main.tell('toast', movedToast);
  dismissToast(state, 't1');
  expect(state.toasts.value).toEqual([]);
  expect(main.asked).toEqual([['dismissToast', { id: 't1' }]]);
});

test('opening a card leads to its occurrence and marks its changes read', async () => {
  const { main, state } = await opened();
  main.tell('toast', movedToast);
  openToast(state, movedToast);
  expect(state.target.value).toBe(rowKey('review'));
  expect(main.asked).toEqual([
    ['dismissToast', { id: 't1' }],
    ['markRead', { ids: ['c1'] }],
  ]);
});

test('opening a card about several changes leads to the first of them', async () => {
  const { main, state } = await opened();
  main.tell('toast', mergedToast);
  openToast(state, mergedToast);
  expect([state.page.value, state.target.value]).toEqual(['changes', changeKey('c2')]);
});

test('signing in takes the window exactly when there is no account or something of it is asked', () => {
  const names = Object.entries(everyView).flatMap(([name, view]) => (isSigningIn(view) ? [name] : []));
  expect(names).toEqual([
    'signIn',
    'signInWorking',
    'signInWrong',
    'signInOffline',
    'signInAgain',
    'asks-certificate',
    'asks-host',
    'asks-push',
    'asks-storage',
    'asks-keyring',
    'asks-substitute',
    'choosing',
  ]);
});

test('a card that says all another says, and more, takes its place', async () => {
  const { main, state } = await opened();
  main.tell('toast', { ...movedToast, id: 'one', changeIds: ['c1'] });
  main.tell('toast', { ...movedToast, id: 'other', changeIds: ['c9'] });
  main.tell('toast', { ...mergedToast, id: 'many', changeIds: ['c1', 'c2', 'c3'] });
  expect(state.toasts.value.map((toast) => toast.id)).toEqual(['other', 'many']);
});
