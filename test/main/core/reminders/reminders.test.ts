import { describe, expect, test } from 'vitest';
import type { Bell } from '../../../../main/core/sync/store-port.ts';
import { anAlarm, ringing, wholeDay } from '../../../support/reminder-facts.ts';
import { belled, DURING, look, nextAfter, ringsAt, STANDUP, text } from '../../../support/reminder-look.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('an alarm rings', () => {
  test('again so many times', () => {
    const event = ringing('2026-11-24T10:00:00Z', {
      alarms: [anAlarm(10, { repeat: 2, every: 4 * MINUTE })],
    });
    const first = look('2026-11-24T09:50:00Z', [event]);
    const rung = belled(first.due, 'rung');
    expect(first.next).toBe(Date.parse('2026-11-24T09:54:00Z'));
    expect(ringsAt('2026-11-24T09:54:00Z', [event], { bells: rung })).toEqual([
      'Stand-up@2026-11-24T09:54:00Z',
    ]);
    expect(first.due[0]?.repetitions.map(({ dueAt }) => text(dueAt))).toEqual([
      '2026-11-24T09:54:00Z',
      '2026-11-24T09:58:00Z',
    ]);
  });

  test('not again once it rang, was dismissed, or was answered on another device', () => {
    const { due } = look(DURING, [STANDUP]);
    for (const state of ['rung', 'over'] as const) {
      const plan = look('2026-11-24T09:50:01Z', [STANDUP], { bells: belled(due, state) });
      expect([plan.due, plan.next]).toEqual([[], null]);
    }
    const answered = (at: string) => ({
      ...STANDUP,
      alarms: [anAlarm(10, { acknowledgedAt: Date.parse(at) })],
    });
    expect(ringsAt(DURING, [answered('2026-11-24T09:50:00Z')])).toEqual([]);
    expect(ringsAt(DURING, [answered('2026-11-23T09:50:00Z')])).toHaveLength(1);
  });

  test('nor its repetitions once the first was answered', () => {
    const alarms = [anAlarm(10, { repeat: 2, every: MINUTE, acknowledgedAt: Date.parse(DURING) })];
    const plan = look('2026-11-24T09:51:00Z', [{ ...STANDUP, alarms }]);
    expect([plan.due, plan.next]).toEqual([[], null]);
  });

  test('at a minute’s distance for each of two meetings', () => {
    const other = ringing('2026-11-24T10:01:00Z', { uid: 'b', title: 'Review' });
    const first = look(DURING, [STANDUP, other]);
    expect(first.due.map(({ occurrence }) => occurrence.title)).toEqual(['Stand-up']);
    expect(first.next).toBe(Date.parse('2026-11-24T09:51:00Z'));
    const second = look('2026-11-24T09:51:00Z', [STANDUP, other], { bells: belled(first.due, 'rung') });
    expect(second.due.map(({ occurrence }) => occurrence.title)).toEqual(['Review']);
    expect(second.due[0]?.toastId).not.toBe(first.due[0]?.toastId);
  });

  test('at once for two meetings at the same time', () => {
    const other = ringing('2026-11-24T10:00:00Z', { uid: 'b', title: 'Review' });
    expect(look(DURING, [STANDUP, other]).due.map(({ occurrence }) => occurrence.title)).toEqual([
      'Stand-up',
      'Review',
    ]);
  });

  test('once for two alarms at the same instant', () => {
    const event = { ...STANDUP, alarms: [anAlarm(10), anAlarm(10, { id: 'sound' })] };
    expect(ringsAt(DURING, [event])).toEqual(['Stand-up@2026-11-24T09:50:00Z']);
    expect(look(DURING, [event]).due[0]?.alarmIds).toEqual(['10-before', 'sound']);
  });

  test('once when one is another’s repetition, and not once that was put off', () => {
    const again = anAlarm(20, { repeat: 1, every: 10 * MINUTE });
    const event = { ...STANDUP, alarms: [again, anAlarm(10)] };
    const first = look('2026-11-24T09:40:00Z', [event]).due;
    expect(first[0]?.repetitions.map(({ id }) => id)).toEqual(
      look(DURING, [STANDUP]).due[0]?.bells.map(({ id }) => id),
    );
    expect(ringsAt(DURING, [event], { bells: belled(first, 'rung') })).toEqual([
      'Stand-up@2026-11-24T09:50:00Z',
    ]);
  });
});

