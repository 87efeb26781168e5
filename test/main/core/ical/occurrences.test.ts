import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexObject } from '../../../../main/core/ical/occurrences.ts';
import { MOST_STARTS } from '../../../../main/core/ical/recurrence.ts';
import type { CalendarObject, When } from '../../../../main/core/model.ts';
import { object, objectOf, vevent } from '../../../support/ical-text.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const BERLIN = 'Europe/Berlin';
const NOVEMBER = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-12-01T00:00:00Z') };

function text(when: When): string {
  if (when.at === 'day') return `${when.startDate}/${when.endDate}`;
  const short = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z');
  return `${short(when.startsAt)}/${short(when.endsAt)}`;
}

function whens(o: CalendarObject, window = NOVEMBER, zone = BERLIN): string[] {
  const entry = indexObject(o, 'a:1', window, seenFrom(zone));
  expect(entry.bad).toBe(false);
  return entry.occurrences.map((occurrence) => text(occurrence.when));
}

function starts(o: CalendarObject, window = NOVEMBER, zone = BERLIN): string[] {
  return whens(o, window, zone).map((one) => one.split('/')[0] ?? '');
}

describe('single events', () => {
  test('a meeting in Berlin keeps its instant and its texts', () => {
    const entry = indexObject(
      object(
        'DTSTART;TZID=Europe/Berlin:20261124T140000',
        'DTEND;TZID=Europe/Berlin:20261124T150000',
        'SUMMARY:Design review',
        'LOCATION:Room 4.12',
      ),
      'a:1',
      NOVEMBER,
      seenFrom('America/New_York'),
    );
    expect(entry).toEqual({
      uid: 'standup@example.org',
      indexedUntil: Infinity,
      bad: false,
      cut: false,
      floating: false,
      notes: '',
      people: '',
      startsAt: Date.parse('2026-11-24T13:00:00Z'),
      endsAt: Date.parse('2026-11-24T14:00:00Z'),
      invited: false,
      rings: null,
      occurrences: [
        {
          calendarId: 'a:1',
          href: '/cal/standup.ics',
          uid: 'standup@example.org',
          recurrenceId: '',
          title: 'Design review',
          place: 'Room 4.12',
          recurrence: '',
          cancelled: false,
          join: '',
          zone: 'Europe/Berlin',
          alarms: [],
          free: false,
          mine: null,
          when: {
            at: 'time',
            startsAt: Date.parse('2026-11-24T13:00:00Z'),
            endsAt: Date.parse('2026-11-24T14:00:00Z'),
          },
        },
      ],
    });
  });

  test.each([
    ['UTC', 'DTSTART:20261124T140000Z', '2026-11-24T14:00Z'],
    ['floating: the viewer’s clock', 'DTSTART:20261124T140000', '2026-11-24T13:00Z'],
    [
      'a vendor prefix',
      'DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261124T140000',
      '2026-11-24T13:00Z',
    ],
    ['a Windows name', 'DTSTART;TZID=Eastern Standard Time:20261124T140000', '2026-11-24T19:00Z'],
    ['a quoted Windows name', 'DTSTART;TZID="W. Europe Standard Time":20261124T140000', '2026-11-24T13:00Z'],
    ['a name nobody knows: the viewer’s clock', 'DTSTART;TZID=Office:20261124T140000', '2026-11-24T13:00Z'],
    ['lower case', 'DTSTART;TZID=europe/berlin:20261124T140000', '2026-11-24T13:00Z'],
  ])('a start in %s', (_name, line, expected) => {
    expect(starts(object(line))).toEqual([expected]);
  });

  test('an all-day event is a date in every zone', () => {
    const birthday = object('DTSTART;VALUE=DATE:20261124');
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', BERLIN]) {
      expect(whens(birthday, NOVEMBER, zone)).toEqual(['2026-11-24/2026-11-25']);
    }
  });

  test.each([
    ['DTEND', ['DTSTART;VALUE=DATE:20261124', 'DTEND;VALUE=DATE:20261127'], '2026-11-24/2026-11-27'],
    ['DURATION in days', ['DTSTART;VALUE=DATE:20261124', 'DURATION:P2D'], '2026-11-24/2026-11-26'],
    [
      'an end before the start',
      ['DTSTART;VALUE=DATE:20261124', 'DTEND;VALUE=DATE:20261101'],
      '2026-11-24/2026-11-25',
    ],
    ['DURATION', ['DTSTART:20261124T100000Z', 'DURATION:PT1H30M'], '2026-11-24T10:00Z/2026-11-24T11:30Z'],
    ['no end', ['DTSTART:20261124T100000Z'], '2026-11-24T10:00Z/2026-11-24T10:00Z'],
    [
      'a negative length',
      ['DTSTART:20261124T100000Z', 'DURATION:-PT1H'],
      '2026-11-24T10:00Z/2026-11-24T10:00Z',
    ],
  ])('the length by %s', (_name, lines, expected) => {
    expect(whens(object(...lines))).toEqual([expected]);
  });

  test('a day by DURATION is a calendar day when summer time ends, a day by hours is not', () => {
    const window = { from: Date.parse('2026-10-01T00:00:00Z'), to: NOVEMBER.to };
    const begin = 'DTSTART;TZID=Europe/Berlin:20261024T120000';
    expect(whens(object(begin, 'DURATION:P1D'), window)).toEqual(['2026-10-24T10:00Z/2026-10-25T11:00Z']);
    expect(whens(object(begin, 'DURATION:PT24H'), window)).toEqual(['2026-10-24T10:00Z/2026-10-25T10:00Z']);
  });

  test('a single event is indexed wherever it lies, before the window and after it', () => {
    expect(starts(object('DTSTART:20300101T100000Z'))).toEqual(['2030-01-01T10:00Z']);
    expect(starts(object('DTSTART:20200101T100000Z'))).toEqual(['2020-01-01T10:00Z']);
  });

  test('a task is neither bad nor in the agenda', () => {
    const entry = indexObject(
      objectOf(['BEGIN:VTODO', 'UID:todo', 'DUE:20261124T100000Z', 'END:VTODO'].join('\r\n')),
      'a:1',
      NOVEMBER,
      seenFrom(BERLIN),
    );
    expect(entry).toMatchObject({ uid: 'todo', bad: false, occurrences: [], indexedUntil: Infinity });
  });

  test('a title is cleaned of line ends, controls and direction overrides, and cut between characters', () => {
    const family = '👨‍👩‍👧‍👦';
    const entry = indexObject(
      object('DTSTART:20261124T100000Z', `SUMMARY:  A\\nB\u202e${family.repeat(200)}`),
      'a:1',
      NOVEMBER,
      seenFrom(BERLIN),
    );
    const title = entry.occurrences[0]?.title ?? '';
    expect(title.length).toBeLessThanOrEqual(500);
    expect(title.startsWith(`A B${family}`)).toBe(true);
    expect(title.endsWith(`${family}…`)).toBe(true);
  });
});

