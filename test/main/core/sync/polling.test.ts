import { expect, test } from 'vitest';
import { nextPollIn } from '../../../../main/core/sync/polling.ts';

const MINUTE = 60_000;
const well = { listening: false, failures: 0, retryAfter: 0 };

test('without push it looks every five minutes, a fifth sooner or later', () => {
  expect(nextPollIn(well, 0)).toBe(4 * MINUTE);
  expect(nextPollIn(well, 0.5)).toBe(5 * MINUTE);
  expect(nextPollIn(well, 1)).toBe(6 * MINUTE);
});

test('with push it looks rarely, but never stops looking', () => {
  expect(nextPollIn({ ...well, listening: true }, 0)).toBe(36 * MINUTE);
  expect(nextPollIn({ ...well, listening: true }, 1)).toBe(54 * MINUTE);
});

test('after failures it looks sooner, and then less and less often', () => {
  const waits = [1, 2, 3, 4, 5, 6, 40].map((failures) => nextPollIn({ ...well, failures }, 0.5));
  expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('failures count for more than a link that listens', () => {
  expect(nextPollIn({ listening: true, failures: 1, retryAfter: 0 }, 0.5)).toBe(15_000);
});

test('a time the server names is never undercut', () => {
  for (const random of [0, 0.3, 1]) {
    expect(nextPollIn({ ...well, failures: 1, retryAfter: 20 * MINUTE }, random)).toBe(20 * MINUTE);
  }
  // A shorter one than the own caution is no invitation to hurry.
  expect(nextPollIn({ ...well, failures: 9, retryAfter: MINUTE }, 0.5)).toBe(5 * MINUTE);
});
