import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eventBlocks,
  foldedLine,
  lineEndOf,
  objectLines,
  partsOf,
  textOf,
} from '../../../../main/core/ical/object-lines.ts';
import { OUTLOOK } from '../../../support/invitation-texts.ts';

const piece = fc.constantFrom(
  'BEGIN:VEVENT',
  'END:VEVENT',
  'SUMMARY:ž☕️',
  ' folded',
  '\tfolded',
  '',
  ':',
  '\r',
  '\n',
  '\r\n',
  '\r\r\n',
  'x;y="a:b":c',
);

describe('the lines of an object', () => {
  test('are the object again when they are put together, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const ical = pieces.join('');
        const joined = objectLines(ical)
          .map(({ raw }) => raw)
          .join('');
        expect(joined).toBe(ical);
      }),
    );
  });

  test.each([
    ['CR LF', '\r\n'],
    ['LF', '\n'],
    ['CR alone, as on old Macs', '\r'],
    ['CR CR LF, as careless tools write', '\r\r\n'],
  ])('are unfolded and named, with %s', (_name, end) => {
    const lines = objectLines(
      ['begin:VCALENDAR', 'SUMMARY;X=1:One', '  two', '\tthree', 'nothing', 'END:VCALENDAR', ''].join(end),
    );
    expect(lines.map(({ name, text }) => [name, text])).toEqual([
      ['BEGIN', 'begin:VCALENDAR'],
      ['SUMMARY', 'SUMMARY;X=1:One twothree'],
      ['', 'nothing'],
      ['END', 'END:VCALENDAR'],
    ]);
    expect(lines.map(lineEndOf)).toEqual([end, end, end, end]);
  });

  test('without an end at their end get the usual one', () => {
    const [only] = objectLines('SUMMARY:One');
    expect(only && [only.raw, lineEndOf(only)]).toEqual(['SUMMARY:One', '\r\n']);
  });
});

describe('the events of an object', () => {
  test('have their own properties, not those of alarms and zones', () => {
    const lines = objectLines(OUTLOOK);
    const [block, ...more] = eventBlocks(lines);
    expect(more).toEqual([]);
    const names = block?.own.map((at) => lines[at]?.name) ?? [];
    expect(names.filter((name) => name === 'DESCRIPTION' || name === 'RRULE' || name === 'DTSTART')).toEqual([
      'DESCRIPTION',
      'RRULE',
      'DTSTART',
    ]);
    expect([lines[block?.from ?? 0]?.text, lines[block?.to ?? 0]?.text]).toEqual([
      'BEGIN:VEVENT',
      'END:VEVENT',
    ]);
  });

  test('also have what stands after an alarm', () => {
    const lines = objectLines(
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nX:1\nEND:VALARM\nSUMMARY:2\nEND:VEVENT\nEND:VCALENDAR\n',
    );
    expect(eventBlocks(lines).map(({ own }) => own.map((at) => lines[at]?.name))).toEqual([['SUMMARY']]);
  });

  test('are not those inside something else', () => {
    expect(
      eventBlocks(
        objectLines('BEGIN:VCALENDAR\nBEGIN:VTODO\nBEGIN:VEVENT\nEND:VEVENT\nEND:VTODO\nEND:VCALENDAR\n'),
      ),
    ).toEqual([]);
    expect(eventBlocks(objectLines('BEGIN:VEVENT\nEND:VEVENT\n'))).toEqual([]);
  });
});

describe('a line that is made', () => {
  test('is folded at 75 octets, between characters, and reads as it was written', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'ž', '☕', '🎉', ' ', ':', '"'), maxLength: 300 });
    fc.assert(
      fc.property(words, fc.constantFrom('\r\n', '\n'), (value, end) => {
        const line = foldedLine(`X:${value}`, end);
        for (const part of line.raw.split(end)) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
          expect(part.isWellFormed()).toBe(true);
        }
        expect(objectLines(line.raw)).toEqual([line]);
      }),
    );
  });

  test('is as long as it may be', () => {
    expect(foldedLine(`X:${'a'.repeat(73)}`, '\n').raw).toBe(`X:${'a'.repeat(73)}\n`);
    expect(foldedLine(`X:${'a'.repeat(74)}`, '\n').raw).toBe(`X:${'a'.repeat(73)}\n a\n`);
  });
});

describe('a property taken apart', () => {
  test.each([
    ['SUMMARY:a:b;c', ['SUMMARY', [], 'a:b;c']],
    [
      'attendee;CN="Ana; really: yes";RSVP=TRUE:mailto:ana@example.org',
      ['attendee', ['CN="Ana; really: yes"', 'RSVP=TRUE'], 'mailto:ana@example.org'],
    ],
    ['X;;Y=:', ['X', ['', 'Y='], '']],
  ] as const)('%s', (line, [name, parameters, value]) => {
    expect(partsOf(line)).toEqual({ name, parameters, value });
    expect(textOf({ name, parameters, value })).toBe(line);
  });

  test.each(['', 'SUMMARY', 'X;Y', 'X;Y="a:b'])('is none: %s', (line) => {
    expect(partsOf(line)).toBeNull();
  });
});
