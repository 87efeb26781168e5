import { describe, expect, test } from 'vitest';
import { agendaView } from '../../../../main/core/window/agenda.ts';
import type { Occurrence, RecordedChange, When } from '../../../../main/core/model.ts';
import { rowId } from '../../../../main/core/window/row-id.ts';
import { aCalendar, anOccurrence, aRecordedChange } from '../../../support/model-facts.ts';

// Tuesday 24 November 2026, 09:48 in Berlin.
const NOW = Date.parse('2026-11-24T08:48:00Z');
const context = { now: NOW, zone: 'Europe/Berlin', locale: 'de-DE' };
const team = aCalendar({ id: 'a:1', accountId: 'a', name: 'Team', color: '#aa0000' });

function time(start: string, minutes = 60): When {
  const startsAt = Date.parse(`2026-${start}:00+01:00`);
  return { at: 'time', startsAt, endsAt: startsAt + minutes * 60_000 };
}

function occurrence(title: string, when: When, parts: Partial<Occurrence> = {}): Occurrence {
  return anOccurrence({ calendarId: 'a:1', href: `/cal/${title}.ics`, uid: title, title, when, ...parts });
}

function recorded(of: Occurrence, parts: Partial<RecordedChange> = {}): RecordedChange {
  const { calendarId, uid, href, recurrenceId } = of;
  const identity = { id: `change ${uid}`, calendarId, uid, href, recurrenceId };
  const before = { ...of, when: time('11-17T14:00') };
  return aRecordedChange({
    ...identity,
    kind: 'changed',
    before,
    after: of,
    detectedAt: NOW,
    told: true,
    ...parts,
  });
}

const breakfast = occurrence('Breakfast', time('11-24T08:30', 45));
const standup = occurrence('Stand-up', time('11-24T10:00', 15), { place: 'Jitsi' });
const review = occurrence('Design review', time('11-25T10:00'));
const sprint = occurrence('Sprint 41', { at: 'day', startDate: '2026-11-23', endDate: '2026-11-27' });
const view = (list: readonly Occurrence[], changes: readonly RecordedChange[] = []) =>
  agendaView(list, [team], changes, context);

