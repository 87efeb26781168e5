// The days a recurrence rule picks inside one of its periods: the table of RFC 5545 section 3.3.10, page 44.
import { DAY, daysInMonth, wallOf, weekdayOf } from './wall-time.ts';
import type { Rule } from './rule.ts';

/** Midnights of the days a YEARLY rule picks in `year`, ascending. `start` gives what the rule leaves unsaid. */
export function daysOfYear(rule: Rule, start: number, year: number): readonly number[] {
  const first = Date.UTC(year, 0, 1);
  const length = (Date.UTC(year + 1, 0, 1) - first) / DAY;
  if (rule.yearDays.length > 0) {
    const picked = rule.yearDays.flatMap((n) => nthDay(n, first, length));
    return unique(picked.filter((day) => fitsDayRules(rule, day)));
  }
  if (rule.weekNumbers.length > 0) return daysOfWeeks(rule, start, year);
  if (rule.weekdays.length > 0 && rule.monthDays.length === 0 && rule.months.length === 0) {
    return unique(rule.weekdays.flatMap((w) => weekdaysIn(w.weekday, w.nth, first, length)));
  }
  const everyMonth = rule.monthDays.length > 0;
  const months = rule.months.length > 0 ? rule.months : everyMonth ? ALL_MONTHS : [monthOf(start)];
  return unique(months.flatMap((month) => daysOfMonth(rule, start, year, month)));
}

/** Midnights of the days a MONTHLY rule picks in a month (1 to 12), ascending. */
export function daysOfMonth(rule: Rule, start: number, year: number, month: number): readonly number[] {
  if (rule.months.length > 0 && !rule.months.includes(month)) return [];
  const first = Date.UTC(year, month - 1, 1);
  const length = daysInMonth(year, month);
  const byWeekday = () => unique(rule.weekdays.flatMap((w) => weekdaysIn(w.weekday, w.nth, first, length)));
  if (rule.monthDays.length > 0) {
    const days = unique(rule.monthDays.flatMap((n) => nthDay(n, first, length)));
    const allowed = rule.weekdays.length > 0 ? byWeekday() : days;
    return days.filter((day) => allowed.includes(day));
  }
  if (rule.weekdays.length > 0) return byWeekday();
  const day = wallOf(year, month, new Date(start).getUTCDate());
  return day === null ? [] : [day]; // the 31st of a month of 30 days is skipped, not moved
}

/** Midnights of the days a WEEKLY rule picks in the week beginning at `first`, ascending. */
export function daysOfWeek(rule: Rule, start: number, first: number): readonly number[] {
  const wanted = rule.weekdays.length > 0 ? rule.weekdays.map((w) => w.weekday) : [weekdayOf(start)];
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => first + n * DAY);
  return days.filter((day) => wanted.includes(weekdayOf(day)) && fitsMonth(rule, day));
}

/** Whether a day satisfies every limiting part of the rule, for frequencies of a day and less. */
export function fitsDayRules(rule: Rule, day: number): boolean {
  if (!fitsMonth(rule, day)) return false;
  if (rule.weekdays.length > 0 && !rule.weekdays.some((w) => w.weekday === weekdayOf(day))) return false;
  const date = new Date(day);
  const year = date.getUTCFullYear();
  const first = Date.UTC(year, 0, 1);
  const yearLength = (Date.UTC(year + 1, 0, 1) - first) / DAY;
  if (!fitsCount(rule.yearDays, (day - first) / DAY + 1, yearLength)) return false;
  return fitsCount(rule.monthDays, date.getUTCDate(), daysInMonth(year, date.getUTCMonth() + 1));
}

/** The first midnight of the week that contains `day`. */
export function weekBegin(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7) * DAY;
}

const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function daysOfWeeks(rule: Rule, start: number, year: number): readonly number[] {
  const begin = firstWeek(year, rule.weekStart);
  const weeks = (firstWeek(year + 1, rule.weekStart) - begin) / (7 * DAY);
  const picked = rule.weekNumbers.flatMap((n) => {
    const week = n < 0 ? weeks + n : n - 1;
    return week < 0 || week >= weeks ? [] : daysOfWeek(rule, start, begin + week * 7 * DAY);
  });
  return unique(picked);
}

/** Week 1 is the first with at least four days in the year (RFC 5545, BYWEEKNO). */
function firstWeek(year: number, weekStart: number): number {
  return weekBegin(Date.UTC(year, 0, 4), weekStart);
}

function weekdaysIn(weekday: number, nth: number, first: number, length: number): readonly number[] {
  const offset = (weekday - weekdayOf(first) + 7) % 7;
  const count = Math.floor((length - 1 - offset) / 7) + 1;
  const at = (n: number) => first + (offset + n * 7) * DAY;
  if (nth === 0) return Array.from({ length: count }, (_, n) => at(n));
  const n = nth > 0 ? nth - 1 : count + nth;
  return n >= 0 && n < count ? [at(n)] : [];
}

function nthDay(n: number, first: number, length: number): readonly number[] {
  const index = n > 0 ? n - 1 : length + n;
  return n === 0 || index < 0 || index >= length ? [] : [first + index * DAY];
}

function fitsMonth(rule: Rule, day: number): boolean {
  return rule.months.length === 0 || rule.months.includes(monthOf(day));
}

function fitsCount(wanted: readonly number[], index: number, length: number): boolean {
  return wanted.length === 0 || wanted.includes(index) || wanted.includes(index - length - 1);
}

function monthOf(wall: number): number {
  return new Date(wall).getUTCMonth() + 1;
}

function unique(days: readonly number[]): readonly number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
