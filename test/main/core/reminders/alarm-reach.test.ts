import { describe, expect, test } from 'vitest';
import { farReach, instantsOf, leadOf } from '../../../../main/core/reminders/alarm-reach.ts';
import type { Alarm } from '../../../../main/core/model.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EXTENT = { startsAt: 100 * DAY, endsAt: 101 * DAY };

function alarm(trigger: Alarm['trigger'], repeat = 0, every = 0): Alarm {
  return { id: 'a', trigger, repeat, every, acknowledgedAt: null };
}
const before = (days: number, ms = 0) => alarm({ at: 'start', days: -days, ms: -ms });

describe('how far from its event an alarm rings', () => {
  test.each([
    ['ten minutes before', before(0, HOUR / 6), HOUR / 6, 0],
    ['two days and an hour before', before(2, HOUR), 2 * DAY + HOUR, 0],
    ['at the start', before(0), 0, 0],
    ['a day after the end', alarm({ at: 'end', days: 1, ms: 0 }), 0, DAY],
    [
      'an hour before, and each half hour up to an hour after',
      alarm({ at: 'start', days: 0, ms: -HOUR }, 4, HOUR / 2),
      HOUR,
      HOUR,
    ],
    ['at an instant', alarm({ at: 'instant', instant: 5 }, 3, HOUR), 0, 0],
  ])('%s', (_name, one, early, late) => {
    expect(leadOf(one)).toEqual({ before: early, after: late });
  });

  test('an absolute one rings from its instant to its last repetition', () => {
    expect(instantsOf(alarm({ at: 'instant', instant: 5 }, 3, HOUR))).toEqual({
      from: 5,
      until: 5 + 3 * HOUR,
    });
    expect(instantsOf(before(1))).toBeNull();
  });
});

describe('the reach of alarms far from their event', () => {
  test('is nothing while all are near', () => {
    expect(farReach([], EXTENT)).toBeNull();
    expect(farReach([before(1), before(0), alarm({ at: 'end', days: 0, ms: HOUR })], EXTENT)).toBeNull();
  });

  test('spans what each of the far ones may ring for, with a day to spare', () => {
    expect(farReach([before(1, 1)], EXTENT)).not.toBeNull();
    expect(farReach([alarm({ at: 'end', days: 0, ms: HOUR + 1 })], EXTENT)).not.toBeNull();
    const far = farReach([before(0), before(30)], EXTENT);
    expect(far).toEqual({ from: 69 * DAY, until: 102 * DAY });
    expect(farReach([alarm({ at: 'end', days: 2, ms: 0 })], EXTENT)).toEqual({
      from: 99 * DAY,
      until: 104 * DAY,
    });
    const absolute = alarm({ at: 'instant', instant: 500 * DAY }, 2, HOUR);
    expect(farReach([absolute], EXTENT)).toEqual({ from: 500 * DAY, until: 500 * DAY + 2 * HOUR });
    expect(farReach([absolute, before(30)], EXTENT)).toEqual({ from: 69 * DAY, until: 500 * DAY + 2 * HOUR });
  });

  test('of what never ends has no end', () => {
    expect(farReach([before(30)], { startsAt: 0, endsAt: Infinity })).toEqual({
      from: -31 * DAY,
      until: Infinity,
    });
  });
});
