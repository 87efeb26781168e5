// What each setting asks for, and that a field belongs to the person while they type.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { presenting } from '../support/inbox-views.ts';
import { lively } from '../support/views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());
beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));

const labelled = (name: string) => belfry.page.getByLabel(name, { exact: true });
const group = (name: string) => belfry.page.getByRole('region', { name, exact: true });

async function open(view: View): Promise<void> {
  await belfry.show(view);
  await belfry.page.getByRole('button', { name: 'Accounts and settings' }).click();
}

test('each switch asks for its own preference alone', async () => {
  await open(lively);
  for (const name of [
    'Quiet hours',
    'Stay quiet about my own calendars when nobody knows who made the change',
    'Hard to miss',
    'Tell the server that I dismissed a reminder',
    'Presenting',
    'Hide titles while the screen is locked',
  ]) {
    await belfry.page.getByRole('switch', { name, exact: true }).press('Space');
  }
  expect((await belfry.asked()).map(([, changed]) => changed)).toEqual([
    { quietHours: { on: true, from: '20:00', to: '07:00' } },
    { quietOwn: true },
    { hardToMiss: true },
    { acknowledgeOnServer: true },
    { presenting: true },
    { hideWhenLocked: false },
  ]);
});

test('quiet hours have times, asked for when the field is left', async () => {
  await open(presenting);
  await labelled('From').fill('21:30');
  expect(await belfry.asked()).toEqual([]);
  await labelled('To').focus();
  expect(await belfry.asked()).toEqual([
    ['setPreferences', { quietHours: { on: true, from: '21:30', to: '07:00' } }],
  ]);
});

test('a number of days is asked for when it is one, else the field jumps back', async () => {
  await open(lively);
  await labelled('Only changes within the next').fill('30');
  await labelled('Only changes within the next').press('Enter');
  await labelled('Keep changes for').fill('0');
  await labelled('Keep changes for').press('Enter');
  expect(await belfry.asked()).toEqual([['setPreferences', { horizonDays: 30 }]]);
  await expect.poll(() => labelled('Keep changes for').inputValue()).toBe('90');
});

test('what is typed survives a view', async () => {
  await open(presenting);
  const places = labelled('Addresses where you meet, one a line');
  await places.fill('meet.example.org/*\n\n rooms.example.com ');
  await belfry.tell('view', { ...presenting, now: presenting.now + 60_000 });
  expect(await places.inputValue()).toContain('rooms.example.com');
  await places.blur();
  expect(await belfry.asked()).toEqual([
    ['setPreferences', { joinPatterns: ['meet.example.org/*', 'rooms.example.com'] }],
  ]);
});

test('the default reminder can be chosen, or none; one that was set elsewhere is offered too', async () => {
  await open(presenting);
  const choice = labelled('When an event has no reminder of its own');
  expect(await choice.locator('option').allTextContents()).toEqual([
    'Do not remind',
    'At the start',
    '5 minutes before',
    '10 minutes before',
    '15 minutes before',
    '20 minutes before',
    '30 minutes before',
    '60 minutes before',
  ]);
  expect(await choice.inputValue()).toBe('20');
  await choice.selectOption('At the start');
  await choice.selectOption('Do not remind');
  expect((await belfry.asked()).map(([, changed]) => changed)).toEqual([
    { defaultReminder: 0 },
    { defaultReminder: null },
  ]);
});

test('alerts are muted, and let go again only when they were muted by hand', async () => {
  await open(presenting);
  const alerts = group('Alerts');
  expect(await alerts.getByRole('status').innerText()).toMatch(/Muted until 15:30\s+3 alerts wait/);
  for (const name of ['Mute 1 h', 'Until tomorrow', 'Unmute'])
    await alerts.getByRole('button', { name }).click();
  expect(await belfry.asked()).toEqual([
    ['mute', { until: 'hour' }],
    ['mute', { until: 'tomorrow' }],
    ['mute', { until: 'off' }],
  ]);
  const quiet = { muted: false, label: 'Quiet hours until 07:00', held: 0 };
  await belfry.tell('view', { ...presenting, attention: quiet });
  await alerts.getByText('Quiet hours until 07:00').waitFor();
  expect(await alerts.getByRole('button', { name: 'Unmute' }).count()).toBe(0);
});

test('the language is chosen by its own name', async () => {
  await open(lively);
  await labelled('Language of Belfry').selectOption('Deutsch');
  await labelled('Language of Belfry').selectOption('As the computer');
  expect((await belfry.asked()).map(([, changed]) => changed)).toEqual([
    { language: 'de' },
    { language: 'system' },
  ]);
});

test('marks in the header say that titles are hidden and alerts held back, and lead to the settings', async () => {
  await belfry.show(presenting);
  await belfry.page.getByRole('button', { name: 'Presenting: alerts say no titles' }).waitFor();
  await belfry.page.getByRole('button', { name: 'Muted until 15:30' }).click();
  await belfry.page.getByRole('heading', { name: 'Accounts and settings' }).waitFor();
  await belfry.show(lively);
  expect(await belfry.page.locator('.header-mark').count()).toBe(0);
});
