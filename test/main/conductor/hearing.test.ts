// What an account does with what is heard, and with what is not.
import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import { settle } from '../../support/fake-clock.ts';
import { eventText, PUSH, SESSION } from '../../support/fake-world.ts';
import { change, started, type Bench } from '../../support/watch-bench.ts';

const MINUTE = 60_000;

const surveys = ({ world }: Bench): number => world.caldav.calls.filter((c) => c === 'survey').length;

/** A safety look that finds a change nobody announced, and the time in which its ping might still come. */
async function missedChange(bench: Bench, title: string): Promise<void> {
  change(bench.world, title);
  bench.watch.refresh();
  await settle();
  await bench.world.clock.advance(2 * MINUTE);
}

describe('an account whose heartbeats stop', () => {
  test('checks often and says why, tries one fresh connection, and is well again when it hears', async () => {
    const bench = await started({ heartbeat: true });
    const { world, watch, link } = bench;
    expect(watch.state.deaf).toBeNull();
    await world.clock.advance(60 * MINUTE);
    expect(watch.state.deaf).toBe('heartbeat');
    expect(watch.connection.state.deaf).toBe('heartbeat');
    await world.clock.advance(MINUTE);
    expect(link().heard.filter((h) => h === 'deaf')).toHaveLength(1);
    const before = surveys(bench);
    await world.clock.advance(20 * MINUTE);
    expect(surveys(bench) - before).toBe(4);
    link().events.onPing('bf1-beat');
    expect(watch.state.deaf).toBeNull();
    const well = surveys(bench);
    await world.clock.advance(44 * MINUTE);
    expect(surveys(bench) - well).toBeLessThanOrEqual(1);
  });

  test('is not called deaf because it slept', async () => {
    const { world, watch } = await started({ heartbeat: true });
    watch.nudge('suspend');
    world.clock.jump(12 * 60 * MINUTE);
    watch.nudge('wake');
    await settle();
    await world.clock.advance(50 * MINUTE);
    expect(watch.state.deaf).toBeNull();
  });

  test('is not called deaf where the heart itself is denied', async () => {
    const { world, watch, link } = await started({ heartbeat: true, listening: false });
    link().listens(['bf1-beat']);
    await settle();
    await world.clock.advance(3 * 60 * MINUTE);
    expect(watch.state.deaf).toBeNull();
    link().become({ at: 'listening', denied: [] });
    await world.clock.advance(61 * MINUTE);
    expect(watch.state.deaf).toBe('heartbeat');
    link().become({ at: 'listening', denied: ['bf1-beat'] });
    expect(watch.state.deaf).toBeNull();
  });

  test('starts afresh when the server names another place', async () => {
    const { world, watch } = await started({ heartbeat: true });
    await world.clock.advance(60 * MINUTE);
    world.caldav.push = { ...PUSH, host: 'push2.example.org' };
    watch.refresh();
    await settle();
    expect(watch.state.deaf).toBeNull();
  });
});

describe('changes found by looks alone', () => {
  test('three times show that push does not work', async () => {
    const bench = await started();
    await missedChange(bench, 'One');
    await missedChange(bench, 'Two');
    expect(bench.watch.state.deaf).toBeNull();
    await missedChange(bench, 'Three');
    expect(bench.watch.state.deaf).toBe('missed');
    expect(bench.world.clock.waits[0]).toBeLessThanOrEqual(5 * MINUTE);
    bench.link().events.onPing('bf1-work');
    await settle();
    expect(bench.watch.state.deaf).toBeNull();
  });

  test('show nothing when their pings come a little late, or when nothing was to be told', async () => {
    const bench = await started();
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      change(bench.world, title);
      bench.watch.refresh();
      await settle();
      bench.link().events.onPing('bf1-work');
      await bench.world.clock.advance(2 * MINUTE);
    }
    for (let n = 0; n < 5; n += 1) {
      bench.world.caldav
        .calendar('work')
        .put('/w/a.ics', eventText('a', 'Four').replace('PRODID:test', `PRODID:${n}`));
      bench.watch.refresh();
      await settle();
      await bench.world.clock.advance(2 * MINUTE);
    }
    expect(bench.watch.state.deaf).toBeNull();
  });

  test('after a gap in listening do not count: nothing could be heard', async () => {
    const bench = await started();
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      bench.link().become({ at: 'waiting', attempt: 1, until: 0, because: 'offline' });
      change(bench.world, title);
      bench.link().listens();
      await settle();
      await bench.world.clock.advance(2 * MINUTE);
    }
    expect(bench.watch.state.deaf).toBeNull();
  });

  test('in a calendar that is denied, or has no node, do not count', async () => {
    const bench = await started({ before: ({ caldav }) => caldav.facts.set('work', { node: null }) });
    for (const title of ['One', 'Two', 'Three', 'Four']) await missedChange(bench, title);
    expect(bench.watch.state.deaf).toBeNull();
    const denied = await started({ listening: false });
    denied.link().listens(['bf1-work']);
    await settle();
    for (const title of ['One', 'Two', 'Three', 'Four']) await missedChange(denied, title);
    expect(denied.watch.state.deaf).toBeNull();
  });

  test('that a ping had announced do not count, although its pull failed while a look asked for another', async () => {
    const bench = await started();
    const { world, link, watch, told } = bench;
    change(world, 'One');
    world.store.failNextCommit = new BelfryError('storage', { reason: 'disk-full' });
    world.caldav.before = async (call) => {
      if (call !== 'work changesSince') return;
      world.caldav.before = () => {};
      watch.refresh();
      await settle();
    };
    link().events.onPing('bf1-work');
    await settle();
    await settle();
    expect(told.times).toBe(1);
    await world.clock.advance(2 * MINUTE);
    await missedChange(bench, 'Two');
    await missedChange(bench, 'Three');
    expect(watch.state.deaf).toBeNull();
    await missedChange(bench, 'Four');
    expect(watch.state.deaf).toBe('missed');
  });

  test('whose ping comes while they are being pulled do not count', async () => {
    const bench = await started();
    const { world, link, watch } = bench;
    world.caldav.before = (call) => {
      if (call === 'work changesSince') link().events.onPing('bf1-work');
      world.caldav.before = call === 'work changesSince' ? () => {} : world.caldav.before;
    };
    await missedChange(bench, 'One');
    await missedChange(bench, 'Two');
    await missedChange(bench, 'Three');
    expect(watch.state.deaf).toBeNull();
  });

  test('from before it listened do not count, although their first pull failed', async () => {
    const bench = await started();
    const { world, link, watch } = bench;
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      link().become({ at: 'waiting', attempt: 1, until: 0, because: 'offline' });
      change(world, title);
      world.store.failNextCommit = new BelfryError('storage', { reason: 'disk-full' });
      link().listens();
      await settle();
      watch.refresh();
      await settle();
      await world.clock.advance(2 * MINUTE);
    }
    expect(watch.state.deaf).toBeNull();
  });

  test('in a calendar that was hidden meanwhile do not count', async () => {
    const bench = await started();
    const { world, watch } = bench;
    const work = world.settings.calendars().find((c) => c.name === 'work');
    if (!work) throw new Error('no calendar');
    for (const title of ['One', 'Two', 'Three', 'Four']) {
      world.settings.saveCalendar({ ...work, shown: false });
      watch.refresh();
      await settle();
      world.settings.saveCalendar({ ...work, shown: true });
      await missedChange(bench, title);
    }
    expect(watch.state.deaf).toBeNull();
  });
});

