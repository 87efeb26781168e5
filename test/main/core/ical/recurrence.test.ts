// ical.js's own expansion is the oracle here: written independently, used by millions.
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { expandRule } from '../../../../main/core/ical/recurrence.ts';
import { readRule } from '../../../../main/core/ical/rule.ts';

const START = Date.UTC(2024, 1, 29, 9, 30); // a leap day, a Thursday
const END = Date.UTC(2028, 0, 1);

function ours(text: string, start: number, from = start): number[] {
  const rule = readRule(text);
  if (!rule) throw new Error('no rule');
  return [...expandRule(rule, start, Infinity, { from, to: END, limit: 60 }).starts];
}

function theirs(text: string, start: number, from = start): number[] {
  const first = ICAL.Time.fromString(new Date(start).toISOString().slice(0, 19), undefined);
  const iterator = ICAL.Recur.fromString(text).iterator(first);
  const found: number[] = [];
  for (let at = iterator.next(); at && found.length < 60; at = iterator.next()) {
    const wall = Date.parse(`${at.toString()}Z`);
    if (wall >= END) break;
    if (wall >= from) found.push(wall);
  }
  return found;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const days = fc.subarray(DAYS, { minLength: 1 }).map((list) => `;BYDAY=${list.join(',')}`);
const nthDays = fc
  .tuple(fc.constantFrom(-2, -1, 1, 2, 3, 4), fc.constantFrom(...DAYS))
  .map(([nth, day]) => `;BYDAY=${nth}${day}`);
const monthDays = fc
  .subarray([1, 5, 15, 28, 29, 30, 31, -1], { minLength: 1 })
  .map((d) => `;BYMONTHDAY=${d.join(',')}`);
// In yearly rules ical.js turns the 31st of November into the 1st of December; the standard skips it.
const safeDays = fc.subarray([1, 5, 15, 28], { minLength: 1 }).map((d) => `;BYMONTHDAY=${d.join(',')}`);
const months = fc.subarray([1, 2, 6, 11, 12], { minLength: 1 }).map((m) => `;BYMONTH=${m.join(',')}`);
const interval = fc.integer({ min: 1, max: 4 }).map((n) => `;INTERVAL=${n}`);
const none = fc.constant('');

const rules = fc.oneof(
  fc.tuple(fc.constant('FREQ=DAILY'), interval, fc.oneof(none, days)),
  fc.tuple(fc.constant('FREQ=WEEKLY'), interval, fc.oneof(none, days)),
  fc.tuple(fc.constant('FREQ=MONTHLY'), interval, fc.oneof(nthDays, monthDays)),
  fc.tuple(fc.constant('FREQ=YEARLY'), fc.constant(';INTERVAL=1'), months, fc.oneof(nthDays, safeDays)),
);

test('agrees with ical.js on the rules people use, from the first that both produce', () => {
  fc.assert(
    fc.property(rules, (parts) => {
      const text = parts.join('');
      const reference = theirs(text, START);
      // ical.js leaves DTSTART out when the rule does not produce it; RFC 5545 counts it in.
      const mine = ours(text, START).filter((at) => at !== START || reference[0] === START);
      const shared = Math.min(mine.length, reference.length);
      expect(shared).toBeGreaterThan(0);
      expect([text, ...mine.slice(0, shared)]).toEqual([text, ...reference.slice(0, shared)]);
    }),
    { numRuns: 300 },
  );
});

test('looking from later on gives what walking there would have given', () => {
  const from = Date.UTC(2026, 5, 10, 12);
  fc.assert(
    fc.property(rules, (parts) => {
      const text = parts.join('');
      const walked = ours(`${text};COUNT=100000`, START, from);
      expect([text, ...ours(text, START, from)]).toEqual([text, ...walked]);
    }),
    { numRuns: 300 },
  );
});

test('DTSTART is the first instance, counted, even where the rule does not produce it', () => {
  expect(
    ours('FREQ=WEEKLY;BYDAY=MO;COUNT=2', START).map((at) => new Date(at).toISOString().slice(0, 10)),
  ).toEqual(['2024-02-29', '2024-03-04']);
});
