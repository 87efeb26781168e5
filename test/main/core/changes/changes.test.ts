import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectChanges, isPast } from '../../../../main/core/changes/changes.ts';
import type { CalendarObject, Change, Snapshot } from '../../../../main/core/model.ts';
import { object, objectOf, vcalendar, vevent } from '../../../support/ical-text.ts';
import { NO_DETAILS, NOBODY } from '../../../support/model-facts.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z'); // a Monday

function compare(before: CalendarObject | null, after: CalendarObject | null, now = NOW): readonly Change[] {
  let n = 0;
  return detectChanges(before, after, {
    calendarId: 'a:1',
    now,
    zone: 'Europe/Berlin',
    self: NOBODY,
    joinPatterns: [],
    isOwnCalendar: true,
    newId: () => `id${++n}`,
  });
}

function briefly(changes: readonly Change[]): string[] {
  const side = (s: Snapshot | null) => {
    if (!s) return 'nothing';
    const when =
      s.when.at === 'day' ? s.when.startDate : new Date(s.when.startsAt).toISOString().slice(0, 16);
    return `${s.title}${s.place ? ` in ${s.place}` : ''} ${when}${s.cancelled ? ' (off)' : ''}`;
  };
  return changes.map((c) => `${c.kind} ${c.scope}: ${side(c.before)} -> ${side(c.after)}`);
}

const REVIEW = [
  'SUMMARY:Review',
  'LOCATION:Room 4.12',
  'DTSTART;TZID=Europe/Berlin:20261124T140000',
  'DTEND;TZID=Europe/Berlin:20261124T150000',
];
const review = (from: string, to: string) => object(...REVIEW.map((line) => line.replace(from, to)));

describe('a single event', () => {
  test('created', () => {
    expect(compare(null, object(...REVIEW))).toEqual([
      {
        id: 'id1',
        calendarId: 'a:1',
        uid: 'standup@example.org',
        kind: 'created',
        scope: 'event',
        recurrenceId: '',
        before: null,
        after: {
          title: 'Review',
          place: 'Room 4.12',
          when: {
            at: 'time',
            startsAt: Date.parse('2026-11-24T13:00:00Z'),
            endsAt: Date.parse('2026-11-24T14:00:00Z'),
          },
          recurrence: '',
          cancelled: false,
          join: '',
          zone: 'Europe/Berlin',
        },
        href: '/cal/standup.ics',
        details: NO_DETAILS,
        by: null,
        own: false,
        detectedAt: NOW,
      },
    ]);
  });

  test('deleted', () => {
    expect(briefly(compare(object(...REVIEW), null))).toEqual([
      'deleted event: Review in Room 4.12 2026-11-24T13:00 -> nothing',
    ]);
  });

  test.each([
    [
      'moved',
      '20261124T140000',
      '20261125T100000',
      'changed event: Review in Room 4.12 2026-11-24T13:00 -> Review in Room 4.12 2026-11-25T09:00',
    ],
    [
      'made longer',
      'T150000',
      'T153000',
      'changed event: Review in Room 4.12 2026-11-24T13:00 -> Review in Room 4.12 2026-11-24T13:00',
    ],
    [
      'renamed',
      'Review',
      'Daily',
      'changed event: Review in Room 4.12 2026-11-24T13:00 -> Daily in Room 4.12 2026-11-24T13:00',
    ],
    [
      'relocated',
      'Room 4.12',
      'Room 2',
      'changed event: Review in Room 4.12 2026-11-24T13:00 -> Review in Room 2 2026-11-24T13:00',
    ],
    [
      'cancelled',
      'SUMMARY',
      'STATUS:CANCELLED\r\nSUMMARY',
      'cancelled event: Review in Room 4.12 2026-11-24T13:00 -> Review in Room 4.12 2026-11-24T13:00 (off)',
    ],
  ])('%s', (_name, from, to, expected) => {
    expect(briefly(compare(object(...REVIEW), review(from, to)))).toEqual([expected]);
  });

  test('restored', () => {
    const off = review('SUMMARY', 'STATUS:CANCELLED\r\nSUMMARY');
    expect(compare(off, object(...REVIEW)).map((c) => c.kind)).toEqual(['restored']);
  });

  test('cancelled first and deleted later is told once', () => {
    const off = review('SUMMARY', 'STATUS:CANCELLED\r\nSUMMARY');
    expect(compare(off, null)).toEqual([]);
    expect(compare(null, off)).toEqual([]);
  });

  test('becoming a series', () => {
    const [change] = compare(object(...REVIEW), object(...REVIEW, 'RRULE:FREQ=WEEKLY'));
    expect(change).toMatchObject({
      kind: 'changed',
      scope: 'series',
      after: { recurrence: 'FREQ=WEEKLY;BYDAY=TU' },
    });
  });
});

