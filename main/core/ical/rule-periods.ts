// The periods of a recurrence rule (its years, weeks, seconds...) and the starts it picks inside one.
import { daysOfMonth, daysOfWeek, daysOfYear, fitsDayRules, weekBegin } from './rule-days.ts';
import type { Rule } from './rule.ts';
import { DAY, HOUR, MINUTE, SECOND, startOfDay } from '../time/wall-time.ts';

const UNIT = { WEEKLY: 7 * DAY, DAILY: DAY, HOURLY: HOUR, MINUTELY: MINUTE, SECONDLY: SECOND } as const;
const RANK = { SECONDLY: 0, MINUTELY: 1, HOURLY: 2, DAILY: 3, WEEKLY: 4, MONTHLY: 5, YEARLY: 6 } as const;

/** Index of the period that contains `at`, or of an earlier one; never below 0, the period of DTSTART. */
export function periodAt(rule: Rule, start: number, at: number): number {
  const base = new Date(start);
  const target = new Date(Math.max(at, start));
  const years = target.getUTCFullYear() - base.getUTCFullYear();
  switch (rule.frequency) {
    // A year's last week may end in the next year, and SKIP=FORWARD may lead into the next month.
    case 'YEARLY':
      return Math.max(0, Math.floor((years - 1) / rule.interval));
    case 'MONTHLY': {
      const months = years * 12 + target.getUTCMonth() - base.getUTCMonth();
      return Math.max(0, Math.floor((months - 1) / rule.interval));
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
export function periodBegin(rule: Rule, start: number, k: number): number {
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

/** The starts of one period, ascending, without making a list of them: a year can have 31 million. */
export interface PeriodStarts {
  readonly size: number;
  at(index: number): number;
  /** Index of the first that is not before `wall`. */
  firstAt(wall: number): number;
}

/** The times of day a rule picks, where they are the same in every period; null for the frequencies below a day. */
export function usualTimes(rule: Rule, start: number): readonly number[] | null {
  if (RANK[rule.frequency] < RANK.DAILY) return null;
  return hasClock(rule) ? timesIn(rule, start, start) : [start - startOfDay(start)];
}

/** The starts a rule picks in the period that begins at `begin`; `usual` from usualTimes. */
export function periodStarts(
  rule: Rule,
  start: number,
  begin: number,
  usual: readonly number[] | null,
): PeriodStarts {
  const days = fitsClock(rule, begin) ? daysIn(rule, start, begin) : [];
  if (days.length === 0) return NOTHING;
  const times = usual ?? timesIn(rule, start, begin);
  const cross = (i: number) => (days[Math.floor(i / times.length)] ?? 0) + (times[i % times.length] ?? 0);
  const size = days.length * times.length;
  if (rule.positions.length === 0) return ordered(size, cross);
  const picked = rule.positions.map((n) => (n > 0 ? n - 1 : size + n)).filter((i) => i >= 0 && i < size);
  const indexes = [...new Set(picked)].sort((a, b) => a - b);
  return ordered(indexes.length, (i) => cross(indexes[i] ?? 0));
}

function ordered(size: number, at: (index: number) => number): PeriodStarts {
  const firstAt = (wall: number) => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) < wall) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { size, at, firstAt };
}

const NOTHING = ordered(0, () => 0);

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
  if (!fits(rule.hours, date.getUTCHours())) return false;
  if (rank <= RANK.MINUTELY && !fits(rule.minutes, date.getUTCMinutes())) return false;
  return rank > RANK.SECONDLY || fits(rule.seconds, date.getUTCSeconds());
}

function fits(list: readonly number[], value: number): boolean {
  return list.length === 0 || list.includes(value);
}

/** After an empty period of a short frequency: the first that could be different, so that nobody counts through the
 *  seconds of a month that is excluded anyway. */
export function nextClock(rule: Rule, start: number, begin: number): number {
  const rank = RANK[rule.frequency];
  if (rank >= RANK.DAILY) return 0;
  const step = periodBegin(rule, start, 1) - periodBegin(rule, start, 0);
  return Math.ceil((nextFit(rule, begin) - periodBegin(rule, start, 0)) / step);
}

function nextFit(rule: Rule, begin: number): number {
  const day = startOfDay(begin);
  const [date, rank] = [new Date(begin), RANK[rule.frequency]];
  if (!fitsDayRules(rule, day)) return day + DAY;
  const hour = date.getUTCHours();
  if (!fits(rule.hours, hour)) return day + after(rule.hours, hour, 24) * HOUR;
  if (rank > RANK.MINUTELY) return begin;
  const [wholeHour, minute] = [day + hour * HOUR, date.getUTCMinutes()];
  if (!fits(rule.minutes, minute)) return wholeHour + after(rule.minutes, minute, 60) * MINUTE;
  if (rank > RANK.SECONDLY) return begin;
  const second = date.getUTCSeconds();
  if (fits(rule.seconds, second)) return begin;
  return wholeHour + minute * MINUTE + after(rule.seconds, second, 60) * SECOND;
}

function after(list: readonly number[], value: number, none: number): number {
  return list.find((one) => one > value) ?? none;
}

/** True for a rule by the hour, minute or second whose steps never meet what it asks for. */
export function producesNothing(rule: Rule, start: number): boolean {
  const { frequency, interval, positions } = rule;
  const rank = RANK[frequency];
  if (rank >= RANK.DAILY) return false;
  const date = new Date(start);
  const meets = (list: readonly number[], value: number, size: number) => {
    const step = commonDivisor(interval, size);
    return list.length === 0 || list.some((one) => (one - value) % step === 0);
  };
  if (rank === RANK.HOURLY && !meets(rule.hours, date.getUTCHours(), 24)) return true;
  if (rank === RANK.MINUTELY && !meets(rule.minutes, date.getUTCMinutes(), 60)) return true;
  if (rank === RANK.SECONDLY && !meets(rule.seconds, date.getUTCSeconds(), 60)) return true;
  const minutes = rank === RANK.HOURLY ? Math.max(1, rule.minutes.length) : 1;
  const most = rank === RANK.SECONDLY ? 1 : minutes * Math.max(1, rule.seconds.length);
  return positions.length > 0 && positions.every((n) => Math.abs(n) > most);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
