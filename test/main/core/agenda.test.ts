import { describe, expect, test } from 'vitest';
import { agendaView } from '../../../main/core/agenda.ts';
import { changesView } from '../../../main/core/inbox.ts';
import type { Calendar, Occurrence, RecordedChange, When } from '../../../main/core/model.ts';
import { rowId } from '../../../main/core/row-id.ts';

// Tuesday 24 November 2026, 09:48 in Berlin.
const NOW = Date.parse('2026-11-24T08:48:00Z');
const context = { now: NOW, zone: 'Europe/Berlin', locale: 'de-DE' };
const team: Calendar = {
  id: 'a:1',
  accountId: 'a',
  url: 'http://x/',
  name: 'Team',
  color: '#aa0000',
  shown: true,
  alerts: true,
  writable: true,
  person: '',
};

function time(start: string, minutes = 60): When {
  const startsAt = Date.parse(`2026-${start}:00+01:00`);
  return { at: 'time', startsAt, endsAt: startsAt + minutes * 60_000 };
}

function occurrence(title: string, when: When, parts: Partial<Occurrence> = {}): Occurrence {
  const identity = { calendarId: 'a:1', href: `/cal/${title}.ics`, uid: title, recurrenceId: '' };
  return { ...identity, title, place: '', when, recurrence: '', cancelled: false, ...parts };
}

function recorded(of: Occurrence, parts: Partial<RecordedChange> = {}): RecordedChange {
  const before = { ...of, when: time('11-17T14:00') };
  const identity = {
    id: `change ${of.uid}`,
    calendarId: of.calendarId,
    uid: of.uid,
    recurrenceId: of.recurrenceId,
  };
  const facts = { kind: 'changed', scope: 'event', before, after: of, detectedAt: NOW } as const;
  return { ...identity, ...facts, read: false, told: true, ...parts };
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
    expect(badge(recorded(one, { scope: 'series', recurrenceId: '', after: series }))).toBe('moved');
    expect(badge(recorded(one, { scope: 'occurrence', kind: 'created', before: null }))).toBe('new');
    expect(badge(recorded(one, { scope: 'occurrence', uid: 'another' }))).toBe('');
  });
});

describe('the inbox', () => {
  test('says what happened and where to look', () => {
    const changes = [recorded(review), recorded(standup, { read: true, kind: 'deleted', after: null })];
    expect(changesView(changes, [team], [review], context)).toEqual({
      unread: 1,
      rows: [
        {
          id: 'change Design review',
          unread: true,
          title: 'Design review',
          sentence: 'Moved',
          time: '09:48',
          calendarName: 'Team',
          color: '#aa0000',
          differences: [{ label: 'When', before: 'Tue 17, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
          rowId: rowId(review),
        },
        {
          id: 'change Stand-up',
          unread: false,
          title: 'Stand-up',
          sentence: 'Deleted',
          time: '09:48',
          calendarName: 'Team',
          color: '#aa0000',
          differences: [
            { label: 'When', before: 'Tue 17, 14:00–15:00', after: '' },
            { label: 'Where', before: 'Jitsi', after: '' },
          ],
          rowId: '',
        },
      ],
    });
  });

  test('points nowhere when the agenda does not show it', () => {
    expect(changesView([recorded(review)], [team], [], context).rows[0]?.rowId).toBe('');
    const yesterday = occurrence('Yesterday', time('11-23T10:00'));
    expect(changesView([recorded(yesterday)], [team], [yesterday], context).rows[0]?.rowId).toBe('');
    expect(
      changesView([recorded(review)], [{ ...team, shown: false }], [review], context).rows[0]?.rowId,
    ).toBe('');
  });
});
