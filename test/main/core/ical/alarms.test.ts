import { describe, expect, test } from 'vitest';
import { parseCalendar } from '../../../../main/core/ical/ical.ts';
import type { Alarm } from '../../../../main/core/model.ts';
import { object, objectOf, vevent } from '../../../support/ical-text.ts';

const START = 'DTSTART:20261124T100000Z';

function alarm(...lines: readonly string[]): readonly string[] {
  return ['BEGIN:VALARM', ...lines, 'END:VALARM'];
}

function alarmsOf(...lines: readonly string[]): readonly Alarm[] {
  return parseCalendar(object(START, ...lines).ical).master?.alarms ?? [];
}

const at = (text: string): number => Date.parse(text);
const before = (minutes: number) => ({ at: 'start', days: 0, ms: 0 - minutes * 60_000 });

/** [who writes it, its lines, the trigger; null: it does not ring]. */
const TRIGGERS: readonly (readonly [string, readonly string[], object | null])[] = [
  ['Thunderbird', ['ACTION:DISPLAY', 'TRIGGER;VALUE=DURATION:-PT15M', 'DESCRIPTION:Mozilla'], before(15)],
  ['Thunderbird, at the start', ['ACTION:DISPLAY', 'TRIGGER;VALUE=DURATION:-PT0M'], before(0)],
  [
    'Thunderbird, after the end',
    ['ACTION:DISPLAY', 'TRIGGER;RELATED=END;VALUE=DURATION:PT10M'],
    { at: 'end', days: 0, ms: 600_000 },
  ],
  [
    'Apple',
    ['X-WR-ALARMUID:8A', 'UID:8A', 'TRIGGER:-PT30M', 'ATTACH;VALUE=URI:Chord', 'ACTION:AUDIO'],
    before(30),
  ],
  [
    'Apple, no alarm here',
    ['ACTION:NONE', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'X-APPLE-DEFAULT-ALARM:TRUE'],
    null,
  ],
  ['Apple, a default alarm', ['X-APPLE-DEFAULT-ALARM:TRUE', 'ACTION:AUDIO', 'TRIGGER:-PT15H'], before(900)],
  ['Google', ['ACTION:DISPLAY', 'DESCRIPTION:This is an event reminder', 'TRIGGER:-P0DT0H10M0S'], before(10)],
  ['Google, by mail', ['ACTION:EMAIL', 'ATTENDEE:mailto:a@example.org', 'TRIGGER:-P0DT1H0M0S'], null],
  ['Outlook', ['TRIGGER:-PT15M', 'ACTION:DISPLAY', 'DESCRIPTION:Reminder'], before(15)],
  ['Exchange', ['DESCRIPTION:REMINDER', 'TRIGGER;RELATED=START:-PT15M', 'ACTION:DISPLAY'], before(15)],
  ['Outlook, in full', ['TRIGGER;RELATED=START:-PT00H15M00S', 'ACTION:DISPLAY'], before(15)],
  ['Nextcloud', ['ACTION:DISPLAY', 'TRIGGER;RELATED=START:-P1D'], { at: 'start', days: -1, ms: 0 }],
  [
    'Evolution',
    ['X-EVOLUTION-ALARM-UID:1', 'ACTION:DISPLAY', 'TRIGGER;VALUE=DURATION;RELATED=START:-PT15M'],
    before(15),
  ],
  [
    'KOrganizer',
    ['DESCRIPTION:', 'ACTION:DISPLAY', 'TRIGGER;RELATED=END:-PT5M'],
    { at: 'end', days: 0, ms: -300_000 },
  ],
  ['days and hours', ['ACTION:DISPLAY', 'TRIGGER:-P1DT15H'], { at: 'start', days: -1, ms: -54_000_000 }],
  ['weeks', ['ACTION:DISPLAY', 'TRIGGER:-P2W'], { at: 'start', days: -14, ms: 0 }],
  ['lower case', ['action:display', 'trigger;related=end:-pt5m'], { at: 'end', days: 0, ms: -300_000 }],
  ['a plus sign', ['ACTION:DISPLAY', 'TRIGGER:+PT5M'], { at: 'start', days: 0, ms: 300_000 }],
  ['no action', ['TRIGGER:-PT5M'], before(5)],
  [
    'an instant',
    ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME:20261124T083000Z'],
    { at: 'instant', instant: at('2026-11-24T08:30:00Z') },
  ],
  [
    'an instant that does not say it is one',
    ['ACTION:DISPLAY', 'TRIGGER:20261124T083000Z'],
    { at: 'instant', instant: at('2026-11-24T08:30:00Z') },
  ],
  [
    'an instant in a zone with a name',
    ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME;TZID=Europe/Prague:20261124T083000'],
    { at: 'instant', instant: at('2026-11-24T07:30:00Z') },
  ],
  ['an instant of nowhere', ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME:20261124T083000'], null],
  [
    'an instant of a zone nobody knows',
    ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME;TZID=Home:20261124T083000'],
    null,
  ],
  ['a bare date', ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE:20261124'], null],
  ['no trigger', ['ACTION:DISPLAY'], null],
  ['a trigger of words', ['ACTION:DISPLAY', 'TRIGGER:soon'], null],
  ['a trigger with a stray quotation mark', ['ACTION:DISPLAY', 'TRIGGER;X="a:-PT5M'], null],
  ['a procedure', ['ACTION:PROCEDURE', 'TRIGGER:-PT5M', 'ATTACH:file:///bin/true'], null],
  ['an action nobody knows', ['ACTION:X-SMOKE', 'TRIGGER:-PT5M'], null],
];

describe('the trigger of an alarm', () => {
  test.each(TRIGGERS)('%s', (_who, lines, trigger) => {
    expect(alarmsOf(...alarm(...lines)).map((one) => one.trigger)).toEqual(trigger ? [trigger] : []);
  });

  test('that cannot be read leaves the event and its other alarms alone', () => {
    const found = alarmsOf(
      ...alarm('ACTION:DISPLAY', 'TRIGGER:nonsense'),
      ...alarm('ACTION:DISPLAY', 'TRIGGER:-PT5M'),
    );
    expect(found.map((one) => one.trigger)).toEqual([before(5)]);
  });
});

describe('repetition', () => {
  const repeated = (...lines: readonly string[]) =>
    alarmsOf(...alarm('ACTION:AUDIO', 'TRIGGER:-PT30M', ...lines)).map(({ repeat, every }) => [
      repeat,
      every,
    ]);

  test.each<readonly [string, readonly string[], readonly [number, number]]>([
    ['so many more times', ['REPEAT:4', 'DURATION:PT5M'], [4, 300_000]],
    ['once a day', ['REPEAT:2', 'DURATION:P1D'], [2, 86_400_000]],
    ['one without the other is none', ['REPEAT:4'], [0, 0]],
    ['nor the other', ['DURATION:PT5M'], [0, 0]],
    ['no pause between is none', ['REPEAT:4', 'DURATION:PT0S'], [0, 0]],
    ['backwards is none', ['REPEAT:4', 'DURATION:-PT5M'], [0, 0]],
    ['a number that is none', ['REPEAT:often', 'DURATION:PT5M'], [0, 0]],
    ['not for ever', ['REPEAT:100000', 'DURATION:PT5M'], [50, 300_000]],
    ['not each second', ['REPEAT:3', 'DURATION:PT1S'], [3, 60_000]],
  ])('%s', (_what, lines, expected) => {
    expect(repeated(...lines)).toEqual([expected]);
  });
});

describe('acknowledgement', () => {
  const acknowledged = (...lines: readonly string[]) => alarmsOf(...lines).map((one) => one.acknowledgedAt);
  const plain = alarm('ACTION:DISPLAY', 'TRIGGER:-PT15M');

  test('of one alarm counts for that one', () => {
    const lines = alarm('ACTION:DISPLAY', 'TRIGGER:-PT5M', 'ACKNOWLEDGED:20261124T095500Z');
    expect(acknowledged(...plain, ...lines)).toEqual([null, at('2026-11-24T09:55:00Z')]);
  });

  test('of the event, as Thunderbird writes it, counts for all, the later of both', () => {
    const lines = alarm('ACTION:DISPLAY', 'TRIGGER:-PT5M', 'ACKNOWLEDGED:20261124T095500Z');
    const last = at('2026-11-24T09:50:00Z');
    expect(acknowledged('X-MOZ-LASTACK:20261124T095000Z', ...plain, ...lines)).toEqual([
      last,
      at('2026-11-24T09:55:00Z'),
    ]);
  });

  test('that cannot be read is none', () => {
    expect(acknowledged('X-MOZ-LASTACK:yesterday', ...plain)).toEqual([null]);
  });

  test('of an exception is its own', () => {
    const { ical } = objectOf(
      vevent('UID:a', START, 'RRULE:FREQ=DAILY', 'X-MOZ-LASTACK:20261124T095000Z', ...plain),
      vevent('UID:a', 'RECURRENCE-ID:20261125T100000Z', 'DTSTART:20261125T120000Z', ...plain),
    );
    const { master, overrides } = parseCalendar(ical);
    expect(master?.alarms[0]?.acknowledgedAt).toBe(at('2026-11-24T09:50:00Z'));
    expect(overrides[0]?.alarms[0]?.acknowledgedAt).toBeNull();
  });
});

describe('the name of an alarm', () => {
  const idOf = (...lines: readonly string[]) => alarmsOf(...alarm('ACTION:DISPLAY', ...lines))[0]?.id;

  test('is that of its UID, whatever becomes of the rest', () => {
    expect(idOf('UID:7', 'TRIGGER:-PT15M')).toBe(
      idOf('TRIGGER:-PT5M', 'UID:7', 'ACKNOWLEDGED:20261124T095500Z'),
    );
    expect(idOf('UID:7', 'TRIGGER:-PT15M')).not.toBe(idOf('UID:8', 'TRIGGER:-PT15M'));
    expect(idOf('X-WR-ALARMUID:7', 'TRIGGER:-PT15M')).toBe(idOf('UID:7', 'TRIGGER:-PT15M'));
  });

  test('is made of when it rings where there is none, however that is written', () => {
    const id = idOf('TRIGGER:-PT15M');
    expect(idOf('TRIGGER;VALUE=DURATION;RELATED=START:-P0DT0H15M0S', 'DESCRIPTION:other')).toBe(id);
    expect(idOf('TRIGGER:-PT900S', 'ACKNOWLEDGED:20261124T095500Z')).toBe(id);
    expect(idOf('TRIGGER;RELATED=END:-PT15M')).not.toBe(id);
    expect(idOf('TRIGGER:-PT15M', 'REPEAT:1', 'DURATION:PT5M')).not.toBe(id);
  });
});

test('a snooze of another program rings at its instant, and what it puts off was answered', () => {
  const found = alarmsOf(
    ...alarm('UID:1', 'ACTION:DISPLAY', 'TRIGGER:-PT15M', 'ACKNOWLEDGED:20261124T094500Z'),
    ...alarm(
      'UID:2',
      'ACTION:DISPLAY',
      'TRIGGER;VALUE=DATE-TIME:20261124T095000Z',
      'RELATED-TO;RELTYPE=SNOOZE:1',
    ),
  );
  expect(found.map(({ trigger, acknowledgedAt }) => [trigger.at, acknowledgedAt])).toEqual([
    ['start', at('2026-11-24T09:45:00Z')],
    ['instant', null],
  ]);
});
