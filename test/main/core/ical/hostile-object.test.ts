// Objects that are broken, huge or made to hurt: each is one object, bad or not, soon done with.
import { describe, expect, test } from 'vitest';
import { detectChanges } from '../../../../main/core/changes/changes.ts';
import { indexObject, type IndexEntry } from '../../../../main/core/ical/occurrences.ts';
import { object, vcalendar, vevent } from '../../../support/ical-text.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const WINDOW = { from: Date.parse('2026-10-23T00:00:00Z'), to: Date.parse('2027-12-28T00:00:00Z') };
const START = 'DTSTART:20261124T100000Z';
/** Processor time, not time of day: ten times what the worst of these takes, so that only a hang is over it. */
const MOST_MS = 10_000;

function index(ical: string): IndexEntry {
  const one = { href: '/x.ics', etag: '"1"', ical };
  const begin = process.cpuUsage();
  const entry = indexObject(one, 'a:1', WINDOW, seenFrom('Europe/Berlin'));
  const where = { calendarId: 'a:1', now: WINDOW.from, isOwnCalendar: true };
  const context = { ...where, ...seenFrom('Europe/Berlin'), newId: () => 'c' };
  const other = { ...one, ical: ical.replace('SUMMARY:x', 'SUMMARY:y') };
  expect(() => detectChanges(one, other, context)).not.toThrow();
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1000).toBeLessThan(MOST_MS);
  return entry;
}

const good = object(START, 'SUMMARY:x').ical;
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i));
const many = (count: number, line: (i: number) => string) => lines(count, line).join('\r\n');

