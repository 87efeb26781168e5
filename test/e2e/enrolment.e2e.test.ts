// A device that listens without the calendar password: enrolled at sign-in, heard of nothing it may not read.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/patience.ts';
import { startScene } from '../support/scene.ts';
import type { Scene } from '../support/scene.ts';
import { dayTime } from '../support/seeded-week.ts';
import { answer, fillForm, nextMoment, untilStatus } from '../support/sign-in-hand.ts';

const NOW = Date.now();
let scene: Scene;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  scene = await startScene({
    desktop: { keyring: 'unlocked', panel: false },
    world: { enrols: true, coalesce: { minMs: 200, maxMs: 300 } },
  });
  page = await scene.start();
  const { url: address, username, password } = scene.world;
  await fillForm(page, { address, username, password });
  for (let moment = await nextMoment(page); moment.at === 'question'; moment = await nextMoment(page)) {
    asked.push(moment.title);
    await answer(page, 'Trust');
  }
  await page.getByRole('button', { name: /^Start with/ }).click();
  await untilStatus(page, 'Listening');
});
afterAll(() => scene?.stop());

test('nobody is asked for leave to use the password: it is used for the calendar alone', () => {
  expect(asked.filter((title) => !title.startsWith('Trust'))).toEqual([]);
  expect(scene.world.prosody.log()).not.toMatch(/Authenticated as alice@/);
  expect(scene.world.prosody.log()).toMatch(/Authenticated as d[a-z2-7]{26}@/);
});

test('a colleague’s edit becomes an alert', async () => {
  const { alert } = await scene.alertAfter(() => scene.world.colleague.move('review', dayTime(NOW, 2, 10)));
  expect(alert.summary).toBe('Design review moved');
});

test('the connection survives a notifier that starts again, and its edits are heard', async () => {
  const { world } = scene;
  await world.notifier.restart();
  await world.untilOnline();
  const { alert } = await scene.alertAfter(() => world.colleague.rename('planning', 'Yearly planning'));
  expect(alert.summary).toBe('“Quarterly planning” is now “Yearly planning”');
});

test('the app started again enrols again, and hears', async () => {
  const { world } = scene;
  page = await scene.start();
  await untilStatus(page, 'Listening');
  await until(
    'a quiet calendar server',
    10_000,
    () => (world.tap.requests().at(-1)?.at ?? 0) < Date.now() - 500,
  );
  const { alert } = await scene.alertAfter(() => world.colleague.rename('interview', 'Interview: tester'));
  expect(alert.summary).toContain('Interview: tester');
});
