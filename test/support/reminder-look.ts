// One look at what rings, in words a test can compare.
import type { Calendar, Occurrence } from '../../main/core/model.ts';
import { planReminders, reminderWindow } from '../../main/core/reminders/reminders.ts';
import type { Due, ReminderFacts, ReminderPlan } from '../../main/core/reminders/reminders.ts';
import type { Bell } from '../../main/core/sync/store-port.ts';
import { aCalendar } from './model-facts.ts';
import { ringing } from './reminder-facts.ts';

const NO_DEFAULT: ReminderFacts['preferences'] = { defaultReminder: null, mutedUntil: null };

export interface Look {
  readonly calendars?: readonly Calendar[];
  readonly bells?: readonly Bell[];
  readonly preferences?: Partial<ReminderFacts['preferences']>;
  /** Default: an instant before `now`. */
  readonly since?: string;
  readonly zone?: string;
}

export function look(now: string, occurrences: readonly Occurrence[], given: Look = {}): ReminderPlan {
  const { calendars = [aCalendar()], bells = [], zone = 'UTC' } = given;
  const at = Date.parse(now);
  const since = given.since === undefined ? at - 1 : Date.parse(given.since);
  const preferences = { ...NO_DEFAULT, ...given.preferences };
  const window = reminderWindow(bells, [], { now: at, since });
  return planReminders({ occurrences, calendars, bells, preferences }, { now: at, since, zone, ...window });
}

/** 'title@due' of what rings. */
export function ringsAt(
  now: string,
  occurrences: readonly Occurrence[],
  given: Look = {},
): readonly string[] {
  return look(now, occurrences, given).due.map(
    ({ occurrence, bells }) => `${occurrence.title}@${bells.map(({ dueAt }) => text(dueAt)).join('+')}`,
  );
}

export function nextAfter(now: string, occurrences: readonly Occurrence[], given: Look = {}): string | null {
  const { next } = look(now, occurrences, given);
  return next === null ? null : text(next);
}

export function text(at: number): string {
  return new Date(at).toISOString().replace('.000', '');
}

export function belled(
  due: readonly Due[],
  state: Bell['state'],
  until: string | null = null,
): readonly Bell[] {
  return due.flatMap(({ bells }) =>
    bells.map((bell) => ({ ...bell, state, until: until === null ? null : Date.parse(until) })),
  );
}

/** Half an hour on Tuesday, and when it rings: 10 minutes before. */
export const STANDUP = ringing('2026-11-24T10:00:00Z');
export const DURING = '2026-11-24T09:50:00Z';
