// A canonical recurrence text (see rule.ts) in words: 'every 2 weeks on Tue and Thu until 30 Nov'.
import { dayMonth, type Reader } from './time-wording.ts';

/** The words; '' for something that does not repeat. What has no short description is 'on a pattern of its own'. */
export function repetitionText(recurrence: string, reader: Reader): string {
  const parts = new Map(recurrence.split(';').map((part) => splitOnce(part)));
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return parts.has('RDATE') ? 'on chosen days' : '';
  const more = parts.has('RDATE') ? ', and on other days' : '';
  const isOdd = ODD_PARTS.some((name) => parts.has(name));
  const pattern = isOdd ? 'on a pattern of its own' : `${every(frequency, parts)}${onDays(frequency, parts)}`;
  return `${pattern}${ending(parts, reader)}${more}`;
}

const ODD_PARTS = ['BYWEEKNO', 'BYYEARDAY', 'BYSETPOS', 'BYHOUR', 'BYMINUTE', 'BYSECOND'];
const UNITS = new Map([
  ['YEARLY', 'year'],
  ['MONTHLY', 'month'],
  ['WEEKLY', 'week'],
  ['DAILY', 'day'],
  ['HOURLY', 'hour'],
  ['MINUTELY', 'minute'],
  ['SECONDLY', 'second'],
]);
const DAYS = new Map([
  ['MO', 'Mon'],
  ['TU', 'Tue'],
  ['WE', 'Wed'],
  ['TH', 'Thu'],
  ['FR', 'Fri'],
  ['SA', 'Sat'],
  ['SU', 'Sun'],
]);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NTH = new Map([
  [1, 'first'],
  [2, 'second'],
  [3, 'third'],
  [4, 'fourth'],
  [5, 'fifth'],
  [-1, 'last'],
  [-2, 'second to last'],
]);

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
}

function every(frequency: string, parts: ReadonlyMap<string, string>): string {
  const unit = UNITS.get(frequency) ?? 'time';
  const interval = parts.get('INTERVAL');
  return interval === undefined ? `every ${unit}` : `every ${interval} ${unit}s`;
}

function onDays(frequency: string, parts: ReadonlyMap<string, string>): string {
  const list = (name: string) => parts.get(name)?.split(',') ?? [];
  const order = [...DAYS.keys()];
  const codes = list('BYDAY').sort((a, b) => order.indexOf(a.slice(-2)) - order.indexOf(b.slice(-2)));
  const words = codes.map(dayWord);
  const months = list('BYMONTH').map((month) => MONTHS[Number(month) - 1] ?? month);
  const days = list('BYMONTHDAY').map((day) => (day === '-1' ? 'the last day' : day));
  if (frequency === 'YEARLY' && days.length === 1 && months.length === 1 && words.length === 0) {
    return ` on ${days[0] ?? ''} ${months[0] ?? ''}`;
  }
  const on = [...(days.length > 0 ? [`day ${joined(days)}`.replace('day the', 'the')] : []), ...words];
  return `${on.length > 0 ? ` on ${joined(on)}` : ''}${months.length > 0 ? ` in ${joined(months)}` : ''}`;
}

function dayWord(code: string): string {
  const day = DAYS.get(code.slice(-2)) ?? code;
  const nth = Number(code.slice(0, -2));
  return nth === 0 ? day : `the ${NTH.get(nth) ?? `${nth}.`} ${day}`;
}

function joined(words: readonly string[]): string {
  const last = words[words.length - 1] ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}

function ending(parts: ReadonlyMap<string, string>, reader: Reader): string {
  const until = parts.get('UNTIL');
  const count = parts.get('COUNT');
  if (count !== undefined) return count === '1' ? ', once' : `, ${count} times`;
  if (until === undefined) return '';
  const date = until.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return ` until ${dayMonth(date, reader, 'short')}`;
}