describe('days', () => {
  test('today is there even when nothing is', () => {
    expect(view([])).toEqual({
      next: null,
      days: [
        {
          date: '2026-11-24',
          label: 'Today',
          longDate: 'Tuesday 24 November',
          allDay: [],
          timed: [],
          nowIndex: null,
        },
      ],
      loading: false,
    });
  });

  test('rows in order, the now-line between what began and what did not', () => {
    const [today, tomorrow] = view([review, standup, breakfast]).days;
    expect(today?.timed.map((row) => [row.start, row.span, row.title, row.past])).toEqual([
      ['08:30', '08:30–09:15', 'Breakfast', true],
      ['10:00', '10:00–10:15', 'Stand-up', false],
    ]);
    expect(today?.nowIndex).toBe(1);
    expect(tomorrow).toMatchObject({ label: 'Tomorrow', longDate: 'Wednesday 25 November', nowIndex: null });
  });

  test('a row carries place, colour and calendar', () => {
    expect(view([standup]).days[0]?.timed[0]).toEqual({
      id: rowId(standup),
      title: 'Stand-up',
      place: 'Jitsi',
      start: '10:00',
      span: '10:00–10:15',
      startsAt: Date.parse('2026-11-24T09:00:00Z'),
      endsAt: Date.parse('2026-11-24T09:15:00Z'),
      past: false,
      color: '#aa0000',
      calendarName: 'Team',
      cancelled: false,
      canJoin: false,
      answer: '',
      conflict: '',
      badge: '',
      badgeDetail: '',
    });
  });

  test('days of several days stand on each of them, from today on, with ids of their own', () => {
    const days = view([sprint]).days;
    expect(days.map((day) => [day.label, day.allDay[0]?.span])).toEqual([
      ['Today', 'until Thursday'],
      ['Tomorrow', 'until Thursday'],
      ['Thursday', 'until Thursday'],
    ]);
    expect(new Set(days.map((day) => day.allDay[0]?.id)).size).toBe(3);
  });

  test('a night is a row on both days, a trip covers the days between as a chip', () => {
    const trip = occurrence('Trip', time('11-24T22:00', 48 * 60));
    const days = view([trip]).days;
    expect(days.map((day) => [day.timed.length, day.allDay.length])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(days[0]?.timed[0]?.span).toBe('Tue 24, 22:00 – Thu 26, 22:00');
    expect(days[2]?.timed[0]).toMatchObject({ start: '', span: 'until Thu 22:00' });
  });

  test('the day is the viewer’s', () => {
    const late = occurrence('Late', time('11-25T02:00'));
    const dates = (zone: string) =>
      agendaView([late], [team], [], { ...context, zone }).days.map((d) => d.date);
    expect(dates('Europe/Berlin')).toEqual(['2026-11-24', '2026-11-25']);
    expect(dates('America/New_York')).toEqual(['2026-11-24']);
  });

  test('something that lasts for centuries does not fill the agenda', () => {
    const forever = occurrence('Forever', { at: 'day', startDate: '1970-01-01', endDate: '9999-12-31' });
    expect(view([forever]).days).toHaveLength(14);
  });

  test('hidden calendars and calendars gone show nothing', () => {
    expect(agendaView([standup], [{ ...team, shown: false }], [], context).days[0]?.timed).toEqual([]);
    expect(agendaView([standup], [], [], context).days[0]?.timed).toEqual([]);
  });

  test('a title of any length and content', () => {
    const row = view([occurrence('\u202e👩‍🚀\n'.repeat(500), time('11-24T10:00'))]).days[0]?.timed[0];
    expect(row?.title.length).toBeLessThanOrEqual(200);
    expect(row?.title.startsWith('👩‍🚀 👩‍🚀')).toBe(true);
    expect(view([occurrence('', time('11-24T10:00'))]).days[0]?.timed[0]?.title).toBe('(no title)');
  });
});

describe('what a row offers', () => {
  const row = (parts: Partial<Occurrence>) => view([{ ...standup, ...parts }]).days[0]?.timed[0];
  test('joining, while it is not over and takes place', () => {
    const join = 'https://meet.example.org/standup';
    expect(row({ join })?.canJoin).toBe(true);
    expect(row({})?.canJoin).toBe(false);
    expect(row({ join, cancelled: true })?.canJoin).toBe(false);
    expect(row({ join, when: time('11-24T08:00', 30) })?.canJoin).toBe(false);
  });

  test('what was answered, when it is no plain yes', () => {
    expect(row({ mine: null })?.answer).toBe('');
    expect(row({ mine: 'accepted' })?.answer).toBe('');
    expect(row({ mine: 'needs-action' })?.answer).toBe('wanted');
    expect(row({ mine: 'tentative' })?.answer).toBe('tentative');
    expect(row({ mine: 'declined' })?.answer).toBe('declined');
  });
});

describe('what overlaps', () => {
  const dentist = occurrence('Dentist', time('11-24T16:00', 60));
  const interview = occurrence('Interview', time('11-24T16:30', 60));
  const conflicts = (...list: Occurrence[]) => view(list).days[0]?.timed.map((row) => row.conflict);

  test('is said once, where the later one begins', () => {
    expect(conflicts(interview, dentist)).toEqual(['', 'overlaps Dentist until 17:00']);
  });

  test('is not said of what is cancelled, declined, free or over', () => {
    expect(conflicts(interview, { ...dentist, cancelled: true })).toEqual(['', '']);
    expect(conflicts(interview, { ...dentist, mine: 'declined' })).toEqual(['', '']);
    expect(conflicts({ ...interview, free: true }, dentist)).toEqual(['', '']);
    expect(conflicts(occurrence('A', time('11-24T07:00')), occurrence('B', time('11-24T07:30')))).toEqual([
      '',
      '',
    ]);
  });
});

test('in German, with the words of the language and its order of day and month', () => {
  const days = agendaView([standup, review, sprint], [team], [], { ...context, language: 'de' }).days;
  expect(days.map((day) => [day.label, day.longDate])).toEqual([
    ['Heute', 'Dienstag, 24. November'],
    ['Morgen', 'Mittwoch, 25. November'],
    ['Donnerstag', 'Donnerstag, 26. November'],
  ]);
  expect(days[0]?.allDay[0]?.span).toBe('bis Donnerstag');
});

describe('what comes next', () => {
  const next = (...list: Occurrence[]) => {
    const found = view(list).next;
    return found && [found.row.title, found.lead];
  };
  test('the next to begin', () => {
    expect(next(breakfast, standup, review)).toEqual(['Stand-up', 'in 12 minutes']);
    expect(next(breakfast, review)).toEqual(['Design review', 'tomorrow 10:00']);
    expect(next(breakfast)).toBeNull();
  });

  test('what is going on, unless something else begins soon', () => {
    const workshop = occurrence('Workshop', time('11-24T09:00', 480));
    expect(next(workshop, review)).toEqual(['Workshop', 'now']);
    expect(next(workshop, standup)).toEqual(['Stand-up', 'in 12 minutes']);
  });

  test('nothing cancelled', () => {
    expect(next({ ...standup, cancelled: true }, review)).toEqual(['Design review', 'tomorrow 10:00']);
  });

  test('a day only when no time is left', () => {
    const holiday = occurrence('Holiday', { at: 'day', startDate: '2026-11-25', endDate: '2026-11-26' });
    expect(next(sprint, holiday, review)).toEqual(['Design review', 'tomorrow 10:00']);
    expect(next(sprint, holiday)).toEqual(['Holiday', 'tomorrow']);
  });
});

describe('marks', () => {
  test('an unread move says where it came from, a read one nothing', () => {
    const change = recorded(review);
    expect(view([review], [change]).days[1]?.timed[0]).toMatchObject({
      badge: 'moved',
      badgeDetail: 'moved from Tue 17 Nov, 14:00',
    });
    expect(view([review], [{ ...change, read: true }]).days[1]?.timed[0]?.badge).toBe('');
  });

  test('an occurrence, a series and a new one', () => {
    const id = String(Date.parse('2026-11-25T09:00:00Z'));
    const one = { ...review, recurrenceId: id };
    const badge = (change: RecordedChange) => view([one], [change]).days[1]?.timed[0]?.badge;
    expect(badge(recorded(one, { scope: 'occurrence' }))).toBe('moved');
    const series = { ...one, recurrence: 'FREQ=WEEKLY;BYDAY=WE' };
    const before = { ...series, when: time('11-17T14:00') };
    expect(badge(recorded(one, { scope: 'series', recurrenceId: '', before, after: series }))).toBe('moved');
    expect(badge(recorded(one, { scope: 'occurrence', kind: 'created', before: null }))).toBe('new');
    expect(badge(recorded(one, { scope: 'occurrence', uid: 'another' }))).toBe('');
  });
});
