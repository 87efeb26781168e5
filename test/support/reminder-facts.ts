// Alarms and occurrences that ring, for tests of reminders.
import type { Alarm, Occurrence } from '../../main/core/model.ts';
import { anOccurrence } from './model-facts.ts';

const MINUTE = 60_000;

/** Rings `minutes` before the start. */
export function anAlarm(minutes = 10, facts: Partial<Alarm> = {}): Alarm {
  const trigger = { at: 'start', days: 0, ms: 0 - minutes * MINUTE } as const;
  return { id: `${minutes}-before`, trigger, repeat: 0, every: 0, acknowledgedAt: null, ...facts };
}

/** An event from one instant ('2026-11-24T10:00:00Z') on, half an hour long, with an alarm 10 minutes before. */
export function ringing(
  start: string,
  facts: Partial<Occurrence> & { readonly minutes?: number } = {},
): Occurrence {
  const { minutes = 30, ...rest } = facts;
  const startsAt = Date.parse(start);
  return anOccurrence({
    title: 'Stand-up',
    uid: 'stand-up',
    href: '/work/stand-up.ics',
    zone: '',
    when: { at: 'time', startsAt, endsAt: startsAt + minutes * MINUTE },
    alarms: [anAlarm()],
    ...rest,
  });
}

/** A whole day, without alarms. */
export function wholeDay(date: string, facts: Partial<Occurrence> = {}): Occurrence {
  const endDate = new Date(Date.parse(date) + 1440 * MINUTE).toISOString().slice(0, 10);
  return ringing('2026-01-01T00:00:00Z', {
    title: 'Holiday',
    uid: 'holiday',
    href: '/work/holiday.ics',
    when: { at: 'day', startDate: date, endDate },
    alarms: [],
    ...facts,
  });
}