describe('what was slept over', () => {
  const since = '2026-11-20T17:00:00Z';

  test('rings late while its event is not over', () => {
    expect(ringsAt('2026-11-24T10:29:59Z', [STANDUP], { since })).toHaveLength(1);
    expect(ringsAt('2026-11-24T10:30:00Z', [STANDUP], { since })).toEqual([]);
  });

  test('rings once for an event, for the latest of its alarms, and notes all of them', () => {
    const event = {
      ...STANDUP,
      alarms: [anAlarm(2880), anAlarm(60, { repeat: 3, every: 15 * MINUTE }), anAlarm(0)],
    };
    const { due } = look('2026-11-24T09:55:00Z', [event], { since });
    expect(due).toHaveLength(1);
    expect(due[0]?.bells.map(({ dueAt }) => text(dueAt)).sort()).toEqual([
      '2026-11-22T10:00:00Z',
      '2026-11-24T09:00:00Z',
      '2026-11-24T09:15:00Z',
      '2026-11-24T09:30:00Z',
      '2026-11-24T09:45:00Z',
    ]);
    expect(due[0]?.alarmIds.toSorted()).toEqual(['2880-before', '60-before']);
  });

  test('of a whole day rings until that day ends where one is', () => {
    const day = wholeDay('2026-11-23', { alarms: [anAlarm(360)] });
    const given = { since, zone: 'America/New_York' };
    expect(ringsAt('2026-11-24T04:59:59Z', [day], given)).toHaveLength(1);
    expect(ringsAt('2026-11-24T05:00:00Z', [day], given)).toEqual([]);
  });

  test('and was due after its event rings for an hour', () => {
    const after = { ...STANDUP, alarms: [anAlarm(10, { trigger: { at: 'end', days: 0, ms: HOUR } })] };
    expect(ringsAt('2026-11-24T12:29:59Z', [after], { since })).toHaveLength(1);
    expect(ringsAt('2026-11-24T12:30:00Z', [after], { since })).toEqual([]);
  });

  test('rings at the instant of an event without length', () => {
    const point = ringing('2026-11-24T10:00:00Z', { minutes: 0, alarms: [anAlarm(0)] });
    expect(ringsAt('2026-11-24T10:00:00Z', [point])).toHaveLength(1);
  });
});

describe('what becomes known late', () => {
  const tomorrow = ringing('2026-11-25T09:30:00Z', { alarms: [anAlarm(1440)] });

  test('rings when it was due within the last hour', () => {
    expect(ringsAt('2026-11-24T10:29:59Z', [tomorrow])).toHaveLength(1);
  });

  test('is no news after that: importing a calendar rings nothing', () => {
    expect(ringsAt('2026-11-24T10:30:00Z', [tomorrow])).toEqual([]);
  });
});

describe('a change', () => {
  test('of the time rings anew', () => {
    const bells = belled(look(DURING, [STANDUP]).due, 'over');
    const moved = ringing('2026-11-24T10:05:00Z');
    expect(nextAfter('2026-11-24T09:51:00Z', [moved], { bells })).toBe('2026-11-24T09:55:00Z');
    expect(ringsAt('2026-11-24T09:55:00Z', [moved], { bells })).toHaveLength(1);
  });

  test('of anything else does not, nor alarms written anew, nor another file', () => {
    const bells = belled(look(DURING, [STANDUP]).due, 'rung');
    const again = {
      ...STANDUP,
      title: 'Daily',
      href: '/work/other.ics',
      alarms: [anAlarm(10, { id: 'another program’s' })],
    };
    expect(ringsAt('2026-11-24T09:50:30Z', [again], { bells })).toEqual([]);
  });

  test('of the zone leaves what rang on a whole day alone', () => {
    const day = wholeDay('2026-11-24', { alarms: [anAlarm(-540)] });
    const zone = 'Europe/Prague';
    const bells = belled(look('2026-11-24T08:00:00Z', [day], { zone }).due, 'rung');
    expect(bells).toHaveLength(1);
    expect(ringsAt('2026-11-24T14:00:00Z', [day], { zone: 'America/New_York', bells })).toEqual([]);
  });

  test('of the clock, back, rings nothing twice', () => {
    const bells = belled(look(DURING, [STANDUP]).due, 'rung');
    const plan = look('2026-11-24T09:00:00Z', [STANDUP], { bells });
    expect([plan.due, plan.next]).toEqual([[], null]);
    expect(ringsAt(DURING, [STANDUP], { bells })).toEqual([]);
  });
});

describe('a snoozed reminder', () => {
  const snoozed = (until: string): readonly Bell[] => belled(look(DURING, [STANDUP]).due, 'snoozed', until);

  test('comes again, once, at its time', () => {
    const bells = snoozed('2026-11-24T09:55:00Z');
    expect(nextAfter('2026-11-24T09:51:00Z', [STANDUP], { bells })).toBe('2026-11-24T09:55:00Z');
    const plan = look('2026-11-24T09:55:00Z', [STANDUP], { bells });
    expect(plan.due).toHaveLength(1);
    expect(ringsAt('2026-11-24T09:55:01Z', [STANDUP], { bells: belled(plan.due, 'rung') })).toEqual([]);
  });

  test('comes also after its event, within a day', () => {
    const bells = snoozed('2026-11-25T08:00:00Z');
    expect(ringsAt('2026-11-25T09:00:00Z', [STANDUP], { bells })).toHaveLength(1);
    expect(ringsAt('2026-11-26T08:00:00Z', [STANDUP], { bells })).toEqual([]);
  });

  test('is dropped when its event is deleted, and made anew when it moves', () => {
    const bells = snoozed('2026-11-24T09:55:00Z');
    expect(look('2026-11-24T09:55:00Z', [], { bells })).toEqual({ due: [], next: null, standing: new Set() });
    const moved = ringing('2026-11-24T12:00:00Z');
    expect(ringsAt('2026-11-24T09:55:00Z', [moved], { bells })).toEqual([]);
    expect(nextAfter('2026-11-24T09:55:00Z', [moved], { bells })).toBe('2026-11-24T11:50:00Z');
  });

  test('is dropped when it is answered on another device', () => {
    const answered = { ...STANDUP, alarms: [anAlarm(10, { acknowledgedAt: Date.parse(DURING) })] };
    expect(ringsAt('2026-11-24T09:55:00Z', [answered], { bells: snoozed('2026-11-24T09:55:00Z') })).toEqual(
      [],
    );
  });
});
