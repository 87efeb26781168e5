import { describe, expect, test } from 'vitest';
import { runScheduler } from '../../../../main/core/sync/run-scheduler.ts';

/** A clock that moves only when told, and a run that takes as long as said; everything that happens is logged. */
function bench(takes: readonly number[], fails: readonly number[] = []) {
  const log: string[] = [];
  let now = 0;
  let runs = 0;
  const due: { at: number; wake: () => void }[] = [];
  const scheduler = runScheduler(async (signal) => {
    const run = (runs += 1);
    log.push(`${now} run ${run} begins`);
    await new Promise<void>((wake) => {
      due.push({ at: now + (takes[run - 1] ?? 10), wake });
      signal.addEventListener('abort', () => wake(), { once: true });
    });
    log.push(`${now} run ${run} ${signal.aborted ? 'is aborted' : 'ends'}`);
    if (fails.includes(run)) throw new Error(`run ${run} failed`);
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    log,
    scheduler,
    async at(time: number, act: () => void = () => {}) {
      for (;;) {
        const soonest = due.filter((d) => d.at <= time).sort((a, b) => a.at - b.at)[0];
        if (!soonest) break;
        due.splice(due.indexOf(soonest), 1);
        now = soonest.at;
        soonest.wake();
        await settle();
      }
      now = time;
      act();
      await settle();
    },
    /** Notes when the promise of a request is kept. */
    request(name: string) {
      log.push(`${now} ${name} asks`);
      void scheduler.request().then(
        () => log.push(`${now} ${name} is served`),
        () => log.push(`${now} ${name} hears of the failure`),
      );
    },
  };
}

describe('one run at a time', () => {
  test('a request with nothing running starts at once', async () => {
    const b = bench([5]);
    await b.at(1, () => b.request('a'));
    await b.at(9);
    expect(b.log).toEqual(['1 a asks', '1 run 1 begins', '6 run 1 ends', '6 a is served']);
  });

  test('any number of requests during a run cause exactly one more, which serves them all', async () => {
    const b = bench([10, 10]);
    await b.at(0, () => b.request('a'));
    for (const [time, name] of [
      [1, 'b'],
      [2, 'c'],
      [9, 'd'],
    ] as const)
      await b.at(time, () => b.request(name));
    await b.at(50);
    expect(b.log).toEqual([
      '0 a asks',
      '0 run 1 begins',
      '1 b asks',
      '2 c asks',
      '9 d asks',
      '10 run 1 ends',
      '10 a is served',
      '10 run 2 begins',
      '20 run 2 ends',
      '20 b is served',
      '20 c is served',
      '20 d is served',
    ]);
  });

  test('a request during the second run is not served by it', async () => {
    const b = bench([10, 10, 10]);
    await b.at(0, () => b.request('a'));
    await b.at(5, () => b.request('b'));
    await b.at(15, () => b.request('c'));
    await b.at(50);
    expect(b.log.filter((line) => / c |begins/.test(line))).toEqual([
      '0 run 1 begins',
      '10 run 2 begins',
      '15 c asks',
      '20 run 3 begins',
      '30 c is served',
    ]);
  });

  test('a thousand requests during one run are two runs', async () => {
    const b = bench([10]);
    await b.at(0, () => b.request('first'));
    await b.at(3, () => {
      for (let i = 0; i < 1000; i += 1) void b.scheduler.request();
    });
    await b.at(100);
    expect(b.log.filter((line) => line.includes('begins'))).toHaveLength(2);
  });

  test('a failing run does not stop the next, nor those after', async () => {
    const b = bench([10, 10, 10, 10], [1, 3]);
    await b.at(0, () => b.request('a'));
    await b.at(5, () => b.request('b'));
    await b.at(15, () => b.request('c'));
    await b.at(25, () => b.request('d'));
    await b.at(100, () => b.request('e'));
    await b.at(200);
    expect(b.log.filter((line) => line.includes('begins'))).toEqual([
      '0 run 1 begins',
      '10 run 2 begins',
      '20 run 3 begins',
      '30 run 4 begins',
      '100 run 5 begins',
    ]);
    expect(b.log.filter((line) => / served| hears/.test(line))).toEqual([
      '10 a hears of the failure',
      '20 b is served',
      '30 c hears of the failure',
      '40 d is served',
      '110 e is served',
    ]);
  });
});

test('never do two runs overlap, whenever in the life of a run a request comes', async () => {
  for (let delay = 0; delay < 12; delay += 1) {
    let runs = 0;
    let now = 0;
    let most = 0;
    const scheduler = runScheduler(async () => {
      runs += 1;
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      await Promise.resolve();
      now -= 1;
    });
    const later = async (): Promise<void> => {
      for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
      await scheduler.request();
    };
    await Promise.all([scheduler.request(), scheduler.request(), later(), later()]);
    expect(most, `a request ${delay} turns later`).toBe(1);
    expect(runs).toBeLessThanOrEqual(4);
  }
});

describe('stopping', () => {
  test('aborts the running one, waits for it, and nothing starts any more', async () => {
    const b = bench([10]);
    await b.at(0, () => b.request('a'));
    await b.at(3, () => b.request('b'));
    await b.at(4, () => void b.scheduler.stop().then(() => b.log.push('stopped')));
    await b.at(50, () => b.request('c'));
    expect(b.log.filter((line) => line.includes('begins'))).toEqual(['0 run 1 begins']);
    expect(b.log).toContain('4 run 1 is aborted');
    expect(b.log.indexOf('stopped')).toBeGreaterThan(b.log.indexOf('4 run 1 is aborted'));
    // Whoever waits is not left waiting.
    expect(b.log).toContain('4 b is served');
    expect(b.log).toContain('50 c is served');
  });

  test('is well with nothing running, twice, and after a failure', async () => {
    const b = bench([1], [1]);
    await b.scheduler.stop();
    await b.scheduler.stop();
    const failing = bench([5], [1]);
    await failing.at(0, () => failing.request('a'));
    await failing.at(1, () => void failing.scheduler.stop().then(() => failing.log.push('stopped')));
    expect(failing.log).toContain('stopped');
  });
});
