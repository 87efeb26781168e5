import { describe, expect, test } from 'vitest';
import type { Change, Snapshot, When } from '../../../../main/core/model.ts';
import { repetitionText } from '../../../../main/core/time/repetition.ts';
import {
  clock,
  leadText,
  longDate,
  momentText,
  pastText,
  spanText,
  type Reader,
} from '../../../../main/core/time/time-wording.ts';
import { cleanText, shortened } from '../../../../main/core/ical/untrusted-text.ts';
import { differencesOf, headline, moveText, sentence } from '../../../../main/core/changes/wording.ts';
import { aChange, NO_DETAILS } from '../../../support/model-facts.ts';

// Monday 23 November 2026, 09:48 in Berlin.
const NOW = Date.parse('2026-11-23T08:48:00Z');
const berlin: Reader = { now: NOW, zone: 'Europe/Berlin', locale: 'de-DE' };
const newYork: Reader = { now: NOW, zone: 'America/New_York', locale: 'en-US' };

/** A time in Berlin, where it is an hour later than in UTC in November. */
function time(start: string, minutes = 60): When {
  const startsAt = Date.parse(`2026-${start}:00+01:00`);
  return { at: 'time', startsAt, endsAt: startsAt + minutes * 60_000 };
}

const day = (startDate: string, endDate: string): When => ({ at: 'day', startDate, endDate });

function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    title: 'Standup',
    place: '',
    when: time('11-24T14:00'),
    recurrence: '',
    cancelled: false,
    join: '',
    zone: 'Europe/Berlin',
    ...parts,
  };
}

function change(parts: Partial<Change>): Change {
  return aChange({ kind: 'changed', before: snapshot(), after: snapshot(), ...parts });
}

describe('times', () => {
  test('the clock has 24 or 12 hours as the locale has it, in the viewer’s zone', () => {
    expect(clock(NOW, berlin)).toBe('09:48');
    expect(clock(NOW, newYork)).toBe('3:48 AM');
    expect(clock(NOW, { ...berlin, locale: 'C' })).toBe('09:48');
  });

  test.each([
    [time('11-24T14:00'), 'Tue 24, 14:00–15:00'],
    [time('12-01T14:00'), 'Tue 1 Dec, 14:00–15:00'],
    [time('11-24T14:00', 0), 'Tue 24, 14:00'],
    [time('11-24T22:00', 600), 'Tue 24, 22:00 – Wed 25, 08:00'],
    [time('11-24T23:00', 60), 'Tue 24, 23:00–00:00'],
    [day('2026-11-24', '2026-11-25'), 'Tue 24'],
    [day('2026-11-24', '2026-11-27'), 'Tue 24 – Thu 26'],
    [day('2027-01-01', '2027-01-02'), 'Fri 1 Jan 2027'],
  ])('a span: %j', (when, expected) => {
    expect(spanText(when, berlin)).toBe(expected);
  });

  test.each([
    [time('11-24T14:00'), 'Tue 14:00'],
    [time('11-30T09:00'), 'Mon 30 Nov, 09:00'],
    [day('2026-11-24', '2026-11-25'), 'Tue'],
    [day('2026-12-24', '2026-12-25'), 'Thu 24 Dec'],
  ])('a moment: %j', (when, expected) => {
    expect(momentText(when, berlin)).toBe(expected);
  });

  test.each([
    [time('11-23T09:30'), 'now'],
    [time('11-23T09:49'), 'in 1 minute'],
    [time('11-23T10:00'), 'in 12 minutes'],
    [time('11-23T16:30'), 'today 16:30'],
    [time('11-24T09:00'), 'tomorrow 09:00'],
    [time('11-26T09:00'), 'Thu 09:00'],
    [time('12-07T09:00'), 'Mon 7 Dec, 09:00'],
    [day('2026-11-24', '2026-11-25'), 'tomorrow'],
  ])('the lead of %j', (when, expected) => {
    expect(leadText(when, berlin)).toBe(expected);
  });

  test('when something was noticed', () => {
    expect(pastText(Date.parse('2026-11-23T08:46:00Z'), berlin)).toBe('09:46');
    expect(pastText(Date.parse('2026-11-22T22:59:00Z'), berlin)).toBe('yesterday');
    expect(pastText(Date.parse('2026-11-12T08:46:00Z'), berlin)).toBe('12 Nov');
    expect(pastText(Date.parse('2025-11-12T08:46:00Z'), newYork)).toBe('Nov 12, 2025');
  });

  test('a long date', () => {
    expect(longDate('2026-11-24', berlin)).toBe('Tuesday 24 November');
    expect(longDate('2026-11-24', newYork)).toBe('Tuesday November 24');
  });
});

