// What the index knows of an object besides its occurrences: reach, dependence on the viewer, words.
import { describe, expect, test } from 'vitest';
import { indexObject, type IndexEntry } from '../../../../main/core/ical/occurrences.ts';
import type { CalendarObject } from '../../../../main/core/model.ts';
import { object, objectOf, vevent } from '../../../support/ical-text.ts';
import { NOBODY, seenFrom } from '../../../support/model-facts.ts';

const NOVEMBER = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-12-01T00:00:00Z') };
const DAY = 86_400_000;

function entry(o: CalendarObject, window = NOVEMBER, zone = 'Europe/Berlin'): IndexEntry {
  const found = indexObject(o, 'a:1', window, seenFrom(zone));
  expect(found.bad).toBe(false);
  return found;
}

describe('the extent', () => {
  test('of a single event is the event', () => {
    expect(entry(object('DTSTART:20200101T100000Z', 'DURATION:PT1H'))).toMatchObject({
      startsAt: Date.parse('2020-01-01T10:00:00Z'),
      endsAt: Date.parse('2020-01-01T11:00:00Z'),
    });
  });

  test('of an endless series has no end', () => {
    expect(entry(object('DTSTART:20200101T100000Z', 'RRULE:FREQ=DAILY'))).toMatchObject({
      startsAt: Date.parse('2020-01-01T10:00:00Z'),
      endsAt: Infinity,
    });
  });

  test('of nothing is nothing', () => {
    const todo = objectOf('BEGIN:VTODO\r\nUID:todo\r\nEND:VTODO');
    expect(entry(todo)).toMatchObject({ startsAt: 0, endsAt: 0, floating: false });
  });

  test.each([
    ['COUNT', ['RRULE:FREQ=DAILY;COUNT=10'], '2026-11-14T11:00:00Z'],
    ['UNTIL', ['RRULE:FREQ=DAILY;UNTIL=20261114T100000Z'], '2026-11-14T11:00:00Z'],
    ['RDATE', ['RDATE:20261110T100000Z,20270301T100000Z'], '2027-03-01T11:00:00Z'],
    ['a long PERIOD', ['RDATE;VALUE=PERIOD:20261110T100000Z/P30D'], '2026-12-10T10:00:00Z'],
  ])('of a series with %s ends at most a day and a bit later', (_name, lines, last) => {
    const { endsAt } = entry(object('DTSTART:20261105T100000Z', 'DURATION:PT1H', ...lines));
    expect(endsAt).toBeGreaterThanOrEqual(Date.parse(last));
    expect(endsAt).toBeLessThanOrEqual(Date.parse(last) + 1.1 * DAY);
  });

  test('reaches to overrides and moved futures', () => {
    const series = [
      'UID:s',
      'DTSTART:20261105T100000Z',
      'DTEND:20261105T110000Z',
      'RRULE:FREQ=DAILY;COUNT=3',
    ];
    const early = vevent('UID:s', 'RECURRENCE-ID:20261106T100000Z', 'DTSTART:20260101T100000Z');
    const late = vevent('UID:s', 'RECURRENCE-ID:20261107T100000Z', 'DTSTART:20280101T100000Z');
    const found = entry(objectOf(vevent(...series), early, late));
    expect(found.startsAt).toBe(Date.parse('2026-01-01T10:00:00Z'));
    expect(found.endsAt).toBeGreaterThanOrEqual(Date.parse('2028-01-01T10:00:00Z'));
    // What lies outside the window is not in it, and is said to be missing.
    expect(found.occurrences).toHaveLength(1);
    expect(found.indexedUntil).toBe(NOVEMBER.to);
    const future = { from: Date.parse('2028-01-01T00:00:00Z'), to: Date.parse('2028-02-01T00:00:00Z') };
    expect(entry(objectOf(vevent(...series), early, late), future).occurrences).toHaveLength(1);
  });
});

