import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOff, STREAM_BACK_OFF } from '../../wire/back-off.ts';

test('the longest possible waits double up to five minutes', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000].map((attempt) => backOff(attempt, 0.999_999_999));
  expect(ceilings).toEqual([
    6_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000, 300_000,
  ]);
});

test('chance spreads the waits over the whole span, down to none', () => {
  expect(backOff(4, 0)).toBe(0);
  expect(backOff(4, 0.25)).toBe(8_000);
  expect(backOff(4, 0.5)).toBe(16_000);
});

test('no attempt and no chance leads outside the bounds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const wait = backOff(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(STREAM_BACK_OFF.longest);
        expect(Number.isInteger(wait)).toBe(true);
      },
    ),
  );
});