describe('what no person would notice', () => {
  const noise = [
    'SEQUENCE:7',
    'LAST-MODIFIED:20261123T080000Z',
    'X-MOZ-LASTACK:20261123T080000Z',
    'TRANSP:TRANSPARENT',
    'STATUS:CONFIRMED',
    'PRIORITY:5',
    'CLASS:PRIVATE',
    'BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nX-SNOOZE:1\r\nEND:VALARM',
  ];
  test.each(noise)('%s', (line) => {
    expect(compare(object(...REVIEW), object(...REVIEW, line))).toEqual([]);
    expect(compare(object(...REVIEW, line), object(...REVIEW))).toEqual([]);
  });

  test('another spelling of the same instants', () => {
    const utc = object('SUMMARY:Review', 'LOCATION:Room 4.12', 'DTSTART:20261124T130000Z', 'DURATION:PT1H');
    expect(compare(object(...REVIEW), utc)).toEqual([]);
  });

  test('another spelling of the same rule', () => {
    const spelt = (rule: string) => object(...REVIEW, `RRULE:${rule}`);
    const plain = spelt('FREQ=WEEKLY');
    expect(compare(plain, spelt('FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;WKST=MO'))).toEqual([]);
    expect(compare(spelt('BYDAY=TU,TH;FREQ=WEEKLY'), spelt('FREQ=WEEKLY;BYDAY=TH,TU'))).toEqual([]);
  });

  test('a series that began another week but goes on as before', () => {
    const since = (date: string) =>
      object(`DTSTART;TZID=Europe/Berlin:${date}T140000`, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY');
    expect(compare(since('20260106'), since('20260113'))).toEqual([]);
  });

  test('an override that says what the series says', () => {
    const master = vevent(
      'UID:s',
      'SUMMARY:S',
      'DTSTART:20261103T100000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=WEEKLY',
    );
    const same = vevent(
      'UID:s',
      'SUMMARY:S',
      'RECURRENCE-ID:20261124T100000Z',
      'DTSTART:20261124T100000Z',
      'DTEND:20261124T110000Z',
    );
    expect(compare(objectOf(master), objectOf(master, same))).toEqual([]);
  });

  test('law: an object written again by another program is no change', () => {
    const title = fc.string({ maxLength: 40 }).map((s) => s.replace(/[^\p{L}\p{N} ]/gu, ''));
    const hour = fc.integer({ min: 0, max: 22 }).map((h) => String(h).padStart(2, '0'));
    const rule = fc.constantFrom(
      '',
      'RRULE:FREQ=DAILY;COUNT=20',
      'RRULE:FREQ=WEEKLY;BYDAY=MO,TU',
      'RRULE:FREQ=MONTHLY',
    );
    fc.assert(
      fc.property(title, title, hour, rule, (summary, location, h, repeat) => {
        const lines = [
          `SUMMARY:${summary}`,
          `LOCATION:${location}`,
          `DTSTART;TZID=Europe/Berlin:20261124T${h}0000`,
          `DTEND;TZID=Europe/Berlin:20261124T${h}4500`,
          ...(repeat ? [repeat] : []),
        ];
        const timezone = 'BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE';
        const folded = [...lines].reverse().map((line) => line.replace(/^(.{20})(.+)$/u, '$1\r\n $2'));
        const again: CalendarObject = {
          href: '/cal/standup.ics',
          etag: '"2"',
          ical: vcalendar(
            vevent('SEQUENCE:3', ...folded, 'DTSTAMP:20261123T111111Z', 'UID:standup@example.org'),
            timezone,
          ),
        };
        expect(compare(object(...lines), again)).toEqual([]);
      }),
    );
  });
});

describe('a series', () => {
  const weekly = (...lines: string[]) => vevent('UID:s', 'SUMMARY:Standup', ...lines, 'DURATION:PT15M');
  const START = 'DTSTART;TZID=Europe/Berlin:20260106T100000';
  const master = weekly(START, 'RRULE:FREQ=WEEKLY');
  const exception = (day: string, ...lines: string[]) =>
    vevent('UID:s', `RECURRENCE-ID;TZID=Europe/Berlin:202611${day}T100000`, ...lines, 'DURATION:PT15M');

  test('created tells its next occurrence', () => {
    expect(briefly(compare(null, objectOf(master)))).toEqual([
      'created series: nothing -> Standup 2026-11-24T09:00',
    ]);
  });

  test('moved is one change, from its next occurrence to its next occurrence', () => {
    const moved = weekly('DTSTART;TZID=Europe/Berlin:20260107T113000', 'RRULE:FREQ=WEEKLY');
    expect(briefly(compare(objectOf(master), objectOf(moved)))).toEqual([
      'changed series: Standup 2026-11-24T09:00 -> Standup 2026-11-25T10:30',
    ]);
  });

  test('moved together with its exceptions is still one change', () => {
    const moved = weekly('DTSTART;TZID=Europe/Berlin:20260106T120000', 'RRULE:FREQ=WEEKLY');
    const old = exception('24', 'SUMMARY:Standup', 'DTSTART;TZID=Europe/Berlin:20261124T110000');
    expect(compare(objectOf(master, old), objectOf(moved)).map((c) => c.scope)).toEqual(['series']);
  });

  test('ending earlier is told', () => {
    const [change] = compare(
      objectOf(master),
      objectOf(weekly(START, 'RRULE:FREQ=WEEKLY;UNTIL=20261201T090000Z')),
    );
    expect(change).toMatchObject({
      scope: 'series',
      after: { recurrence: 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201' },
    });
  });

  test('one occurrence moved: before is what the series would have had', () => {
    const moved = exception('24', 'SUMMARY:Standup', 'DTSTART;TZID=Europe/Berlin:20261125T100000');
    const changes = compare(objectOf(master), objectOf(master, moved));
    expect(briefly(changes)).toEqual([
      'changed occurrence: Standup 2026-11-24T09:00 -> Standup 2026-11-25T09:00',
    ]);
    expect(changes[0]).toMatchObject({ recurrenceId: String(Date.parse('2026-11-24T09:00:00Z')) });
  });

  test('one occurrence moved again, and moved back', () => {
    const at = (time: string) => exception('24', 'SUMMARY:Standup', `DTSTART;TZID=Europe/Berlin:${time}`);
    expect(
      briefly(compare(objectOf(master, at('20261125T100000')), objectOf(master, at('20261126T100000')))),
    ).toEqual(['changed occurrence: Standup 2026-11-25T09:00 -> Standup 2026-11-26T09:00']);
    expect(briefly(compare(objectOf(master, at('20261125T100000')), objectOf(master)))).toEqual([
      'changed occurrence: Standup 2026-11-25T09:00 -> Standup 2026-11-24T09:00',
    ]);
  });

  test('one occurrence removed by EXDATE, and taken back', () => {
    const without = weekly(START, 'RRULE:FREQ=WEEKLY', 'EXDATE;TZID=Europe/Berlin:20261124T100000');
    expect(briefly(compare(objectOf(master), objectOf(without)))).toEqual([
      'deleted occurrence: Standup 2026-11-24T09:00 -> nothing',
    ]);
    expect(briefly(compare(objectOf(without), objectOf(master)))).toEqual([
      'restored occurrence: Standup 2026-11-24T09:00 (off) -> Standup 2026-11-24T09:00',
    ]);
  });

  test('one occurrence cancelled by an override', () => {
    const off = exception(
      '24',
      'SUMMARY:Standup',
      'DTSTART;TZID=Europe/Berlin:20261124T100000',
      'STATUS:CANCELLED',
    );
    expect(briefly(compare(objectOf(master), objectOf(master, off)))).toEqual([
      'cancelled occurrence: Standup 2026-11-24T09:00 -> Standup 2026-11-24T09:00 (off)',
    ]);
  });

  test('renamed with an exception that is renamed too is one change', () => {
    const same = 'DTSTART;TZID=Europe/Berlin:20261124T110000';
    const before = objectOf(master, exception('24', 'SUMMARY:Standup', same));
    const after = objectOf(master.replace('Standup', 'Daily'), exception('24', 'SUMMARY:Daily', same));
    expect(compare(before, after).map((c) => c.scope)).toEqual(['series']);
  });

  test('an invitation to one occurrence only', () => {
    const alone = objectOf(exception('24', 'SUMMARY:Standup', 'DTSTART;TZID=Europe/Berlin:20261124T100000'));
    expect(briefly(compare(null, alone))).toEqual([
      'created occurrence: nothing -> Standup 2026-11-24T09:00',
    ]);
    expect(briefly(compare(alone, null))).toEqual([
      'deleted occurrence: Standup 2026-11-24T09:00 -> nothing',
    ]);
  });

  test('moved from one occurrence on (THISANDFUTURE) is one change of the series', () => {
    const later = vevent(
      'UID:s',
      'SUMMARY:Standup',
      'RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261124T100000',
      'DTSTART;TZID=Europe/Berlin:20261124T113000',
      'DURATION:PT15M',
    );
    expect(briefly(compare(objectOf(master), objectOf(master, later)))).toEqual([
      'changed series: Standup 2026-11-24T09:00 -> Standup 2026-11-24T10:30',
    ]);
  });

  test('all-day occurrences are named by their date', () => {
    const days = vevent('UID:d', 'SUMMARY:Duty', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=WEEKLY');
    const without = days.replace('RRULE', 'EXDATE;VALUE=DATE:20261130\r\nRRULE');
    expect(compare(objectOf(days), objectOf(without))).toMatchObject([
      { kind: 'deleted', scope: 'occurrence', recurrenceId: '2026-11-30' },
    ]);
  });
});

describe('versions nobody can read', () => {
  const broken: CalendarObject = { href: '/x', etag: '1', ical: 'BEGIN:VCALENDAR\r\nnonsense' };
  test('tell nothing', () => {
    expect(compare(broken, object(...REVIEW))).toEqual([]);
    expect(compare(object(...REVIEW), broken)).toEqual([]);
    expect(compare(null, broken)).toEqual([]);
    expect(compare(null, null)).toEqual([]);
  });

  test('and tasks tell nothing', () => {
    const task = objectOf('BEGIN:VTODO\r\nUID:t\r\nSUMMARY:x\r\nEND:VTODO');
    expect(compare(null, task)).toEqual([]);
    expect(compare(task, null)).toEqual([]);
  });

  test('never throw, whatever stands in them', () => {
    const line = fc.oneof(
      fc.constantFrom(
        ...REVIEW,
        'RRULE:FREQ=MINUTELY',
        'RECURRENCE-ID:20261124T130000Z',
        'EXDATE:20261124T130000Z',
      ),
      fc.string(),
    );
    const any = fc.array(line, { maxLength: 8 }).map((lines) => object(...lines));
    fc.assert(
      fc.property(any, any, (before, after) => Array.isArray(compare(before, after))),
      { numRuns: 200 },
    );
  });
});

describe('what is past', () => {
  const only = (before: CalendarObject | null, after: CalendarObject | null) => {
    const [change] = compare(before, after);
    if (!change) throw new Error('no change to look at');
    return change;
  };
  test('an event that was over is past, one moved out of the past or into it is not', () => {
    const old = review('20261124', '20261120');
    const past = object('SUMMARY:Old', 'DTSTART:20261120T100000Z', 'DURATION:PT1H');
    expect(isPast(only(null, past), NOW)).toBe(true);
    expect(isPast(only(past, object(...REVIEW)), NOW)).toBe(false);
    expect(isPast(only(object(...REVIEW), old), NOW)).toBe(false);
    expect(isPast(only(null, object(...REVIEW)), NOW)).toBe(false);
  });

  test('an event that is going on is not', () => {
    const running = object('DTSTART:20261123T080000Z', 'DURATION:PT2H');
    expect(isPast(only(null, running), NOW)).toBe(false);
  });

  test('a day is over when it is over everywhere', () => {
    const sunday = object('DTSTART;VALUE=DATE:20261122');
    expect(isPast(only(null, sunday), Date.parse('2026-11-23T11:00:00Z'))).toBe(false);
    expect(isPast(only(null, sunday), Date.parse('2026-11-23T12:00:00Z'))).toBe(true);
  });

  test('a series that goes on is not past, one that ended is', () => {
    const since = (rule: string) => object('DTSTART:20260106T100000Z', 'DURATION:PT1H', `RRULE:${rule}`);
    expect(isPast(only(null, since('FREQ=WEEKLY')), NOW)).toBe(false);
    expect(isPast(only(null, since('FREQ=WEEKLY;COUNT=3')), NOW)).toBe(true);
  });
});