describe('series', () => {
  test('a weekly meeting keeps its wall time when summer time ends in Berlin', () => {
    const window = { from: Date.parse('2026-10-19T00:00:00Z'), to: Date.parse('2026-11-04T00:00:00Z') };
    const weekly = object(
      'DTSTART;TZID=Europe/Berlin:20260106T100000',
      'DTEND;TZID=Europe/Berlin:20260106T110000',
      'RRULE:FREQ=WEEKLY',
    );
    expect(starts(weekly, window)).toEqual(['2026-10-20T08:00Z', '2026-10-27T09:00Z', '2026-11-03T09:00Z']);
  });

  test('a weekly meeting keeps its wall time when summer time begins in New York', () => {
    const window = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-14T00:00:00Z') };
    const weekly = object('DTSTART;TZID=America/New_York:20260106T090000', 'RRULE:FREQ=WEEKLY;BYDAY=TU');
    expect(starts(weekly, window)).toEqual(['2026-03-03T14:00Z', '2026-03-10T13:00Z']);
  });

  test('a time that does not exist on the day of change is read with the offset before it', () => {
    const window = { from: Date.parse('2026-03-28T00:00:00Z'), to: Date.parse('2026-03-31T00:00:00Z') };
    const nightly = object('DTSTART;TZID=Europe/Berlin:20260301T023000', 'RRULE:FREQ=DAILY');
    expect(starts(nightly, window)).toEqual(['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z']);
  });

  test('a time that exists twice is the first of the two', () => {
    const window = { from: Date.parse('2026-10-25T00:00:00Z'), to: Date.parse('2026-10-26T00:00:00Z') };
    const nightly = object('DTSTART;TZID=Europe/Berlin:20261001T023000', 'RRULE:FREQ=DAILY');
    expect(starts(nightly, window)).toEqual(['2026-10-25T00:30Z']);
  });

  test('all-day series stay on their dates across the change', () => {
    const window = { from: Date.parse('2026-10-24T00:00:00Z'), to: Date.parse('2026-10-27T00:00:00Z') };
    const daily = object('DTSTART;VALUE=DATE:20261001', 'RRULE:FREQ=DAILY');
    expect(starts(daily, window, 'America/New_York')).toEqual([
      '2026-10-23',
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
    ]);
  });

  test('UNTIL in UTC includes the occurrence at that very instant', () => {
    const until = (stamp: string) =>
      starts(object('DTSTART;TZID=Europe/Berlin:20261103T100000', `RRULE:FREQ=WEEKLY;UNTIL=${stamp}`));
    expect(until('20261110T090000Z')).toEqual(['2026-11-03T09:00Z', '2026-11-10T09:00Z']);
    expect(until('20261110T085959Z')).toEqual(['2026-11-03T09:00Z']);
    expect(until('20261110')).toEqual(['2026-11-03T09:00Z', '2026-11-10T09:00Z']);
  });

  test('COUNT counts from the beginning, not from the window', () => {
    expect(starts(object('DTSTART:20261028T100000Z', 'RRULE:FREQ=DAILY;COUNT=6'))).toEqual([
      '2026-11-01T10:00Z',
      '2026-11-02T10:00Z',
    ]);
  });

  test.each([
    ['FREQ=MONTHLY;BYDAY=-1FR', '20260130T100000Z', ['2026-11-27']],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '20260131T100000Z', []],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '20260131T100000Z', ['2026-11-30']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '20260130T100000Z', ['2026-11-30']],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '20260213T100000Z', ['2026-11-13']],
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '20191128T100000Z', ['2026-11-26']],
    ['FREQ=YEARLY;BYYEARDAY=-32', '20191130T100000Z', ['2026-11-30']],
    ['FREQ=YEARLY;BYWEEKNO=48;BYDAY=TU', '20191126T100000Z', ['2026-11-24']],
    ['FREQ=YEARLY;INTERVAL=2', '20221110T100000Z', ['2026-11-10']],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO',
      '20261102T100000Z',
      ['2026-11-02', '2026-11-08', '2026-11-16', '2026-11-22', '2026-11-30'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU',
      '20261102T100000Z',
      ['2026-11-02', '2026-11-15', '2026-11-16', '2026-11-29', '2026-11-30'],
    ],
    ['FREQ=DAILY;INTERVAL=10', '20261101T100000Z', ['2026-11-01', '2026-11-11', '2026-11-21']],
    [
      'FREQ=DAILY;BYDAY=SA;BYMONTH=11',
      '20261101T100000Z',
      ['2026-11-01', '2026-11-07', '2026-11-14', '2026-11-21', '2026-11-28'],
    ],
  ])('%s', (rule, start, expected) => {
    const found = starts(object(`DTSTART:${start}`, `RRULE:${rule}`));
    expect(found.map((one) => one.slice(0, 10))).toEqual(expected);
  });

  test('several times a day', () => {
    const window = { from: Date.parse('2026-11-24T00:00:00Z'), to: Date.parse('2026-11-25T00:00:00Z') };
    expect(
      starts(object('DTSTART:20261101T090000Z', 'RRULE:FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30'), window),
    ).toEqual(['2026-11-24T09:00Z', '2026-11-24T09:30Z', '2026-11-24T17:00Z', '2026-11-24T17:30Z']);
    expect(starts(object('DTSTART:20261101T090000Z', 'RRULE:FREQ=HOURLY;INTERVAL=6'), window)).toEqual([
      '2026-11-24T03:00Z',
      '2026-11-24T09:00Z',
      '2026-11-24T15:00Z',
      '2026-11-24T21:00Z',
    ]);
  });

  test('RDATE adds, also a period of its own length; EXDATE removes, also as a bare date', () => {
    const o = object(
      'DTSTART;TZID=Europe/Berlin:20261103T100000',
      'DTEND;TZID=Europe/Berlin:20261103T110000',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      'RDATE;VALUE=PERIOD:20261105T090000Z/PT30M',
      'EXDATE:20261110T090000Z',
      'EXDATE;VALUE=DATE:20261117',
    );
    expect(whens(o)).toEqual([
      '2026-11-03T09:00Z/2026-11-03T10:00Z',
      '2026-11-05T09:00Z/2026-11-05T09:30Z',
      '2026-11-24T09:00Z/2026-11-24T10:00Z',
    ]);
  });

  test('how far the index is complete: forever when a series ends in the window, else to its end', () => {
    const until = (...lines: string[]) =>
      indexObject(object(...lines), 'a:1', NOVEMBER, seenFrom(BERLIN)).indexedUntil;
    expect(until('DTSTART:20261103T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=2')).toBe(Infinity);
    expect(until('DTSTART:20261103T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=9')).toBe(NOVEMBER.to);
    expect(until('DTSTART:20261103T100000Z', 'RRULE:FREQ=WEEKLY')).toBe(NOVEMBER.to);
    expect(until('DTSTART:20250103T100000Z', 'RRULE:FREQ=WEEKLY;UNTIL=20250901T000000Z')).toBe(Infinity);
    expect(until('DTSTART:20261103T100000Z', 'RDATE:20270103T100000Z')).toBe(NOVEMBER.to);
  });

  test('an occurrence that began before the window and reaches into it is there', () => {
    const o = object('DTSTART:20200104T220000Z', 'DTEND:20200106T060000Z', 'RRULE:FREQ=WEEKLY;COUNT=400');
    expect(starts(o)[0]).toBe('2026-10-31T22:00Z');
  });
});