describe('headlines', () => {
  test.each<[string, Partial<Change>]>([
    ['New: Standup', { kind: 'created', before: null }],
    ['Standup cancelled', { kind: 'cancelled' }],
    ['Standup deleted', { kind: 'deleted', after: null }],
    ['Standup cancelled', { kind: 'deleted', after: null, scope: 'occurrence' }],
    ['Standup is back on', { kind: 'restored' }],
    ['Standup moved', { after: snapshot({ when: time('11-25T10:00') }) }],
    ['Daily moved', { after: snapshot({ when: time('11-25T10:00'), title: 'Daily' }) }],
    ['“Standup” is now “Daily”', { after: snapshot({ title: 'Daily' }) }],
    ['Standup: new place', { after: snapshot({ place: 'Room 2' }) }],
    ['Standup repeats differently', { after: snapshot({ recurrence: 'FREQ=DAILY' }) }],
    ['“Standup” is now “(no title)”', { after: snapshot({ title: '' }) }],
  ])('%s', (expected, parts) => {
    expect(headline(change(parts), berlin)).toBe(expected);
  });
});

describe('sentences', () => {
  const moved = { after: snapshot({ when: time('11-25T10:00') }) };
  const thursday = String(Date.parse('2026-11-26T09:00:00Z'));
  test.each<[string, Partial<Change>]>([
    ['New in Team', { kind: 'created', before: null }],
    ['New series in Team', { kind: 'created', before: null, scope: 'series' }],
    ['Moved', moved],
    ['Whole series moved', { ...moved, scope: 'series' }],
    ['Moved, only Thursday 26 November', { ...moved, scope: 'occurrence', recurrenceId: thursday }],
    [
      'Cancelled, only Thursday 26 November',
      { kind: 'cancelled', scope: 'occurrence', recurrenceId: '2026-11-26' },
    ],
    [
      'Cancelled, only Thursday 26 November',
      { kind: 'deleted', after: null, scope: 'occurrence', recurrenceId: thursday },
    ],
    ['Deleted', { kind: 'deleted', after: null }],
    ['Whole series deleted', { kind: 'deleted', after: null, scope: 'series' }],
    ['Renamed', { after: snapshot({ title: 'Daily' }) }],
    ['New place', { after: snapshot({ place: 'Room 2' }) }],
    ['Back on', { kind: 'restored' }],
  ])('%s', (expected, parts) => {
    expect(sentence(change(parts), 'Team', berlin)).toBe(expected);
  });
});

describe('what is told of calendars, people and answers', () => {
  const by = { address: 'ana@example.org', name: 'Ana Petrović' };
  const calendar = { ...NO_DETAILS, calendarName: 'Team' };
  const about = (kind: Change['kind'], person: Change['by'] = null) =>
    change({ kind, scope: 'calendar', uid: '', before: null, after: null, details: calendar, by: person });

  test.each([
    ['“Team” was shared with you', about('calendar-shared')],
    ['Ana Petrović shared “Team” with you', about('calendar-shared', by)],
    ['“Team” is no longer shared with you', about('calendar-unshared')],
    ['Ana Petrović no longer shares “Team” with you', about('calendar-unshared', by)],
    ['“Team” was removed from the server', about('calendar-removed')],
  ])('%s', (expected, one) => {
    expect(headline(one, berlin)).toBe(expected);
    expect(sentence(one, 'Team', berlin)).toBe(expected);
    expect(differencesOf(one, berlin)).toEqual([]);
  });

  test('many answers are counted, by kind', () => {
    const answers = ['accepted', 'accepted', 'accepted', 'declined', 'tentative'] as const;
    const replies = answers.map((participation, i) => ({
      person: { address: '', name: `Guest ${i + 1}` },
      participation,
    }));
    const one = change({ details: { ...NO_DETAILS, replies } });
    expect(headline(one, berlin)).toBe('Standup: 3 accepted, 1 declined and 1 undecided');
    expect(differencesOf(one, berlin)).toEqual([
      {
        label: 'Answers',
        before: '',
        after: 'Guest 1 accepted, Guest 2 accepted, Guest 3 accepted and 2 more',
      },
    ]);
  });

  test('nothing is said of a name that is not told', () => {
    const moved = { after: snapshot({ when: time('11-25T10:00') }) };
    expect(sentence(change({ ...moved, by: { address: '', name: ' ' } }), 'Team', berlin)).toBe('Moved');
  });

  test('a change with a title that is hidden still makes sense', () => {
    const hidden = snapshot({ title: '' });
    expect(
      headline(change({ before: hidden, after: { ...hidden, when: time('11-25T10:00') } }), berlin),
    ).toBe('(no title) moved');
  });
});

