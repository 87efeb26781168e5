import { expect, test } from 'vitest';
import { attempt } from '../../renderer/attempt.ts';
import { language } from '../../renderer/say.ts';
import { changeKey, isSigningIn, openWindow, rowKey } from '../../renderer/window-state.ts';
import type { View } from '../../main/core/window/view.ts';
import { fakeDoor } from '../support/door.ts';
import { everyView } from '../support/every-view.ts';
import { german, lookingFor } from '../support/inbox-views.ts';
import { movedToast } from '../support/toast-views.ts';
import { lively, offline } from '../support/views.ts';

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

test('a change that what is looked for hides is looked for with everything', async () => {
  const { main } = await opened(lookingFor({ unreadOnly: true }, []));
  main.tell('reveal', { rowId: '', changeIds: ['c4'] });
  expect(main.asked).toEqual([
    ['filterChanges', { calendar: '', person: '', words: '', unreadOnly: false, limit: 200 }],
  ]);
});

test('a change that is listed changes nothing of what is looked for', async () => {
  const { main } = await opened(lookingFor({ unreadOnly: true }, lively.changes.groups));
  main.tell('reveal', { rowId: '', changeIds: ['c3'] });
  expect(main.asked).toEqual([]);
});

test('the window speaks the language of the view', async () => {
  const { main } = await opened(german);
  expect(language.value).toBe('de');
  main.tell('view', lively);
  expect(language.value).toBe('en');
});

test('cards that are up when presenting begins forget what they said', async () => {
  const { main, state } = await opened();
  main.tell('toast', movedToast);
  main.tell('view', { ...lively, preferences: { ...lively.preferences, presenting: true } });
  const [card] = state.toasts.value;
  expect(JSON.stringify(card)).not.toMatch(/Design review|Tue 14|Call the bank/);
  expect(card?.actions).toEqual(movedToast.actions);
  main.tell('toast', { ...movedToast, id: 'later', changeIds: [], title: 'Something changed' });
  main.tell('view', { ...lively, preferences: { ...lively.preferences, presenting: true } });
  expect(state.toasts.value.at(-1)?.title).toBe('Something changed');
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
