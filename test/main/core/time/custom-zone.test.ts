// Whose word counts: the name's, the VTIMEZONE's, or the viewer's clock.
import { describe, expect, test } from 'vitest';
import { indexObject } from '../../../../main/core/ical/occurrences.ts';
import { objectOf, vevent } from '../../../support/ical-text.ts';
import { seenFrom } from '../../../support/model-facts.ts';

const WINDOW = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };

interface Observances {
  readonly tzid?: string;
  /** DTSTART of the rules. */
  readonly since?: string;
  readonly standard?: readonly [offset: string, rule: string];
  readonly daylight?: readonly [offset: string, rule: string];
}

const EU = {
  standard: ['+0100', 'BYDAY=-1SU;BYMONTH=10'],
  daylight: ['+0200', 'BYDAY=-1SU;BYMONTH=3'],
} as const;
const US_EAST = {
  standard: ['-0500', 'BYDAY=1SU;BYMONTH=11'],
  daylight: ['-0400', 'BYDAY=2SU;BYMONTH=3'],
} as const;

function vtimezone({ tzid = 'Office', since = '16010101', standard, daylight }: Observances): string {
  const [winter = '', winterRule = ''] = standard ?? [];
  const [summer = winter, summerRule = ''] = daylight ?? [];
  const part = (name: string, clock: string, [from, to, rule]: readonly [string, string, string]) => [
    `BEGIN:${name}`,
    `DTSTART:${since}T${clock}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    ...(rule === '' ? [] : [`RRULE:FREQ=YEARLY;${rule}`]),
    `END:${name}`,
  ];
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    ...part('STANDARD', summer === '+0200' ? '030000' : '020000', [summer, winter, winterRule]),
    ...(daylight ? part('DAYLIGHT', '020000', [winter, summer, summerRule]) : []),
    'END:VTIMEZONE',
  ].join('\r\n');
}

interface Found {
  readonly start: string;
  readonly floating: boolean;
}

function meeting(timezone: string, start: string, viewer: string, tzid = 'Office'): Found {
  const text = objectOf(timezone, vevent('UID:z', `DTSTART;TZID=${tzid}:${start}`));
  const entry = indexObject(text, 'a:1', WINDOW, seenFrom(viewer));
  expect(entry.bad).toBe(false);
  const when = entry.occurrences[0]?.when;
  const at = when?.at === 'time' ? when.startsAt : Number.NaN;
  return { start: new Date(at).toISOString().slice(0, 16), floating: entry.floating };
}

describe('a meaningless name and a VTIMEZONE', () => {
  test('the rules are followed', () => {
    expect(meeting(vtimezone(EU), '20260724T100000', 'Asia/Tokyo').start).toBe('2026-07-24T08:00');
    expect(meeting(vtimezone(US_EAST), '20260310T100000', 'Asia/Tokyo').start).toBe('2026-03-10T14:00');
  });

  test('the zone that has these rules is meant: before they were written down, too', () => {
    // Written in 2024 by a program that knows only the rules of that year.
    const now = vtimezone({ ...US_EAST, since: '20240101' });
    expect(meeting(now, '20200724T100000', 'Asia/Tokyo').start).toBe('2020-07-24T14:00');
    expect(meeting(now, '20060401T100000', 'Asia/Tokyo').start).toBe('2006-04-01T15:00');
  });

  test('of zones that agree, the viewer’s own is meant', () => {
    // Egypt, Cyprus and Finland disagree in other years; in 2026 Helsinki's rules are Athens' rules.
    const east = vtimezone({
      standard: ['+0200', 'BYDAY=-1SU;BYMONTH=10'],
      daylight: ['+0300', 'BYDAY=-1SU;BYMONTH=3'],
    }).replaceAll('T020000', 'T040000');
    const found = meeting(
      east.replace('T040000\r\nTZOFFSETFROM:+0200', 'T030000\r\nTZOFFSETFROM:+0200'),
      '20260724T100000',
      'Europe/Helsinki',
    );
    expect(found).toEqual({ start: '2026-07-24T07:00', floating: true });
  });

  test('rules no zone has are followed as they stand', () => {
    const strange = vtimezone({
      standard: ['+0017', 'BYDAY=2TU;BYMONTH=9'],
      daylight: ['+0119', 'BYDAY=3WE;BYMONTH=4'],
    });
    expect(meeting(strange, '20260115T100000', 'Asia/Tokyo')).toEqual({
      start: '2026-01-15T09:43',
      floating: false,
    });
    expect(meeting(strange, '20260724T100000', 'Asia/Tokyo').start).toBe('2026-07-24T08:41');
  });

  test('one offset for ever is no zone’s', () => {
    expect(meeting(vtimezone({ standard: ['+0100', ''] }), '20260724T100000', 'Europe/Berlin')).toEqual({
      start: '2026-07-24T09:00',
      floating: false,
    });
  });
});

describe('a name and a VTIMEZONE that contradict each other', () => {
  test.each([
    ['Europe/Lisbon', '2026-07-24T09:00'],
    ['Eastern Standard Time', '2026-07-24T14:00'],
    ['/mozilla.org/20050126_1/Asia/Tokyo', '2026-07-24T01:00'],
  ])('%s: the name counts', (tzid, expected) => {
    const found = meeting(vtimezone({ ...EU, tzid }), '20260724T100000', 'UTC', `"${tzid}"`);
    expect(found).toEqual({ start: expected, floating: false });
  });

  test.each(['CST', 'EST', 'GMT+0100', 'GMT'])('%s: the VTIMEZONE counts', (tzid) => {
    const found = meeting(vtimezone({ ...EU, tzid }), '20260724T100000', 'UTC', `"${tzid}"`);
    expect(found.start).toBe('2026-07-24T08:00');
  });
});

describe('without a VTIMEZONE', () => {
  test('a doubtful name is better than none', () => {
    expect(meeting('', '20260724T100000', 'Asia/Tokyo', '"GMT+0100"')).toEqual({
      start: '2026-07-24T09:00',
      floating: false,
    });
  });

  test.each(['Office', '__proto__', 'constructor'])('%s is the viewer’s clock', (tzid) => {
    expect(meeting('', '20260724T100000', 'Asia/Tokyo', tzid)).toEqual({
      start: '2026-07-24T01:00',
      floating: true,
    });
  });
});

describe('a VTIMEZONE that cannot be used', () => {
  test.each([
    ['empty', 'BEGIN:VTIMEZONE\r\nTZID:Office\r\nEND:VTIMEZONE'],
    ['without a TZID', vtimezone(EU).replace('TZID:Office', 'X:1')],
    ['of another TZID', vtimezone({ ...EU, tzid: 'Elsewhere' })],
    ['with an offset that is none', vtimezone(EU).replaceAll('+0', 'plus')],
    ['with a rule that is none', vtimezone(EU).replaceAll('FREQ=YEARLY', 'FREQ=SOMETIMES')],
    ['with a line that is none', vtimezone(EU).replace('BEGIN:STANDARD', 'BEGIN:STANDARD\r\nnonsense')],
    ['unclosed inside', vtimezone(EU).replace('END:STANDARD\r\n', '')],
    ['nested without end', vtimezone(EU).replace('BEGIN:STANDARD', 'BEGIN:A\r\n'.repeat(10_000))],
    ['of a megabyte', vtimezone(EU).replace('TZID:Office', `X:${'x'.repeat(1_000_000)}\r\nTZID:Office`)],
  ])('%s: the viewer’s clock', (_name, timezone) => {
    expect(meeting(timezone, '20260724T100000', 'Asia/Tokyo').start).toBe('2026-07-24T01:00');
  });
});