describe('bad, and nothing worse', () => {
  test.each([
    ['an unterminated VEVENT', good.replace('END:VEVENT\r\n', '')],
    ['an unterminated VCALENDAR', good.replace('END:VCALENDAR\r\n', '')],
    ['ends in the wrong order', good.replace('END:VEVENT\r\nEND:VCALENDAR', 'END:VCALENDAR\r\nEND:VEVENT')],
    ['an end too many', good.replace('END:VEVENT', 'END:VEVENT\r\nEND:VEVENT')],
    ['half of it', good.slice(0, good.length / 2)],
    ['UTF-16 read as UTF-8', good.split('').join('\0')],
    ['only a byte order mark', '\ufeff'],
    ['only NULs', '\0'.repeat(10_000)],
    ['a start folded in two without a blank', object('DTSTART:20261124T\r\n100000Z').ical],
    ['a start in the year 0', object('DTSTART:00000101T100000Z').ical],
    ['a start in the year 99999', object('DTSTART:999991124T100000Z').ical],
    ['a start at 25 o’clock', object('DTSTART:20261124T250000Z').ical],
    ['a TZID of 1 MB', object(`DTSTART;TZID=${'x'.repeat(1_000_000)}:20261124T100000`).ical],
    ['an unclosed quotation in the start', object('DTSTART;TZID="Europe/Berlin:20261124T100000').ical],
    ['a RECURRENCE-ID that is none', object(START, 'RECURRENCE-ID:soon').ical],
    ['10,000 components deep', good.replace('END:VEVENT', `${'BEGIN:A\r\n'.repeat(10_000)}END:VEVENT`)],
    [
      '10,000 deep and back',
      good.replace('END:VEVENT', `${'BEGIN:A\r\n'.repeat(1e4)}${'END:A\r\n'.repeat(1e4)}END:VEVENT`),
    ],
    ['several objects in several calendars', good + good.replaceAll('standup@', 'other@')],
    ['HTML', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['a megabyte without a line end', 'BEGIN:VCALENDAR'.repeat(70_000)],
    ['a megabyte of blanks', `${' \n'.repeat(500_000)}`],
    ['a megabyte of colons', ':\n'.repeat(500_000)],
  ])('%s', (_name, ical) => {
    expect(index(ical)).toMatchObject({ bad: true, occurrences: [] });
  });
});

describe('odd, but understood', () => {
  test.each([
    ['a byte order mark', `\ufeff${good}`],
    ['LF for CR LF', good.replaceAll('\r\n', '\n')],
    ['CR alone', good.replaceAll('\r\n', '\r')],
    ['CR CR LF', good.replaceAll('\r\n', '\r\r\n')],
    ['blank lines', good.replaceAll('\r\n', '\r\n\r\n')],
    ['lower case', good.replaceAll(/^[A-Z]+/gm, (name) => name.toLowerCase())],
    ['blanks after names of components', good.replaceAll('VEVENT', 'VEVENT  ')],
    ['no line end at the end', good.trimEnd()],
    ['words after the end', `${good}and more`],
    ['folds inside names', good.replace('DTSTART', 'DTS\r\n TART')],
    ['a fold by tab', good.replace('SUMMARY', 'SUMM\r\n\tARY')],
    ['a line that is none', object(START, 'and this is', 'SUMMARY:x').ical],
    ['a broken guest', object(START, 'ATTENDEE;CN="Anna:mailto:a@example.org', 'SUMMARY:x').ical],
    ['a METHOD', good.replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:REQUEST')],
    ['no UID', vcalendar(vevent(START, 'SUMMARY:x'))],
    [
      'the same event twice',
      vcalendar(vevent('UID:a', START, 'SUMMARY:x'), vevent('UID:a', START, 'SUMMARY:y')),
    ],
    ['the same calendar twice', good + good],
    ['NULs and replacement characters', object(START, 'SUMMARY:x\0\ufffd').ical],
    [
      '100,000 private properties',
      object(
        START,
        'SUMMARY:x',
        many(100_000, (i) => `X-P-${i};A=b:c`),
      ).ical,
    ],
    [
      '100,000 alarms',
      object(
        START,
        'SUMMARY:x',
        many(100_000, () => 'BEGIN:VALARM\r\nEND:VALARM'),
      ).ical,
    ],
    [
      '100,000 guests',
      object(
        START,
        'SUMMARY:x',
        many(1e5, (i) => `ATTENDEE;CN=A${i}:mailto:${i}@example.org`),
      ).ical,
    ],
    ['notes of 10 MB', object(START, 'SUMMARY:x', `DESCRIPTION:${'x'.repeat(10_000_000)}`).ical],
    [
      'notes of 10 MB, folded',
      object(START, 'SUMMARY:x', `DESCRIPTION:${`${'x'.repeat(73)}\r\n `.repeat(130_000)}`).ical,
    ],
    ['a title of 10 MB', object(START, `SUMMARY:x${'y \\n'.repeat(2_500_000)}`).ical],
    [
      'an attachment of 10 MB',
      object(START, 'SUMMARY:x', `ATTACH;VALUE=BINARY:${'QUJD'.repeat(2_500_000)}`).ical,
    ],
    [
      'a rule of 1 MB',
      object(
        START,
        'SUMMARY:x',
        `RRULE:FREQ=YEARLY;BYMONTHDAY=${lines(350_000, (i) => `${(i % 31) + 1}`).join(',')}`,
      ).ical,
    ],
    [
      'a rule with every part full',
      object(
        START,
        'SUMMARY:x',
        `RRULE:FREQ=YEARLY;BYYEARDAY=${lines(366, (i) => `${i + 1}`).join(',')};BYHOUR=${lines(24, String).join(',')};BYMINUTE=${lines(60, String).join(',')};BYSECOND=${lines(60, String).join(',')};BYSETPOS=-1`,
      ).ical,
    ],
    ['100,000 dates', object(START, 'SUMMARY:x', `RDATE:${lines(100_000, (i) => stamp(i)).join(',')}`).ical],
    [
      '100,000 lines of dates',
      object(
        START,
        'SUMMARY:x',
        many(100_000, (i) => `RDATE:${stamp(i)}`),
      ).ical,
    ],
    [
      '100,000 exceptions',
      object(
        START,
        'SUMMARY:x',
        'RRULE:FREQ=DAILY',
        `EXDATE:${lines(100_000, (i) => stamp(i + 10)).join(',')}`,
      ).ical,
    ],
    [
      '5,000 overrides',
      vcalendar(
        vevent('UID:a', START, 'SUMMARY:x', 'RRULE:FREQ=HOURLY'),
        many(5_000, (i) => vevent('UID:a', `RECURRENCE-ID:${stamp(i)}`, `DTSTART:${stamp(i)}`)),
      ),
    ],
    [
      '500 moved futures',
      vcalendar(
        vevent('UID:a', START, 'SUMMARY:x', 'RRULE:FREQ=HOURLY'),
        many(500, (i) =>
          vevent('UID:a', `RECURRENCE-ID;RANGE=THISANDFUTURE:${stamp(i)}`, `DTSTART:${stamp(i)}`),
        ),
      ),
    ],
    ['a TZID of 100 KB', object(`DTSTART;TZID=${'x'.repeat(100_000)}:20261124T100000`).ical],
    [
      '10,000 TZIDs',
      vcalendar(
        vevent(
          'UID:a',
          START,
          'SUMMARY:x',
          many(10_000, (i) => `EXDATE;TZID=Z${i}:20261124T100000`),
        ),
      ),
    ],
    [
      '10,000 VTIMEZONEs',
      vcalendar(
        many(10_000, (i) => `BEGIN:VTIMEZONE\r\nTZID:Z${i}\r\nEND:VTIMEZONE`),
        vevent('UID:a', 'DTSTART;TZID=Zx:20261124T100000', 'SUMMARY:x'),
      ),
    ],
    ['a TZID called __proto__', object('DTSTART;TZID=__proto__:20261124T100000', 'SUMMARY:x').ical],
    [
      'a parameter called __proto__',
      object('DTSTART;__proto__=x;constructor=y:20261124T100000Z', 'SUMMARY:x').ical,
    ],
    ['the year 9999', object('DTSTART:99991231T235959Z', 'DURATION:P9999W', 'SUMMARY:x').ical],
    ['a length of ages', object(START, 'DURATION:P99999999999999999999D', 'SUMMARY:x').ical],
    ['a length below nothing', object(START, 'DURATION:-P1D', 'SUMMARY:x').ical],
    ['an end before the start', object(START, 'DTEND:20261123T100000Z', 'SUMMARY:x').ical],
    ['a COUNT of ages', object(START, 'RRULE:FREQ=DAILY;BYDAY=MO;COUNT=999999999999999', 'SUMMARY:x').ical],
    ['an INTERVAL of ages', object(START, 'RRULE:FREQ=YEARLY;INTERVAL=999999999999999', 'SUMMARY:x').ical],
  ])('%s', (_name, ical) => {
    const entry = index(ical);
    expect(entry.bad).toBe(false);
    expect(entry.occurrences.length).toBeGreaterThan(0);
    expect(entry.notes.length).toBeLessThanOrEqual(8000);
    for (const { title, when } of entry.occurrences.slice(0, 10)) {
      expect(title.length).toBeLessThanOrEqual(500);
      if (when.at === 'time') expect(when.endsAt).toBeGreaterThanOrEqual(when.startsAt);
    }
  });
});

/** 'YYYYMMDDTHHMMSSZ', `i` hours after the start. */
function stamp(i: number): string {
  const at = new Date(Date.UTC(2026, 10, 24, 10) + i * 3_600_000);
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
