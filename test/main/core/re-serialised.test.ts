import { describe, expect, test } from 'vitest';
import { saysTheSame } from '../../../main/core/re-serialised.ts';
import { vcalendar, vevent } from '../../support/ical-text.ts';

const LINES = ['UID:a', 'DTSTART:20261124T100000Z', 'SUMMARY:Design review', 'LOCATION:Room 4'];
const before = vcalendar(vevent('DTSTAMP:20261101T120000Z', ...LINES));

describe('two texts say the same', () => {
  test.each([
    ['unchanged', before],
    [
      'with another DTSTAMP and SEQUENCE',
      vcalendar(vevent('SEQUENCE:2', 'DTSTAMP:20261102T120000Z', ...LINES)),
    ],
    ['with LF', before.replaceAll('\r\n', '\n')],
    ['folded', before.replace('Design review', 'Design\r\n  review')],
    ['with an alarm', before.replace('END:VEVENT', 'BEGIN:VALARM\r\nSUMMARY:x\r\nEND:VALARM\r\nEND:VEVENT')],
    [
      'with notes and a guest',
      before.replace('UID:a', 'UID:a\r\nDESCRIPTION:x\r\nATTENDEE:mailto:a@example.org'),
    ],
  ])('%s', (_name, after) => {
    expect(saysTheSame(before, after)).toBe(true);
  });

  test.each([
    ['another title', before.replace('Design', 'Code')],
    ['a rule more', before.replace('UID:a', 'UID:a\r\nRRULE:FREQ=DAILY')],
    ['a place less', before.replace('LOCATION:Room 4\r\n', '')],
    ['an override more', before.replace('END:VCALENDAR', `${vevent(...LINES)}\r\nEND:VCALENDAR`)],
    [
      'another zone',
      before.replace('BEGIN:VEVENT', 'BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT'),
    ],
    ['nothing readable', 'BEGIN:VCALENDAR'],
  ])('not with %s', (_name, after) => {
    expect(saysTheSame(before, after)).toBe(false);
  });
});
