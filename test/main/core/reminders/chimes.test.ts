import { describe, expect, test } from 'vitest';
import type { Calendar, Occurrence } from '../../../../main/core/model.ts';
import { aCalendar } from '../../../support/model-facts.ts';
import { anAlarm, ringing, wholeDay } from '../../../support/reminder-facts.ts';
import { belled, DURING, look, nextAfter, ringsAt, STANDUP } from '../../../support/reminder-look.ts';

describe('nothing rings', () => {
  test.each<readonly [string, Partial<Occurrence>, Partial<Calendar>]>([
    ['of what is cancelled', { cancelled: true }, {}],
    ['of what one declined', { mine: 'declined' }, {}],
    ['of what one sent somebody else to', { mine: 'delegated' }, {}],
    ['in a calendar that does not remind', {}, { reminds: false }],
    ['in a calendar that is not shown', {}, { shown: false }],
    ['in a calendar that is gone', {}, { id: 'other' }],
  ])('%s', (_what, occurrence, calendar) => {
    const plan = look(DURING, [{ ...STANDUP, ...occurrence }], { calendars: [aCalendar(calendar)] });
    expect(plan).toEqual({ due: [], next: null, standing: new Set() });
  });

  test('while muted; then what is not over does', () => {
    const preferences = { mutedUntil: Date.parse('2026-11-24T10:10:00Z') };
    const short = ringing('2026-11-24T10:00:00Z', { uid: 'b', title: 'Short', minutes: 5 });
    const muted = look(DURING, [STANDUP, short], { preferences });
    expect([muted.due, muted.next]).toEqual([[], preferences.mutedUntil]);
    expect(muted.standing.size).toBe(2);
    const since = '2026-11-24T09:40:00Z';
    expect(ringsAt('2026-11-24T10:10:00Z', [STANDUP, short], { preferences, since })).toEqual([
      'Stand-up@2026-11-24T09:50:00Z',
    ]);
  });
});

describe('the default reminder', () => {
  const preferences = { defaultReminder: 15 };
  const bare = { ...STANDUP, alarms: [] };

  test.each<readonly [string, Occurrence, readonly string[]]>([
    ['is for an event with times and no alarm of its own', bare, ['Stand-up@2026-11-24T09:45:00Z']],
    ['not for one that has one', STANDUP, []],
    ['not for what takes nobody’s time', { ...bare, free: true }, []],
    ['not for whole days', wholeDay('2026-11-24'), []],
    [
      'also for what one has not answered yet',
      { ...bare, mine: 'needs-action' },
      ['Stand-up@2026-11-24T09:45:00Z'],
    ],
  ])('%s', (_what, event, expected) => {
    expect(ringsAt('2026-11-24T09:45:00Z', [event], { preferences })).toEqual(expected);
  });

  test('is none when it is switched off, or when the same event has an alarm in another calendar', () => {
    expect(ringsAt('2026-11-24T09:45:00Z', [bare])).toEqual([]);
    const calendars = [aCalendar(), aCalendar({ id: 'second' })];
    const both = [bare, { ...STANDUP, calendarId: 'second' }];
    expect(ringsAt('2026-11-24T09:45:00Z', both, { preferences, calendars })).toEqual([]);
  });

  test('does not ring again because another length is preferred, and has no alarm to acknowledge', () => {
    const { due } = look('2026-11-24T09:45:00Z', [bare], { preferences });
    expect(due[0]?.alarmIds).toEqual([]);
    const bells = belled(due, 'rung');
    const later = look('2026-11-24T09:56:00Z', [bare], { preferences: { defaultReminder: 5 }, bells });
    expect(later.due).toEqual([]);
  });
});

describe('one event in two calendars', () => {
  const calendars = [aCalendar({ id: 'theirs', writable: false }), aCalendar()];
  const theirs = { ...STANDUP, calendarId: 'theirs', href: '/theirs/x.ics' };

  test('rings once, in the calendar that can be written to', () => {
    const { due } = look(DURING, [theirs, STANDUP], { calendars });
    expect(due.map(({ occurrence }) => occurrence.calendarId)).toEqual(['work']);
  });

  test('rings once although the second is found later', () => {
    const bells = belled(look(DURING, [theirs], { calendars }).due, 'rung');
    expect(ringsAt('2026-11-24T09:51:00Z', [theirs, STANDUP], { calendars, bells })).toEqual([]);
  });

  test('rings in both at different times', () => {
    const other = ringing('2026-11-24T10:05:00Z', { calendarId: 'theirs' });
    expect(ringsAt('2026-11-24T09:55:00Z', [STANDUP, other], { calendars })).toHaveLength(2);
  });
});

describe('a series', () => {
  test('rings for each occurrence, an exception by its own alarms', () => {
    const monday = ringing('2026-11-23T10:00:00Z', {
      recurrenceId: String(Date.parse('2026-11-23T10:00:00Z')),
    });
    const tuesday = ringing('2026-11-24T12:00:00Z', {
      recurrenceId: String(Date.parse('2026-11-24T10:00:00Z')),
      alarms: [anAlarm(30)],
    });
    const bells = belled(look('2026-11-23T09:50:00Z', [monday, tuesday]).due, 'rung');
    expect(bells).toHaveLength(1);
    expect(nextAfter('2026-11-24T09:00:00Z', [monday, tuesday], { bells })).toBe('2026-11-24T11:30:00Z');
  });

  test('with one absolute alarm rings once, for the first occurrence that is not over', () => {
    const instant = Date.parse('2026-11-24T09:30:00Z');
    const alarms = [anAlarm(0, { trigger: { at: 'instant', instant } })];
    const days = ['2026-11-23', '2026-11-24', '2026-11-25'].map((day) =>
      ringing(`${day}T10:00:00Z`, {
        alarms,
        title: day,
        recurrenceId: String(Date.parse(`${day}T10:00:00Z`)),
      }),
    );
    expect(ringsAt('2026-11-24T09:30:00Z', days)).toEqual(['2026-11-24@2026-11-24T09:30:00Z']);
  });
});
