import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { answered, type Answering } from '../../../../main/core/replies/answer-text.ts';
import { parseCalendar } from '../../../../main/core/ical/ical.ts';
import { APPLE, GOOGLE, NEXTCLOUD, OUTLOOK, text, THUNDERBIRD } from '../../../support/invitation-texts.ts';
import { NOBODY } from '../../../support/model-facts.ts';

const EMA = { ...NOBODY, addresses: ['ema@example.org'] };
const NOW = Date.parse('2026-11-24T09:00:00Z');
const wish = (more: Partial<Answering> = {}): Answering => ({
  self: EMA,
  answer: 'accepted',
  note: '',
  recurrenceId: null,
  now: NOW,
  zone: 'Europe/Berlin',
  ...more,
});

function after(ical: string, more: Partial<Answering> = {}): string {
  const result = answered(ical, wish(more));
  if (result.kind !== 'answered') throw new Error(result.why);
  return result.ical;
}

/** Lines that are new, and lines that are gone, folds undone. */
function difference(before: string, now: string): { readonly gone: string[]; readonly come: string[] } {
  const lines = (ical: string) => ical.replace(/\r?\n /g, '').split(/\r?\n/);
  const [old, fresh] = [lines(before), lines(now)];
  return {
    gone: old.filter((line) => !fresh.includes(line)),
    come: fresh.filter((line) => !old.includes(line)),
  };
}

const single = (...lines: readonly string[]): string =>
  text(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    'BEGIN:VEVENT',
    'UID:u1',
    'DTSTAMP:20261120T101500Z',
    'DTSTART:20261203T080000Z',
    'DTEND:20261203T100000Z',
    'SUMMARY:Planning',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  );

