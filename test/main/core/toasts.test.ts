import { describe, expect, test } from 'vitest';
import type { Calendar, Change, Snapshot } from '../../../main/core/model.ts';
import { toastsFor } from '../../../main/core/toasts.ts';

const NOW = Date.parse('2026-11-23T08:48:00Z');
const reader = { now: NOW, zone: 'Europe/Berlin', locale: 'de-DE' };
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
const family: Calendar = { ...team, id: 'a:2', name: 'Family' };

function snapshot(start: string, parts: Partial<Snapshot> = {}): Snapshot {
  const startsAt = Date.parse(`${start}:00+01:00`);
  const when = { at: 'time', startsAt, endsAt: startsAt + 3_600_000 } as const;
  return { title: 'Standup', place: 'Room 4.12', when, recurrence: '', cancelled: false, ...parts };
}

let n = 0;
function change(parts: Partial<Change>): Change {
  const identity = { id: `c${++n}`, calendarId: 'a:1', uid: 'u', recurrenceId: '', detectedAt: NOW };
  const before = snapshot('2026-11-24T14:00');
  return {
    ...identity,
    kind: 'changed',
    scope: 'event',
    before,
    after: snapshot('2026-11-25T10:00'),
    ...parts,
  };
}

const said = (changes: readonly Change[], calendars = [team, family]) =>
  toastsFor(changes, calendars, reader).map((toast) => [toast.title, ...toast.lines]);

describe('one event', () => {
  test('moved: old and new time', () => {
    const moved = change({});
    expect(toastsFor([moved], [team], reader)).toMatchObject([
      {
        title: 'Standup moved',
        lines: ['Tue 14:00 → Wed 10:00'],
        differences: [{ label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
        changeIds: [moved.id],
      },
    ]);
  });

  test('moved, renamed and relocated: a line for each', () => {
    const after = snapshot('2026-11-25T10:00', { title: 'Daily', place: '' });
    expect(said([change({ after })])).toEqual([
      ['Daily moved', 'Tue 14:00 → Wed 10:00', '“Standup” → “Daily”', 'Room 4.12 → no place'],
    ]);
  });

  test('new, cancelled and deleted', () => {
    expect(said([change({ kind: 'created', before: null })])).toEqual([
      ['New: Standup', 'Wed 25, 10:00–11:00', 'Room 4.12 · Team'],
    ]);
    expect(said([change({ kind: 'deleted', after: null })])).toEqual([
      ['Standup deleted', 'Tue 24, 14:00–15:00', 'Room 4.12 · Team'],
    ]);
  });

  test('one occurrence of a series says which', () => {
    const recurrenceId = String(Date.parse('2026-11-24T13:00:00Z'));
    const renamed = {
      after: snapshot('2026-11-24T14:00', { title: 'Demo' }),
      scope: 'occurrence',
      recurrenceId,
    } as const;
    expect(said([change(renamed)])).toEqual([
      ['“Standup” is now “Demo”', '“Standup” → “Demo”', 'Only Tuesday 24 November'],
    ]);
    expect(said([change({ scope: 'series', recurrenceId: '' })])).toEqual([
      ['Standup moved', 'Tue 14:00 → Wed 10:00', 'The whole series'],
    ]);
  });

  test('changing again replaces its toast; another event has its own', () => {
    const id = (c: Change) => toastsFor([c], [team], reader)[0]?.id;
    expect(id(change({}))).toBe(id(change({ kind: 'cancelled' })));
    expect(id(change({}))).not.toBe(id(change({ uid: 'other' })));
    expect(id(change({}))).not.toBe(id(change({ recurrenceId: '2026-11-24' })));
  });

  test('several changes of one event are one toast that marks them all', () => {
    const [one, two] = [
      change({ scope: 'occurrence', recurrenceId: '2026-11-24' }),
      change({ scope: 'series' }),
    ];
    const toasts = toastsFor([one, two], [team], reader);
    expect(toasts).toHaveLength(1);
    expect(toasts[0]).toMatchObject({ changeIds: [one.id, two.id] });
    expect(toasts[0]?.lines).toContain('and 1 more change to it');
  });
});

describe('silence', () => {
  test('about calendars without alerts, or gone', () => {
    expect(said([change({})], [{ ...team, alerts: false }])).toEqual([]);
    expect(said([change({})], [family])).toEqual([]);
  });

  test('about the past', () => {
    expect(said([change({ kind: 'created', before: null, after: snapshot('2026-11-20T10:00') })])).toEqual(
      [],
    );
  });
});

describe('many at once', () => {
  const added = (count: number, calendarId = 'a:1') =>
    Array.from({ length: count }, (_, i) =>
      change({
        kind: 'created',
        before: null,
        uid: `u${i}`,
        calendarId,
        after: snapshot(`2026-12-${String(20 - i)}T09:00`),
      }),
    );

  test('three events are told one by one', () => {
    expect(said(added(3))).toHaveLength(3);
  });

  test('four are one number, with the first in time', () => {
    const events = added(4);
    expect(said(events)).toEqual([['4 events added to Team', 'the first is Thu 17 Dec, 09:00']]);
    expect(toastsFor(events, [team], reader)[0]?.changeIds).toEqual(events.map((c) => c.id));
  });

  test('each calendar and each kind counts for itself', () => {
    expect(said([...added(4), ...added(3, 'a:2')]).map(([title]) => title)).toEqual([
      '4 events added to Team',
      'New: Standup',
      'New: Standup',
      'New: Standup',
    ]);
    const moved = Array.from({ length: 4 }, (_, i) => change({ uid: `m${i}` }));
    expect(said([...added(2), ...moved]).map(([title]) => title)).toEqual([
      'New: Standup',
      'New: Standup',
      '4 events changed in Team',
    ]);
  });

  test('ten occurrences of one series are one event, not a storm', () => {
    const ten = Array.from({ length: 10 }, (_, i) =>
      change({ scope: 'occurrence', recurrenceId: `2026-12-${String(10 + i)}` }),
    );
    expect(said(ten).map(([title]) => title)).toEqual(['Standup moved']);
  });
});
