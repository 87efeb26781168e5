// Which changes are worth telling at once. What is not stays in the inbox, where it is looked up when there is time.
import { isPast } from '../changes/changes.ts';
import type { Calendar, CalendarId, Change } from '../model.ts';
import type { Preferences } from '../preferences.ts';
import { daysAhead, startDate, type Reader } from '../time/time-wording.ts';

/** By what it is decided. */
export interface NewsRules {
  readonly calendars: ReadonlyMap<CalendarId, Calendar>;
  readonly preferences: Pick<Preferences, 'horizonDays' | 'quietOwn'>;
  readonly reader: Reader;
}

export function newsRules(
  calendars: readonly Calendar[],
  preferences: NewsRules['preferences'],
  reader: Reader,
): NewsRules {
  return { calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])), preferences, reader };
}

/** Whether a person wants to be interrupted for it. */
export function isWorthTelling(change: Change, { calendars, preferences, reader }: NewsRules): boolean {
  if (change.own) return false;
  const calendar = calendars.get(change.calendarId);
  if (change.scope === 'calendar') return isCalendarNews(change, calendar);
  if (!calendar?.shown || !calendar.alerts) return false;
  if (preferences.quietOwn && calendar.person === '' && mayBeOwn(change)) return false;
  return !isPast(change, reader.now) && isNear(change, preferences.horizonDays, reader);
}

/** That there is a calendar, or none any more, is told unless that very calendar was silenced. */
function isCalendarNews({ kind }: Change, calendar: Calendar | undefined): boolean {
  return kind === 'calendar-shared' || !calendar || (calendar.shown && calendar.alerts);
}

/** Nobody else is known to have done it. Being invited, or answered, is always somebody else's doing. */
function mayBeOwn({ by, kind, details }: Change): boolean {
  return by === null && kind !== 'invited' && kind !== 'uninvited' && details.replies.length === 0;
}

/** Whether it happens, or was to happen, within the horizon. Of a series the snapshots hold the next occurrence. */
function isNear({ before, after }: Change, horizonDays: number, reader: Reader): boolean {
  return [before, after].some(
    (s) => s !== null && daysAhead(startDate(s.when, reader), reader) <= horizonDays,
  );
}
