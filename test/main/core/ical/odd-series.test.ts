// Unusual but legal series (RFC 5545 section 3.8.5, RFC 7529), and the limits of expansion.
import { describe, expect, test } from 'vitest';
import { indexObject, type IndexEntry } from '../../../../main/core/ical/occurrences.ts';
import { MOST_STARTS } from '../../../../main/core/ical/recurrence.ts';
import type { CalendarObject } from '../../../../main/core/model.ts';
import { object, objectOf, vevent } from '../../../support/ical-text.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const BERLIN = 'Europe/Berlin';

function index(o: CalendarObject, from: string, to: string, zone = BERLIN): IndexEntry {
  const window = { from: Date.parse(`${from}Z`), to: Date.parse(`${to}Z`) };
  const entry = indexObject(o, 'a:1', window, seenFrom(zone));
  expect(entry.bad).toBe(false);
  return entry;
}

function starts(o: CalendarObject, from: string, to: string, zone = BERLIN): string[] {
  return index(o, from, to, zone)
    .occurrences.map(({ when }) =>
      when.at === 'day' ? when.startDate : new Date(when.startsAt).toISOString().slice(0, 16),
    )
    .sort();
}

const days = (o: CalendarObject, from: string, to: string) =>
  starts(o, `${from}T00:00:00`, `${to}T00:00:00`).map((one) => one.slice(0, 10));

describe('rules written carelessly', () => {
  test.each([
    'freq=weekly;byday=tu,th;wkst=su',
    ' FREQ = WEEKLY ; BYDAY = TU , TH ',
    'FREQ=WEEKLY;BYDAY=TU,TH;',
    'BYDAY=TU,TH;FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=0;BYDAY=TU,TH',
    'FREQ=WEEKLY;INTERVAL=;BYDAY=TU,TH,XX',
    'FREQ=WEEKLY;BYDAY=TU,TH;X-VENDOR=1;BYEASTER=0',
    'FREQ=WEEKLY;FREQ=DAILY;BYDAY=TU,TH',
    'RSCALE=GREGORIAN;FREQ=WEEKLY;BYDAY=TU,TH;SKIP=OMIT',
    'FREQ=WEEKLY;BYDAY=TU,TH;BYMONTH=0,13;BYHOUR=24;BYMINUTE=60',
    'FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=soon',
  ])('%s', (rule) => {
    const o = object('DTSTART:20261103T100000Z', `RRULE:${rule}`);
    expect(days(o, '2026-11-01', '2026-11-15')).toEqual([
      '2026-11-03',
      '2026-11-05',
      '2026-11-10',
      '2026-11-12',
    ]);
  });

  test('with a parameter, and folded', () => {
    const o = object('DTSTART:20261103T100000Z', 'RRULE;X-A="b:c;d":FREQ=WEEK\r\n LY;COUNT=2');
    expect(days(o, '2026-11-01', '2026-12-15')).toEqual(['2026-11-03', '2026-11-10']);
  });
});

