import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { readLine, rememberingLines } from '../../../../main/core/ical/ical-values.ts';

test('law: a line is read as ical.js reads it, whatever short cut is taken', () => {
  const name = fc.constantFrom('SUMMARY', 'LOCATION', 'DESCRIPTION', 'UID', 'STATUS', 'TRANSP', 'summary');
  const parameters = fc.constantFrom('', '', ';LANGUAGE=en', ';X-A="b:c"');
  const text = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('\\n', '\\,', '\\\\', ':', ';', ',', ' ', '"', 'ä', '👩‍🚀')),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(name, parameters, text, (one, more, parts) => {
      const line = `${one}${more}:${parts.join('').replaceAll(/[\r\n]/g, '')}`;
      expect(readLine(line)).toEqual(ICAL.parse.property(line));
    }),
    { numRuns: 500 },
  );
});

test('law: and so is a time', () => {
  const name = fc.constantFrom('DTSTART', 'DTEND', 'RECURRENCE-ID', 'dtstart');
  const parameters = fc.constantFrom(
    '',
    ';TZID=Europe/Berlin',
    ';TZID=America/Port-au-Prince',
    ';TZID=/example.org/Etc/GMT+1',
    ';TZID="W. Europe Standard Time"',
    ';TZID=Europe/Berlin;X-A=b',
    ';VALUE=DATE-TIME',
    ';RANGE=THISANDFUTURE',
  );
  const stamp = fc.stringMatching(/^[0-9]{8}T[0-9]{6}Z?$/);
  fc.assert(
    fc.property(name, parameters, stamp, (one, more, time) => {
      const line = `${one}${more}:${time}`;
      expect(readLine(line)).toEqual(ICAL.parse.property(line));
    }),
    { numRuns: 500 },
  );
});

test('a line that was read before is not read again', () => {
  const read = rememberingLines();
  const line = 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org';
  expect(read(line)).toBe(read(line));
  expect(read(line)).toEqual(readLine(line));
  expect(read(line)).not.toBe(rememberingLines()(line));
  expect(() => read('no property')).toThrow('bad-object');
});
