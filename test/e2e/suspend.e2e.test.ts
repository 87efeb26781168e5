// The computer sleeps: the whole app is frozen until the XMPP server has given it up; and it meets another network.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { processTree } from '../../bench/process-tree.ts';
import { sleep, until } from '../support/patience.ts';
import { startScene, type Scene } from '../support/scene.ts';
import { untilStatus } from '../support/sign-in-hand.ts';

/** Seconds; the server drops who is silent for twice the first, and forgets its session after the second. */
const PATIENCE = { silence: 3, hibernation: 1 };

let scene: Scene;
let page: Page;
beforeAll(async () => {
  scene = await startScene({ desktop: { keyring: 'unlocked', panel: false }, world: { patience: PATIENCE } });
  page = await scene.start();
  await scene.signIn(page);
});
afterAll(() => scene?.stop());
// What the app said about it is what a failure is explained by.
afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.log(scene.app.log().split('\n').slice(-60).join('\n'));
  console.log(
    JSON.stringify({ asked: scene.world.tap.requests().slice(-20), told: scene.alerts().slice(-5) }, null, 1),
  );
});

type PowerWord = 'suspend' | 'resume';
const power = (word: PowerWord) =>
  scene.app.app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), word);
const linkLines = (): readonly string[] =>
  scene.app
    .log()
    .split('\n')
    .filter((line) => line.includes('"scope":"link"'));
const told = (title: string, after: number) =>
  scene.alerts(after).filter(({ summary, body }) => `${summary} ${body}`.includes(title));

/** Stops every process of the app, waits until the server has given it up, and lets it go on. */
async function asleep(meanwhile: () => Promise<unknown>): Promise<void> {
  const { pid } = scene.app;
  const all = processTree(pid).map((one) => one.pid);
  for (const one of all) process.kill(one, 'SIGSTOP');
  try {
    await until('every process to stand still', 5_000, () => all.every(isStopped));
    await meanwhile();
    await until('the server to drop it', 30_000, () => scene.world.chaos.standing === 0);
    await sleep(PATIENCE.hibernation * 1_000 + 1_000);
  } finally {
    for (const one of all.toReversed()) process.kill(one, 'SIGCONT');
  }
}

function isStopped(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** What was renamed meanwhile is told once, and what changes afterwards is announced. */
async function expectToldOnce(title: string, since: number): Promise<void> {
  await until('the alert', 20_000, () => told(title, since).length > 0);
  await untilStatus(page, 'Listening');
  await until('a new connection', 20_000, () => scene.world.chaos.standing > 0);
  const { alert } = await scene.alertAfter(() =>
    scene.world.colleague.relocate('planning', `Room ${since % 1_000}`),
  );
  expect(alert.summary).toBe('Quarterly planning: new place');
  expect(told(title, since)).toHaveLength(1);
}

describe('asleep until the server gave it up', () => {
  test('and told so before and after: listens anew, and tells once what changed', async () => {
    const since = Date.now();
    const { accepted } = scene.world.chaos;
    await power('suspend');
    await asleep(() => scene.world.colleague.rename('review', 'Review at night'));
    await power('resume');
    await expectToldOnce('Review at night', since);
    expect(scene.world.chaos.accepted).toBeGreaterThan(accepted);
  });

  test('and nobody said a word before: the same', async () => {
    const since = Date.now();
    const { accepted } = scene.world.chaos;
    await asleep(() => scene.world.colleague.rename('review', 'Review at dawn'));
    await power('resume');
    await expectToldOnce('Review at dawn', since);
    expect(scene.world.chaos.accepted).toBeGreaterThan(accepted);
  });
});

describe('without a network, then in another', () => {
  // What the system says about its addresses, which the app looks at every 15 s.
  const addresses = (address: string | null) =>
    scene.app.app.evaluate((_electron, given) => {
      const card = given === null ? [] : [{ address: given, internal: false, mac: '02:00:00:00:00:01' }];
      Reflect.set(process.getBuiltinModule('node:os'), 'networkInterfaces', () => ({ eth0: card }));
    }, address);

  test('tries at once when there is one again, and tells once what changed', async () => {
    const since = Date.now();
    const { chaos, colleague } = scene.world;
    await addresses(null);
    chaos.refuse();
    chaos.cut();
    await until('the loss', 20_000, () => linkLines().at(-1)?.includes('"state":"listening"') === false);
    await sleep(16_000);
    await colleague.rename('review', 'Review elsewhere');
    await chaos.accept();
    const before = linkLines().length;
    await addresses('192.0.2.7');
    await until('the link to hear of it', 20_000, () =>
      linkLines()
        .slice(before)
        .some((line) => line.includes('"event":"network"')),
    );
    await expectToldOnce('Review elsewhere', since);
  });
});
