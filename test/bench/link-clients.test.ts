import { describe, expect, test } from 'vitest';
import { quantile } from '../../bench/figures.ts';
import { attemptsOf, stormOf, type Outage } from '../../bench/link-clients.ts';
import { seeded } from '../support/seeded.ts';

const HOUR = 3_600_000;
const middle = (): number => 0.5;

function crowd(outage: Outage, clients: number): readonly (readonly number[])[] {
  const random = seeded(7);
  return Array.from({ length: clients }, () => attemptsOf(outage, random));
}

describe('one client', () => {
  test('tries in the rhythm of the back-off while nobody answers', () => {
    const outage = { back: Infinity, keeps: Infinity, until: 60_000 };
    expect(attemptsOf(outage, middle)).toEqual([3_000, 7_000, 15_000, 31_000]);
  });

  test('stops trying when it is in', () => {
    const outage = { back: 6_000, keeps: Infinity, until: HOUR };
    expect(attemptsOf(outage, middle)).toEqual([3_000, 7_000]);
  });

  test('tries ever more rarely when it is dropped at once, and not when it was kept for long', () => {
    const dropped = { back: 0, keeps: 1_000, until: 40_000 };
    expect(attemptsOf(dropped, middle)).toEqual([3_000, 8_000, 17_000, 34_000]);
    const kept = { back: 0, keeps: 100_000, until: 400_000 };
    expect(attemptsOf(kept, middle)).toEqual([3_000, 106_000, 209_000, 312_000]);
  });
});

test('the busiest second begins wherever it is busiest', () => {
  const storm = stormOf([0, 900, 1_100, 1_200, 1_850, 3_000, 9_000]);
  expect(storm.share).toBeCloseTo(4 / 7);
  expect(storm.median).toBe(1_200);
  expect(() => stormOf([])).toThrow('nobody came back');
});

describe('10,000 clients', () => {
  test.each([
    ['is gone', { back: Infinity, keeps: Infinity, until: HOUR }],
    ['lets in and drops at once', { back: 0, keeps: 1_000, until: HOUR }],
  ])('of a server that %s try 40 times at most (p99) in the first hour', (_, outage) => {
    const counts = crowd(outage, 10_000).map((attempts) => attempts.length);
    expect(quantile(counts, 0.99)).toBeLessThanOrEqual(40);
    expect(quantile(counts, 0.5)).toBeGreaterThan(20);
  });

  test.each([0, 1, 2, 3, 4, 4.5, 5, 5.5, 6, 8, 30, 300])(
    'never come back more than three in ten a second after %d s',
    (seconds) => {
      const back = seconds * 1_000;
      const attempts = crowd({ back, keeps: Infinity, until: Infinity }, 10_000);
      expect(stormOf(attempts.map((one) => (one.at(-1) ?? 0) - back)).share).toBeLessThan(0.3);
    },
  );

  test.each([1, 2, 3, 4, 5])('are back within 3 s at median after %d s', (seconds) => {
    const back = seconds * 1_000;
    const attempts = crowd({ back, keeps: Infinity, until: Infinity }, 10_000);
    expect(stormOf(attempts.map((one) => (one.at(-1) ?? 0) - back)).median).toBeLessThan(3_000);
  });
});
