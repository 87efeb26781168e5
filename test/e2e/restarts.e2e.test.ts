// The app dies or ends and is started again with the same files.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { sleep, until } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { dayTime, manyEvents, workWeek } from '../support/seeded-week.ts';
import type { Events } from '../support/seeded-week.ts';
import { answer, fillForm, nextMoment, untilStatus } from '../support/sign-in-hand.ts';

const NOW = Date.now();
const HOUR = 3_600_000;

const viewOf = (page: Page): Promise<View> =>
  page.evaluate(() => (Reflect.get(globalThis, 'belfry') as { view(): Promise<View> }).view());
const summaries = (scene: Scene, after = 0) => scene.alerts(after).map((alert) => alert.summary);

describe('killed while the first pull of 2,000 events runs', () => {
  const COUNT = 2_000;
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene({
      desktop: { keyring: 'unlocked', panel: false },
      world: { work: { ...workWeek(NOW), ...manyEvents(NOW, COUNT) } },
    });
  });
  afterAll(() => scene?.stop());

  test('the next start shows the right agenda, and tells nothing of it', async () => {
    const { world } = scene;
    await killDuringFirstPull();
    const page = await scene.start();
    await untilStatus(page, 'Listening', 60_000);
    await until('every event of the agenda', 60_000, async () => meetings(await viewOf(page)) === expected());
    await sleep(1_000);
    expect(summaries(scene)).toEqual([]);
    const { alert } = await scene.alertAfter(() => world.colleague.rename('event-1', 'First of many'));
    expect(alert.summary).toBe('“Meeting 1” is now “First of many”');
    expect(summaries(scene)).toHaveLength(1);
  });

  /** Signs in, and kills the app as soon as the bodies of the big calendar are being sent. */
  async function killDuringFirstPull(): Promise<void> {
    const { world } = scene;
    const page = await scene.start();
    await fillForm(page, { address: world.url, username: world.username, password: world.password });
    for (let moment = await nextMoment(page); moment.at === 'question'; moment = await nextMoment(page)) {
      await answer(page, moment.title.startsWith('Trust') ? 'Trust' : 'Allow');
    }
    world.tap.clear();
    await page.getByRole('button', { name: /^Start with/ }).click();
    const reports = () => world.tap.requests().filter((r) => r.path.startsWith('/alice/work')).length;
    await until('the first bodies', 20_000, () => reports() >= 2);
    await scene.app.kill();
    // The point of it: it was not done yet.
    expect(scene.app.log()).not.toContain(`"objects":${Object.keys(workWeek(NOW)).length + COUNT}`);
  }

  /** Of the many, those that begin within the 14 days shown. */
  function expected(): number {
    const end = dayTime(NOW, 14, 0);
    return Object.values(manyEvents(NOW, COUNT)).filter((event) => event.startsAt < end).length;
  }

  function meetings(view: View): number {
    const rows = view.agenda.days.flatMap((day) => day.timed);
    return rows.filter((row) => row.title.startsWith('Meeting ')).length;
  }
});

describe('with an account', () => {
  let scene: Scene;
  let page: Page;
  const work: Events = workWeek(NOW);
  beforeAll(async () => {
    scene = await startScene({ desktop: { keyring: 'unlocked', panel: false }, world: { work } });
    page = await scene.start();
    await scene.signIn(page);
  });
  afterAll(() => scene?.stop());

  test('killed, what changed meanwhile is told at the next start, once', async () => {
    const before = Date.now();
    await scene.app.kill();
    await scene.world.colleague.move('review', dayTime(NOW, 2, 10));
    await scene.world.colleague.cancel('interview');
    page = await scene.start();
    await untilStatus(page, 'Listening');
    await until('both alerts', 10_000, () => summaries(scene, before).length >= 2);
    await sleep(500); // that a toast is up is noted after it is up: killed in between, it is said to be missing perhaps
    await scene.app.kill();
    page = await scene.start();
    await untilStatus(page, 'Listening');
    await sleep(1_500);
    expect(summaries(scene, before).toSorted()).toEqual([
      'Design review moved',
      'Interview: platform engineer cancelled',
    ]);
    expect((await viewOf(page)).changes.unread).toBe(2);
  });

  test('killed the moment after a change, it is told once all the same', async () => {
    const before = Date.now();
    await scene.world.colleague.relocate('planning', 'Garden');
    await scene.app.kill();
    page = await scene.start();
    await untilStatus(page, 'Listening');
    await until('the alert', 10_000, () => summaries(scene, before).length > 0);
    await sleep(1_500);
    const told = summaries(scene, before);
    expect(told.filter((summary) => summary === 'Quarterly planning: new place').length).toBeLessThan(2);
    // Cut off in the very moment of telling, it is said that something may have been missed.
    for (const summary of told)
      expect(['Quarterly planning: new place', '1 change may not have been shown']).toContain(summary);
  });

  test('after an absence of hours, what changed meanwhile is one digest', async () => {
    await scene.app.kill();
    const file = join(scene.userData, 'settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as { readonly awakeAt: number };
    expect(settings.awakeAt).toBeGreaterThan(NOW);
    writeFileSync(file, JSON.stringify({ ...settings, awakeAt: Date.now() - 3 * HOUR }));
    const before = Date.now();
    const { colleague } = scene.world;
    await colleague.move('planning', dayTime(NOW, 6, 15));
    await colleague.cancel('retro');
    await colleague.create('party', { title: 'Party', startsAt: dayTime(NOW, 5, 19) });
    await colleague.create('over', { title: 'Over', startsAt: Date.now() - 2 * HOUR });
    page = await scene.start();
    await untilStatus(page, 'Listening');
    await until('the digest', 10_000, () => summaries(scene, before).length > 0);
    await sleep(1_500);
    const alerts = scene.alerts(before);
    expect(alerts.map((alert) => alert.summary)).toEqual(['While you were away']);
    expect(alerts[0]?.body).toMatch(/^\w.+ – .+: 1 moved, 1 cancelled, 1 new$/);
  });

  test('started without any server, the agenda is there at once, and says since when', async () => {
    const { world } = scene;
    await scene.app.close();
    await world.notifier.halt();
    await world.prosody.halt();
    await world.radicale.halt();
    const begun = Date.now();
    page = await scene.start();
    await page.getByRole('tabpanel').getByText('Design review').first().waitFor();
    expect(Date.now() - begun).toBeLessThan(10_000);
    await untilStatus(page, /Offline since \d\d:\d\d/);
    expect((await viewOf(page)).agenda.days.length).toBeGreaterThan(7);
  });
});
