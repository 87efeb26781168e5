// A recurrence rule (RFC 5545 section 3.3.10) as plain data, and back to a text in which equal rules look equal.
import { badObject } from './content-lines.ts';
import { dateText, readStamp, weekdayOf, type Stamp } from '../time/wall-time.ts';

type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY' | 'MINUTELY' | 'SECONDLY';

interface WeekdayRule {
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number;
  /** -1 the last, 2 the second, 0 every one. */
  readonly nth: number;
}

/** What becomes of a day that a month or year does not have (RFC 7529 section 4.1). */
type Skip = 'OMIT' | 'BACKWARD' | 'FORWARD';

export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: Stamp | null;
  /** First day of the week, 0 Sunday to 6 Saturday. */
  readonly weekStart: number;
  readonly skip: Skip;
  // Each list ascending and without repetition.
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
const SKIPS: readonly Skip[] = ['OMIT', 'BACKWARD', 'FORWARD'];

/**
 * Reads the value of an RRULE, in whatever case and spacing; parts nobody knows are passed over. Null for a rule of
 * another calendar than the Gregorian (RFC 7529): then only DTSTART and the dates listed are known to take place.
 * Throws BelfryError 'bad-object' when it names no frequency.
 */
export function readRule(text: string): Rule | null {
  const parts = partsOf(text);
  const frequency = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (!frequency) throw badObject('a rule without a frequency');
  const rscale = parts.get('RSCALE') ?? 'GREGORIAN';
  if (rscale !== 'GREGORIAN' && rscale !== 'GREGORY') return null;
  const list = (name: string, least: number, most: number) => numbers(parts.get(name), least, most);
  const signed = (name: string, most: number) => list(name, -most, most).filter((n) => n !== 0);
  const weekStart = WEEKDAYS.indexOf(parts.get('WKST') ?? '');
  return {
    frequency,
    interval: wholeNumber(parts.get('INTERVAL')) ?? 1,
    count: wholeNumber(parts.get('COUNT')),
    until: readStamp(parts.get('UNTIL')),
    weekStart: weekStart < 0 ? 1 : weekStart,
    // Without RSCALE, SKIP has no meaning.
    skip: (parts.has('RSCALE') ? SKIPS.find((one) => one === parts.get('SKIP')) : null) ?? 'OMIT',
    months: list('BYMONTH', 1, 12),
    weekNumbers: signed('BYWEEKNO', 53),
    yearDays: signed('BYYEARDAY', 366),
    monthDays: signed('BYMONTHDAY', 31),
    weekdays: weekdays(parts.get('BYDAY')),
    hours: list('BYHOUR', 0, 23),
    minutes: list('BYMINUTE', 0, 59),
    seconds: list('BYSECOND', 0, 59),
    positions: signed('BYSETPOS', 366),
  };
}

/** NAME -> VALUE, upper case and without spaces; of a part given twice the first counts. */
function partsOf(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().replace(/\s+/g, '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(0, at));
    if (!parts.has(name)) parts.set(name, part.slice(at + 1));
  }
  return parts;
}

/** A number of at least 1; null when there is none. */
function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\+?\d{1,15}$/.test(text) ? Math.max(1, Number(text)) : null;
}

function numbers(text: string | undefined, least: number, most: number): readonly number[] {
  if (text === undefined) return [];
  const found = new Set<number>();
  for (const item of text.split(',')) {
    if (/^[+-]?\d{1,4}$/.test(item)) found.add(Number(item));
  }
  return [...found].filter((n) => n >= least && n <= most).sort((a, b) => a - b);
}

function weekdays(text: string | undefined): readonly WeekdayRule[] {
  const found = new Map<string, WeekdayRule>();
  for (const item of text?.split(',') ?? []) {
    const match = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(item);
    const weekday = WEEKDAYS.indexOf(match?.[2] ?? '');
    const nth = Number(match?.[1] ?? 0);
    if (weekday >= 0) found.set(`${nth}${weekday}`, { weekday, nth });
  }
  return [...found.values()];
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
    rule.skip === 'OMIT' ? '' : `SKIP=${rule.skip}`,
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
