import { describe, expect, test } from 'vitest';
import { HearingWatch } from '../../../main/conductor/hearing-watch.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const BEAT = { node: 'beat', minutes: 30 };

function rig() {
  const clock = new FakeClock();
  /** When a fresh connection was asked for, minutes since the beginning. */
  const attempts: number[] = [];
  const began = clock.now();
  const told = { times: 0 };
  const watch = new HearingWatch(clock, {
    onChange: () => (told.times += 1),
    onAttempt: () => attempts.push((clock.now() - began) / MINUTE),
  });
  const listens = (session = clock.now()) => watch.listening(session, BEAT);
  /** A look that finds changes behind a node which no ping announced. */
  const surprise = async (node = 'work') => {
    const look = watch.lookBegins();
    if (look.counts) watch.surprised(node, look);
    watch.lookEnded(look);
    await clock.advance(2 * MINUTE);
  };
  const level = () => watch.lookEnded(watch.lookBegins());
  return { clock, watch, told, attempts, listens, surprise, level };
}

describe('silence', () => {
  test('of two periods is deafness; heartbeats that come keep it away', async () => {
    const { clock, watch, told, listens } = rig();
    listens();
    for (let beats = 0; beats < 5; beats += 1) {
      await clock.advance(30 * MINUTE);
      watch.beat();
    }
    await clock.advance(59 * MINUTE);
    expect([watch.deaf, told.times]).toEqual([null, 0]);
    await clock.advance(MINUTE);
    expect([watch.deaf, told.times]).toEqual(['heartbeat', 1]);
  });

  test('is broken by any ping', async () => {
    const { clock, watch, listens } = rig();
    listens();
    await clock.advance(59 * MINUTE);
    watch.ping('work', false);
    await clock.advance(59 * MINUTE);
    expect(watch.deaf).toBeNull();
    await clock.advance(MINUTE);
    expect(watch.deaf).toBe('heartbeat');
    watch.ping('work', false);
    expect(watch.deaf).toBeNull();
  });

  test('where no heartbeat is promised means nothing', async () => {
    const { clock, watch } = rig();
    watch.listening(clock.now(), null);
    expect(clock.waits).toEqual([]);
    await clock.advance(7 * 24 * 60 * MINUTE);
    expect(watch.deaf).toBeNull();
  });

  test('while the link is down is not counted, nor what came before in another session', async () => {
    const { clock, watch, listens } = rig();
    listens();
    await clock.advance(50 * MINUTE);
    watch.lost();
    expect(clock.waits).toEqual([]);
    await clock.advance(50 * MINUTE);
    listens();
    await clock.advance(59 * MINUTE);
    expect(watch.deaf).toBeNull();
  });

  test('goes on through a session that was resumed', async () => {
    const { clock, watch, listens } = rig();
    const session = clock.now();
    listens(session);
    await clock.advance(50 * MINUTE);
    watch.lost();
    listens(session);
    await clock.advance(10 * MINUTE);
    expect(watch.deaf).toBe('heartbeat');
  });

  test('of a sleeping machine is none, whether sleep was announced or not', async () => {
    const { clock, watch, listens } = rig();
    listens();
    watch.sleeps();
    expect(clock.waits).toEqual([]);
    clock.jump(8 * 60 * MINUTE);
    watch.slept();
    await clock.advance(59 * MINUTE);
    expect(watch.deaf).toBeNull();
    clock.jump(8 * 60 * MINUTE);
    await clock.advance(30 * MINUTE);
    expect(watch.deaf).toBeNull();
    await clock.advance(60 * MINUTE);
    expect(watch.deaf).toBe('heartbeat');
  });

  test('of a machine that slept is none although its session outlived that', async () => {
    const { clock, watch, listens } = rig();
    const session = clock.now();
    listens(session);
    watch.sleeps();
    watch.lost();
    clock.jump(8 * 60 * MINUTE);
    watch.slept();
    listens(session);
    await clock.advance(59 * MINUTE);
    expect(watch.deaf).toBeNull();
    // Slept once is not slept for ever.
    watch.lost();
    listens(session);
    await clock.advance(MINUTE);
    expect(watch.deaf).toBe('heartbeat');
  });

  test('of a heart that may not be heard any more means nothing, and counts again once it may', async () => {
    const { clock, watch, listens } = rig();
    listens();
    await clock.advance(60 * MINUTE);
    expect(watch.deaf).toBe('heartbeat');
    watch.expect(null);
    expect(watch.deaf).toBeNull();
    await clock.advance(60 * MINUTE);
    expect(watch.deaf).toBeNull();
    watch.expect(BEAT);
    watch.expect(BEAT);
    await clock.advance(MINUTE);
    expect(watch.deaf).toBe('heartbeat');
  });

  test('by a clock that is put back is noticed all the same', async () => {
    const { clock, watch, listens } = rig();
    listens();
    clock.jump(-5 * 60 * MINUTE);
    await clock.advance(3 * 60 * MINUTE);
    expect(watch.deaf).toBe('heartbeat');
  });
});