describe('in another language', () => {
  const by = { address: '', name: 'Ana Petrović' };
  const moved = { after: snapshot({ when: time('11-25T10:00') }), by };
  const german: Reader = { ...berlin, language: 'de' };

  test('German', () => {
    expect(headline(change(moved), german)).toBe('Standup verlegt');
    expect(sentence(change(moved), 'Team', german)).toBe('Verlegt von Ana Petrović');
    const single = { ...moved, scope: 'occurrence', recurrenceId: '2026-11-26' } as const;
    expect(sentence(change(single), 'Team', german)).toBe(
      'Verlegt von Ana Petrović, nur Donnerstag, 26. November',
    );
    expect(differencesOf(change({ after: snapshot({ title: '' }) }), german)).toEqual([
      { label: 'Titel', before: 'Standup', after: '(ohne Titel)' },
    ]);
  });

  test('nothing is said that no catalogue knows', () => {
    const accented: Reader = { ...berlin, language: 'en-XA' };
    expect(headline(change(moved), accented)).toBe('Standup móvéd');
    expect(sentence(change(moved), 'Team', accented)).toBe('Móvéd bý Ana Petrović');
  });
});

describe('differences', () => {
  test('old and new time, in full on another day, short on the same', () => {
    expect(differencesOf(change({ after: snapshot({ when: time('11-25T10:00') }) }), berlin)).toEqual([
      { label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' },
    ]);
    expect(differencesOf(change({ after: snapshot({ when: time('11-24T16:00', 30) }) }), berlin)).toEqual([
      { label: 'When', before: 'Tue 24, 14:00–15:00', after: '16:00–16:30' },
    ]);
  });

  test('everything that changed, most important first', () => {
    const after = snapshot({ title: 'Daily', place: 'Room 2', recurrence: 'FREQ=WEEKLY;BYDAY=TU' });
    expect(differencesOf(change({ after }), berlin)).toEqual([
      { label: 'Title', before: 'Standup', after: 'Daily' },
      { label: 'Where', before: '', after: 'Room 2' },
      { label: 'Repeats', before: 'once', after: 'every week on Tue' },
    ]);
  });

  test('the one side there is', () => {
    const here = snapshot({ place: 'Room 2' });
    expect(differencesOf(change({ kind: 'created', before: null, after: here }), berlin)).toEqual([
      { label: 'When', before: '', after: 'Tue 24, 14:00–15:00' },
      { label: 'Where', before: '', after: 'Room 2' },
    ]);
    expect(differencesOf(change({ kind: 'deleted', before: here, after: null }), berlin)).toEqual([
      { label: 'When', before: 'Tue 24, 14:00–15:00', after: '' },
      { label: 'Where', before: 'Room 2', after: '' },
    ]);
    expect(differencesOf(change({ kind: 'cancelled' }), berlin)).toEqual([
      { label: 'When', before: 'Tue 24, 14:00–15:00', after: '' },
    ]);
  });

  test.each([
    [time('11-25T10:00'), 'Tue 14:00 → Wed 10:00'],
    [time('12-01T14:00'), 'Tue 24 Nov, 14:00 → Tue 1 Dec, 14:00'],
    [time('11-24T14:00', 30), 'Tue 24, 14:00–15:00 → 14:00–14:30'],
    [day('2026-11-25', '2026-11-26'), 'Tue 14:00 → Wed'],
  ])('a move in one line, to %j', (when, expected) => {
    expect(moveText(snapshot(), snapshot({ when }), berlin)).toBe(expected);
  });
});

describe('repetition', () => {
  test.each([
    ['', ''],
    ['FREQ=DAILY', 'every day'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,TU', 'every 2 weeks on Tue and Thu'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE;UNTIL=20261201', 'every week on Mon, Tue and Wed until 1 Dec'],
    ['FREQ=MONTHLY;BYMONTHDAY=24', 'every month on day 24'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day'],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=4', 'every month on the last Fri, 4 times'],
    ['FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24', 'every year on 24 Nov'],
    ['FREQ=YEARLY;BYWEEKNO=3', 'on a pattern of its own'],
    ['RDATE=2026-11-24', 'on chosen days'],
  ])('%s', (rule, expected) => {
    expect(repetitionText(rule, berlin)).toBe(expected);
  });
});

describe('other people’s text', () => {
  test('comes on one line, without what could disturb the sentence around it', () => {
    expect(cleanText('  a\r\n\tb\u0007c  ')).toBe('a b c');
    expect(cleanText('\u202eevil\u2066 \u200ftext')).toBe('evil text');
    expect(cleanText('\u0000\n ')).toBe('');
  });

  test('is cut between characters', () => {
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('👩‍🚀👩‍🚀👩‍🚀', 12)).toBe('👩‍🚀👩‍🚀…');
    expect(shortened('abc', 3)).toBe('abc');
    expect(
      headline(change({ kind: 'cancelled', before: snapshot({ title: 'x'.repeat(1_000_000) }) }), berlin)
        .length,
    ).toBe(90);
  });
});
