// Somebody pings without end: ten thousand in ten seconds, from both real servers, cause a bounded number of pulls, and
// what changed last is seen all the same.
import { describe, expect, test } from 'vitest';
import { AccountWatch } from '../../../main/conductor/account-watch.ts';
import type { MakePingSource } from '../../../main/core/sync/link-ports.ts';
import { pingLinks } from '../../../main/link/ping-link.ts';
import { BriskClock } from '../../support/brisk-clock.ts';
import { ALICE, fakeWorld, remember } from '../../support/fake-world.ts';
import { sleep, until } from '../../support/patience.ts';
import { change, NOBODY_LISTENS } from '../../support/watch-bench.ts';
import { OutageBench, SERVERS } from './outage-bench.ts';

const PINGS = 10_000;
const SECONDS = 10;
const AT_ONCE = 100;
/** What may be pulled of one calendar: ten at once, then one each 2 s, and one that is owed. */
const pullsIn = (seconds: number): number => 10 + seconds / 2 + 1;

describe.each(SERVERS)('a flood from $name', ({ start, isHere }) => {
  test.skipIf(!isHere)('is followed now and then, and to its end', () => flood(start), 120_000);
});

async function flood(start: (typeof SERVERS)[number]['start']): Promise<void> {
  const bench = await OutageBench.open(start);
  const clock = new BriskClock(1);
  const fake = fakeWorld('work');
  let heard = 0;
  const make = pingLinks(clock, fake.log, async () => null);
  const makePingSource: MakePingSource = (address, events) =>
    make(address, {
      ...events,
      onPing: (node) => {
        heard += 1;
        events.onPing(node);
      },
    });
  const world = { ...fake, clock, makePingSource };
  const { service } = bench.server;
  const { port } = bench.proxy;
  fake.caldav.push = { host: 'localhost', port, service, homeNode: 'bf1-home', heartbeat: null };
  const account = { ...ALICE, trusted: bench.anchors };
  remember(fake, account);
  change(fake, 'Before');
  const watch = new AccountWatch(account, 'a-secret', world, NOBODY_LISTENS);
  try {
    await bench.nodes(['bf1-home', 'bf1-work']);
    watch.refresh();
    await until('listening', 20_000, () => watch.state.link.at === 'listening');
    await sleep(500);
    const pulls = (): number => fake.caldav.calls.filter((call) => call.startsWith('work ')).length;
    const before = pulls();
    const begun = performance.now();
    await publishMany(bench);
    const elapsed = (performance.now() - begun) / 1_000;
    await until('every ping', 20_000, () => heard >= PINGS);
    expect(pulls() - before).toBeGreaterThan(1);
    expect(pulls() - before).toBeLessThanOrEqual(pullsIn(elapsed));
    expect(watch.state.link.at).toBe('listening');
    // In the middle of it: not followed at once, and not forgotten.
    change(fake, 'After');
    await (await bench.owner()).publish('bf1-work');
    clock.speed = 60;
    await until('the last change', 20_000, async () =>
      (await fake.store.changes(10)).some(({ after }) => after?.title === 'After'),
    );
    expect(fake.log.errors).toEqual([]);
  } finally {
    await watch.stop();
    await bench.close();
  }
}

/** As fast as ten seconds ask for, and no faster. */
async function publishMany(bench: OutageBench): Promise<void> {
  const owner = await bench.owner();
  const begun = performance.now();
  for (let sent = 0; sent < PINGS; sent += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => owner.publish('bf1-work')));
    const due = begun + (1_000 * SECONDS * (sent + AT_ONCE)) / PINGS;
    await sleep(Math.max(0, due - performance.now()));
  }
}
