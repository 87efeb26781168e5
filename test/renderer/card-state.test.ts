import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { ToastView } from '../../main/core/alerts/toast-view.ts';
import { actOnToast, addToast, dropToast, expireToast, type CardState } from '../../renderer/card-state.ts';
import { openWindow } from '../../renderer/window-state.ts';
import { fakeDoor } from '../support/door.ts';
import { aToast, mergedToast, movedToast, reminderToast } from '../support/toast-views.ts';
import { lively } from '../support/views.ts';

function cards(...toasts: readonly ToastView[]) {
  const main = fakeDoor(lively);
  const state: CardState = { door: main.door, toasts: signal([]), failed: signal(false) };
  for (const toast of toasts) addToast(state, toast);
  return { main, state, ids: () => state.toasts.value.map((toast) => toast.id) };
}
const change = (id: string) => aToast({ id, changeIds: [id] });

test('a toast with the same id replaces the card, and the oldest of more than three gives way', () => {
  expect(cards(...['a', 'b', 'c', 'b', 'd'].map(change)).ids()).toEqual(['c', 'b', 'd']);
});

test('a card that says all another says, and more, takes its place', () => {
  const many = { ...mergedToast, id: 'many', changeIds: ['c1', 'c2', 'c3'] };
  expect(cards(change('c1'), change('c9'), many).ids()).toEqual(['c9', 'many']);
});

test('reminders never give way to changes, nor to one another', () => {
  const reminders = ['r1', 'r2', 'r3', 'r4'].map((id) => ({ ...reminderToast, id }));
  const shown = cards(...reminders, ...['a', 'b', 'c', 'd'].map(change)).ids();
  expect(shown).toEqual(['r1', 'r2', 'r3', 'r4', 'b', 'c', 'd']);
});

test('what was asked to be hard to miss does not give way either', () => {
  const insistent = { ...change('x'), isInsistent: true };
  expect(cards(insistent, ...['a', 'b', 'c', 'd'].map(change)).ids()).toEqual(['x', 'b', 'c', 'd']);
});

test('a button takes its card away and is told to the main process', () => {
  const { main, state, ids } = cards(movedToast, reminderToast);
  actOnToast(state, 't4', 'snooze-start');
  expect(ids()).toEqual(['t1']);
  expect(main.asked).toEqual([['act', { toastId: 't4', action: 'snooze-start' }]]);
});

test('a card whose time is over is dropped, and told of where the main process must know', () => {
  const { main, state, ids } = cards(movedToast, mergedToast);
  dropToast(state, 't1');
  expect(main.asked).toEqual([]);
  expireToast(state, 't2');
  expect(ids()).toEqual([]);
  expect(main.asked).toEqual([['dismissToast', { id: 't2' }]]);
});

test('a toast that was answered elsewhere takes its card away', () => {
  const main = fakeDoor(lively);
  const state = openWindow(main.door);
  main.tell('toast', movedToast);
  main.tell('toast', mergedToast);
  main.tell('closeToast', { id: 't1' });
  expect(state.toasts.value.map((toast) => toast.id)).toEqual(['t2']);
  expect(main.asked).toEqual([]);
});
