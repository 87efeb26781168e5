import { describe, expect, test } from 'vitest';
import { createThrottle } from '../../../notifier/enrolment/throttle.ts';

describe('a throttle', () => {
  test('lets a burst through, then one each interval', () => {
    let now = 1_000;
    const throttle = createThrottle({ burst: 3, interval: 100 }, () => now);
    expect([1, 2, 3, 4].map(() => throttle.wait('a'))).toEqual([0, 0, 0, 100]);
    now += 40;
    expect(throttle.wait('a')).toBe(60);
    now += 60;
    expect([throttle.wait('a'), throttle.wait('a')]).toEqual([0, 100]);
  });

  test('forgives after a rest, and counts each name apart', () => {
    let now = 0;
    const throttle = createThrottle({ burst: 2, interval: 100 }, () => now);
    const tries = (name: string) => [1, 2, 3].map(() => throttle.wait(name));
    expect(tries('a')).toEqual([0, 0, 100]);
    expect(tries('b')).toEqual([0, 0, 100]);
    now = 10_000;
    expect(tries('a')).toEqual([0, 0, 100]);
  });

  test('forgets who is longest at rest', () => {
    const throttle = createThrottle({ burst: 1, interval: 100 }, () => 0, 2);
    for (const name of ['a', 'b', 'c']) expect(throttle.wait(name)).toBe(0);
    expect(throttle.wait('c')).toBe(100);
    expect(throttle.wait('a')).toBe(0);
  });
});