describe('exceptions', () => {
  const master = vevent(
    'UID:s',
    'SUMMARY:Standup',
    'DTSTART;TZID=Europe/Berlin:20261103T100000',
    'DTEND;TZID=Europe/Berlin:20261103T101500',
    'RRULE:FREQ=WEEKLY',
  );
  const override = (...lines: string[]) => vevent('UID:s', 'SUMMARY:Standup', ...lines);

  test('an override moves one occurrence and keeps its identity', () => {
    const moved = override(
      'RECURRENCE-ID;TZID=Europe/Berlin:20261110T100000',
      'DTSTART;TZID=Europe/Berlin:20261111T160000',
      'DTEND;TZID=Europe/Berlin:20261111T161500',
    );
    const entry = indexObject(objectOf(master, moved), 'a:1', NOVEMBER, seenFrom(BERLIN));
    expect(entry.occurrences.map((o) => [o.recurrenceId, text(o.when).slice(0, 17)])).toEqual([
      [String(Date.parse('2026-11-03T09:00:00Z')), '2026-11-03T09:00Z'],
      [String(Date.parse('2026-11-17T09:00:00Z')), '2026-11-17T09:00Z'],
      [String(Date.parse('2026-11-24T09:00:00Z')), '2026-11-24T09:00Z'],
      [String(Date.parse('2026-11-10T09:00:00Z')), '2026-11-11T15:00Z'],
    ]);
  });

  test('the zone of RECURRENCE-ID may differ from the zone of the series', () => {
    const moved = override('RECURRENCE-ID:20261110T090000Z', 'DTSTART:20261111T150000Z');
    expect(starts(objectOf(master, moved)).toSorted()).toEqual([
      '2026-11-03T09:00Z',
      '2026-11-11T15:00Z',
      '2026-11-17T09:00Z',
      '2026-11-24T09:00Z',
    ]);
  });

  test('an occurrence moved from outside the window into it is there, one moved out is not', () => {
    const into = override('RECURRENCE-ID:20261208T090000Z', 'DTSTART:20261130T090000Z');
    const out = override('RECURRENCE-ID:20261103T090000Z', 'DTSTART:20261020T090000Z');
    expect(starts(objectOf(master, into, out)).toSorted()).toEqual([
      '2026-11-10T09:00Z',
      '2026-11-17T09:00Z',
      '2026-11-24T09:00Z',
      '2026-11-30T09:00Z',
    ]);
  });

  test('an override without its series (an invitation to one occurrence) stands alone', () => {
    const entry = indexObject(
      objectOf(override('RECURRENCE-ID:20261110T090000Z', 'DTSTART:20261110T100000Z')),
      'a:1',
      NOVEMBER,
      seenFrom(BERLIN),
    );
    expect(entry.occurrences).toMatchObject([{ recurrenceId: String(Date.parse('2026-11-10T09:00:00Z')) }]);
    expect(entry.indexedUntil).toBe(Infinity);
  });

  test('of two overrides of one occurrence the later one counts, with a series and without', () => {
    const twice = [
      override('RECURRENCE-ID:20261110T090000Z', 'DTSTART:20261110T100000Z'),
      override('RECURRENCE-ID:20261110T090000Z', 'DTSTART:20261110T150000Z'),
    ];
    for (const components of [twice, [master, ...twice]]) {
      const { occurrences } = indexObject(objectOf(...components), 'a:1', NOVEMBER, seenFrom(BERLIN));
      const key = String(Date.parse('2026-11-10T09:00:00Z'));
      expect(occurrences.filter((o) => o.recurrenceId === key).map((o) => text(o.when))).toEqual([
        expect.stringMatching(/^2026-11-10T15:00Z/),
      ]);
    }
  });

  test('THISANDFUTURE moves and renames everything from there on', () => {
    const later = vevent(
      'UID:s',
      'SUMMARY:Daily',
      'RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261117T100000',
      'DTSTART;TZID=Europe/Berlin:20261117T113000',
      'DURATION:PT10M',
    );
    const entry = indexObject(objectOf(master, later), 'a:1', NOVEMBER, seenFrom(BERLIN));
    expect(entry.occurrences.map((o) => `${o.title} ${text(o.when)}`).toSorted()).toEqual([
      'Daily 2026-11-17T10:30Z/2026-11-17T10:40Z',
      'Daily 2026-11-24T10:30Z/2026-11-24T10:40Z',
      'Standup 2026-11-03T09:00Z/2026-11-03T09:15Z',
      'Standup 2026-11-10T09:00Z/2026-11-10T09:15Z',
    ]);
  });

  test('a cancelled occurrence is kept and says so', () => {
    const off = override('RECURRENCE-ID:20261110T090000Z', 'DTSTART:20261110T090000Z', 'STATUS:CANCELLED');
    const entry = indexObject(objectOf(master, off), 'a:1', NOVEMBER, seenFrom(BERLIN));
    expect(entry.occurrences.filter((o) => o.cancelled).map((o) => text(o.when).slice(0, 10))).toEqual([
      '2026-11-10',
    ]);
  });

  test('all-day overrides match by date', () => {
    const o = objectOf(
      vevent(
        'UID:s',
        'DTSTART;VALUE=DATE:20261102',
        'RRULE:FREQ=WEEKLY;COUNT=3',
        'EXDATE;VALUE=DATE:20261116',
      ),
      vevent('UID:s', 'RECURRENCE-ID;VALUE=DATE:20261109', 'DTSTART;VALUE=DATE:20261110'),
    );
    expect(starts(o)).toEqual(['2026-11-02', '2026-11-10']);
  });
});

