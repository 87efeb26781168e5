// A canonical recurrence text (see rule.ts) in words: 'every 2 weeks on Tue and Thu until 30 Nov'.
import { say } from '../messages/index.ts';
import { dayMonth, monthName, spokenLocale, weekday, type Reader } from './time-wording.ts';

/** The words; '' for something that does not repeat. What has no short description is 'on a pattern of its own'. */
export function repetitionText(recurrence: string, reader: Reader): string {
  const parts = new Map(recurrence.split(';').map((part) => splitOnce(part)));
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return parts.has('RDATE') ? say(reader, 'repeat.chosenDays') : '';
  const isOdd = ODD_PARTS.some((name) => parts.has(name));
  const pattern = ended(
    isOdd ? say(reader, 'repeat.odd') : patternText(frequency, parts, reader),
    parts,
    reader,
  );
  return parts.has('RDATE') ? say(reader, 'repeat.andOthers', { pattern }) : pattern;
}

const ODD_PARTS = ['BYWEEKNO', 'BYYEARDAY', 'BYSETPOS', 'BYHOUR', 'BYMINUTE', 'BYSECOND'];
const UNITS = new Map([
  ['YEARLY', 'year'],
  ['MONTHLY', 'month'],
  ['WEEKLY', 'week'],
  ['DAILY', 'day'],
  ['HOURLY', 'hour'],
  ['MINUTELY', 'minute'],
]);
/** A date of each weekday. */
const DAYS = new Map([
  ['MO', '2024-01-01'],
  ['TU', '2024-01-02'],
  ['WE', '2024-01-03'],
  ['TH', '2024-01-04'],
  ['FR', '2024-01-05'],
  ['SA', '2024-01-06'],
  ['SU', '2024-01-07'],
]);

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
}

type Parts = ReadonlyMap<string, string>;

function patternText(frequency: string, parts: Parts, reader: Reader): string {
  const n = Number(parts.get('INTERVAL') ?? 1);
  const every = say(reader, 'repeat.every', { unit: UNITS.get(frequency) ?? 'second', n });
  const list = (name: string) => parts.get(name)?.split(',') ?? [];
  const order = [...DAYS.keys()];
  const codes = list('BYDAY').sort((a, b) => order.indexOf(a.slice(-2)) - order.indexOf(b.slice(-2)));
  const monthDays = list('BYMONTHDAY');
  const [month = '', ...otherMonths] = list('BYMONTH');
  if (frequency === 'YEARLY' && isOne(monthDays) && month && otherMonths.length === 0 && codes.length === 0)
    return say(reader, 'repeat.onDate', { every, date: dateOf(month, monthDays[0] ?? '', reader) });
  const days = [...monthDaysText(monthDays, reader), ...codes.map((code) => dayWord(code, reader))];
  const months = [month, ...otherMonths].filter(Boolean).map((one) => monthName(Number(one), reader));
  if (days.length === 0 && months.length === 0) return every;
  const words = { every, days: joined(days, reader), months: joined(months, reader) };
  if (months.length === 0) return say(reader, 'repeat.onDays', words);
  return say(reader, days.length === 0 ? 'repeat.inMonths' : 'repeat.onDaysInMonths', words);
}

/** One day of the month that every month has, counted from its beginning. */
function isOne(days: readonly string[]): boolean {
  return days.length === 1 && Number(days[0]) > 0;
}

function dateOf(month: string, day: string, reader: Reader): string {
  const year = new Date(reader.now).getUTCFullYear();
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return dayMonth(date, reader, 'short');
}

function monthDaysText(days: readonly string[], reader: Reader): readonly string[] {
  if (days.length === 0) return [];
  const numbers = days.filter((day) => day !== '-1');
  const last = days.length > numbers.length ? [say(reader, 'repeat.lastDay')] : [];
  return numbers.length === 0
    ? last
    : [say(reader, 'repeat.monthDays', { days: joined(numbers, reader) }), ...last];
}

function dayWord(code: string, reader: Reader): string {
  const date = DAYS.get(code.slice(-2));
  const day = date === undefined ? code : weekday(date, 'short', reader);
  const nth = Number(code.slice(0, -2));
  if (nth === 0) return day;
  return say(reader, 'repeat.nth', { nth: nth === -1 ? 'last' : nth === -2 ? 'last2' : String(nth), day });
}

function joined(words: readonly string[], reader: Reader): string {
  return new Intl.ListFormat(spokenLocale(reader), { type: 'conjunction' }).format(words);
}

function ended(pattern: string, parts: Parts, reader: Reader): string {
  const until = parts.get('UNTIL');
  const count = parts.get('COUNT');
  if (count !== undefined) return say(reader, 'repeat.times', { pattern, n: Number(count) });
  if (until === undefined) return pattern;
  const date = until.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return say(reader, 'repeat.until', { pattern, date: dayMonth(date, reader, 'short') });
}
