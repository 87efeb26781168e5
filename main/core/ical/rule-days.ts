// The days a recurrence rule picks inside one of its periods: the table of RFC 5545 section 3.3.10, page 44.
import { DAY, daysInMonth, weekdayOf } from '../time/wall-time.ts';
import type { Rule } from './rule.ts';

/**
 * Midnights of the days a YEARLY rule picks in `year`, ascending. `start` gives what the rule leaves unsaid. Of several
 * lists of days each picks among what the others allow.
 */
export function daysOfYear(rule: Rule, start: number, year: number): readonly number[] {
  const first = Date.UTC(year, 0, 1);
  const length = (Date.UTC(year + 1, 0, 1) - first) / DAY;
  if (rule.weekNumbers.length > 0) {
    return daysOfWeeks(rule, start, year).filter((day) => fitsNumbers(rule, day));
  }
  const byWeekday = () => unique(rule.weekdays.flatMap((w) => weekdaysIn(w.weekday, w.nth, first, length)));
  if (
    rule.months.length > 0 ||
    (rule.yearDays.length === 0 && rule.monthDays.length + rule.weekdays.length === 0)
  ) {
    const months = rule.months.length > 0 ? rule.months : [monthOf(start)];
    const days = unique(months.flatMap((month) => daysOfMonth(rule, start, year, month)));
    return rule.yearDays.length === 0 ? days : days.filter((day) => fitsYearDays(rule, day));
  }
  const picked =
    rule.yearDays.length > 0
      ? unique(rule.yearDays.flatMap((n) => nthDay(n, first, length)))
      : rule.monthDays.length > 0
        ? unique(ALL_MONTHS.flatMap((month) => monthDaysIn(rule, rule.monthDays, year, month)))
        : byWeekday();
  // Without BYMONTH, '1MO' is the first Monday of the year.
  const allowed = rule.weekdays.length > 0 ? new Set(byWeekday()) : null;
  return picked.filter((day) => (allowed === null || allowed.has(day)) && fitsMonthDays(rule, day));
}

/** Midnights of the days a MONTHLY rule picks in a month (1 to 12), ascending. */
export function daysOfMonth(rule: Rule, start: number, year: number, month: number): readonly number[] {
  if (rule.months.length > 0 && !rule.months.includes(month)) return [];
  const first = Date.UTC(year, month - 1, 1);
  const length = daysInMonth(year, month);
  const byWeekday = () => unique(rule.weekdays.flatMap((w) => weekdaysIn(w.weekday, w.nth, first, length)));
  if (rule.monthDays.length > 0) {
    const days = unique(monthDaysIn(rule, rule.monthDays, year, month));
    if (rule.weekdays.length === 0) return days;
    const allowed = new Set(byWeekday());
    return days.filter((day) => allowed.has(day));
  }
  if (rule.weekdays.length > 0) return byWeekday();
  if (rule.yearDays.length > 0) {
    return Array.from({ length }, (_, n) => first + n * DAY).filter((day) => fitsYearDays(rule, day));
  }
  return monthDaysIn(rule, [new Date(start).getUTCDate()], year, month);
}

/** A day the month does not have is left out, unless SKIP says where it goes (RFC 7529 section 4.1). */
function monthDaysIn(rule: Rule, wanted: readonly number[], year: number, month: number): readonly number[] {
  const first = Date.UTC(year, month - 1, 1);
  const length = daysInMonth(year, month);
  return wanted.flatMap((n) => {
    if (n <= length || rule.skip === 'OMIT') return nthDay(n, first, length);
    return [first + (rule.skip === 'FORWARD' ? length : length - 1) * DAY];
  });
}

/** Midnights of the days a WEEKLY rule picks in the week beginning at `first`, ascending. */
export function daysOfWeek(rule: Rule, start: number, first: number): readonly number[] {
  const wanted = rule.weekdays.length > 0 ? rule.weekdays.map((w) => w.weekday) : [weekdayOf(start)];
  return wholeWeek(first).filter((day) => wanted.includes(weekdayOf(day)) && fitsMonth(rule, day));
}

function wholeWeek(first: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5, 6].map((n) => first + n * DAY);
}

/** Whether a day satisfies every limiting part of the rule, for frequencies of a day and less. */
export function fitsDayRules(rule: Rule, day: number): boolean {
  if (!fitsMonth(rule, day)) return false;
  if (rule.weekdays.length > 0 && !rule.weekdays.some((w) => w.weekday === weekdayOf(day))) return false;
  return fitsNumbers(rule, day);
}

function fitsNumbers(rule: Rule, day: number): boolean {
  return fitsYearDays(rule, day) && fitsMonthDays(rule, day);
}

function fitsYearDays(rule: Rule, day: number): boolean {
  if (rule.yearDays.length === 0) return true;
  const year = new Date(day).getUTCFullYear();
  const first = Date.UTC(year, 0, 1);
  return fitsCount(rule.yearDays, (day - first) / DAY + 1, (Date.UTC(year + 1, 0, 1) - first) / DAY);
}

function fitsMonthDays(rule: Rule, day: number): boolean {
  if (rule.monthDays.length === 0) return true;
  const date = new Date(day);
  const length = daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return fitsCount(rule.monthDays, date.getUTCDate(), length);
}

/** The first midnight of the week that contains `day`. */
export function weekBegin(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7) * DAY;
}

const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

function daysOfWeeks(rule: Rule, start: number, year: number): readonly number[] {
  const begin = firstWeek(year, rule.weekStart);
  const weeks = (firstWeek(year + 1, rule.weekStart) - begin) / (7 * DAY);
  // The weekday of DTSTART counts only where nothing else says which day.
  const isOpen = rule.weekdays.length === 0 && rule.monthDays.length + rule.yearDays.length > 0;
  const pick = (first: number) =>
    isOpen ? wholeWeek(first).filter((day) => fitsMonth(rule, day)) : daysOfWeek(rule, start, first);
  const picked = rule.weekNumbers.flatMap((n) => {
    const week = n < 0 ? weeks + n : n - 1;
    return week < 0 || week >= weeks ? [] : pick(begin + week * 7 * DAY);
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
  return wanted.includes(index) || wanted.includes(index - length - 1);
}

function monthOf(wall: number): number {
  return new Date(wall).getUTCMonth() + 1;
}

function unique(days: readonly number[]): readonly number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