describe('depends on the viewer’s zone', () => {
  test.each([
    [['DTSTART:20261124T100000'], true],
    [['DTSTART;VALUE=DATE:20261124'], true],
    [['DTSTART;TZID=Nowhere:20261124T100000'], true],
    [['DTSTART:20261124T100000Z'], false],
    [['DTSTART;TZID=Europe/Lisbon:20261124T100000'], false],
    [['DTSTART:20261124T100000Z', 'RRULE:FREQ=DAILY', 'EXDATE:20261125T100000'], true],
  ])('%j: %j', (lines, floating) => {
    expect(entry(object(...lines)).floating).toBe(floating);
  });
});

test('notes and people of master and overrides are found, each once', () => {
  const anna = 'ATTENDEE;CN="Anna Lind";PARTSTAT=ACCEPTED:mailto:anna@example.org';
  const { notes, people } = entry(
    objectOf(
      vevent(
        'UID:s',
        'DTSTART:20261105T100000Z',
        'RRULE:FREQ=DAILY',
        'DESCRIPTION:Bring the\\nbell\\, please',
        'ORGANIZER;CN=Ringer:MAILTO:ringer@example.org',
        anna,
      ),
      vevent(
        'UID:s',
        'RECURRENCE-ID:20261106T100000Z',
        'DTSTART:20261106T100000Z',
        'DESCRIPTION:No bell',
        anna,
      ),
    ),
  );
  expect(notes.split('\n')).toEqual(['Bring the bell, please', 'No bell']);
  expect(people.split('\n')).toEqual(['Ringer', 'ringer@example.org', 'Anna Lind', 'anna@example.org']);
});

test('notes are capped', () => {
  const { notes } = entry(object('DTSTART:20261105T100000Z', `DESCRIPTION:${'x'.repeat(1_000_000)}`));
  expect(notes).toHaveLength(8000);
});

describe('what is wanted of oneself', () => {
  const EMA = { ...NOBODY, addresses: ['ema@example.org'] };
  const wanted = (...components: string[]): boolean =>
    indexObject(objectOf(...components), 'a:1', NOVEMBER, { zone: 'UTC', self: EMA, joinPatterns: [] })
      .invited;
  const START = 'DTSTART:20261124T120000Z';
  const ASKED = 'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Ema@example.org';

  test.each([
    ['an answer', [ASKED], true],
    ['an answer that was never given', ['ATTENDEE:mailto:ema@example.org'], true],
    ['nothing, once it was given', ['ATTENDEE;PARTSTAT=DECLINED:mailto:ema@example.org'], false],
    ['nothing of a guest nobody asked', ['ATTENDEE:mailto:bob@example.org'], false],
    ['nothing of who invites', ['ORGANIZER:mailto:ema@example.org', ASKED], false],
    ['nothing of what is cancelled', ['STATUS:CANCELLED', ASKED], false],
  ])('is %s', (_name, lines, expected) => {
    expect(wanted(vevent('UID:a', START, ...lines))).toBe(expected);
  });

  test('is an answer to one occurrence, however far off', () => {
    const master = vevent(
      'UID:a',
      START,
      'RRULE:FREQ=DAILY',
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ema@example.org',
    );
    const exception = ['RECURRENCE-ID:20301124T120000Z', 'DTSTART:20301124T130000Z'];
    expect(wanted(master)).toBe(false);
    expect(wanted(master, vevent('UID:a', ...exception, ASKED))).toBe(true);
  });
});

describe('when alarms far from the event may ring', () => {
  const alarm = (trigger: string) => ['BEGIN:VALARM', 'ACTION:DISPLAY', trigger, 'END:VALARM'];

  test('is told of the whole object, exceptions included', () => {
    const start = 'DTSTART:20261124T120000Z';
    const near = vevent('UID:a', start, 'RRULE:FREQ=DAILY;COUNT=3', ...alarm('TRIGGER:-PT10M'));
    const far = vevent('UID:a', 'RECURRENCE-ID:20261125T120000Z', start, ...alarm('TRIGGER:-P30D'));
    expect(entry(objectOf(near)).rings).toBeNull();
    const { rings, startsAt, endsAt } = entry(objectOf(near, far));
    expect(rings).toEqual({ from: startsAt - 31 * DAY, until: endsAt + DAY });
  });
});
