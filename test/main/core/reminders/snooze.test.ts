import { describe, expect, test } from 'vitest';
import type { Occurrence } from '../../../../main/core/model.ts';
import { snoozeChoices, snoozeUntil } from '../../../../main/core/reminders/snooze.ts';
import { ringing, wholeDay } from '../../../support/reminder-facts.ts';

const MEETING = ringing('2026-11-24T10:00:00Z', { minutes: 60 });
const TRIP = ringing('2026-11-24T10:00:00Z', { minutes: 3 * 1440 });

/** [what, event, now, viewer's zone, 'choice until' in order]. */
const CASES: readonly (readonly [string, Occurrence, string, string, readonly string[]])[] = [
  [
    'well before a meeting',
    MEETING,
    '2026-11-24T09:30:00Z',
    'UTC',
    ['snooze-5 09:35', 'snooze-before 09:55', 'snooze-start 10:00'],
  ],
  [
    'ten minutes before, the first two are the same',
    MEETING,
    '2026-11-24T09:50:00Z',
    'UTC',
    ['snooze-5 09:55', 'snooze-start 10:00'],
  ],
  [
    'eleven minutes before, they are a minute apart',
    MEETING,
    '2026-11-24T09:49:00Z',
    'UTC',
    ['snooze-5 09:54', 'snooze-before 09:55', 'snooze-start 10:00'],
  ],
  [
    'five minutes before, its start is in five minutes',
    MEETING,
    '2026-11-24T09:55:00Z',
    'UTC',
    ['snooze-5 10:00'],
  ],
  ['during it', MEETING, '2026-11-24T10:20:00Z', 'UTC', ['snooze-5 10:25']],
  ['after it', MEETING, '2026-11-24T12:00:00Z', 'UTC', ['snooze-5 12:05']],
  [
    'a day before, tomorrow is soon enough',
    MEETING,
    '2026-11-23T10:00:00Z',
    'UTC',
    ['snooze-5 10:05', 'snooze-tomorrow 24T08:00', 'snooze-before 24T09:55', 'snooze-start 24T10:00'],
  ],
  [
    'what lasts longer than the night',
    TRIP,
    '2026-11-24T09:50:00Z',
    'UTC',
    ['snooze-5 09:55', 'snooze-start 10:00', 'snooze-tomorrow 25T08:00'],
  ],
  [
    'a whole day has neither start nor before',
    wholeDay('2026-11-24'),
    '2026-11-24T09:00:00Z',
    'UTC',
    ['snooze-5 09:05', 'snooze-tomorrow 25T08:00'],
  ],
  [
    'an event without length is a thing to do',
    ringing('2026-11-24T10:00:00Z', { minutes: 0 }),
    '2026-11-24T10:00:00Z',
    'UTC',
    ['snooze-5 10:05', 'snooze-tomorrow 25T08:00'],
  ],
  [
    'what takes nobody’s time is, too',
    { ...MEETING, free: true },
    '2026-11-24T10:00:00Z',
    'UTC',
    ['snooze-5 10:05', 'snooze-tomorrow 25T08:00'],
  ],
  [
    'tomorrow is the viewer’s, 08:00 also after the clocks went back',
    wholeDay('2026-10-24'),
    '2026-10-24T21:59:00Z',
    'Europe/Prague',
    ['snooze-5 22:04', 'snooze-tomorrow 25T07:00'],
  ],
  [
    'after midnight it is the day after',
    wholeDay('2026-10-24'),
    '2026-10-24T22:01:00Z',
    'Europe/Prague',
    ['snooze-5 22:06', 'snooze-tomorrow 26T07:00'],
  ],
];

describe('the choices for putting off', () => {
  test.each(CASES)('%s', (...given) => {
    const [, occurrence, now, zone, expected] = given;
    const choices = snoozeChoices(occurrence, Date.parse(now), zone);
    expect(choices.map(({ id, until }) => `${id} ${short(until, now)}`)).toEqual(expected);
  });
});

test('a button that was offered long ago puts off as it says, or by 5 minutes when that is past', () => {
  const at = (now: string) => ({ now: Date.parse(now), zone: 'UTC' });
  expect(snoozeUntil('snooze-start', MEETING, at('2026-11-24T09:58:00Z'))).toBe(
    Date.parse('2026-11-24T10:03:00Z'),
  );
  expect(snoozeUntil('snooze-start', MEETING, at('2026-11-24T09:50:00Z'))).toBe(
    Date.parse('2026-11-24T10:00:00Z'),
  );
  expect(snoozeUntil('snooze-before', MEETING, at('2026-11-24T11:00:00Z'))).toBe(
    Date.parse('2026-11-24T11:05:00Z'),
  );
});

/** 'HH:MM', with the day of the month when it is another one. */
function short(at: number, now: string): string {
  const text = new Date(at).toISOString();
  return text.slice(0, 10) === now.slice(0, 10) ? text.slice(11, 16) : text.slice(8, 16);
}