test('a link that was replaced is not listened to any more', async () => {
  const { world, watch } = await started();
  world.caldav.push = { ...PUSH, host: 'push2.example.org' };
  watch.refresh();
  await settle();
  world.caldav.calls.length = 0;
  world.links[0]?.events.onPing('bf1-work');
  world.links[0]?.events.onEnded('bf1-work');
  world.links[0]?.events.onListening();
  await settle();
  expect(world.caldav.calls).toEqual([]);
  expect(watch.connection.lastPing).toBeNull();
});

describe('a node that is gone', () => {
  test('causes one look at once', async () => {
    const { world, link } = await started();
    link().events.onEnded('bf1-work');
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
  });

  test('after the end does nothing', async () => {
    const { world, link, watch } = await started();
    await watch.stop();
    link().events.onEnded('bf1-work');
    await settle();
    expect(world.caldav.calls).toEqual([]);
    expect(world.clock.waits).toEqual([]);
  });
});

test('ten thousand pings in ten seconds cause a bounded number of pulls, and the last change is there', async () => {
  const { world, link, told } = await started();
  for (let second = 0; second < 10; second += 1) {
    for (let n = 0; n < 1_000; n += 1) link().events.onPing(n % 2 === 0 ? 'bf1-work' : 'bf1-private');
    await world.clock.advance(1_000);
  }
  const pulls = () => world.caldav.calls.filter((c) => c.includes('changesSince')).length;
  expect(pulls()).toBeLessThanOrEqual(40);
  change(world, 'In the middle of it');
  link().events.onPing('bf1-work');
  await world.clock.advance(3 * MINUTE);
  expect(told.times).toBe(1);
});

describe('the facts of the connection', () => {
  test('name the server, the session, and what was last heard', async () => {
    const { world, watch, link } = await started({ heartbeat: true });
    const at = world.clock.now();
    expect(watch.connection).toMatchObject({
      connection: SESSION,
      host: 'push.example.org',
      offered: true,
      lastPing: null,
      lastHeartbeat: null,
      heartbeatMinutes: 30,
      lastChange: null,
      manual: null,
      manualProblem: null,
    });
    await world.clock.advance(MINUTE);
    link().events.onPing('bf1-beat');
    await world.clock.advance(MINUTE);
    change(world, 'Moved');
    link().events.onPing('bf1-work');
    await settle();
    expect(watch.connection).toMatchObject({
      lastHeartbeat: at + MINUTE,
      lastPing: at + 2 * MINUTE,
      lastChange: { at: at + 2 * MINUTE, seenAfter: 0 },
    });
  });

  test('say how long a change took until it was told, and nothing of the kind for one that was found', async () => {
    const { world, watch, link, whenTold } = await started();
    let tell = (): void => {};
    whenTold.wait = () => new Promise((resolve) => (tell = resolve));
    change(world, 'Moved');
    link().events.onPing('bf1-work');
    await settle();
    expect(watch.connection.lastChange?.seenAfter).toBe(0);
    await world.clock.advance(300);
    tell();
    await settle();
    expect(watch.connection.lastChange?.seenAfter).toBe(300);
    change(world, 'Moved again');
    watch.refresh();
    await settle();
    expect(watch.connection.lastChange?.seenAfter).toBeNull();
  });

  test('say so where the server does not push', async () => {
    const { watch } = await started({ push: false });
    expect(watch.connection).toMatchObject({ host: null, offered: false, connection: null });
  });
});
