// Calendar objects of any program: indexed and compared without an error, and what comes out can be stored and shown.
import { detectChanges } from '../../main/core/changes/changes.ts';
import type { CalendarObject, Occurrence, Snapshot, When } from '../../main/core/model.ts';
import { indexObject } from '../../main/core/ical/occurrences.ts';
import { must, type Target } from '../target.ts';
import { balanced } from './balanced.ts';
import { seenFrom } from '../../test/support/model-facts.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 9);
const WINDOWS = [
  { from: NOW - 31 * DAY, to: NOW + 396 * DAY },
  { from: NOW + 20 * 365 * DAY, to: NOW + 20 * 366 * DAY },
] as const;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'UTC',
] as const;
/** No object may fill a computer. */
const MOST_OCCURRENCES = 200_000;

export const ical: Target = {
  name: 'ical',
  inputs: 'files',
  floor: 20,
  language: {
    repair: balanced,
    // Lines, and what lines are made of.
    tokens: [/[^\n]*\n|[^\n]+/g, /[^\n]*\n|[^\n]+/g, /[^\r\n:;=,]+|[:;=,]|\r\n[ \t]?|[^]/g],
    words: [
      'BEGIN:VEVENT\r\n',
      'END:VEVENT\r\n',
      'BEGIN:VTIMEZONE\r\n',
      'END:VTIMEZONE\r\n',
      'BEGIN:VALARM\r\n',
      'END:VCALENDAR\r\n',
      '\r\n',
      '\r\n ',
      '\n',
      '\\n',
      '\\,',
      '"',
      ':',
      ';',
      '=',
      ',',
      'DTSTART',
      'DTEND',
      'DURATION',
      'UID',
      'SUMMARY',
      'STATUS',
      'RRULE',
      'RDATE',
      'EXDATE',
      'RECURRENCE-ID',
      'VALUE=DATE',
      'VALUE=PERIOD',
      'TZID=Europe/Berlin',
      'TZID=Nowhere',
      'RANGE=THISANDFUTURE',
      'RRULE:FREQ=DAILY\r\n',
      'RRULE:FREQ=SECONDLY\r\n',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=2;BYMONTHDAY=29\r\n',
      'EXDATE:20261124T090000Z\r\n',
      'RECURRENCE-ID:20261124T090000Z\r\n',
      'DTSTART:20261124T090000Z\r\n',
      'DTSTART;VALUE=DATE:20261124\r\n',
      'DTSTART:00000101T000000\r\n',
      'DTSTART:99991231T235959Z\r\n',
      'DURATION:P99999999W\r\n',
      'DURATION:-PT1S\r\n',
      'TZOFFSETTO:+9999\r\n',
      'FREQ=',
      'INTERVAL=',
      'COUNT=',
      'UNTIL=',
      'BYDAY=',
      'BYDAY=53MO',
      'BYMONTHDAY=',
      'BYYEARDAY=-366',
      'BYWEEKNO=53',
      'BYSETPOS=-366',
      'BYHOUR=',
      'BYMINUTE=',
      'BYSECOND=60',
      'WKST=',
      'SECONDLY',
      'MINUTELY',
      'YEARLY',
    ],
  },
  check(input, other, random) {
    const zone = random.pick(ZONES);
    const window = random.pick(WINDOWS);
    const object = { href: '/cal/a.ics', etag: '"1"', ical: input };
    const known = { ...object, etag: '"2"', ical: other };
    const entry = indexObject(object, 'calendar', window, seenFrom(zone));
    must(entry.occurrences.length <= MOST_OCCURRENCES, `no more than ${MOST_OCCURRENCES} occurrences`);
    must(!Number.isNaN(entry.indexedUntil) && entry.startsAt <= entry.endsAt, 'an extent');
    must(
      typeof entry.uid === 'string' && typeof entry.notes === 'string' && typeof entry.people === 'string',
      'texts',
    );
    must(!entry.bad || entry.occurrences.length === 0, 'nothing comes of what was not understood');
    for (const one of entry.occurrences) isOccurrence(one, [entry.startsAt, entry.endsAt]);
    const keys = new Set(entry.occurrences.map((o) => o.recurrenceId));
    must(keys.size === entry.occurrences.length, 'each occurrence has an identity');
    isComparable(object, known, zone);
  },
};

function isOccurrence(one: Occurrence, [first, last]: readonly [number, number]): void {
  isSnapshot(one);
  if (one.when.at === 'time') {
    must(
      one.when.startsAt >= first && one.when.startsAt <= last,
      'an occurrence lies in the extent of its object',
    );
  }
}

function isComparable(object: CalendarObject, known: CalendarObject, zone: string): void {
  let ids = 0;
  const where = { calendarId: 'calendar', now: NOW, isOwnCalendar: true };
  const context = { ...where, ...seenFrom(zone), newId: () => String((ids += 1)) };
  must(
    detectChanges(object, { ...object, etag: '"3"' }, context).length === 0,
    'what stays the same is no change',
  );
  for (const [before, after] of [
    [object, known],
    [known, object],
    [null, object],
    [object, null],
  ] as const) {
    for (const change of detectChanges(before, after, context)) {
      must(change.before !== null || change.after !== null, 'a change is about something');
      if (change.before) isSnapshot(change.before);
      if (change.after) isSnapshot(change.after);
    }
  }
}

function isSnapshot({ title, place, recurrence, when }: Snapshot): void {
  must(
    [title, place, recurrence].every((text) => typeof text === 'string'),
    'words are words',
  );
  isWhen(when);
}

function isWhen(when: When): void {
  if (when.at === 'time') {
    must(isInstant(when.startsAt) && isInstant(when.endsAt), 'an instant is one that a clock can show');
    must(when.startsAt <= when.endsAt, 'nothing ends before it begins');
  } else {
    must(isDate(when.startDate) && isDate(when.endDate), 'a date is one that a calendar can show');
    must(when.startDate < when.endDate, 'a day lasts a day');
  }
}

function isInstant(at: number): boolean {
  return Number.isInteger(at) && Math.abs(at) <= 8.64e15;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
