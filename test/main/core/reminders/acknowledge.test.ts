import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledged } from '../../../../main/core/reminders/acknowledge.ts';
import { parseCalendar } from '../../../../main/core/ical/ical.ts';
import { vcalendar, vevent } from '../../../support/ical-text.ts';

const AT = Date.parse('2026-11-24T09:51:07.321Z');
const LINE = 'ACKNOWLEDGED:20261124T095107Z';

function alarm(...lines: readonly string[]): readonly string[] {
  return ['BEGIN:VALARM', 'ACTION:DISPLAY', ...lines, 'END:VALARM'];
}

/** The ids of the alarms of the first component. */
function idsOf(ical: string): readonly string[] {
  const { master, overrides } = parseCalendar(ical);
  return (master ?? overrides[0])?.alarms.map(({ id }) => id) ?? [];
}

function written(ical: string, alarmIds: readonly string[], recurrenceId = ''): string | null {
  return acknowledged(ical, { recurrenceId, alarmIds, at: AT, zone: 'Europe/Prague' });
}

const SINGLE = vcalendar(
  vevent(
    'UID:a',
    'DTSTAMP:20261101T120000Z',
    'SEQUENCE:3',
    'LAST-MODIFIED:20261101T120000Z',
    'DTSTART;TZID=Europe/Prague:20261124T110000',
    'SUMMARY:A title that is so long that whoever wrote this had to fold its line h',
    ' ere\\, as one does',
    ...alarm('TRIGGER:-PT10M', 'UID:one'),
    ...alarm('TRIGGER:-PT5M', 'UID:two'),
    'X-OTHER;VALUE=TEXT:kept',
  ),
);