describe('an answer changes one’s own line, the stamps, and nothing else', () => {
  const STAMP = 'DTSTAMP:20261124T090000Z';
  const MODIFIED = 'LAST-MODIFIED:20261124T090000Z';
  const shapes: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'Google',
      GOOGLE,
      [
        STAMP,
        'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=ema@example.org;X-NUM-GUESTS=0:mailto:ema@example.org',
        MODIFIED,
      ],
      [
        'DTSTAMP:20261120T101500Z',
        'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=ema@example.org;X-NUM-GUESTS=0:mailto:ema@example.org',
        'LAST-MODIFIED:20261120T101459Z',
      ],
    ],
    [
      'Outlook, with capitals and a quoted name that looks like parameters',
      OUTLOOK,
      [
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;CN="Novak, Ema; Belfry: Ltd":MAILTO:Ema@Example.ORG',
        STAMP,
      ],
      [
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Novak, Ema; Belfry: Ltd":MAILTO:Ema@Example.ORG',
        'DTSTAMP:20261120T101500Z',
      ],
    ],
    [
      'Apple, with the mail address in a parameter and no PARTSTAT',
      APPLE,
      [
        'ATTENDEE;CN="Ema";CUTYPE=INDIVIDUAL;EMAIL="ema@example.org";RSVP=TRUE;PARTSTAT=ACCEPTED:/aNjU0MzIx/principal/',
        STAMP,
        MODIFIED,
      ],
      [
        'ATTENDEE;CN="Ema";CUTYPE=INDIVIDUAL;EMAIL="ema@example.org";RSVP=TRUE:/aNjU0MzIx/principal/',
        'DTSTAMP:20261120T101500Z',
        'LAST-MODIFIED:20261120T101459Z',
      ],
    ],
    [
      'Thunderbird',
      THUNDERBIRD,
      [
        MODIFIED,
        STAMP,
        'ATTENDEE;CN=Ema Nováková, Vertrieb;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:ema@example.org',
      ],
      [
        'LAST-MODIFIED:20261120T101500Z',
        'DTSTAMP:20261120T101500Z',
        'ATTENDEE;CN=Ema Nováková, Vertrieb;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT:mailto:ema@example.org',
      ],
    ],
    [
      'Nextcloud, whose SCHEDULE-STATUS is the server’s',
      NEXTCLOUD,
      [
        STAMP,
        MODIFIED,
        'ATTENDEE;CN=Ema;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=TRUE;LANGUAGE=de;SCHEDULE-STATUS=1.1:mailto:ema@example.org',
      ],
      [
        'DTSTAMP:20261120T101500Z',
        'LAST-MODIFIED:20261120T101459Z',
        'ATTENDEE;CN=Ema;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE;LANGUAGE=de;SCHEDULE-STATUS=1.1:mailto:ema@example.org',
      ],
    ],
    [
      'somebody else writing for one, in small letters',
      single('attendee;sent-by="mailto:desk@example.org";partstat=needs-action:mailto:EMA@example.org'),
      [STAMP, 'attendee;sent-by="mailto:desk@example.org";PARTSTAT=ACCEPTED:mailto:EMA@example.org'],
      [
        'DTSTAMP:20261120T101500Z',
        'attendee;sent-by="mailto:desk@example.org";partstat=needs-action:mailto:EMA@example.org',
      ],
    ],
    [
      'somebody invited under two addresses',
      single('ATTENDEE:mailto:ema@example.org', 'ATTENDEE;PARTSTAT=NEEDS-ACTION:urn:uuid:e1'),
      [STAMP, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ema@example.org', 'ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:e1'],
      [
        'DTSTAMP:20261120T101500Z',
        'ATTENDEE:mailto:ema@example.org',
        'ATTENDEE;PARTSTAT=NEEDS-ACTION:urn:uuid:e1',
      ],
    ],
    [
      'an answer given twice in one line',
      single('ATTENDEE;PARTSTAT=TENTATIVE;CN=Ema;PARTSTAT=DECLINED:mailto:ema@example.org'),
      [STAMP, 'ATTENDEE;PARTSTAT=ACCEPTED;CN=Ema:mailto:ema@example.org'],
      [
        'DTSTAMP:20261120T101500Z',
        'ATTENDEE;PARTSTAT=TENTATIVE;CN=Ema;PARTSTAT=DECLINED:mailto:ema@example.org',
      ],
    ],
  ];
  const self = { ...EMA, addresses: ['ema@example.org', 'urn:uuid:e1'] };

  test.each(shapes)('%s', (_name, before, come, gone) => {
    expect(difference(before, after(before, { self }))).toEqual({ gone, come });
  });

  test.each(shapes)('%s: with the line ends it had, and no line too long', (_name, before) => {
    expect(after(before, { self })).not.toMatch(/[^\r]\n/);
    const withLf = before.replaceAll('\r\n', '\n');
    expect(after(withLf, { self })).toBe(after(before, { self }).replaceAll('\r\n', '\n'));
    const mine = after(before, { self }).match(/^ATTENDEE(?:.*\r\n )*.*ema@example\.org/gim) ?? [];
    for (const line of mine.flatMap((one) => one.split('\r\n')))
      if (!before.includes(line)) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test('folds of lines that are not one’s own stay where they were', () => {
    expect(after(GOOGLE)).toContain(
      'PARTSTAT=ACCEPTED;RSVP=TRUE\r\n ;CN=Chidi Okafor;X-NUM-GUESTS=0:mailto:chidi@example.com',
    );
  });

  test('a line is folded between characters, never inside one', () => {
    const name = 'Ž'.repeat(60);
    const line = after(single(`ATTENDEE;CN=${name}:mailto:ema@example.org`));
    expect(line.replaceAll('\r\n ', '')).toContain(`CN=${name};PARTSTAT=ACCEPTED:mailto:ema@example.org`);
    for (const part of line.split('\r\n')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
  });

  test('a stamp never goes back', () => {
    const late = single('ATTENDEE:mailto:ema@example.org').replace('20261120T101500Z', '20270101T000000Z');
    expect(difference(late, after(late)).come).toEqual(['ATTENDEE;PARTSTAT=ACCEPTED:mailto:ema@example.org']);
  });
});

describe('there is nothing to answer', () => {
  const why = (ical: string, more: Partial<Answering> = {}): string => {
    const result = answered(ical, wish(more));
    return result.kind === 'impossible' ? result.why : 'answered';
  };
  test.each([
    ['for somebody who is not among the guests', single('ATTENDEE:mailto:ben@example.org'), 'not-invited'],
    [
      'for a group, even one’s own',
      single('ATTENDEE;CUTYPE=GROUP;MEMBER="mailto:ema@example.org":mailto:team@example.org'),
      'not-invited',
    ],
    ['without guests', single(), 'not-invited'],
    [
      'in a guest’s alarm',
      single('BEGIN:VALARM', 'ACTION:EMAIL', 'ATTENDEE:mailto:ema@example.org', 'END:VALARM'),
      'not-invited',
    ],
    ['for what is cancelled', single('STATUS:CANCELLED', 'ATTENDEE:mailto:ema@example.org'), 'cancelled'],
    ['in what cannot be read', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'unreadable'],
  ])('%s', (_name, ical, reason) => {
    expect(why(ical)).toBe(reason);
  });

  test('for an occurrence that is cancelled, by itself or with all of them', () => {
    const at = { recurrenceId: key('2026-12-03T08:00:00Z') };
    const gone = moved('20261203', 'NEEDS-ACTION').toSpliced(1, 0, 'STATUS:CANCELLED');
    expect(why(series('NEEDS-ACTION', gone), at)).toBe('cancelled');
    const all = series('NEEDS-ACTION').replace('SUMMARY:', 'STATUS:CANCELLED\r\nSUMMARY:');
    expect(why(all, at)).toBe('cancelled');
    expect(why(series('NEEDS-ACTION'), at)).toBe('answered');
  });

  test('for an occurrence that the series does not have', () => {
    const at = (instant: string) => why(OUTLOOK, { recurrenceId: String(Date.parse(instant)) });
    expect(at('2026-12-17T08:00:00Z')).toBe('answered');
    expect(at('2026-12-17T09:00:00Z')).toBe('gone');
    expect(at('2026-12-10T08:00:00Z')).toBe('gone'); // taken out
    expect(why(single('ATTENDEE:mailto:ema@example.org'), { recurrenceId: '1' })).toBe('gone');
    expect(why(OUTLOOK, { recurrenceId: 'nonsense' })).toBe('gone');
  });
});

const exception = (...lines: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  'UID:s1',
  'DTSTAMP:20261120T101500Z',
  ...lines,
  'END:VEVENT',
];
const me = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:ema@example.org`;
const series = (mine: string, ...exceptions: readonly (readonly string[])[]): string =>
  text(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    ...exception(
      'DTSTART;TZID=Europe/Berlin:20261001T090000',
      'DTEND;TZID=Europe/Berlin:20261001T100000',
      'RRULE:FREQ=WEEKLY;BYDAY=TH',
      'RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261204T130000/PT3H',
      'SUMMARY:Jour fixe',
      'ORGANIZER:mailto:chidi@example.org',
      me(mine),
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-PT10M',
      'END:VALARM',
      'SEQUENCE:4',
    ),
    ...exceptions.flat(),
    'END:VCALENDAR',
  );
const moved = (day: string, mine: string, more = '') =>
  exception(
    `RECURRENCE-ID${more};TZID=Europe/Berlin:${day}T090000`,
    `DTSTART;TZID=Europe/Berlin:${day}T150000`,
    `DTEND;TZID=Europe/Berlin:${day}T160000`,
    'SUMMARY:Jour fixe',
    me(mine),
  );
const answers = (ical: string): readonly string[] =>
  [...ical.matchAll(/PARTSTAT=([A-Z-]+)/g)].map((m) => m[1] ?? '');
const key = (instant: string): string => String(Date.parse(instant));

describe('a whole series', () => {
  test('is answered in each exception that waits, and where the answer was the same', () => {
    const before = series(
      'TENTATIVE',
      moved('20261203', 'NEEDS-ACTION'),
      moved('20261210', 'DECLINED'),
      moved('20261217', 'TENTATIVE'),
    );
    expect(answers(after(before))).toEqual(['ACCEPTED', 'ACCEPTED', 'DECLINED', 'ACCEPTED']);
  });

  test('is answered where one was only asked to some occurrences', () => {
    const before = series('X', moved('20261203', 'NEEDS-ACTION'), moved('20261210', 'DECLINED')).replace(
      'ATTENDEE;PARTSTAT=X:mailto:ema',
      'ATTENDEE;PARTSTAT=X:mailto:ben',
    );
    expect(answers(after(before))).toEqual(['X', 'ACCEPTED', 'DECLINED']);
    expect(answers(after(before.replace('NEEDS-ACTION', 'DECLINED')))).toEqual(['X', 'ACCEPTED', 'ACCEPTED']);
  });

  test('stamps only what it changed', () => {
    const before = series('NEEDS-ACTION', moved('20261210', 'DECLINED'));
    expect(after(before).match(/DTSTAMP:\d+/g)).toEqual(['DTSTAMP:20261124', 'DTSTAMP:20261120']);
    expect(after(before)).toContain('SEQUENCE:4\r\n');
  });

  test('is not cancelled by one cancelled occurrence, which is left alone', () => {
    const gone = moved('20261203', 'NEEDS-ACTION').toSpliced(1, 0, 'STATUS:CANCELLED');
    expect(answers(after(series('NEEDS-ACTION', gone)))).toEqual(['ACCEPTED', 'NEEDS-ACTION']);
  });
});

describe('one occurrence', () => {
  const occurrence = (ical: string, instant: string, more: Partial<Answering> = {}): string =>
    after(ical, { answer: 'declined', recurrenceId: key(instant), ...more });

  test('gets an exception made of the series, at its own time', () => {
    const before = series('ACCEPTED');
    const now = occurrence(before, '2026-12-03T08:00:00Z');
    const added = now.slice(before.indexOf('END:VEVENT') + 'END:VEVENT\r\n'.length);
    expect(now.startsWith(before.replace('END:VCALENDAR\r\n', ''))).toBe(true);
    expect(added).toBe(
      text(
        'BEGIN:VEVENT',
        'UID:s1',
        'DTSTAMP:20261124T090000Z',
        'RECURRENCE-ID;TZID=Europe/Berlin:20261203T090000',
        'DTSTART;TZID=Europe/Berlin:20261203T090000',
        'DTEND;TZID=Europe/Berlin:20261203T100000',
        'SUMMARY:Jour fixe',
        'ORGANIZER:mailto:chidi@example.org',
        me('DECLINED'),
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        'TRIGGER:-PT10M',
        'END:VALARM',
        'SEQUENCE:4',
        'END:VEVENT',
        'END:VCALENDAR',
      ),
    );
  });

  test('of an added date keeps the length that date has', () => {
    expect(occurrence(series('ACCEPTED'), '2026-12-04T12:00:00Z')).toContain(
      'RECURRENCE-ID;TZID=Europe/Berlin:20261204T130000\r\nDTSTART;TZID=Europe/Berlin:20261204T130000\r\nDTEND;TZID=Europe/Berlin:20261204T160000\r\nSUMMARY',
    );
  });

  test('of days is named by its date, and ends where it would', () => {
    const days = single('RRULE:FREQ=MONTHLY', me('NEEDS-ACTION'))
      .replace('DTSTART:20261203T080000Z', 'DTSTART;VALUE=DATE:20261203')
      .replace('DTEND:20261203T100000Z', 'DTEND;VALUE=DATE:20261205');
    expect(after(days, { recurrenceId: '2027-01-03' })).toContain(
      'RECURRENCE-ID;VALUE=DATE:20270103\r\nDTSTART;VALUE=DATE:20270103\r\nDTEND;VALUE=DATE:20270105\r\n',
    );
  });

  test('in UTC, and of a floating time, is written as they are', () => {
    const utc = single('RRULE:FREQ=DAILY', me('NEEDS-ACTION'));
    expect(after(utc, { recurrenceId: key('2026-12-05T08:00:00Z') })).toContain(
      'RECURRENCE-ID:20261205T080000Z\r\nDTSTART:20261205T080000Z\r\nDTEND:20261205T100000Z\r\n',
    );
    const floating = utc.replaceAll('0000Z\r\nDT', '0000\r\nDT').replace('100000Z', '100000');
    expect(
      after(floating.replace('080000Z', '080000'), { recurrenceId: key('2026-12-05T07:00:00Z') }),
    ).toContain('RECURRENCE-ID:20261205T080000\r\nDTSTART:20261205T080000\r\nDTEND:20261205T100000\r\n');
  });

  test('with an exception of its own is answered there', () => {
    const before = series('ACCEPTED', moved('20261203', 'NEEDS-ACTION'));
    const now = occurrence(before, '2026-12-03T08:00:00Z');
    expect(answers(now)).toEqual(['ACCEPTED', 'DECLINED']);
    expect(now.split('BEGIN:VEVENT')).toHaveLength(3);
  });

  test('after a change for this and the future is made of that change, not of the series', () => {
    const before = series('ACCEPTED', moved('20261203', 'NEEDS-ACTION', ';RANGE=THISANDFUTURE'));
    const now = occurrence(before, '2026-12-17T08:00:00Z');
    expect(answers(now)).toEqual(['ACCEPTED', 'NEEDS-ACTION', 'DECLINED']);
    expect(now).toContain(
      'RECURRENCE-ID;TZID=Europe/Berlin:20261217T090000\r\nDTSTART;TZID=Europe/Berlin:20261217T150000\r\nDTEND;TZID=Europe/Berlin:20261217T160000\r\n',
    );
    expect(now.match(/RECURRENCE-ID.*/g)).toHaveLength(2);
    // The very first of them too: the change itself speaks for all that follow.
    expect(answers(occurrence(before, '2026-12-03T08:00:00Z'))).toEqual([
      'ACCEPTED',
      'NEEDS-ACTION',
      'DECLINED',
    ]);
  });

  test('across summer time keeps its hour on the wall', () => {
    expect(occurrence(series('ACCEPTED'), '2027-04-01T07:00:00Z')).toContain(
      'DTSTART;TZID=Europe/Berlin:20270401T090000',
    );
  });

  test('that is answered already as the series is, changes nothing', () => {
    const before = series('DECLINED');
    expect(occurrence(before, '2026-12-03T08:00:00Z')).toBe(before);
  });
});

describe('a note', () => {
  const before = single('COMMENT:Bring your own cup', 'ATTENDEE:mailto:ema@example.org');
  const NOTE = 'COMMENT;X-BELFRY-NOTE=TRUE:';

  test('goes to the organiser as a comment, escaped, and leaves other comments alone', () => {
    const now = after(before, { note: ' Late; 10 min,\r\n"sorry" \\o/ ' });
    expect(difference(before, now).come.filter((line) => line.startsWith('COMMENT'))).toEqual([
      `${NOTE}Late\\; 10 min\\,\\n"sorry" \\\\o/`,
    ]);
    expect(now).toContain('COMMENT:Bring your own cup\r\n');
  });

  test('is taken back by the next answer, and replaced by the next note', () => {
    const noted = after(before, { note: 'See you' });
    expect(after(noted, { answer: 'declined' })).not.toContain(NOTE);
    const again = after(noted, { note: 'After all' });
    expect(again.match(/COMMENT;/g)).toHaveLength(1);
    expect(again).toContain(`${NOTE}After all`);
    expect(after(noted, { note: 'See you' })).toBe(noted);
    expect(after(noted)).toBe(noted);
  });

  test('says what it can in 1,000 characters, without half a character', () => {
    const long = after(before, { note: `${'x'.repeat(999)}🎉` }).replaceAll('\r\n ', '');
    expect(/X-BELFRY-NOTE=TRUE:(.*)\r\n/.exec(long)?.[1]?.trim()).toBe('x'.repeat(999));
  });
});

describe('what was asked', () => {
  const asked = (ical: string, recurrenceId: string | null = null) => {
    const result = answered(ical, wish({ recurrenceId }));
    return result.kind === 'answered' ? [result.was, result.question] : [result.why];
  };

  test('is another question when time, title, place or rhythm changed, and the same after anything else', () => {
    const before = single('LOCATION:Attic', me('TENTATIVE'));
    expect(asked(before)[0]).toBe('tentative');
    for (const [from, to] of [
      ['080000Z', '083000Z'],
      ['100000Z', '103000Z'],
      ['Planning', 'Party'],
      ['Attic', 'Cellar'],
      ['LOCATION', 'RRULE:FREQ=DAILY\r\nLOCATION'],
    ] as const)
      expect(asked(before.replace(from, to))[1]).not.toBe(asked(before)[1]);
    const same = before.replace('20261120T101500Z', '20261121T101500Z').replace('TENTATIVE', 'ACCEPTED');
    expect(asked(same)[1]).toBe(asked(before)[1]);
    expect(asked(before.replace('DTEND:20261203T100000Z', 'DURATION:PT2H'))[1]).toBe(asked(before)[1]);
  });

  test('of one occurrence is about that one', () => {
    const at = key('2026-12-03T08:00:00Z');
    const other = series('ACCEPTED').replace('RRULE:FREQ=WEEKLY;BYDAY=TH', 'RRULE:FREQ=WEEKLY;BYDAY=TH,FR');
    expect(asked(other, at)).toEqual(asked(series('ACCEPTED'), at));
    expect(asked(series('ACCEPTED', moved('20261203', 'ACCEPTED')), at)).not.toEqual(asked(other, at));
  });
});

describe('whatever the object is', () => {
  const parameter = fc.constantFrom(
    'CN=Ema',
    'CN="Ema: really; yes"',
    'ROLE=CHAIR',
    'RSVP=TRUE',
    'SCHEDULE-STATUS=1.2',
    'X-NUM-GUESTS=0',
    'CN=Šárka Nováková z oddělení pro styk s veřejností a tiskem',
    'DELEGATED-FROM="mailto:x@example.org","mailto:y@example.org"',
  );
  const state = fc.constantFrom(
    '',
    ';PARTSTAT=NEEDS-ACTION',
    ';PARTSTAT=ACCEPTED',
    ';PARTSTAT=DECLINED',
    ';partstat=tentative',
  );
  const attendee = (who: string) =>
    fc
      .tuple(
        fc.subarray(['ATTENDEE'], { minLength: 1 }),
        fc.uniqueArray(parameter, { maxLength: 3, selector: (p) => p.split('=')[0] }),
        state,
      )
      .map(([, parameters, answer]) => `${['ATTENDEE', ...parameters].join(';')}${answer}:mailto:${who}`);
  const filler = fc.constantFrom(
    'DESCRIPTION:Ein langer Text\\, der umbrochen wird: ☕️ und weiter und weiter und weiter und weiter',
    'X-SOMETHING;X-P="a:b;c":value',
    'CATEGORIES:One,Two',
    'LAST-MODIFIED:20261119T000000Z',
    'COMMENT:Theirs',
    'SEQUENCE:3',
    'BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDTSTAMP:20200101T000000Z\r\nEND:VALARM',
  );
  const component = (...head: readonly string[]) =>
    fc
      .tuple(
        attendee('ema@example.org'),
        fc.array(attendee('ben@example.org'), { maxLength: 2 }),
        fc.uniqueArray(filler, { maxLength: 5 }),
      )
      .chain(([mine, others, more]) =>
        fc.shuffledSubarray([...head, mine, ...others, ...more], {
          minLength: head.length + 1 + others.length + more.length,
        }),
      )
      .map((lines) => ['BEGIN:VEVENT', 'UID:p1', 'DTSTAMP:20261120T101500Z', ...lines, 'END:VEVENT']);
  const fold = (ical: string, width: number) =>
    ical
      .split('\r\n')
      .map((line) =>
        Array.from(line).reduce((out, c, at) => out + (at > 0 && at % width === 0 ? '\r\n ' : '') + c, ''),
      )
      .join('\r\n');
  const object = fc
    .tuple(
      component('DTSTART;TZID=Europe/Berlin:20261203T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=9'),
      fc.option(
        component(
          'RECURRENCE-ID;TZID=Europe/Berlin:20261210T090000',
          'DTSTART;TZID=Europe/Berlin:20261210T110000',
        ),
      ),
      fc.integer({ min: 20, max: 75 }),
      fc.boolean(),
    )
    .map(([one, two, width, lf]) => {
      const whole = fold(
        text('BEGIN:VCALENDAR', 'VERSION:2.0', ...one, ...(two ?? []), 'X-END:1', 'END:VCALENDAR'),
        width,
      );
      return lf ? whole.replaceAll('\r\n', '\n') : whole;
    });
  const anyWish = fc.record({
    answer: fc.constantFrom('accepted' as const, 'tentative' as const, 'declined' as const),
    note: fc.constantFrom('', 'Late, sorry', 'ž'.repeat(90)),
    recurrenceId: fc.constantFrom(null, key('2026-12-10T08:00:00Z'), key('2026-12-17T08:00:00Z')),
  });
  /** Everything but answers, stamps and notes of one's own, as another library reads it. */
  const rest = (ical: string, without = ''): unknown =>
    JSON.parse(
      JSON.stringify(ICAL.parse(ical), (_key, value: unknown) => {
        if (!Array.isArray(value)) return value;
        const items = (value as unknown[]).filter((item) => {
          if (!Array.isArray(item)) return true;
          if (item[0] === 'comment') return !('x-belfry-note' in (item[1] as object));
          return without === '' || JSON.stringify(item).includes(without) === false || item[0] !== 'vevent';
        });
        if (items[0] === 'dtstamp' || items[0] === 'last-modified') return [items[0]];
        if (items[0] === 'attendee' && String(items[3]).endsWith('ema@example.org'))
          return items.map((item, at) => (at === 1 ? { ...(item as object), partstat: undefined } : item));
        return items;
      }),
    ) as unknown;

  test('an answer changes nothing else, can be read, and is not given twice', () => {
    fc.assert(
      fc.property(object, anyWish, (before, more) => {
        const result = answered(before, wish(more));
        if (result.kind !== 'answered') throw new Error(result.why);
        const now = result.ical;
        expect(result.isChanged).toBe(now !== before);
        const calendar = parseCalendar(now);
        const isNew = calendar.overrides.length > parseCalendar(before).overrides.length;
        const day = more.recurrenceId === key('2026-12-10T08:00:00Z') ? 10 : 17;
        expect(rest(now, isNew ? `2026-12-${day}T09:00:00` : '')).toEqual(rest(before));
        const wall = Date.UTC(2026, 11, day, 9);
        const own = calendar.overrides.find((override) => override.recurrenceId?.wall === wall);
        const target = (more.recurrenceId === null ? null : own) ?? calendar.master;
        const mine = target?.guests.find((guest) => guest.address === 'ema@example.org');
        expect(mine?.participation).toBe(more.answer);
        expect(after(now, more)).toBe(now);
        expect(/\r\n/.test(now)).toBe(/\r\n/.test(before));
      }),
    );
  });

  test('a broken one is answered in a form that can be read, or not at all', () => {
    const whole = series(
      'NEEDS-ACTION',
      moved('20261203', 'NEEDS-ACTION', ';RANGE=THISANDFUTURE'),
      moved('99991230', 'ACCEPTED'),
    );
    const lines = [
      ...whole.split('\r\n'),
      ...OUTLOOK.split('\r\n').slice(3, 22),
      'DTSTART;VALUE=DATE:99991231',
      'DURATION:P9999W',
      ' folded',
      '',
    ];
    const broken = fc
      .tuple(
        fc.array(fc.nat({ max: lines.length - 1 }), { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: lines.length - 1 })), { maxLength: 4 }),
      )
      .map(([gone, copied]) => {
        const kept = whole.split('\r\n').filter((_line, at) => !gone.includes(at));
        return copied
          .reduce((all, [at, which]) => all.toSpliced(at, 0, lines[which] ?? ''), kept)
          .join('\r\n');
      });
    const when = fc.constantFrom(
      null,
      '',
      key('2026-12-17T08:00:00Z'),
      key('9999-12-30T08:00:00Z'),
      '9999-12-31',
      'x',
      '9e300',
    );
    fc.assert(
      fc.property(broken, when, (ical, recurrenceId) => {
        const result = answered(ical, wish({ recurrenceId }));
        if (result.kind === 'answered') expect(() => parseCalendar(result.ical)).not.toThrow();
      }),
    );
  });
});
