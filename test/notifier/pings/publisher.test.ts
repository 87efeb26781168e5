import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../../notifier/operations/log.ts';
import { startPublisher } from '../../../notifier/pings/publisher.ts';
import type { OpenStream } from '../../../notifier/pings/publisher.ts';
import { FakeOwner } from '../../support/fake-owner.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T09:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const service = new FakeOwner();

// `refusals` openings fail first. The log holds [milliseconds, what].
function rig(refusals: number) {
  const start = Date.now();
  const log: [number, string][] = [];
  const lines: string[] = [];
  let left = refusals;
  let end: (error: Error | null) => void = () => undefined;
  const open = async (): Promise<OpenStream> => {
    log.push([Date.now() - start, 'open']);
    if (left-- > 0) throw Object.assign(new Error('a message with an address'), { code: 'ECONNREFUSED' });
    const closed = new Promise<Error | null>((resolve) => (end = resolve));
    return { service, closed, close: async () => end(null) };
  };
  const publisher = startPublisher({
    open,
    onOnline: () => log.push([Date.now() - start, 'online']),
    random: () => 0.5,
    log: createLog((line) => lines.push(line), 'k'),
  });
  return {
    publisher,
    log,
    lines,
    cut: () => end(new Error('cut')),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

test('tries again after growing pauses, 30 s at most, until there is a stream', async () => {
  const { publisher, log, lines, pass } = rig(8);
  await pass(120_000);
  expect(log.map(([at, what]) => `${at} ${what}`)).toEqual([
    '0 open',
    '250 open',
    '1250 open',
    '3250 open',
    '7250 open',
    '15250 open',
    '30250 open',
    '45250 open',
    '60250 open',
    '60250 online',
  ]);
  expect(publisher.service()).toBe(service);
  expect(lines[0]).toContain('"cause":"ECONNREFUSED"');
  expect(lines.join('')).not.toContain('address');
  await publisher.stop();
});

test('a stream that is lost is replaced after a short pause, and there is none in between', async () => {
  const { publisher, log, cut, pass } = rig(0);
  await pass(10_000);
  cut();
  await pass(0);
  expect(publisher.service()).toBeNull();
  await pass(10_000);
  expect(log).toEqual([
    [0, 'open'],
    [0, 'online'],
    [10_250, 'open'],
    [10_250, 'online'],
  ]);
  await publisher.stop();
});

test('a stream that has fallen silent is given up at once and replaced', async () => {
  const { publisher, log, pass } = rig(0);
  await pass(1_000);
  publisher.renew();
  expect(publisher.service()).toBeNull();
  await pass(10_000);
  expect(log.map(([at, what]) => `${at} ${what}`)).toEqual([
    '0 open',
    '0 online',
    '1250 open',
    '1250 online',
  ]);
  publisher.renew();
  publisher.renew();
  await publisher.stop();
});

test('streams that end as soon as they are open are not opened in a frenzy', async () => {
  const { publisher, log, cut, pass } = rig(0);
  for (let i = 0; i < 60; i++) {
    await pass(1_000);
    cut();
  }
  expect(log.filter(([, what]) => what === 'open').length).toBeLessThan(10);
  await publisher.stop();
});

test('stopping closes the stream, or ends the pause, and opens nothing more', async () => {
  const open = rig(0);
  await open.pass(0);
  await open.publisher.stop();
  await open.publisher.stop();
  expect(open.publisher.service()).toBeNull();
  const pausing = rig(99);
  await pausing.pass(20_000);
  const { length } = pausing.log;
  await pausing.publisher.stop();
  await pausing.pass(600_000);
  expect(pausing.log).toHaveLength(length);
  expect(vi.getTimerCount()).toBe(0);
});