describe('bad objects and excess', () => {
  test.each([
    ['nothing', ''],
    ['not iCalendar', 'hello'],
    ['an empty calendar', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'],
    ['a cut-off object', object('DTSTART:20261124T100000Z').ical.slice(0, 90)],
    ['no start', object('SUMMARY:x').ical],
    ['an impossible date', object('DTSTART:20261399T100000Z').ical],
    ['a day that does not exist', object('DTSTART;VALUE=DATE:20260230').ical],
    ['a rule nobody knows', object('DTSTART:20261124T100000Z', 'RRULE:FREQ=SOMETIMES').ical],
    [
      'two UIDs',
      objectOf(vevent('UID:a', 'DTSTART:20261124T100000Z'), vevent('UID:b', 'DTSTART:20261124T100000Z')).ical,
    ],
  ])('%s is bad, and does not throw', (_name, ical) => {
    expect(indexObject({ href: '/x.ics', etag: '1', ical }, 'a:1', NOVEMBER, seenFrom(BERLIN))).toMatchObject(
      {
        uid: '',
        occurrences: [],
        indexedUntil: Infinity,
        bad: true,
      },
    );
  });

  test.each([
    'FREQ=SECONDLY',
    'FREQ=SECONDLY;COUNT=2147483647',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;INTERVAL=48;BYDAY=5MO;BYMONTH=2',
    'FREQ=YEARLY;INTERVAL=1000000;BYWEEKNO=53',
    'FREQ=MINUTELY;BYHOUR=3;BYSETPOS=2',
    'FREQ=DAILY;INTERVAL=2147483647',
    'FREQ=YEARLY;BYSECOND=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYDAY=MO,TU,WE',
  ])('%s since 1970 ends soon', (rule) => {
    const before = performance.now();
    const entry = indexObject(
      object('DTSTART:19700105T000000Z', `RRULE:${rule}`),
      'a:1',
      NOVEMBER,
      seenFrom(BERLIN),
    );
    expect(performance.now() - before).toBeLessThan(2000);
    expect(entry.bad).toBe(false);
    expect(entry.occurrences.length).toBeLessThanOrEqual(MOST_STARTS);
  });

  test('an event of a billion days ends within the calendar', () => {
    expect(whens(object('DTSTART;VALUE=DATE:20261124', 'DURATION:P999999999D'))).toEqual([
      '2026-11-24/2226-10-07',
    ]);
  });

  test('no text makes it throw', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'BEGIN:VCALENDAR',
        'END:VCALENDAR',
        'BEGIN:VEVENT',
        'END:VEVENT',
        'UID:a',
        'DTSTART:20261124T100000Z',
        'DTSTART;TZID=X:20261124T100000',
        'RECURRENCE-ID:20261124T100000Z',
        'RRULE:FREQ=WEEKLY;BYDAY=-1MO',
        'RDATE;VALUE=PERIOD:20261124T100000Z/',
        'EXDATE:',
        'DURATION:P',
        'BEGIN:VTIMEZONE',
        'END:VTIMEZONE',
        'TZID:X',
        'BEGIN:STANDARD',
        'END:STANDARD',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+9999',
        'constructor:1',
        '__proto__;a=b:1',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const entry = indexObject(
          { href: '/x', etag: '1', ical: lines.join('\n') },
          'a:1',
          NOVEMBER,
          seenFrom(BERLIN),
        );
        expect(entry.occurrences.every((one) => one.href === '/x')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no rule makes it hang, and every occurrence lies in or after the window', () => {
    const numbers = (min: number, max: number) =>
      fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 });
    const part = (name: string, min: number, max: number) =>
      fc.option(
        numbers(min, max).map((list) => `;${name}=${list.join(',')}`),
        { nil: '' },
      );
    const rule = fc
      .tuple(
        fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'),
        fc.integer({ min: 1, max: 5000 }),
        part('BYMONTH', 1, 12),
        part('BYMONTHDAY', 1, 31),
        part('BYHOUR', 0, 23),
        part('BYSETPOS', 1, 3),
      )
      .map(([freq, interval, ...parts]) => `FREQ=${freq};INTERVAL=${interval}${parts.join('')}`);
    fc.assert(
      fc.property(rule, (text) => {
        const entry = indexObject(
          object('DTSTART:20200105T101112Z', `RRULE:${text}`),
          'a:1',
          NOVEMBER,
          seenFrom(BERLIN),
        );
        const all = entry.occurrences.flatMap((o) => (o.when.at === 'time' ? [o.when.startsAt] : []));
        return !entry.bad && all.every((at) => at >= NOVEMBER.from && at < NOVEMBER.to);
      }),
      { numRuns: 100 },
    );
  });
});
