// Parts of the world go away and come back. Nothing is lost, nothing is told twice, and the window says how it is.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colleague } from '../support/colleague.ts';
import { sleep } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { dayTime } from '../support/seeded-week.ts';
import { untilStatus } from '../support/sign-in-hand.ts';

const NOW = Date.now();
/** The link's and the notifier's back-off, one after the other, and a little more. */
const RECONNECT = 60_000;

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene({ desktop: { keyring: 'unlocked', panel: false } });
  page = await scene.start();
  await scene.signIn(page);
});
afterAll(() => scene?.stop());

const agenda = () => page.getByRole('tabpanel').textContent();
const summaries = (after: number) => scene.alerts(after).map((alert) => alert.summary);
const statusDetail = () => page.getByRole('banner').getByRole('status').getAttribute('title');
/** Long enough for a second alert to have come, had there been one. */
const moment = () => sleep(1_500);

describe('the XMPP server', () => {
  test('goes away: the window says that Belfry checks instead, and why', async () => {
    await scene.world.prosody.halt();
    await untilStatus(page, 'Checking every 5 min');
    expect(await statusDetail()).toContain('Instant push does not answer right now');
    expect(await agenda()).toContain('Design review');
  });

  test('comes back: what happened meanwhile is told once', async () => {
    const before = Date.now();
    await scene.world.colleague.move('review', dayTime(NOW, 2, 10));
    await moment();
    expect(summaries(before)).toEqual([]);
    await scene.world.prosody.restart();
    await untilStatus(page, 'Listening', RECONNECT);
    await scene.world.untilOnline();
    await moment();
    expect(summaries(before)).toEqual(['Design review moved']);
  });

  test('restarts: the app listens again, and the next change is told at once', async () => {
    await scene.world.prosody.restart('SIGKILL');
    await untilStatus(page, 'Checking every 5 min');
    await untilStatus(page, 'Listening', RECONNECT);
    await scene.world.untilOnline();
    const { alert } = await scene.alertAfter(() => scene.world.colleague.relocate('review', 'Garden'));
    expect(alert.summary).toBe('Design review: new place');
  });
});

describe('the notifier', () => {
  test('restarts: the app goes on listening, and the next change is told', async () => {
    await scene.world.notifier.restart();
    await scene.world.untilOnline();
    const { alert } = await scene.alertAfter(() => scene.world.colleague.rename('review', 'Review'));
    expect(alert.summary).toBe('“Design review” is now “Review”');
    await untilStatus(page, 'Listening');
  });

  test('is away while somebody writes behind its back: told once when it is back', async () => {
    const before = Date.now();
    await scene.world.notifier.halt();
    await page.getByRole('button', { name: 'Check now' }).click();
    await untilStatus(page, /Offline since \d\d:\d\d/);
    await direct().rename('planning', 'Yearly planning');
    await scene.world.notifier.restart();
    await untilStatus(page, 'Listening', RECONNECT);
    await expect.poll(agenda).toContain('Yearly planning');
    await moment();
    expect(summaries(before)).toEqual(['“Quarterly planning” is now “Yearly planning”']);
  });
});

describe('the calendar server', () => {
  test('goes away: offline since when, and the agenda stays', async () => {
    const before = await agenda();
    await scene.world.radicale.halt();
    await page.getByRole('button', { name: 'Check now' }).click();
    await untilStatus(page, /Offline since \d\d:\d\d/);
    expect(await page.getByText('What you see is the last known state.').isVisible()).toBe(true);
    expect(await agenda()).toContain('Yearly planning');
    expect(rowsIn(await agenda())).toBe(rowsIn(before));
  });

  test('comes back: by itself the app catches up, and tells', async () => {
    await scene.world.radicale.restart();
    const { alert } = await scene.alertAfter(() => scene.world.colleague.cancel('interview'));
    expect(alert.summary).toBe('Interview: platform engineer cancelled');
    await untilStatus(page, 'Listening', RECONNECT);
    expect(await page.getByText('What you see is the last known state.').isVisible()).toBe(false);
  });
});

/** The colleague's other way to the calendar: past the notifier. */
function direct() {
  const { radicale } = scene.world;
  const seeded = { planning: scene.world.colleague.facts('planning') };
  return colleague({
    url: radicale.url,
    username: 'bob',
    password: 'bob-secret',
    calendar: '/alice/work/',
    seeded,
  });
}

function rowsIn(text: string | null): number {
  return text?.match(/\d\d:\d\d–\d\d:\d\d/g)?.length ?? 0;
}