describe('an acknowledgement', () => {
  test('is one line of that alarm, and every other byte stays', () => {
    const [one = '', two = ''] = idsOf(SINGLE);
    const end = 'END:VALARM';
    const [head, middle, tail] = SINGLE.split(end);
    expect(written(SINGLE, [one])).toBe(`${head}${LINE}\r\n${end}${middle}${end}${tail}`);
    expect(written(SINGLE, [two])).toBe(`${head}${end}${middle}${LINE}\r\n${end}${tail}`);
    expect(written(SINGLE, [one, two])).toBe(`${head}${LINE}\r\n${end}${middle}${LINE}\r\n${end}${tail}`);
  });

  test('takes the place of an earlier one, folded or not, and of no later one', () => {
    const [one = ''] = idsOf(SINGLE);
    const before = (line: string): string => SINGLE.replace('UID:one', `${line}\r\nUID:one`);
    expect(written(before('ACKNOWLEDGED:20261123T09\r\n 0000Z'), [one])).toBe(before(LINE));
    expect(written(before('ACKNOWLEDGED:20261124T095108Z'), [one])).toBeNull();
  });

  test('is not written twice', () => {
    const [one = ''] = idsOf(SINGLE);
    expect(written(written(SINGLE, [one]) ?? '', [one])).toBeNull();
  });

  test('keeps the line ends of the file', () => {
    const ids = idsOf(SINGLE);
    for (const end of ['\n', '\r']) {
      const text = SINGLE.replaceAll('\r\n', end);
      const after = written(text, ids) ?? '';
      expect(after.replaceAll(`${LINE}${end}`, '')).toBe(text);
      expect(after).not.toBe(text);
    }
  });

  test('finds alarms without a UID by when they ring, all of them', () => {
    const text = vcalendar(
      vevent(
        'UID:a',
        'DTSTART:20261124T100000Z',
        ...alarm('TRIGGER:-PT10M'),
        'BEGIN:VALARM',
        'ACTION:AUDIO',
        'TRIGGER;RELATED=START:-P0DT0H10M0S',
        'END:VALARM',
        ...alarm('TRIGGER:-PT9M'),
      ),
    );
    const after = written(text, idsOf(text).slice(0, 1)) ?? '';
    expect(parseCalendar(after).master?.alarms.map(({ acknowledgedAt }) => acknowledgedAt !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is no change of the event', () => {
    const after = written(SINGLE, idsOf(SINGLE)) ?? '';
    for (const name of ['DTSTAMP', 'SEQUENCE', 'LAST-MODIFIED'])
      expect(after.split('\r\n').filter((line) => line.startsWith(name))).toHaveLength(1);
    expect(after).toContain('SEQUENCE:3\r\nLAST-MODIFIED:20261101T120000Z');
  });

  test.each<readonly [string, string]>([
    ['the alarm is gone', SINGLE.replaceAll('UID:one', 'UID:other').replaceAll('UID:two', 'UID:third')],
    ['the object cannot be read', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n'],
    ['there is nothing', ''],
    ['it is a task', vcalendar('BEGIN:VTODO', 'UID:a', ...alarm('TRIGGER:-PT10M', 'UID:one'), 'END:VTODO')],
  ])('is none when %s', (_what, text) => {
    expect(written(text, idsOf(SINGLE))).toBeNull();
  });

  test('leaves a VALARM inside something else alone', () => {
    const hidden = ['BEGIN:X-BOX', ...alarm('TRIGGER:-PT10M', 'UID:one'), 'END:X-BOX'];
    const text = vcalendar(vevent('UID:a', 'DTSTART:20261124T100000Z', ...hidden));
    expect(written(text, idsOf(SINGLE))).toBeNull();
  });
});

describe('of a series', () => {
  const mine = alarm('TRIGGER:-PT10M', 'UID:one');
  const series = vevent('UID:a', 'DTSTART;TZID=Europe/Prague:20261123T110000', 'RRULE:FREQ=DAILY', ...mine);
  const exception = (recurrenceId: string, ...lines: readonly string[]): string =>
    vevent('UID:a', recurrenceId, 'DTSTART;TZID=Europe/Prague:20261124T150000', ...lines, ...mine);
  const key = (date: string): string => String(Date.parse(`${date}T10:00:00Z`));
  const [id = ''] = idsOf(vcalendar(series));

  /** Which components have an acknowledgement, in the order of the text. */
  const where = (parts: readonly string[], recurrenceId: string): readonly boolean[] => {
    const after = written(vcalendar(...parts), [id], recurrenceId) ?? '';
    return after
      .split('BEGIN:VEVENT')
      .slice(1)
      .map((part) => part.includes(LINE));
  };

  test('it goes to the series for an occurrence like any other', () => {
    const other = exception('RECURRENCE-ID;TZID=Europe/Prague:20261124T110000');
    expect(where([series, other], key('2026-11-25'))).toEqual([true, false]);
    expect(where([other, series], key('2026-11-25'))).toEqual([false, true]);
  });

  test.each<readonly [string, string]>([
    ['in the zone of the series', 'RECURRENCE-ID;TZID=Europe/Prague:20261124T110000'],
    ['in UTC', 'RECURRENCE-ID:20261124T100000Z'],
    ['in another zone', 'RECURRENCE-ID;TZID=America/New_York:20261124T050000'],
  ])('it goes to the exception, named %s', (_how, recurrenceId) => {
    const later = exception('RECURRENCE-ID:20261126T100000Z');
    expect(where([series, exception(recurrenceId), later], key('2026-11-24'))).toEqual([false, true, false]);
    expect(where([later, exception(recurrenceId), series], key('2026-11-24'))).toEqual([false, true, false]);
  });

  test('it goes to what holds from an occurrence on', () => {
    const future = exception('RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Prague:20261124T110000');
    expect(where([series, future], key('2026-11-23'))).toEqual([true, false]);
    expect(where([series, future], key('2026-11-24'))).toEqual([false, true]);
    expect(where([series, future], key('2026-11-30'))).toEqual([false, true]);
  });

  test('it goes to an exception that came without its series', () => {
    expect(where([exception('RECURRENCE-ID:20261124T100000Z')], key('2026-11-24'))).toEqual([true]);
  });

  test('whole days are named by their dates', () => {
    const days = vevent('UID:a', 'DTSTART;VALUE=DATE:20261123', 'RRULE:FREQ=DAILY', ...mine);
    const one = vevent('UID:a', 'RECURRENCE-ID;VALUE=DATE:20261124', 'DTSTART;VALUE=DATE:20261124', ...mine);
    expect(where([days, one], '2026-11-24')).toEqual([false, true]);
    expect(where([days, one], '2026-11-25')).toEqual([true, false]);
  });
});

test('whatever else is in the object stays, byte for byte', () => {
  const noise = fc.constantFrom(
    'X-NOTE:caf\u00e9 \ud83d\udd14',
    'DESCRIPTION:folded in the mid',
    ' dle of a word',
    'ATTENDEE;CN="A; B":mailto:a@example.org',
    'x-lower:case',
    '\tand by a tab',
    '',
  );
  const lines = fc.array(noise, { maxLength: 5 });
  const ends = fc.constantFrom('\r\n', '\n');
  fc.assert(
    fc.property(lines, lines, lines, ends, (before, inside, after, end) => {
      const own = ['BEGIN:VALARM', 'UID:one', 'X-A:b', ...inside, 'TRIGGER:-PT10M', 'END:VALARM'];
      const text = vcalendar(
        vevent('UID:a', 'DTSTART:20261124T100000Z', 'X-A:b', ...before, ...own, 'X-A:b', ...after),
      ).replaceAll('\r\n', end);
      const done = written(text, idsOf(text)) ?? '';
      expect(done.replace(`${LINE}${end}`, '')).toBe(text);
      expect(parseCalendar(done).master?.alarms[0]?.acknowledgedAt).toBe(Date.parse('2026-11-24T09:51:07Z'));
    }),
    { numRuns: 200 },
  );
});
