import { expect, test } from 'vitest';
import { hasJumped, readClocks, type Clocks } from '../../../main/electron/clock-jump.ts';

const BEFORE: Clocks = { wall: Date.UTC(2026, 10, 24, 9), steady: 5_000, zone: 'Europe/Prague' };
const INTERVAL = 15_000;
const after = (wall: number, steady: number, zone = BEFORE.zone): Clocks => ({
  wall: BEFORE.wall + wall,
  steady: BEFORE.steady + steady,
  zone,
});

test.each([
  ['nothing happened', after(15_000, 15_000), false],
  ['the machine was busy', after(40_000, 40_000), false],
  ['the clock was nudged right', after(16_500, 15_000), false],
  ['the clock was set an hour on', after(3_615_000, 15_000), true],
  ['the clock was set an hour back', after(-3_585_000, 15_000), true],
  ['the computer slept, and the steady clock with it', after(600_000, 15_000), true],
  ['the computer slept, and the steady clock went on', after(600_000, 600_000), true],
  ['the traveller arrived', after(15_000, 15_000, 'Asia/Tokyo'), true],
])('%s', (_what, now, jumped) => {
  expect(hasJumped(BEFORE, now, INTERVAL)).toBe(jumped);
});

test('the clocks of this computer agree with themselves', () => {
  expect(hasJumped(readClocks(), readClocks(), INTERVAL)).toBe(false);
  expect(readClocks().zone).toBe('UTC');
});
