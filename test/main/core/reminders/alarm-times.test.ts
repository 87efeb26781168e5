import { describe, expect, test } from 'vitest';
import type { Alarm, Occurrence } from '../../../../main/core/model.ts';
import { anAlarm, ringing, wholeDay } from '../../../support/reminder-facts.ts';
import { look, nextAfter, STANDUP, text } from '../../../support/reminder-look.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** [alarm, event, viewer's zone, first ring]. */
const FIRST_RINGS: readonly (readonly [string, Partial<Alarm>, Occurrence, string, string])[] = [
  ['before the start', anAlarm(10), STANDUP, 'UTC', '2026-11-24T09:50:00Z'],
  ['at the start', anAlarm(0), STANDUP, 'UTC', '2026-11-24T10:00:00Z'],
  [
    'before the end',
    { trigger: { at: 'end', days: 0, ms: -5 * MINUTE } },
    STANDUP,
    'UTC',
    '2026-11-24T10:25:00Z',
  ],
  ['after the end', { trigger: { at: 'end', days: 0, ms: HOUR } }, STANDUP, 'UTC', '2026-11-24T11:30:00Z'],
  [
    'at an instant',
    { trigger: { at: 'instant', instant: Date.parse('2026-11-24T08:00:00Z') } },
    STANDUP,
    'Asia/Tokyo',
    '2026-11-24T08:00:00Z',
  ],
  [
    'a day before, in the night clocks go back: 10:00 stays 10:00',
    { trigger: { at: 'start', days: -1, ms: 0 } },
    ringing('2026-10-25T09:00:00Z', { zone: 'Europe/Prague' }),
    'UTC',
    '2026-10-24T08:00:00Z',
  ],
  [
    '24 hours before, in the same night: 24 hours on the stopwatch',
    { trigger: { at: 'start', days: 0, ms: -DAY } },
    ringing('2026-10-25T09:00:00Z', { zone: 'Europe/Prague' }),
    'UTC',
    '2026-10-24T09:00:00Z',
  ],
  [
    'a day before, where the event names no zone: the viewer’s calendar',
    { trigger: { at: 'start', days: -1, ms: 0 } },
    ringing('2026-11-01T15:00:00Z'),
    'America/New_York',
    '2026-10-31T14:00:00Z',
  ],
  [
    'a day and an hour before half an hour of summer time: the day first',
    { trigger: { at: 'start', days: -1, ms: -HOUR } },
    ringing('2026-10-04T01:00:00Z', { zone: 'Australia/Lord_Howe' }),
    'UTC',
    '2026-10-03T00:30:00Z',
  ],
  [
    'of a whole day: the evening before',
    { trigger: { at: 'start', days: 0, ms: -6 * HOUR } },
    wholeDay('2026-11-24'),
    'Europe/Prague',
    '2026-11-23T17:00:00Z',
  ],
  [
    'of a whole day: nine o’clock, also on the day summer time begins',
    { trigger: { at: 'start', days: 0, ms: 9 * HOUR } },
    wholeDay('2026-03-29'),
    'Europe/Prague',
    '2026-03-29T07:00:00Z',
  ],
  [
    'of a whole day: days before',
    { trigger: { at: 'start', days: -2, ms: 0 } },
    wholeDay('2026-11-24'),
    'America/New_York',
    '2026-11-22T05:00:00Z',
  ],
  [
    'of a whole day, from its end',
    { trigger: { at: 'end', days: 0, ms: -4 * HOUR } },
    wholeDay('2026-11-24'),
    'UTC',
    '2026-11-24T20:00:00Z',
  ],
];

describe('an alarm rings', () => {
  test.each(FIRST_RINGS)('%s', (...given) => {
    const [, facts, occurrence, zone, expected] = given;
    const alarmed = { ...occurrence, alarms: [anAlarm(10, facts)] };
    const [first] = look(expected, [alarmed], { zone }).due;
    expect(first?.bells.map(({ dueAt }) => text(dueAt))).toEqual([expected]);
    const justBefore = text(Date.parse(expected) - 1000);
    expect(look(justBefore, [alarmed], { zone }).due).toEqual([]);
    expect(nextAfter(justBefore, [alarmed], { zone })).toBe(expected);
  });
});
