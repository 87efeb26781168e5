import { describe, expect, test } from 'vitest';
import { readCalendarText } from '../../../main/core/content-lines.ts';

function lines(...text: string[]): readonly string[] {
  const { components } = readCalendarText(
    ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...text, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'),
  );
  expect(components).toHaveLength(1);
  return components.flatMap((component) => component.lines.map((line) => `${line.name}|${line.text}`));
}

describe('the lines of an event', () => {
  test('are those that are read, under their names in upper case', () => {
    expect(lines('UID:a', 'DTSTAMP:x', 'X-NOTE:y', 'summary;LANGUAGE=en:z', 'ATTACH:q')).toEqual([
      'UID|UID:a',
      'SUMMARY|summary;LANGUAGE=en:z',
    ]);
  });

  test('go on after what is nested in it, and leave that out', () => {
    const alarm = [
      'BEGIN:VALARM',
      'SUMMARY:inner',
      'BEGIN:X-A',
      'UID:deep',
      'END:X-A',
      'UID:inner',
      'END:VALARM',
    ];
    expect(lines('UID:a', ...alarm, 'SUMMARY:outer', ...alarm, 'LOCATION:here')).toEqual([
      'UID|UID:a',
      'SUMMARY|SUMMARY:outer',
      'LOCATION|LOCATION:here',
    ]);
  });

  test('are unfolded, at blanks and tabs, one of which belongs to the fold', () => {
    expect(lines('SUMM', ' ARY:a b', '  c', '\td', ' ', ' e', 'UID:a')).toEqual([
      'SUMMARY|SUMMARY:a b cde',
      'UID|UID:a',
    ]);
  });

  test('what is outside a calendar is nobody’s', () => {
    const { components } = readCalendarText(
      [
        'BEGIN:VCALENDAR',
        'UID:calendar',
        'BEGIN:VEVENT',
        'UID:a',
        'END:VEVENT',
        'UID:between',
        'END:VCALENDAR',
        'UID:after',
        'BEGIN:X-ROOT',
        'BEGIN:VEVENT',
        'UID:b',
        'END:VEVENT',
        'END:X-ROOT',
      ].join('\n'),
    );
    expect(components).toEqual([{ name: 'VEVENT', lines: [{ name: 'UID', text: 'UID:a' }] }]);
  });
});

test('VTIMEZONEs are kept as they stand', () => {
  const zone = 'BEGIN:VTIMEZONE\r\nTZID:a\r\n b\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE';
  const text = ['BEGIN:VCALENDAR', zone, 'BEGIN:VEVENT', 'UID:a', 'END:VEVENT', zone, 'END:VCALENDAR'].join(
    '\r\n',
  );
  const { components, timezones } = readCalendarText(text);
  expect(timezones).toEqual([zone, zone]);
  expect(components).toHaveLength(1);
});

test('a VTIMEZONE in lower case, or cut off, does not swallow the event after it', () => {
  const lower =
    'BEGIN:VCALENDAR\nbegin:vtimezone\nend:vtimezone\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR';
  expect(readCalendarText(lower).components.map(({ name }) => name)).toContain('VEVENT');
  expect(() => readCalendarText(lower.replace('end:vtimezone\n', ''))).toThrow();
});
