// Cards: their buttons, and the small window that holds nothing else.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { presenting } from '../support/inbox-views.ts';
import { invitedToast, mergedToast, movedToast, reminderToast } from '../support/toast-views.ts';
import { lively } from '../support/views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());
beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 300 }));

const titles = () => belfry.page.locator('.toast h2').allTextContents();

async function showCards(...toasts: readonly (typeof movedToast)[]): Promise<void> {
  await belfry.show(lively, 'cards');
  for (const toast of toasts) await belfry.tell('toast', toast);
}

test('the buttons of a card are those of its toast, the first filled, the rarer ones behind More', async () => {
  await showCards(invitedToast);
  const card = belfry.page.getByRole('article', { name: 'Quarterly planning' });
  const visible = () => card.locator('.actions button:visible').allTextContents();
  expect(await visible()).toEqual(['Accept', 'Decline', 'More']);
  expect(await card.locator('.button.primary').allTextContents()).toEqual(['Accept']);
  await card.getByRole('button', { name: 'More' }).press('Enter');
  expect(await visible()).toEqual(['Accept', 'Decline', 'Less', 'Maybe', 'Open']);
  await card.getByRole('button', { name: 'Maybe' }).press('Enter');
  expect(await belfry.asked()).toEqual([['act', { toastId: 't3', action: 'tentative' }]]);
});

test('the small window holds the cards alone, the newest in front', async () => {
  await showCards(movedToast, reminderToast);
  expect(await titles()).toEqual(['Stand-up in 5 minutes', 'Design review moved']);
  expect(await belfry.page.locator('.header, .tabs, .footer').count()).toBe(0);
  const ground = await belfry.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(ground).toBe('rgba(0, 0, 0, 0)');
});

test('Esc dismisses the card in front, one after the other, and hides no window', async () => {
  await showCards(movedToast, reminderToast);
  await belfry.page.keyboard.press('Escape');
  expect(await titles()).toEqual(['Design review moved']);
  await belfry.page.keyboard.press('Escape');
  await belfry.page.keyboard.press('Escape');
  expect(await belfry.asked()).toEqual([
    ['act', { toastId: 't4', action: 'dismiss' }],
    ['act', { toastId: 't1', action: 'dismiss' }],
  ]);
});

test('Esc on a card with the focus dismisses that one', async () => {
  await showCards(movedToast, reminderToast);
  await belfry.page.getByRole('button', { name: 'Open' }).press('Escape');
  expect(await belfry.asked()).toEqual([['act', { toastId: 't1', action: 'dismiss' }]]);
  await expect.poll(() => belfry.page.evaluate(() => document.activeElement?.textContent)).toBe('Join');
});

test('a warning is said once, in its own place', async () => {
  await showCards(movedToast);
  expect(await belfry.page.getByText('Overlaps with “Call the bank”').count()).toBe(1);
  expect(await belfry.page.locator('.toast .warning').count()).toBe(1);
});

test('a toast answered elsewhere takes its card away', async () => {
  await showCards(movedToast, mergedToast);
  await belfry.tell('closeToast', { id: 't2' });
  expect(await titles()).toEqual(['Design review moved']);
});

test('the main process is told when the time of a card in the small window is over', async () => {
  await belfry.page.clock.install();
  await showCards(mergedToast, reminderToast);
  await belfry.page.mouse.move(0, 299);
  await belfry.page.clock.runFor(12_100);
  expect(await titles()).toEqual(['Stand-up in 5 minutes']);
  expect(await belfry.asked()).toEqual([['dismissToast', { id: 't2' }]]);
});

test('the small window is as high as its cards, and tells of those that give way', async () => {
  const height = () => belfry.page.evaluate(() => document.documentElement.offsetHeight);
  await showCards(mergedToast);
  const one = await height();
  expect(one).toBeGreaterThan(80);
  expect(one).toBeLessThan(200);
  for (const id of ['a', 'b', 'c']) await belfry.tell('toast', { ...movedToast, id, changeIds: [id] });
  expect(await belfry.asked()).toEqual([['dismissToast', { id: 't2' }]]);
  expect(await height()).toBeGreaterThan(2 * one);
});

test('cards that are up say no titles from the moment somebody presents', async () => {
  await showCards(movedToast, reminderToast);
  await belfry.tell('view', presenting);
  expect(await titles()).toEqual(['An event is about to start', 'Something changed']);
  expect(await belfry.page.locator('.toasts').innerText()).not.toMatch(/Design|Stand-up|bank|Jitsi/);
});

test('a card speaks the language of the view', async () => {
  await belfry.show({ ...lively, language: 'de' }, 'cards');
  await belfry.tell('toast', movedToast);
  await belfry.page
    .getByRole('region', { name: 'Meldungen' })
    .getByRole('button', { name: 'Verwerfen' })
    .waitFor();
});
