// The app killed again and again while a colleague adds events: the inbox of the last run, and what the desktop showed.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { sleep, until } from '../support/patience.ts';
import { startScene, type Scene } from '../support/scene.ts';
import { dayTime } from '../support/seeded-week.ts';
import { untilStatus } from '../support/sign-in-hand.ts';

const NOW = Date.now();
const KILLS = 5;
/** Fewer than make a crowd: each has a toast of its own. */
const BURST = 3;

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene({ desktop: { keyring: 'unlocked', panel: false } });
  page = await scene.start();
  await scene.signIn(page);
});
afterAll(() => scene?.stop());

const viewOf = (from: Page): Promise<View> =>
  from.evaluate(() => (Reflect.get(globalThis, 'belfry') as { view(): Promise<View> }).view());

async function addSome(round: number): Promise<readonly string[]> {
  const names = Array.from({ length: BURST }, (_, n) => `extra-${round}-${n}`);
  for (const name of names) {
    await scene.world.colleague.create(name, { title: name, startsAt: dayTime(NOW, 3, 9) });
    await sleep(Math.random() * 60);
  }
  return names;
}

test(`killed ${KILLS} times in a burst of changes, it has each once in its inbox and shows each toast once at most`, async () => {
  const added: string[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    const adding = addSome(round);
    await sleep(Math.random() * 400);
    await scene.app.kill();
    added.push(...(await adding));
    page = await scene.start();
    await untilStatus(page, 'Listening');
  }
  const unread = async () => (await viewOf(page)).changes.unread;
  await until('every change', 20_000, async () => (await unread()) >= added.length);
  await sleep(3_000); // what is still to be said
  const { groups } = (await viewOf(page)).changes;
  const listed = groups.flatMap((group) => group.rows.map(() => group.title));
  expect(listed.toSorted()).toEqual(added.toSorted());
  const shown = scene.alerts().map(({ summary, body }) => `${summary} ${body}`);
  const single = shown.filter((text) => text.startsWith('New: extra-'));
  expect(single.filter((text, at) => single.indexOf(text) !== at)).toEqual([]);
  // Each is told by itself, or among others, or said to have been missed perhaps.
  expect(single.length).toBeGreaterThan(0);
}, 240_000);
