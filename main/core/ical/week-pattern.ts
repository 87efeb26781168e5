// The hours of the week a series can begin at: what tells, without expanding it, that it has nothing on a given day.
import type { ZoneFinder } from '../time/custom-zone.ts';
import type { EventComponent, ParsedCalendar } from './ical.ts';
import type { Rule } from './rule.ts';
import { lengthOf, zoneOf, type Window } from './series.ts';
import { DAY, startOfDay, weekdayOf } from '../time/wall-time.ts';
import { wallAt } from '../time/zones.ts';

const WEEK = 7 * DAY;

/**
 * A test for "certainly nothing in this window" (epoch ms) of a series; false means only that nobody knows. What keeps
 * to no hours of the week, or is listed date by date, is never certain.
 */
export function restsIn(
  { master, overrides }: ParsedCalendar,
  zones: ZoneFinder,
): (window: Window) => boolean {
  const hours = master && overrides.length === 0 ? hoursOf(master) : null;
  if (!master || !hours) return () => false;
  const zone = zoneOf(master.start, zones);
  const length = lengthOf(master, zones);
  const after = master.start.isDate ? DAY : 0;
  return ({ from, to }) => {
    if (to - from + length + after >= WEEK - DAY) return false; // a day for changes of the clock
    const first = wallAt(from, zone) - length;
    const width = wallAt(to, zone) + after - first;
    return hours.every((hour) => modulo(hour - first, WEEK) >= width);
  };
}

// DTSTART counts even where the rule does not produce it. Whatever else a rule says only takes days away.
function hoursOf({ rule, added, start }: EventComponent): readonly number[] | null {
  if (!rule || added.length > 0 || !keepsTime(rule)) return null;
  const time = start.wall - startOfDay(start.wall);
  const days = daysOf(rule);
  if (days === null) return null;
  const sunday = startOfDay(start.wall) - weekdayOf(start.wall) * DAY;
  return [start.wall, ...days.map((day) => sunday + day * DAY + time)];
}

function keepsTime({ frequency, hours, minutes, seconds, skip }: Rule): boolean {
  if (hours.length + minutes.length + seconds.length > 0 || skip !== 'OMIT') return false;
  return frequency === 'WEEKLY' || frequency === 'MONTHLY' || frequency === 'YEARLY' || frequency === 'DAILY';
}

// Weekdays beside DTSTART's own; null: any.
function daysOf({ weekdays, frequency }: Rule): readonly number[] | null {
  if (weekdays.length > 0) return weekdays.map(({ weekday }) => weekday);
  return frequency === 'WEEKLY' ? [] : null;
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
