import { describe, expect, test } from 'vitest';
import { readCalendarText } from '../../../../main/core/ical/content-lines.ts';

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
    const lines = [{ name: 'UID', text: 'UID:a' }];
    expect(components).toEqual([{ name: 'VEVENT', lines, alarms: [], acknowledged: '' }]);
  });
});

describe('the alarms of an event', () => {
  const component = (...text: string[]) => {
    const { components } = readCalendarText(['BEGIN:VCALENDAR', ...text, 'END:VCALENDAR', ''].join('\r\n'));
    return components[0];
  };
  const alarm = (...text: string[]): readonly string[] => ['BEGIN:VALARM', ...text, 'END:VALARM'];
  const event = (...text: string[]) => component('BEGIN:VEVENT', 'UID:a', ...text, 'END:VEVENT');

  test('are kept apart, with those of their lines that count', () => {
    const found = event(
      ...alarm('ACTION:DISPLAY', 'trigger;related=END:-PT', ' 5M', 'DESCRIPTION:long', 'X-NOTE:y'),
      'SUMMARY:after',
      ...alarm('ACTION:AUDIO', 'ATTACH;VALUE=URI:Chime', 'TRIGGER:-P1D', 'UID:b'),
    );
    expect(found?.alarms).toEqual([
      [
        { name: 'ACTION', text: 'ACTION:DISPLAY' },
        { name: 'TRIGGER', text: 'trigger;related=END:-PT5M' },
      ],
      [
        { name: 'ACTION', text: 'ACTION:AUDIO' },
        { name: 'TRIGGER', text: 'TRIGGER:-P1D' },
        { name: 'UID', text: 'UID:b' },
      ],
    ]);
    expect(found?.lines.map(({ text }) => text)).toEqual(['UID:a', 'SUMMARY:after']);
  });

  test('hold nothing of what is nested in them, or beside them', () => {
    const nested = alarm(
      'TRIGGER:-PT1M',
      ...alarm('TRIGGER:-PT2M'),
      'BEGIN:X-A',
      'UID:x',
      'END:X-A',
      'UID:b',
    );
    const found = event(...nested, 'BEGIN:X-B', ...alarm('TRIGGER:-PT3M'), 'TRIGGER:-PT4M', 'END:X-B');
    expect(found?.alarms.map((lines) => lines.map(({ text }) => text))).toEqual([['TRIGGER:-PT1M', 'UID:b']]);
  });

  test('have to close as they opened', () => {
    expect(() => event('BEGIN:VALARM', 'TRIGGER:-PT1M')).toThrow('bad-object');
    expect(() => event('BEGIN:VALARM', 'TRIGGER:-PT1M', 'END:VEVENT', 'END:VALARM')).toThrow('bad-object');
  });

  test('of tasks are nobody’s, and so are those beyond any sense', () => {
    expect(component('BEGIN:VTODO', ...alarm('TRIGGER:-PT1M'), 'END:VTODO')?.alarms).toEqual([]);
    const many = Array.from({ length: 5_000 }, (_, i) => alarm(`TRIGGER:-PT${i}M`)).flat();
    const found = event(...many, 'SUMMARY:after');
    expect(found?.alarms).toHaveLength(50);
    expect(found?.alarms.at(-1)).toEqual([{ name: 'TRIGGER', text: 'TRIGGER:-PT49M' }]);
    expect(found?.lines.at(-1)?.text).toBe('SUMMARY:after');
    const long = event(...alarm(...Array.from({ length: 5_000 }, () => 'TRIGGER:-PT1M')));
    expect(long?.alarms[0]).toHaveLength(50);
  });

  test('may be answered for the event as a whole', () => {
    const found = event('X-MOZ-LASTACK:20261124T090000Z', 'x-moz-lastack:20261125T090000Z', 'SUMMARY:b');
    expect(found?.acknowledged).toBe('X-MOZ-LASTACK:20261124T090000Z');
    expect(found?.lines.map(({ text }) => text)).toEqual(['UID:a', 'SUMMARY:b']);
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
