// Expands a recurrence rule on wall time, bounded in work whatever the rule says.
import { daysOfMonth, daysOfWeek, daysOfYear, fitsDayRules, weekBegin } from './rule-days.ts';
import type { Rule } from './rule.ts';
import { DAY, HOUR, MINUTE, SECOND, startOfDay } from './wall-time.ts';

/** More than anyone looks at; a rule that goes on beyond it is a mistake or an attack. */
export const MOST_STARTS = 5000;
const MOST_STEPS = 100_000;

interface Range {
  /** Wall times: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** At most this many starts inside the range. */
  readonly limit: number;
}

export interface Starts {
  /** Wall times inside the range, ascending. */
  readonly starts: readonly number[];
  /** True: the rule produces nothing after the last of these. */
  readonly ended: boolean;
}

/** The starts a rule produces inside a range; `start` is DTSTART, `until` the last allowed wall time or Infinity. */
export function expandRule(rule: Rule, start: number, until: number, range: Range): Starts {
  const found: number[] = [];
  let counted = 0;
  // DTSTART is the first instance even where the rule does not produce it (RFC 5545 section 3.8.5.3).
  const take = (at: number): boolean => {
    if (at > until || (rule.count !== null && counted >= rule.count)) return false;
    counted++;
    if (at >= range.from && at < range.to) found.push(at);
    return true;
  };
  if (!take(start)) return { starts: found, ended: true };
  const first = rule.count === null ? Math.min(range.from, until) : start;
  let steps = 0;
  for (let k = periodAt(rule, start, first); steps < MOST_STEPS; k++) {
    const begin = periodBegin(rule, start, k);
    if (begin > until || (rule.count !== null && counted >= rule.count))
      return { starts: found, ended: true };
    if (begin >= range.to || found.length >= range.limit) return { starts: found, ended: false };
    const candidates = startsIn(rule, start, begin);
    steps += 1 + candidates.length;
    for (const at of candidates) {
      if (at > start && !take(at)) return { starts: found, ended: true };
      if (found.length >= range.limit) return { starts: found, ended: false };
    }
    if (candidates.length === 0) k = Math.max(k, skipTo(rule, start, begin) - 1);
  }
  return { starts: found, ended: false };
}

const UNIT = { WEEKLY: 7 * DAY, DAILY: DAY, HOURLY: HOUR, MINUTELY: MINUTE, SECONDLY: SECOND } as const;

/** Index of the period that contains `at`, or of the one before it; never below 0, the period of DTSTART. */
function periodAt(rule: Rule, start: number, at: number): number {
  const base = new Date(start);
  const target = new Date(Math.max(at, start));
  const years = target.getUTCFullYear() - base.getUTCFullYear();
  switch (rule.frequency) {
    case 'YEARLY':
      return Math.max(0, Math.floor((years - 1) / rule.interval));
    case 'MONTHLY': {
      const months = years * 12 + target.getUTCMonth() - base.getUTCMonth();
      return Math.max(0, Math.floor(months / rule.interval));
    }
    case 'WEEKLY':
    case 'DAILY':
    case 'HOURLY':
    case 'MINUTELY':
    case 'SECONDLY': {
      const passed = target.getTime() - periodBegin(rule, start, 0);
      return Math.max(0, Math.floor(passed / (UNIT[rule.frequency] * rule.interval)));
    }
  }
}

/** Wall time at which period `k` begins. NaN-free: beyond the end of dates it is Infinity. */
function periodBegin(rule: Rule, start: number, k: number): number {
  const date = new Date(start);
  const steps = k * rule.interval;
  switch (rule.frequency) {
    case 'YEARLY':
      // A year's first week may begin in the year before.
      return orInfinity(Date.UTC(date.getUTCFullYear() + steps, 0, 1)) - 3 * DAY;
    case 'MONTHLY':
      return orInfinity(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps, 1));
    case 'WEEKLY':
      return weekBegin(startOfDay(start), rule.weekStart) + steps * UNIT.WEEKLY;
    case 'DAILY':
    case 'HOURLY':
    case 'MINUTELY':
    case 'SECONDLY': {
      const unit = UNIT[rule.frequency];
      return Math.floor(start / unit) * unit + steps * unit;
    }
  }
}

function orInfinity(wall: number): number {
  return Number.isNaN(wall) ? Infinity : wall;
}