describe('RSCALE and SKIP (RFC 7529)', () => {
  test.each([
    ['FREQ=MONTHLY', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['RSCALE=GREGORIAN;FREQ=MONTHLY', ['2026-01-31', '2026-03-31', '2026-05-31']],
    [
      'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD',
      ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
    ],
    [
      'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD',
      ['2026-01-31', '2026-03-01', '2026-03-31', '2026-05-01', '2026-05-31'],
    ],
    ['FREQ=MONTHLY;SKIP=FORWARD', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L', ['2026-01-31']],
  ])('%s', (rule, expected) => {
    const o = object('DTSTART;VALUE=DATE:20260131', `RRULE:${rule}`);
    expect(days(o, '2026-01-01', '2026-06-01')).toEqual(expected);
  });

  test('a leap day, on the day before or after in other years', () => {
    const born = (skip: string) =>
      days(
        object('DTSTART;VALUE=DATE:20240229', `RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=${skip}`),
        '2025-01-01',
        '2029-01-01',
      );
    expect(born('OMIT')).toEqual(['2028-02-29']);
    expect(born('BACKWARD')).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
    expect(born('FORWARD')).toEqual(['2025-03-01', '2026-03-01', '2027-03-01', '2028-02-29']);
  });

  test('what skips forward into a month begins in the window all the same', () => {
    const o = object('DTSTART;VALUE=DATE:20260131', 'RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD');
    expect(days(o, '2026-03-01', '2026-03-02')).toEqual(['2026-03-01']);
  });
});

describe('rare days', () => {
  test.each([
    ['FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR', '20201225T100000Z', ['2020-12-25', '2021-01-01', '2027-01-01']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '20240229T100000Z', ['2024-02-29', '2028-02-29']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31', '20240131T100000Z', ['2024-01-31']],
    ['FREQ=YEARLY;BYYEARDAY=366', '20201231T100000Z', ['2020-12-31', '2024-12-31', '2028-12-31']],
    // Every four years, the first Tuesday after a Monday in November (RFC 5545, page 123).
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '20201103T100000Z',
      ['2020-11-03', '2024-11-05', '2028-11-07'],
    ],
    // DTSTART is the first of the COUNT, although the rule does not make it (section 3.8.5.3).
    [
      'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1;COUNT=3',
      '20210101T100000Z',
      ['2021-01-01', '2021-06-01', '2022-06-01'],
    ],
    ['FREQ=YEARLY;COUNT=1', '20210101T100000Z', ['2021-01-01']],
    ['FREQ=DAILY;UNTIL=20210101T100000Z', '20210101T100000Z', ['2021-01-01']],
    ['FREQ=DAILY;UNTIL=20200101T100000Z', '20210101T100000Z', []],
  ])('%s from %s', (rule, start, expected) => {
    const o = object(`DTSTART:${start}`, `RRULE:${rule}`);
    expect(days(o, '2020-01-01', '2030-01-01')).toEqual(expected);
  });
});

describe('exceptions and additions', () => {
  const weekly = [
    'UID:s',
    'DTSTART;TZID=Europe/Berlin:20261103T100000',
    'DURATION:PT1H',
    'RRULE:FREQ=WEEKLY',
  ];
  const november = ['2026-11-01T00:00:00', '2026-12-01T00:00:00'] as const;

  test.each([
    ['its own zone', 'EXDATE;TZID=Europe/Berlin:20261110T100000'],
    ['another zone', 'EXDATE;TZID=America/New_York:20261110T040000'],
    ['UTC', 'EXDATE:20261110T090000Z'],
    ['a date', 'EXDATE;VALUE=DATE:20261110'],
    ['several', 'EXDATE:20261110T090000Z,20261110T090000Z,20300101T000000Z'],
  ])('EXDATE in %s', (_name, line) => {
    const found = starts(objectOf(vevent(...weekly, line)), ...november);
    expect(found).toEqual(['2026-11-03T09:00', '2026-11-17T09:00', '2026-11-24T09:00']);
  });

  test.each([
    ['a date-time', 'RDATE;TZID=Europe/Berlin:20261105T100000', 60],
    ['another zone', 'RDATE;TZID=America/New_York:20261105T040000', 60],
    ['a period with an end', 'RDATE;VALUE=PERIOD:20261105T090000Z/20261105T093000Z', 30],
    ['a period with a length', 'RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261105T100000/PT2H', 120],
  ])('RDATE as %s', (_name, line, minutes) => {
    const { occurrences } = index(objectOf(vevent(...weekly, line, line)), ...november);
    expect(occurrences).toHaveLength(5);
    const added = occurrences[1]?.when;
    const startsAt = Date.parse('2026-11-05T09:00:00Z');
    expect(added).toEqual({ at: 'time', startsAt, endsAt: startsAt + minutes * 60_000 });
  });

  test('an override in another zone, named in a third', () => {
    const moved = vevent(
      'UID:s',
      'RECURRENCE-ID:20261110T090000Z',
      'DTSTART;TZID=Asia/Tokyo:20261110T200000',
      'DTEND;TZID=America/New_York:20261110T070000',
    );
    const { occurrences } = index(objectOf(vevent(...weekly), moved), ...november);
    const found = occurrences.find((one) => one.recurrenceId === String(Date.parse('2026-11-10T09:00:00Z')));
    const startsAt = Date.parse('2026-11-10T11:00:00Z');
    expect(found?.when).toEqual({ at: 'time', startsAt, endsAt: Date.parse('2026-11-10T12:00:00Z') });
    expect(occurrences).toHaveLength(4);
  });

  test('overrides without their master are shown wherever they lie', () => {
    const guest = vevent('UID:s', 'RECURRENCE-ID:20201110T090000Z', 'DTSTART:20201110T090000Z');
    expect(starts(objectOf(guest), ...november)).toEqual(['2020-11-10T09:00']);
  });

  test('what THISANDFUTURE moves far away is found there, and gone from where it was', () => {
    const later = vevent(
      'UID:s',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20261110T090000Z',
      'DTSTART;TZID=Europe/Berlin:20270210T120000',
    );
    const o = objectOf(vevent(...weekly), later);
    expect(starts(o, ...november)).toEqual(['2026-11-03T09:00']);
    expect(starts(o, '2027-02-10T00:00:00', '2027-02-20T00:00:00')).toEqual([
      '2027-02-10T11:00',
      '2027-02-17T11:00',
    ]);
  });

  test('the hour that summer time skips does not double the hour after it', () => {
    const hourly = object('DTSTART;TZID=Europe/Berlin:20260329T000000', 'RRULE:FREQ=HOURLY');
    expect(starts(hourly, '2026-03-28T23:00:00', '2026-03-29T03:00:00')).toEqual([
      '2026-03-28T23:00',
      '2026-03-29T00:00',
      '2026-03-29T01:00',
      '2026-03-29T02:00',
    ]);
  });
});

describe('dense rules', () => {
  const year = ['2026-10-23T00:00:00', '2027-12-01T00:00:00'] as const;

  test('an hourly series fills 13 months', () => {
    const entry = index(object('DTSTART:20200101T000000Z', 'RRULE:FREQ=HOURLY'), ...year);
    expect(entry.occurrences).toHaveLength(
      (Date.parse(`${year[1]}Z`) - Date.parse(`${year[0]}Z`)) / 3_600_000,
    );
    expect(entry).toMatchObject({ cut: false, endsAt: Infinity });
  });

  test.each(['FREQ=MINUTELY', 'FREQ=SECONDLY'])('%s is cut, and says so', (rule) => {
    const entry = index(object('DTSTART:20200101T000000Z', `RRULE:${rule}`), ...year);
    expect(entry.cut).toBe(true);
    expect(entry.occurrences.length).toBeGreaterThan(MOST_STARTS / 2);
    expect(entry.occurrences.length).toBeLessThanOrEqual(MOST_STARTS);
  });

  test.each([
    ['FREQ=SECONDLY;INTERVAL=86400', 404],
    ['FREQ=SECONDLY;BYHOUR=0;BYMINUTE=0;BYSECOND=0', 404],
    ['FREQ=SECONDLY;BYMONTH=11;BYMONTHDAY=30;BYHOUR=23;BYMINUTE=59', 2 * 60],
    ['FREQ=MINUTELY;BYHOUR=0;BYMINUTE=0', 404],
    ['FREQ=MINUTELY;INTERVAL=7;BYDAY=MO;BYHOUR=8', 464],
    ['FREQ=HOURLY;INTERVAL=5;BYHOUR=3', 81],
    ['FREQ=SECONDLY;INTERVAL=2;BYSECOND=1,3,5', 0],
    ['FREQ=MINUTELY;INTERVAL=4;BYMINUTE=1,2,3', 0],
    ['FREQ=HOURLY;INTERVAL=12;BYHOUR=5', 0],
    ['FREQ=SECONDLY;BYSETPOS=2', 0],
  ])('%s is sparse, and whole', (rule, count) => {
    const entry = index(object('DTSTART:20200101T000000Z', `RRULE:${rule}`), ...year);
    expect([entry.occurrences.length, entry.cut]).toEqual([count, false]);
  });

  test.each([
    ['FREQ=DAILY;COUNT=100000', 100_000, 'DAY'],
    ['FREQ=HOURLY;COUNT=100000', 100_000, 'HOUR'],
    ['FREQ=SECONDLY;COUNT=2000000000', 2_000_000_000, 'SECOND'],
  ] as const)('%s ends where it says', (rule, count, unit) => {
    const step = { DAY: 86_400_000, HOUR: 3_600_000, SECOND: 1000 }[unit];
    const last = Date.UTC(2020, 0, 1) + (count - 1) * step;
    const iso = (at: number) => new Date(at).toISOString().slice(0, 19);
    const o = object('DTSTART:20200101T000000Z', `RRULE:${rule}`);
    expect(starts(o, iso(last - 3 * step), iso(last + 9 * step))).toEqual(
      [3, 2, 1, 0].map((n) => iso(last - n * step).slice(0, 16)),
    );
    expect(index(o, iso(last), iso(last + step)).indexedUntil).toBe(Infinity);
  });
});
