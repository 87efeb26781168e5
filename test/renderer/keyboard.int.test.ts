// The window with the keyboard alone, and where the focus and the eye are led.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mergedToast, movedToast, reminderToast } from '../support/toast-views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';
import * as views from '../support/views.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());
beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));

const press = async (...keys: readonly string[]) => {
  for (const key of keys) await belfry.page.keyboard.press(key);
};

/** The accessible name (label, aria-label or text) of what has the focus. */
const focused = () =>
  belfry.page.evaluate(() => {
    const element = document.activeElement;
    if (element instanceof HTMLInputElement && element.labels?.[0]) {
      return element.labels[0].textContent;
    }
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

/** The empty form, once the focus is where typing begins. */
const showForm = async () => {
  await belfry.show(views.signIn);
  await expect.poll(focused).toBe('E-mail address or server');
};

test('signing in by keyboard: type, Tab, type, Enter', async () => {
  await showForm();
  await belfry.page.keyboard.type('ema@example.org');
  await press('Tab', 'Tab');
  await expect.poll(focused).toBe('Password');
  await belfry.page.keyboard.type('secret');
  await press('Enter');
  expect(await belfry.asked()).toEqual([
    ['signIn', { address: 'ema@example.org', username: 'ema@example.org', password: 'secret' }],
  ]);
});

test('an incomplete form is not sent; the focus goes to the gap, which says what is missing', async () => {
  await showForm();
  await belfry.page.keyboard.type('https://cal.example.org/');
  await press('Enter');
  await expect.poll(focused).toBe('User name');
  expect(await belfry.page.getByLabel('User name').getAttribute('aria-invalid')).toBe('true');
  expect(await belfry.page.getByText('Enter your user name on this server.').isVisible()).toBe(true);
  expect(await belfry.asked()).toEqual([]);
});

test('a refused password: the typed address is still there and the focus is at the password', async () => {
  await showForm();
  await belfry.page.keyboard.type('ema@example.org');
  await press('Tab', 'Tab');
  await belfry.page.keyboard.type('wrong');
  await press('Enter');
  await belfry.tell('view', views.signInWorking);
  await belfry.tell('view', views.signInWrong);
  await belfry.page.waitForFunction(() => document.activeElement?.id === 'field-password');
  expect(await belfry.page.getByLabel('E-mail address or server').inputValue()).toBe('ema@example.org');
  expect(await belfry.page.locator('#mistake-password').textContent()).toBe(
    'The user name or the password is wrong.',
  );
});

test('a question takes the focus; Enter on a button answers it, Esc neither answers nor hides', async () => {
  await belfry.show(views.questions.certificate);
  await expect.poll(focused).toBe('Trust cal.example.org?');
  await press('Escape');
  expect(await belfry.asked()).toEqual([]);
  await press('Tab');
  await expect.poll(focused).toBe('Trust');
  await press('Tab');
  await expect.poll(focused).toBe('Do not trust');
  await press('Enter');
  expect(await belfry.asked()).toEqual([['answer', { yes: false }]]);
});

test('what was typed survives a question', async () => {
  await showForm();
  await belfry.page.keyboard.type('ema@example.org');
  await belfry.tell('view', views.questions.push);
  await belfry.tell('view', views.signInWrong);
  expect(await belfry.page.getByLabel('E-mail address or server').inputValue()).toBe('ema@example.org');
});

test('choosing calendars by keyboard sends the chosen ones', async () => {
  await belfry.show(views.choosing);
  await press('Tab', 'Tab', 'Space', 'Tab', 'Tab');
  await expect.poll(focused).toBe('Start with 2 calendars');
  await press('Enter');
  expect(await belfry.asked()).toEqual([
    [
      'chooseCalendars',
      { urls: ['https://cal.example.org/ema/home/', 'https://cal.example.org/ema/family/'] },
    ],
  ]);
});

test('the status in the head leads to the connection, and back again', async () => {
  await belfry.show(views.lively);
  await press('Tab');
  await expect.poll(focused).toBe('Listening');
  await press('Enter');
  await belfry.page.getByRole('heading', { name: 'Connection', exact: true }).waitFor();
  await press('Tab', 'Enter');
  await belfry.page.getByRole('tab', { name: 'Agenda' }).waitFor();
  expect(await belfry.asked()).toEqual([]);
});

test('the tabs are one stop, and arrows move between them', async () => {
  await belfry.show(views.lively);
  await press('Tab', 'Tab', 'Tab');
  await expect.poll(focused).toBe('Agenda');
  await press('ArrowRight');
  await expect.poll(focused).toMatch(/^Changes/);
  expect(await belfry.page.getByRole('tabpanel').getAttribute('id')).toBe('panel-changes');
  await press('Tab');
  await expect.poll(focused).toBe('Search the changes');
  await press('Tab', 'Tab');
  expect(await belfry.page.evaluate(() => document.activeElement?.id)).toBe('panel-changes');
});

test('Esc hides the window', async () => {
  await belfry.show(views.lively);
  await press('Escape');
  expect(await belfry.asked()).toEqual([['hideWindow', undefined]]);
});

test('Esc in a dialog closes the dialog only, and the focus goes back', async () => {
  await belfry.show(views.lively);
  await belfry.page.getByRole('button', { name: 'Accounts and settings' }).click();
  await belfry.page.getByRole('button', { name: 'Sign out…' }).press('Enter');
  await belfry.page.getByRole('dialog', { name: 'Sign out?' }).waitFor();
  await press('Escape');
  await belfry.page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Sign out…');
  expect(await belfry.asked()).toEqual([]);
});

test('signing out asks first', async () => {
  await belfry.show(views.lively);
  await belfry.page.getByRole('button', { name: 'Accounts and settings' }).click();
  await belfry.page.getByRole('button', { name: 'Sign out…' }).click();
  expect(await belfry.asked()).toEqual([]);
  await belfry.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  expect(await belfry.asked()).toEqual([['signOut', { id: 'a1' }]]);
});

test('switches send every choice of their calendar', async () => {
  await belfry.show(views.lively);
  await belfry.page.getByRole('button', { name: 'Accounts and settings' }).click();
  await belfry.page.getByRole('switch', { name: 'Alerts for Work' }).press('Space');
  await belfry.page.getByRole('switch', { name: 'Show Team' }).press('Space');
  await belfry.page.getByRole('switch', { name: 'Reminders of Home' }).press('Space');
  expect(await belfry.asked()).toEqual([
    ['setCalendar', { id: 'a1:work', shown: true, alerts: true, reminds: true }],
    ['setCalendar', { id: 'a1:team', shown: false, alerts: true, reminds: true }],
    ['setCalendar', { id: 'a1:home', shown: true, alerts: true, reminds: false }],
  ]);
});

test('trusting a certificate sends the fingerprint that was shown', async () => {
  await belfry.show(views.certificateProblem);
  await belfry.page.getByRole('button', { name: 'Look at it' }).click();
  const dialog = belfry.page.getByRole('dialog');
  const fingerprint = (await dialog.locator('code').first().textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Trust', exact: true }).click();
  expect(fingerprint).toMatch(/^7A:1B:.*:6E:53$/);
  expect(await belfry.asked()).toEqual([['trustCertificate', { accountId: 'a1', fingerprint }]]);
});

test('a toast: Esc dismisses it, hands the focus on and does not hide the window', async () => {
  await belfry.show(views.lively);
  await belfry.tell('toast', movedToast);
  await belfry.tell('toast', mergedToast);
  await belfry.page.getByRole('button', { name: 'Dismiss' }).first().focus();
  await press('Escape');
  expect(await belfry.asked()).toEqual([['act', { toastId: 't1', action: 'dismiss' }]]);
  await expect.poll(focused).toBe('Dismiss');
  await press('Escape');
  await expect
    .poll(() => belfry.page.evaluate(() => document.activeElement?.getAttribute('role')))
    .toBe('tabpanel');
});

test('a toast leaves after twelve seconds, but not while it is hovered or focused', async () => {
  await belfry.page.clock.install();
  await belfry.show(views.lively);
  await belfry.tell('toast', movedToast);
  await belfry.tell('toast', mergedToast);
  await belfry.page.getByRole('heading', { name: 'Design review moved' }).hover();
  await belfry.page.clock.runFor(12_100);
  const headings = () => belfry.page.locator('.toast h2').allTextContents();
  expect(await headings()).toEqual(['Design review moved']);
  await belfry.page.getByRole('button', { name: 'Dismiss' }).focus();
  await belfry.page.mouse.move(0, 0);
  await belfry.page.clock.runFor(60_000);
  expect(await headings()).toEqual(['Design review moved']);
  await belfry.page.getByRole('tab', { name: 'Agenda' }).focus();
  await belfry.page.clock.runFor(12_100);
  expect(await headings()).toEqual([]);
  expect(await belfry.asked()).toEqual([]);
});

test('a reminder stays until it is answered', async () => {
  await belfry.page.clock.install();
  await belfry.show(views.lively);
  await belfry.tell('toast', reminderToast);
  await belfry.page.clock.runFor(3_600_000);
  await belfry.page.getByRole('button', { name: 'Snooze to start' }).click();
  expect(await belfry.asked()).toEqual([['act', { toastId: 't4', action: 'snooze-start' }]]);
  expect(await belfry.page.locator('.toast').count()).toBe(0);
});

test('a clicked notification leads to its row: page, scroll, focus', async () => {
  await belfry.show(views.crowded);
  await belfry.page.getByRole('tab', { name: /^Changes/ }).click();
  await belfry.tell('reveal', { rowId: '2026-12-20-7', changeIds: [] });
  const row = belfry.page.locator('[data-key="row 2026-12-20-7"]');
  await row.waitFor();
  await belfry.page.waitForFunction(() => document.activeElement?.hasAttribute('data-revealed') ?? false);
  await expect
    .poll(() =>
      row.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top > 80 && bottom < 600 && element === document.activeElement;
      }),
    )
    .toBe(true);
});

test('a row that has the focus keeps it when the next view has it at another place', async () => {
  await belfry.show(views.crowded);
  const [day] = views.crowded.agenda.days.filter(({ timed }) => timed.length > 3);
  const last = day?.timed.at(-1);
  if (!day || !last) throw new Error('there is a day of many rows');
  await belfry.tell('reveal', { rowId: last.id, changeIds: [] });
  const row = belfry.page.locator(`[data-key="row ${last.id}"]`);
  const hasFocus = () => row.evaluate((element) => element === document.activeElement);
  await expect.poll(hasFocus).toBe(true);
  const timed = [last, ...day.timed.slice(0, -1)];
  const days = views.crowded.agenda.days.map((one) => (one === day ? { ...day, timed } : one));
  await belfry.tell('view', { ...views.crowded, agenda: { ...views.crowded.agenda, days } });
  await expect.poll(() => row.evaluate((element) => element.previousElementSibling === null)).toBe(true);
  await expect.poll(hasFocus).toBe(true);
});