function startsIn(rule: Rule, start: number, begin: number): readonly number[] {
  if (!fitsClock(rule, begin)) return [];
  const days = daysIn(rule, start, begin);
  if (days.length === 0) return [];
  // From a day up, every period has the same times: most rules have just the one of DTSTART.
  const times =
    hasClock(rule) || RANK[rule.frequency] < RANK.DAILY
      ? timesIn(rule, start, begin)
      : [start - startOfDay(start)];
  return pickPositions(
    rule,
    days.flatMap((day) => times.map((time) => day + time)),
  );
}

function hasClock(rule: Rule): boolean {
  return rule.hours.length + rule.minutes.length + rule.seconds.length > 0;
}

function timesIn(rule: Rule, start: number, begin: number): readonly number[] {
  const rank = RANK[rule.frequency];
  const [own, usual] = [new Date(begin), new Date(start)];
  const hours = rank <= RANK.HOURLY ? [own.getUTCHours()] : or(rule.hours, usual.getUTCHours());
  const minutes = rank <= RANK.MINUTELY ? [own.getUTCMinutes()] : or(rule.minutes, usual.getUTCMinutes());
  const seconds = rank <= RANK.SECONDLY ? [own.getUTCSeconds()] : or(rule.seconds, usual.getUTCSeconds());
  return hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * HOUR + m * MINUTE + s * SECOND)));
}

const RANK = { SECONDLY: 0, MINUTELY: 1, HOURLY: 2, DAILY: 3, WEEKLY: 4, MONTHLY: 5, YEARLY: 6 } as const;

function or(list: readonly number[], usual: number): readonly number[] {
  return list.length > 0 ? list : [usual];
}

function daysIn(rule: Rule, start: number, begin: number): readonly number[] {
  switch (rule.frequency) {
    case 'YEARLY':
      return daysOfYear(rule, start, new Date(begin + 3 * DAY).getUTCFullYear());
    case 'MONTHLY': {
      const date = new Date(begin);
      return daysOfMonth(rule, start, date.getUTCFullYear(), date.getUTCMonth() + 1);
    }
    case 'WEEKLY':
      return daysOfWeek(rule, start, begin);
    case 'DAILY':
    case 'HOURLY':
    case 'MINUTELY':
    case 'SECONDLY':
      return fitsDayRules(rule, startOfDay(begin)) ? [startOfDay(begin)] : [];
  }
}

/** For frequencies shorter than a day, BYHOUR, BYMINUTE and BYSECOND limit instead of multiplying. */
function fitsClock(rule: Rule, begin: number): boolean {
  const rank = RANK[rule.frequency];
  if (rank > RANK.HOURLY || !hasClock(rule)) return true;
  const date = new Date(begin);
  const fits = (list: readonly number[], value: number) => list.length === 0 || list.includes(value);
  if (rank <= RANK.HOURLY && !fits(rule.hours, date.getUTCHours())) return false;
  if (rank <= RANK.MINUTELY && !fits(rule.minutes, date.getUTCMinutes())) return false;
  return rank > RANK.SECONDLY || fits(rule.seconds, date.getUTCSeconds());
}

/** After an empty period of a short frequency: the first period that could be different, so that nobody counts
 *  through the seconds of a month that is excluded anyway. */
function skipTo(rule: Rule, start: number, begin: number): number {
  const rank = RANK[rule.frequency];
  if (rank >= RANK.DAILY) return 0;
  const day = startOfDay(begin);
  const [hour, minute] = [new Date(begin).getUTCHours(), new Date(begin).getUTCMinutes()];
  let next = begin;
  if (!fitsDayRules(rule, day)) next = day + DAY;
  else if (rule.hours.length > 0 && !rule.hours.includes(hour)) next = day + (hour + 1) * HOUR;
  else if (rank === RANK.SECONDLY && rule.minutes.length > 0 && !rule.minutes.includes(minute))
    next = (Math.floor(begin / MINUTE) + 1) * MINUTE;
  const step = periodBegin(rule, start, 1) - periodBegin(rule, start, 0);
  return Math.ceil((next - periodBegin(rule, start, 0)) / step);
}

function pickPositions(rule: Rule, starts: readonly number[]): readonly number[] {
  if (rule.positions.length === 0) return starts;
  const picked = rule.positions.flatMap((n) => starts.at(n > 0 ? n - 1 : n) ?? []);
  return [...new Set(picked)].sort((a, b) => a - b);
}
