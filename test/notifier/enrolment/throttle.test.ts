import { describe, expect, test } from 'vitest';
import { createThrottle, type Throttle } from '../../../notifier/enrolment/throttle.ts';

/** Tries once: happens when it may, and says how long it has to wait else. */
function attempt(throttle: Throttle, name = 'a'): number {
  const wait = throttle.wait(name);
  if (wait === 0) throttle.count(name);
  return wait;
}
const attempts = (count: number, throttle: Throttle, name?: string) =>
  Array.from({ length: count }, () => attempt(throttle, name));

describe('a throttle', () => {
  test('lets a burst through, then one each interval', () => {
    let now = 1_000;
    const throttle = createThrottle({ burst: 3, interval: 100 }, () => now);
    expect(attempts(4, throttle)).toEqual([0, 0, 0, 100]);
    now += 40;
    expect(attempt(throttle)).toBe(60);
    now += 60;
    expect(attempts(2, throttle)).toEqual([0, 100]);
  });

  test('counts nothing by being asked', () => {
    const throttle = createThrottle({ burst: 1, interval: 100 }, () => 0);
    expect([throttle.wait('a'), throttle.wait('a'), attempt(throttle), throttle.wait('a')]).toEqual([
      0, 0, 0, 100,
    ]);
  });

  test('forgives after a rest, and counts each name apart', () => {
    let now = 0;
    const throttle = createThrottle({ burst: 2, interval: 100 }, () => now);
    for (const name of ['a', 'b']) expect(attempts(3, throttle, name)).toEqual([0, 0, 100]);
    now = 10_000;
    expect(attempts(3, throttle)).toEqual([0, 0, 100]);
  });

  test('forgets who is longest at rest', () => {
    const throttle = createThrottle({ burst: 1, interval: 100 }, () => 0, 2);
    for (const name of ['a', 'b', 'c']) expect(attempt(throttle, name)).toBe(0);
    expect([attempt(throttle, 'c'), attempt(throttle, 'a')]).toEqual([100, 0]);
  });
});
