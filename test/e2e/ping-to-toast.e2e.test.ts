// The whole path, on real parts: a colleague's edit, the notifier's ping, the app's pull, the desktop's alert.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep, until } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { dayTime, manyEvents } from '../support/seeded-week.ts';
import { statusWord } from '../support/sign-in-hand.ts';

const QUIET = 60_000;
const HOUR = 3_600_000;
const NOW = Date.now();

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene();
  page = await scene.start();
  await scene.signIn(page);
});
afterAll(() => scene?.stop());

const colleague = () => scene.world.colleague;
/** 'Tue 14:00', as somebody in this process's zone reads it. */
function moment(at: number): string {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short' }).format(at);
  return `${day} ${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)}`;
}
// Read by textContent: what is scrolled out of sight has no rendered text.
const rowOf = (title: string | RegExp) =>
  page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: title }).first();
const card = (title: string) =>
  page.getByRole('region', { name: 'Alerts' }).getByRole('article').filter({ hasText: title });

describe('signing in', () => {
  test('shows the agenda of both calendars and raises no alert', async () => {
    await expect.poll(() => rowOf('Design review').textContent()).toContain('Room 4.12');
    expect(await rowOf('Lunch with Sam').textContent()).toContain('Private');
    expect(scene.alerts()).toEqual([]);
  });

  test('the tray says that it listens', async () => {
    const tray = await scene.desktop.tray();
    expect(await tray.tooltip()).toContain('Belfry: Listening');
  });
});

describe('an edit by the colleague', () => {
  test('moved: the alert and the card hold old and new time, the agenda shows the new one', async () => {
    const [from, to] = [dayTime(NOW, 1, 14), dayTime(NOW, 2, 10)];
    const { alert } = await scene.alertAfter(() => colleague().move('review', to));
    expect(alert).toMatchObject({ app: 'Belfry', summary: 'Design review moved' });
    expect(alert.body).toContain(`${moment(from)} → ${moment(to)}`);
    await card('Design review moved').waitFor();
    expect(await card('Design review moved').textContent()).toMatch(/14:00.*→.*10:00/s);
    await expect.poll(() => rowOf('Design review').textContent()).toContain('10:00');
    expect(await rowOf('Design review').textContent()).toContain(`moved from ${moment(from)}`);
  });

  test('created: the alert holds title, time, place and calendar', async () => {
    const startsAt = dayTime(NOW, 2, 16);
    const { alert } = await scene.alertAfter(() =>
      colleague().create('demo', { title: 'Demo <b>&</b> cake', place: 'Kitchen', startsAt }),
    );
    expect(alert.summary).toBe('New: Demo <b>&</b> cake');
    expect(alert.body).toContain('16:00–16:30');
    expect(alert.body).toContain('Kitchen · Work');
    await rowOf('Demo <b>&</b> cake').waitFor();
  });

  test('retitled: the alert holds both titles', async () => {
    const { alert } = await scene.alertAfter(() => colleague().rename('planning', 'Yearly planning'));
    expect(alert.summary).toBe('“Quarterly planning” is now “Yearly planning”');
    await rowOf('Yearly planning').waitFor();
  });

  test('relocated: the alert holds both places', async () => {
    const { alert } = await scene.alertAfter(() => colleague().relocate('planning', 'Garden'));
    expect(alert.summary).toBe('Yearly planning: new place');
    expect(alert.body).toMatch(/^Where: Big hall → Garden\n.+\nby bob$/);
    await expect.poll(() => rowOf('Yearly planning').textContent()).toContain('Garden');
  });

  test('cancelled: the alert says so, and the row stays, marked', async () => {
    const { alert } = await scene.alertAfter(() => colleague().cancel('interview'));
    expect(alert.summary).toBe('Interview: platform engineer cancelled');
    await expect.poll(() => rowOf('Interview').textContent()).toContain('cancelled');
  });

  test('deleted: the alert says so, and the row is gone', async () => {
    const { alert } = await scene.alertAfter(() => colleague().remove('demo'));
    expect(alert.summary).toBe('Demo <b>&</b> cake deleted');
    await rowOf('Demo').waitFor({ state: 'detached' });
  });

  test('one occurrence of a series moved: only that one is told and moves', async () => {
    const original = dayTime(NOW, 3, 15);
    const { alert } = await scene.alertAfter(() =>
      colleague().moveOccurrence('retro', original, original + 2 * HOUR),
    );
    expect(alert.summary).toBe('Retrospective moved');
    expect(alert.body).toContain(`${moment(original)} → ${moment(original + 2 * HOUR)}`);
    expect(alert.body).not.toContain('series');
    const starts = async () =>
      page
        .getByRole('tabpanel')
        .getByRole('listitem')
        .filter({ hasText: 'Retrospective' })
        .locator('.time [aria-hidden]')
        .allTextContents();
    await expect.poll(starts).toContain('17:00');
    expect(await starts()).toContain('15:00');
  });

  test('an edit of something past is told to nobody', async () => {
    const before = Date.now();
    await colleague().rename('kickoff', 'Old kick-off');
    await scene.alertAfter(() => colleague().rename('review', 'Architecture review'));
    expect(summariesSince(before)).toEqual(['“Design review” is now “Architecture review”']);
  });

  test('a bulk import of twenty events ends as one alert about all of them', async () => {
    const before = Date.now();
    await colleague().importMany(manyEvents(NOW, 20));
    await rowOf('Meeting 20').waitFor();
    await until('the alert about all', 10_000, () =>
      summariesSince(before).includes('20 events added to Work'),
    );
    const up = scene.desktop.notifications.up().filter(({ at }) => at >= before);
    expect(up.map((alert) => alert.summary)).toEqual(['20 events added to Work']);
  });
});

test('a click on the notification opens the window at that event', async () => {
  await page.getByRole('tab', { name: 'Changes' }).click();
  await page.keyboard.press('Escape');
  await until('the window is hidden', 5_000, () => isHidden());
  // After a pause, so that it does not count as a part of the import; and alone on the screen, to be clicked.
  await sleep(5_500);
  await promisify(execFile)('dunstctl', ['close-all'], { env: scene.desktop.env });
  await scene.alertAfter(() => colleague().move('release', dayTime(NOW, 9, 12)));
  await scene.desktop.clickNotification();
  await until('the window is shown', 5_000, async () => !(await isHidden()));
  const row = rowOf('Release day');
  await expect.poll(() => row.isVisible()).toBe(true);
  await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByRole('tab', { name: 'Agenda' }).getAttribute('aria-selected')).toBe('true');
});

test(
  'in the quiet minute after it all, no request reaches the calendar server',
  { timeout: 120_000 },
  async () => {
    await sleep(1_000);
    scene.world.tap.clear();
    const before = Date.now();
    await sleep(QUIET);
    expect(scene.world.tap.requests()).toEqual([]);
    expect(scene.alerts(before)).toEqual([]);
    expect(await statusWord(page).innerText()).toBe('Listening');
  },
);

function summariesSince(after: number): readonly string[] {
  return scene.alerts(after).map((alert) => alert.summary);
}

async function isHidden(): Promise<boolean> {
  return scene.app.app.evaluate(
    ({ BrowserWindow }) => !(BrowserWindow.getAllWindows()[0]?.isVisible() ?? false),
  );
}
