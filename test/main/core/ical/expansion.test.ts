// An object read once and expanded for many windows has in each what indexing it for that window gives.
import { describe, expect, test } from 'vitest';
import { expansionOf } from '../../../../main/core/ical/expansion.ts';
import type { CalendarObject } from '../../../../main/core/model.ts';
import { indexObject } from '../../../../main/core/ical/occurrences.ts';
import { object, objectOf, vevent } from '../../../support/ical-text.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST = Date.parse('2026-03-20T00:00:00Z'); // summer time begins on the 29th
const ZONES = ['Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const TIMED = ['DTSTART;TZID=Europe/Berlin:20260105T233000', 'DURATION:PT2H'];

const RULES = [
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU',
  'FREQ=WEEKLY;COUNT=12',
  'FREQ=WEEKLY;UNTIL=20260325T000000Z',
  'FREQ=DAILY',
  'FREQ=DAILY;BYDAY=SA',
  'FREQ=MONTHLY;BYDAY=-1TU',
  'FREQ=MONTHLY;BYMONTHDAY=29',
  'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'FREQ=WEEKLY;BYHOUR=4,20',
  'FREQ=HOURLY;INTERVAL=5;BYDAY=TH',
  'RSCALE=GREGORIAN;SKIP=FORWARD;FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=TU',
];

const OBJECTS: readonly (readonly [string, CalendarObject])[] = [
  ...RULES.map((rule) => [rule, object(...TIMED, `RRULE:${rule}`)] as const),
  ...RULES.slice(0, 9).map(
    (rule) => [`days, ${rule}`, object('DTSTART;VALUE=DATE:20260106', `RRULE:${rule}`)] as const,
  ),
  ['floating', object('DTSTART:20260106T001500', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY')],
  ['ten days long', object('DTSTART:20260106T001500Z', 'DURATION:P10D', 'RRULE:FREQ=MONTHLY;BYDAY=1TU')],
  ['without length', object('DTSTART:20260106T000000Z', 'RRULE:FREQ=WEEKLY')],
  ['a date more', object(...TIMED, 'RRULE:FREQ=WEEKLY', 'RDATE;TZID=Europe/Berlin:20260327T080000')],
  ['a day less', object(...TIMED, 'RRULE:FREQ=WEEKLY', 'EXDATE;TZID=Europe/Berlin:20260330T233000')],
  [
    'one moved',
    objectOf(
      vevent('UID:u', ...TIMED, 'RRULE:FREQ=WEEKLY'),
      vevent('UID:u', 'RECURRENCE-ID;TZID=Europe/Berlin:20260330T233000', 'DTSTART:20260402T080000Z'),
    ),
  ],
];

describe.each(OBJECTS)('%s', (_, one) => {
  test.each(ZONES)('seen from %s', (zone) => {
    const expand = expansionOf(one, 'a:1', seenFrom(zone));
    let found = 0;
    for (const length of [HOUR, DAY, 5 * DAY, 32 * DAY]) {
      for (let from = FIRST; from < FIRST + 16 * DAY; from += 7 * HOUR) {
        const window = { from, to: from + length };
        const { occurrences } = indexObject(one, 'a:1', window, seenFrom(zone));
        expect(expand(window)).toEqual(occurrences);
        found += occurrences.length;
      }
    }
    expect(found).toBeGreaterThan(0);
  });
});

test('what cannot be understood has nothing', () => {
  const bad = { href: '/a', etag: '1', ical: 'BEGIN:VCALENDAR' };
  expect(expansionOf(bad, 'a:1', seenFrom('UTC'))({ from: 0, to: DAY })).toEqual([]);
});
