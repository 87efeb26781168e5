import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import { settle } from '../../support/fake-clock.ts';
import { started, type Bench } from '../../support/watch-bench.ts';

const SECOND = 1_000;

const outcome = (bench: Bench) => bench.watch.connection.test;

describe('a test of the push path', () => {
  test('passes when the ping of the home comes, and says how long it took', async () => {
    const bench = await started();
    const done = bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'running' });
    await bench.world.clock.advance(400);
    expect(bench.world.caldav.calls).toEqual(['test-ping']);
    bench.link().events.onPing('bf1-home');
    await done;
    expect(outcome(bench)).toEqual({ at: 'passed', took: 400 });
    await settle();
    expect(bench.world.clock.waits).toHaveLength(1);
  });

  test('passes although the ping is faster than the answer', async () => {
    const bench = await started();
    bench.world.caldav.before = (call) => {
      if (call === 'test-ping') bench.link().events.onPing('bf1-home');
    };
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toMatchObject({ at: 'passed' });
  });

  test('is not passed by the ping of another node', async () => {
    const bench = await started();
    const done = bench.watch.listening.testPush();
    await settle();
    bench.link().events.onPing('bf1-work');
    await bench.world.clock.advance(15 * SECOND);
    await done;
    expect(outcome(bench)).toEqual({ at: 'failed', because: 'silent' });
  });

  test('says that the server offers none', async () => {
    const bench = await started();
    bench.world.caldav.testPings = 'unsupported';
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'failed', because: 'unsupported' });
  });

  test('asks nobody while the link does not listen', async () => {
    const bench = await started({ listening: false });
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'failed', because: 'not-listening' });
    expect(bench.world.caldav.calls).toEqual([]);
  });

  test.each([
    ['offline', 'unreachable'],
    ['protocol', 'unreachable'],
    ['forbidden', 'refused'],
    ['unauthorized', 'refused'],
  ] as const)('that meets %s ends as %s', async (kind, because) => {
    const bench = await started();
    bench.world.caldav.before = (call) => {
      if (call === 'test-ping') throw new BelfryError(kind);
    };
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'failed', because });
  });

  test('runs once at a time', async () => {
    const bench = await started();
    const first = bench.watch.listening.testPush();
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'running' });
    bench.link().events.onPing('bf1-home');
    await first;
    expect(bench.world.caldav.calls.filter((call) => call === 'test-ping')).toHaveLength(1);
    void bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'running' });
  });

  test('ends with the watch, and leaves no timer', async () => {
    const bench = await started();
    const done = bench.watch.listening.testPush();
    await bench.watch.stop();
    await done;
    expect(bench.world.clock.waits).toEqual([]);
    expect(outcome(bench)).toEqual({ at: 'idle' });
    await bench.watch.listening.testPush();
    expect(outcome(bench)).toEqual({ at: 'idle' });
  });
});
