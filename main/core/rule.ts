// A recurrence rule (RFC 5545 section 3.3.10) as plain data, and back to a text in which equal rules look equal.
import { dateText, readStamp, weekdayOf, type Stamp } from './wall-time.ts';

type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY' | 'MINUTELY' | 'SECONDLY';

interface WeekdayRule {
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  /** -1 the last, 2 the second, 0 every one. */
  readonly nth: number;
}

export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: Stamp | null;
  /** First day of the week, 0 Sunday to 6 Saturday. */
  readonly weekStart: number;
  readonly months: readonly number[];
  readonly weekNumbers: readonly number[];
  readonly yearDays: readonly number[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly WeekdayRule[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  readonly positions: readonly number[];
}

const FREQUENCIES: readonly Frequency[] = [
  'YEARLY',
  'MONTHLY',
  'WEEKLY',
  'DAILY',
  'HOURLY',
  'MINUTELY',
  'SECONDLY',
];
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Reads jCal's recur value; null when it says nothing usable. */
export function readRule(recur: unknown): Rule | null {
  if (typeof recur !== 'object' || recur === null) return null;
  const parts = new Map<string, unknown>(Object.entries(recur));
  const frequency = FREQUENCIES.find((f) => f === parts.get('freq'));
  if (!frequency) return null;
  const list = (name: string) => numbers(parts.get(name));
  const [interval] = list('interval');
  const [count] = list('count');
  const [wkst] = list('wkst');
  return {
    frequency,
    interval: Math.max(1, interval ?? 1),
    count: count === undefined ? null : Math.max(1, count),
    until: readStamp(parts.get('until')),
    weekStart: wkst === undefined ? 1 : (wkst + 6) % 7, // jCal counts from Sunday = 1
    months: list('bymonth').filter((m) => m >= 1 && m <= 12),
    weekNumbers: list('byweekno'),
    yearDays: list('byyearday'),
    monthDays: list('bymonthday'),
    weekdays: values(parts.get('byday')).flatMap(readWeekday),
    hours: list('byhour').filter((h) => h < 24),
    minutes: list('byminute').filter((m) => m < 60),
    seconds: list('bysecond').filter((s) => s < 60),
    positions: list('bysetpos').filter((n) => n !== 0),
  };
}

function values(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function numbers(value: unknown): readonly number[] {
  const found = values(value).filter((v) => typeof v === 'number' && Number.isInteger(v));
  return found.map(Number).sort((a, b) => a - b);
}

function readWeekday(text: unknown): readonly WeekdayRule[] {
  const match = typeof text === 'string' ? /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) : null;
  const weekday = WEEKDAYS.indexOf(match?.[2] ?? '');
  return weekday < 0 ? [] : [{ weekday, nth: Number(match?.[1] ?? 0) }];
}

/**
 * The rule in canonical form: what DTSTART implies is spelt out, what is the default is left out, the order is fixed.
 * Two spellings of one rule give the same text.
 */
export function ruleText(rule: Rule, start: number): string {
  const parts = implied(rule, start);
  const weekStartMatters = rule.frequency === 'WEEKLY' && rule.interval > 1;
  return [
    `FREQ=${rule.frequency}`,
    rule.interval > 1 ? `INTERVAL=${rule.interval}` : '',
    listText('BYMONTH', parts.months),
    listText('BYWEEKNO', rule.weekNumbers),
    listText('BYYEARDAY', rule.yearDays),
    listText('BYMONTHDAY', parts.monthDays),
    listText('BYDAY', parts.weekdays.map(weekdayText).sort()),
    listText('BYHOUR', rule.hours),
    listText('BYMINUTE', rule.minutes),
    listText('BYSECOND', rule.seconds),
    listText('BYSETPOS', rule.positions),
    weekStartMatters && rule.weekStart !== 1 ? `WKST=${WEEKDAYS[rule.weekStart] ?? ''}` : '',
    rule.count === null ? '' : `COUNT=${rule.count}`,
    rule.until ? `UNTIL=${dateText(rule.until.wall).replaceAll('-', '')}` : '',
  ]
    .filter(Boolean)
    .join(';');
}

function implied(rule: Rule, start: number): Pick<Rule, 'months' | 'monthDays' | 'weekdays'> {
  const { months, monthDays, weekdays } = rule;
  const date = new Date(start);
  const day = monthDays.length + weekdays.length + rule.yearDays.length + rule.weekNumbers.length > 0;
  if (day || !['WEEKLY', 'MONTHLY', 'YEARLY'].includes(rule.frequency))
    return { months, monthDays, weekdays };
  if (rule.frequency === 'WEEKLY') {
    return { months, monthDays, weekdays: [{ weekday: weekdayOf(start), nth: 0 }] };
  }
  const yearly = rule.frequency === 'YEARLY' && months.length === 0;
  return { months: yearly ? [date.getUTCMonth() + 1] : months, monthDays: [date.getUTCDate()], weekdays };
}

function weekdayText(rule: WeekdayRule): string {
  return `${rule.nth === 0 ? '' : rule.nth}${WEEKDAYS[rule.weekday] ?? ''}`;
}

function listText(name: string, list: readonly (number | string)[]): string {
  return list.length > 0 ? `${name}=${list.join(',')}` : '';
}
