// Where a COUNT ends, for rules that can be reckoned instead of walked: so that COUNT=1000000 costs nothing.
import { periodBegin } from './rule-periods.ts';
import type { Rule } from './rule.ts';

/** The wall time of the last start a COUNT allows; null when only counting can tell. */
export function lastOfCount(rule: Rule, start: number): number | null {
  const { count, frequency } = rule;
  if (count === null || hasLists(rule)) return null;
  const day = new Date(start).getUTCDate();
  // Every month has these days; a longer count steps over months that lack one.
  if (day > 28 && (frequency === 'MONTHLY' || frequency === 'YEARLY')) return null;
  return lastStart(rule, start, count - 1);
}

function lastStart(rule: Rule, start: number, periods: number): number {
  const date = new Date(start);
  const steps = periods * rule.interval;
  if (rule.frequency === 'YEARLY') return orInfinity(date.setUTCFullYear(date.getUTCFullYear() + steps));
  if (rule.frequency === 'MONTHLY') return orInfinity(date.setUTCMonth(date.getUTCMonth() + steps));
  return start + periodBegin(rule, start, periods) - periodBegin(rule, start, 0);
}

function orInfinity(wall: number): number {
  return Number.isNaN(wall) ? Infinity : wall;
}

function hasLists(rule: Rule): boolean {
  const { months, weekNumbers, yearDays, monthDays, weekdays, hours, minutes, seconds, positions } = rule;
  const lists = [months, weekNumbers, yearDays, monthDays, weekdays, hours, minutes, seconds, positions];
  return lists.some((list) => list.length > 0);
}