describe('one that is deaf', () => {
  test('has a fresh connection tried within a minute, and then no more than every half hour', async () => {
    const { clock, watch, attempts, listens } = rig();
    listens();
    await clock.advance(60 * MINUTE);
    expect(watch.deaf).toBe('heartbeat');
    await clock.advance(MINUTE);
    expect(attempts).toHaveLength(1);
    // Each attempt brings a fresh session in which nothing is heard either.
    for (let minute = 0; minute < 180; minute += 1) {
      const before = attempts.length;
      await clock.advance(MINUTE);
      if (attempts.length > before) {
        watch.lost();
        listens();
      }
    }
    expect(watch.deaf).toBe('heartbeat');
    expect(attempts.length).toBeGreaterThanOrEqual(5);
    const apart = attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(30);
  });

  test('does not try at the same moment as all others', async () => {
    const seconds = await Promise.all(
      [0, 0.25, 0.5, 0.75].map(async (chance) => {
        const { clock, attempts, listens } = rig();
        clock.chance = chance;
        listens();
        await clock.advance(62 * MINUTE);
        return Math.round((attempts[0] ?? 0) * 60);
      }),
    );
    expect(new Set(seconds).size).toBe(4);
  });

  test('hears again at the first heartbeat, and tries no more', async () => {
    const { clock, watch, attempts, listens, told } = rig();
    listens();
    await clock.advance(60 * MINUTE);
    watch.beat();
    expect([watch.deaf, told.times]).toEqual([null, 2]);
    await clock.advance(59 * MINUTE);
    expect(attempts).toEqual([]);
  });

  test('stays so through a fresh session, until something is heard', async () => {
    const { clock, watch, listens } = rig();
    listens();
    await clock.advance(60 * MINUTE);
    watch.lost();
    listens();
    expect(watch.deaf).toBe('heartbeat');
    watch.begin();
    expect(watch.deaf).toBeNull();
  });
});

describe('changes that nothing announced', () => {
  test('found by three looks are deafness, by two they are not', async () => {
    const { watch, listens, surprise, level, told } = rig();
    listens();
    level();
    await surprise();
    await surprise();
    expect(watch.deaf).toBeNull();
    await surprise();
    expect([watch.deaf, told.times]).toEqual(['missed', 1]);
  });

  test('are forgotten when their ping comes late', async () => {
    const { watch, listens, surprise, level, clock } = rig();
    listens();
    level();
    await surprise();
    await surprise();
    const look = watch.lookBegins();
    watch.surprised('work', look);
    await clock.advance(30_000);
    watch.ping('work', false);
    await clock.advance(MINUTE);
    expect(watch.deaf).toBeNull();
    await surprise();
    await surprise();
    expect(watch.deaf).toBeNull();
  });

  test('are announced as well by the home, before the look or after it', async () => {
    const { watch, listens, level, clock } = rig();
    listens();
    level();
    for (let i = 0; i < 5; i += 1) {
      const look = watch.lookBegins();
      watch.surprised('work', look);
      watch.ping('home', true);
      watch.lookEnded(look);
      await clock.advance(2 * MINUTE);
    }
    expect(watch.deaf).toBeNull();
    watch.ping('home', true);
    expect(watch.lookBegins().counts).toBe(false);
  });

  test('in several calendars of one look are one miss', async () => {
    const { watch, listens, level, clock } = rig();
    listens();
    level();
    for (let i = 0; i < 2; i += 1) {
      const look = watch.lookBegins();
      for (const node of ['a', 'b', 'c', 'd']) watch.surprised(node, look);
      watch.lookEnded(look);
      await clock.advance(2 * MINUTE);
    }
    expect(watch.deaf).toBeNull();
  });

  test('do not count at the first look after connecting, resuming or waking', async () => {
    const { watch, listens, level, clock } = rig();
    const session = clock.now();
    listens(session);
    expect(watch.lookBegins().counts).toBe(false);
    level();
    expect(watch.lookBegins().counts).toBe(true);
    watch.lost();
    listens(session);
    expect(watch.lookBegins().counts).toBe(false);
    level();
    watch.slept();
    expect(watch.lookBegins().counts).toBe(false);
    // A look that was under way when the machine slept proves nothing either.
    level();
    const look = watch.lookBegins();
    watch.slept();
    watch.surprised('work', look);
    watch.lookEnded(look);
    expect(watch.lookBegins().counts).toBe(false);
    await clock.advance(2 * MINUTE);
    expect(watch.deaf).toBeNull();
  });

  test('are not made good by a heartbeat, but by any other ping', async () => {
    const { watch, listens, level, surprise } = rig();
    listens();
    level();
    for (let i = 0; i < 3; i += 1) await surprise();
    watch.beat();
    expect(watch.deaf).toBe('missed');
    watch.ping('private', false);
    expect(watch.deaf).toBeNull();
  });
});

test('the end leaves no timer and can come twice', async () => {
  const { clock, watch, listens, level } = rig();
  listens();
  level();
  watch.surprised('work', watch.lookBegins());
  await clock.advance(0);
  expect(clock.waits).toHaveLength(2);
  watch.stop();
  watch.stop();
  watch.ping('work', false);
  watch.beat();
  watch.surprised('work', watch.lookBegins());
  expect(clock.waits).toEqual([]);
});
