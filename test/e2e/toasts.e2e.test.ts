// How alerts and reminders reach the person and what answers do: real notification daemons, pressed by hand.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Notified } from '../support/desktop/notifications.ts';
import { sleep, until } from '../support/patience.ts';
import { startScene, type Scene } from '../support/scene.ts';
import { dayTime, filesOf, manyEvents, WORK } from '../support/seeded-week.ts';

const NOW = Date.now();
const MINUTE = 60_000;
const PATIENCE = 10_000;

let scene: Scene;
let page: Page;
afterAll(() => scene?.stop());

async function open(notifications: 'dunst' | 'xfce' | 'none'): Promise<void> {
  scene = await startScene({ desktop: { notifications, keyring: 'unlocked' } });
  page = await scene.start();
  await scene.signIn(page);
}

const colleague = () => scene.world.colleague;
// Read by textContent: what is scrolled out of sight has no rendered text.
const rowOf = (title: string) =>
  page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: title }).first();
const isReminder = ({ hints }: Notified): boolean => hints['category'] === 'x-belfry.reminder';
const up = (): readonly string[] => scene.desktop.notifications.up().map(({ summary }) => summary);
const isWindowShown = () =>
  scene.app.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some(
      (one) => one.isVisible() && !one.webContents.getURL().endsWith('#cards'),
    ),
  );
async function hideWindow(): Promise<void> {
  await page.keyboard.press('Escape');
  await until('the window is hidden', 5_000, async () => !(await isWindowShown()));
}

describe.each(['dunst', 'xfce'] as const)('on %s', (daemon) => {
  beforeAll(() => open(daemon));
  afterAll(() => scene.stop());

  test('the same event changing again takes the place of its toast', async () => {
    const first = await scene.alertAfter(() => colleague().move('review', dayTime(NOW, 2, 10)));
    const second = await scene.alertAfter(() => colleague().move('review', dayTime(NOW, 2, 11)));
    expect(second.alert.replaces).toBe(await scene.desktop.notifications.idOf(first.alert));
    await scene.desktop.notifications.idOf(second.alert);
    expect(up().filter((summary) => summary.includes('Design review'))).toHaveLength(1);
    expect(second.alert.hints).toMatchObject({
      urgency: 1,
      category: 'x-belfry.change',
      'desktop-entry': 'belfry',
    });
  });

  test('the button Open brings the window up at the event, and the toast is gone', async () => {
    await hideWindow();
    const { alert } = await scene.alertAfter(() => colleague().move('interview', dayTime(NOW, 9, 12)));
    await scene.desktop.daemon.press('Open');
    await until('the window', 5_000, isWindowShown);
    const row = rowOf('Interview');
    await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
    await scene.desktop.notifications.gone(alert);
  });

  test('do-not-disturb holds alerts back, and they are told when it ends', async () => {
    await scene.desktop.daemon.doNotDisturb(true);
    const before = Date.now();
    await colleague().relocate('planning', 'Garden');
    await expect.poll(() => rowOf('Quarterly planning').textContent()).toContain('Garden');
    expect(scene.alerts(before)).toEqual([]);
    const next = scene.desktop.notifications.next(() => true, PATIENCE, before);
    await scene.desktop.daemon.doNotDisturb(false);
    const { summary, body } = await next;
    expect(`${summary} ${body}`).toContain('Quarterly planning');
  });

  test('a daemon that dies takes nothing with it: the card shows, and the next daemon is used', async () => {
    await hideWindow();
    await scene.desktop.daemon.kill();
    await colleague().rename('retro', 'Look back');
    const cards = await cardPage();
    await card(cards, 'Look back').waitFor();
    await scene.desktop.daemon.start();
    const { alert } = await scene.alertAfter(() => colleague().relocate('planning', 'Attic'));
    expect(alert.body).toContain('Attic');
  });

  test('a storm of 500 changes ends as one toast', async () => {
    const events = manyEvents(NOW, 500);
    const { 'event-500': last, ...others } = events;
    if (!last) throw new Error('there are 500');
    await sleep(5_500); // so that what came before does not count as a part of it
    // They come faster than a colleague could write them one by one, and with one ping.
    await scene.world.radicale.seed('alice', 'work', WORK, filesOf(others));
    await colleague().create('event-500', last);
    await until('the toast about all', 30_000, () => up().includes('500 events added to Work'));
    expect(up().filter((summary) => /added|Meeting/.test(summary))).toEqual(['500 events added to Work']);
  });

  // The last, for it moves the clock.
  test('a reminder rings, and rings again after Snooze', async () => {
    await scene.desktop.daemon.clear(); // a daemon draws only so many
    const before = Date.now();
    const startsAt = before + 10 * MINUTE + 4_000;
    await colleague().create('call', { title: 'Call the bank', startsAt, alarm: 10 });
    const rung = await scene.desktop.notifications.next(isReminder, 20_000, before);
    expect(rung.summary).toBe('Call the bank in 10 minutes');
    await scene.desktop.daemon.press('Snooze 5 min');
    await scene.desktop.notifications.gone(rung);
    const again = scene.desktop.notifications.next(isReminder, 40_000, rung.at + 1);
    // Five minutes pass as they do for a computer whose clock is set: nobody waits for them.
    await scene.app.app.evaluate((_electron, ms) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ms;
    }, 5 * MINUTE);
    expect((await again).summary).toBe('Call the bank in 5 minutes');
    expect((await again).replaces).toBe(0);
  });
});

describe('on a desktop that shows no notifications', () => {
  beforeAll(() => open('none'));
  afterAll(() => scene.stop());

  test('an alert is a card in the open window, and no other', async () => {
    await colleague().move('review', dayTime(NOW, 2, 10));
    await card(page, 'Design review moved').waitFor();
    expect(scene.app.app.windows()).toHaveLength(1);
  });

  test('with the window closed it is a card above everything, whose button works', async () => {
    await hideWindow();
    await colleague().move('interview', dayTime(NOW, 2, 11));
    const cards = await cardPage();
    await card(cards, 'Interview').getByRole('button', { name: 'Open' }).click();
    await until('the window', 5_000, isWindowShown);
    await until('the end of the card', 5_000, () => scene.app.app.windows().length === 1);
  });

  test('a reminder stays there until it is answered', async () => {
    await hideWindow();
    const startsAt = Date.now() + 10 * MINUTE + 4_000;
    await colleague().create('call', { title: 'Call the bank', startsAt, alarm: 10 });
    const cards = await cardPage();
    await card(cards, 'Call the bank in').getByRole('button', { name: 'Dismiss' }).click({ timeout: 20_000 });
    // The card about the new event may stay a while, held by the pointer above it.
    await until('the end of the card', 5_000, async () => {
      return cards.isClosed() || (await card(cards, 'Call the bank in').count()) === 0;
    });
  });
});

async function cardPage(): Promise<Page> {
  return until('the cards', PATIENCE, () => scene.app.app.windows().find(isCards) ?? null);
}
const isCards = (one: Page): boolean => one.url().endsWith('#cards');
const card = (on: Page, title: string) => on.getByRole('article').filter({ hasText: title });
