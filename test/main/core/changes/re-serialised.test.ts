import { describe, expect, test } from 'vitest';
import { readCalendarText } from '../../../../main/core/ical/content-lines.ts';
import { saysTheSame } from '../../../../main/core/changes/re-serialised.ts';
import { vcalendar, vevent } from '../../../support/ical-text.ts';

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
    ['that takes no time', before.replace('UID:a', 'UID:a\r\nTRANSP:TRANSPARENT')],
    ['with a category', before.replace('UID:a', 'UID:a\r\nCATEGORIES:x')],
  ])('%s', (_name, after) => {
    expect(saysTheSame(readCalendarText(before), readCalendarText(after))).toBe(true);
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
    ['notes', before.replace('UID:a', 'UID:a\r\nDESCRIPTION:x')],
    ['a guest', before.replace('UID:a', 'UID:a\r\nATTENDEE:mailto:a@example.org')],
    ['who invites', before.replace('UID:a', 'UID:a\r\nORGANIZER:mailto:a@example.org')],
    ['an address', before.replace('UID:a', 'UID:a\r\nURL:https://example.org/')],
    ['a line less at the end', before.replace('LOCATION:Room 4\r\nEND', 'END')],
  ])('not with %s', (_name, after) => {
    expect(saysTheSame(readCalendarText(before), readCalendarText(after))).toBe(false);
  });
});
