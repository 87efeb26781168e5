import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAnnouncer } from '../../../notifier/pings/announcer.ts';

// Windows of exactly 2,500 ms (random is always one half). The log holds [milliseconds, what].
function rig(options: { publishTakes?: number } = {}) {
  const log: [number, string][] = [];
  const state = { online: true, failing: false };
  const start = Date.now();
  const note = (what: string) => log.push([Date.now() - start, what]);
  const announcer = createAnnouncer({
    async publish(node) {
      note(`publish ${node}`);
      if (options.publishTakes) await new Promise((resolve) => setTimeout(resolve, options.publishTakes));
      if (state.failing) throw new Error('refused');
    },
    isOnline: () => state.online,
    window: { shortest: 2_000, longest: 3_000 },
    random: () => 0.5,
    onFailure: (node) => note(`failed ${node}`),
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { announcer, log, state, pass };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T09:00:00Z') });
});
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left').toBe(0);
  vi.useRealTimers();
});

describe('the announcer', () => {
  test('announces the first change at once, and nothing else if nothing else happens', async () => {
    const { announcer, log, pass } = rig();
    announcer.touch('a');
    await pass(20_000);
    expect(log).toEqual([[0, 'publish a']]);
  });

  test('turns any number of changes within the window into exactly one more ping, at its end', async () => {
    const { announcer, log, pass } = rig();
    for (let i = 0; i < 100; i++) {
      announcer.touch('a');
      await pass(10);
    }
    await pass(20_000);
    expect(log).toEqual([
      [0, 'publish a'],
      [2_500, 'publish a'],
    ]);
  });

  test('a bulk import yields one ping per window', async () => {
    const { announcer, log, pass } = rig();
    for (let i = 0; i < 90; i++) {
      announcer.touch('a');
      await pass(100);
    }
    await pass(20_000);
    expect(log.map(([at]) => at)).toEqual([0, 2_500, 5_000, 7_500, 10_000]);
  });

  test('nodes do not wait for each other', async () => {
    const { announcer, log, pass } = rig();
    announcer.touch('a');
    await pass(1_000);
    announcer.touch('b');
    announcer.touch('a');
    await pass(20_000);
    expect(log).toEqual([
      [0, 'publish a'],
      [1_000, 'publish b'],
      [2_500, 'publish a'],
    ]);
  });

  test('after quiet the next change is announced at once again', async () => {
    const { announcer, log, pass } = rig();
    announcer.touch('a');
    await pass(2_501);
    announcer.touch('a');
    await pass(20_000);
    expect(log.map(([at]) => at)).toEqual([0, 2_501]);
  });

  test('a change during a slow publish is announced when that has ended, not lost and not beside it', async () => {
    const { announcer, log, pass } = rig({ publishTakes: 4_000 });
    announcer.touch('a');
    await pass(3_000);
    announcer.touch('a');
    await pass(20_000);
    expect(log.map(([at]) => at)).toEqual([0, 4_000]);
  });

  test('while offline it owes a set, not a queue, and pays it once when the stream is back', async () => {
    const { announcer, log, state, pass } = rig();
    state.online = false;
    for (const node of ['a', 'b', 'a', 'a', 'b']) announcer.touch(node);
    await pass(600_000);
    expect(log).toEqual([]);
    expect(announcer.owed()).toBe(2);
    state.online = true;
    announcer.online();
    await pass(20_000);
    expect(log).toEqual([
      [600_000, 'publish a'],
      [600_000, 'publish b'],
    ]);
    expect(announcer.owed()).toBe(0);
  });

  test('a change that falls into an open window is kept over an outage', async () => {
    const { announcer, log, state, pass } = rig();
    announcer.touch('a');
    await pass(500);
    announcer.touch('a');
    state.online = false;
    await pass(10_000);
    state.online = true;
    announcer.online();
    await pass(20_000);
    expect(log).toEqual([
      [0, 'publish a'],
      [10_500, 'publish a'],
    ]);
  });

  test('a ping that fails because the stream broke is sent over the next one', async () => {
    const { announcer, log, state, pass } = rig({ publishTakes: 100 });
    state.failing = true;
    announcer.touch('a');
    await pass(50);
    state.online = false;
    await pass(5_000);
    state.failing = false;
    state.online = true;
    announcer.online();
    await pass(20_000);
    expect(log).toEqual([
      [0, 'publish a'],
      [100, 'failed a'],
      [5_050, 'publish a'],
    ]);
  });

  test('a server that keeps refusing is asked less and less often, and not at all once it took the ping', async () => {
    const { announcer, log, state, pass } = rig();
    state.failing = true;
    announcer.touch('a');
    await pass(60_000);
    state.failing = false;
    await pass(600_000);
    const published = log.filter(([, what]) => what === 'publish a').map(([at]) => at);
    // Half of the ceiling each: the window (2.5 s), then 4 s, 8 s, 16 s, 32 s.
    expect(published).toEqual([0, 2_500, 6_500, 14_500, 30_500, 62_500]);
    expect(announcer.owed()).toBe(0);
  });

  test('draining sends what is owed without waiting for the window, and resolves when it is sent', async () => {
    const { announcer, log, pass } = rig({ publishTakes: 30 });
    announcer.touch('a');
    announcer.touch('a');
    await pass(100);
    let isDrained = false;
    const drained = announcer.drain().then(() => (isDrained = true));
    await pass(29);
    expect(isDrained).toBe(false);
    await pass(1);
    await drained;
    expect(log).toEqual([
      [0, 'publish a'],
      [100, 'publish a'],
    ]);
  });

  test('draining does not try without a stream, and ends although the server refuses', async () => {
    const { announcer, log, state } = rig();
    state.online = false;
    announcer.touch('a');
    await announcer.drain();
    expect(log).toEqual([]);
    state.online = true;
    state.failing = true;
    await announcer.drain();
    expect(log.map(([, what]) => what)).toEqual(['publish a', 'failed a']);
  });

  test('stopping ends every timer', () => {
    const { announcer } = rig();
    announcer.touch('a');
    announcer.touch('b');
    expect(vi.getTimerCount()).toBe(2);
    announcer.stop();
  });
});
