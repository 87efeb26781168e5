import { describe, expect, test } from 'vitest';
import { PingIntake, type Wanted } from '../../../main/conductor/ping-intake.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function rig() {
  const clock = new FakeClock();
  const followed: [string, Wanted][] = [];
  const intake = new PingIntake(clock, (node, wanted) => followed.push([node, wanted]));
  const times = (node: string) => followed.filter(([name]) => name === node).length;
  return { clock, intake, followed, times };
}

describe('what is heard', () => {
  test('is followed at once, and each time while it is little', () => {
    const { intake, followed, clock } = rig();
    intake.take('a', 'pull');
    intake.take('b', 'look');
    intake.take('a', 'pull');
    expect(followed).toEqual([
      ['a', 'pull'],
      ['b', 'look'],
      ['a', 'pull'],
    ]);
    expect(clock.waits).toEqual([]);
  });

  test('in a flood is followed a few times, and once more when the flood is over', async () => {
    const { intake, times, clock } = rig();
    for (let i = 0; i < 10_000; i += 1) {
      intake.take('a', 'pull');
      if (i % 1_000 === 999) await clock.advance(1_000);
    }
    const during = times('a');
    expect(during).toBeGreaterThan(0);
    expect(during).toBeLessThanOrEqual(20);
    expect(clock.waits).toHaveLength(1);
    await clock.advance(10 * 60_000);
    expect(times('a')).toBe(during + 1);
    expect(clock.waits).toEqual([]);
  });

  test('of one node that floods keeps no other from being followed', () => {
    const { intake, times } = rig();
    for (let i = 0; i < 1_000; i += 1) intake.take('a', 'pull');
    intake.take('b', 'pull');
    expect(times('b')).toBe(1);
  });

  test('of a thousand nodes at once is followed by one look for all that were too many', async () => {
    const { intake, followed, clock } = rig();
    for (let n = 0; n < 1_000; n += 1) intake.take(`n${n}`, 'pull');
    const atOnce = followed.length;
    expect(atOnce).toBeLessThan(100);
    await clock.advance(3 * 3_600_000);
    expect(followed.slice(atOnce).map(([, wanted]) => wanted)).toEqual(['look']);
    expect(clock.waits).toEqual([]);
  });

  test('as an end in a flood of pings is followed by a look', async () => {
    const { intake, followed, clock } = rig();
    for (let i = 0; i < 100; i += 1) intake.take('a', 'pull');
    intake.take('a', 'look');
    intake.take('a', 'pull');
    await clock.advance(10 * 60_000);
    expect(followed.at(-1)).toEqual(['a', 'look']);
  });

  test('is followed within a minute also when the clock was set back meanwhile', async () => {
    const { intake, times, clock } = rig();
    for (let i = 0; i < 1_000; i += 1) intake.take('a', 'pull');
    const during = times('a');
    clock.jump(-3_600_000);
    await clock.advance(3 * 60_000);
    expect(times('a')).toBe(during + 1);
  });

  test('and is still owed at the end is forgotten', async () => {
    const { intake, followed, clock } = rig();
    for (let i = 0; i < 100; i += 1) intake.take('a', 'pull');
    const before = followed.length;
    intake.stop();
    intake.stop();
    expect(clock.waits).toEqual([]);
    await clock.advance(3_600_000);
    expect(followed).toHaveLength(before);
  });
});
