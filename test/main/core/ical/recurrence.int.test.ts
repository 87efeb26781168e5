// 20,000 made-up rules, expanded by ours and by python3-dateutil, a library of another language and other people.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expandRule } from '../../../../main/core/ical/recurrence.ts';
import { readRule } from '../../../../main/core/ical/rule.ts';
import { COMPARED, ruleCases, stampText, type RuleCase } from '../../../support/rule-cases.ts';

const SEED = 5545;
/** Some are too slow for dateutil; so many that 20,000 remain. */
const CASES = 20_400;
const FLOOR = 20_000;
const SCRIPT = fileURLToPath(new URL('../../../support/expand-rules.py', import.meta.url));

/** Where we and dateutil mean different things, and who is right. */
const EXPLAINED: readonly { readonly why: string; readonly where: RegExp; readonly unless?: RegExp }[] = [
  {
    // RFC 5545 section 3.3.10: information missing from the rule (here, which day of the week) is taken from DTSTART.
    // dateutil takes every day of the week.
    why: 'BYWEEKNO alone: ours takes the weekday of DTSTART',
    where: /BYWEEKNO/,
    unless: /BYDAY|BYMONTHDAY|BYYEARDAY/,
  },
  {
    // Section 3.3.10, BYSETPOS: 'a set of recurrence instances starts at the beginning of the interval defined by the
    // FREQ rule part'. dateutil begins DTSTART's own week at DTSTART, and so counts that week differently.
    why: 'BYSETPOS in the week of DTSTART: ours counts from the beginning of the week',
    where: /FREQ=WEEKLY.*BYSETPOS/,
  },
  {
    // Section 3.3.10, BYWEEKNO: week 1 is the first with four days in the year; the standard does not say to which year
    // its days in December belong. Ours takes the weeks of a year whole (ISO 8601); dateutil cuts them at New Year,
    // which shows where an INTERVAL skips a year, or days are counted or named beside the weeks.
    why: 'a week across New Year: ours belongs to one year',
    where: /BYWEEKNO=[^;]*\b(?:1|52|53)\b/,
  },
];

function ours({ rule: text, start, end }: RuleCase): readonly string[] {
  const rule = readRule(text);
  if (!rule) throw new Error(`not read: ${text}`);
  const until = rule.until?.wall ?? Infinity;
  return expandRule(rule, start, until, { from: start, to: end, limit: COMPARED }).starts.map(stampText);
}

/** Section 3.8.5.3: DTSTART is the first instance and counts, whether the rule makes it or not; dateutil leaves it out. */
function withStart(found: readonly string[], { rule, start, end }: RuleCase): readonly string[] {
  const first = stampText(start);
  const count = Number(/COUNT=(\d+)/.exec(rule)?.[1] ?? COMPARED);
  const all = found[0] === first ? found : [first, ...found];
  return all.filter((one) => one < stampText(end)).slice(0, Math.min(count, COMPARED));
}

function dateutil(cases: readonly RuleCase[]): readonly (readonly string[] | null)[] {
  const input = JSON.stringify(
    cases.map(({ rule, start, end }) => [rule, stampText(start), stampText(end), COMPARED]),
  );
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT], { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`dateutil failed: ${String(stderr)}`);
  const answer: unknown = JSON.parse(String(stdout));
  if (!Array.isArray(answer)) throw new Error('no list');
  return answer.map((one) => (Array.isArray(one) ? one.map(String) : null));
}

test('20,000 rules give what dateutil gives, or the difference is explained', (context) => {
  if (spawnSync('python3', ['-c', 'import dateutil.rrule']).status !== 0) {
    return context.skip('python3-dateutil is not installed: NOTHING was compared');
  }
  const cases = ruleCases(SEED, CASES);
  const theirs = dateutil(cases);
  const explained = new Map(EXPLAINED.map(({ why }) => [why, 0]));
  const wrong: unknown[] = [];
  let [compared, starts, slow] = [0, 0, 0];
  cases.forEach((one, i) => {
    const found = theirs[i] ?? null;
    if (found === null) {
      slow++;
      return;
    }
    compared++;
    const [mine, other] = [ours(one), withStart(found, one)];
    starts += other.length;
    if (mine.join() === other.join()) return;
    const reason = EXPLAINED.find(({ where, unless }) => where.test(one.rule) && !unless?.test(one.rule));
    if (reason) explained.set(reason.why, (explained.get(reason.why) ?? 0) + 1);
    else wrong.push({ rule: one.rule, start: stampText(one.start), mine, other });
  });
  console.log(
    `rules: ${compared} compared with dateutil (${starts} starts), ${slow} too slow for it;`,
    [...explained].map(([why, times]) => `${times} times ${why}`).join('; '),
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(FLOOR);
  expect(starts).toBeGreaterThan(FLOOR * 20);
  // A row of the table that explains nothing any more has to go.
  for (const times of explained.values()) expect(times).toBeGreaterThan(0);
}, 300_000);
