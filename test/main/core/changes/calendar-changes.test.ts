import { describe, expect, test } from 'vitest';
import { calendarChanges, calendarIdOf, goneOf } from '../../../../main/core/changes/calendar-changes.ts';
import type { Calendar, Change } from '../../../../main/core/model.ts';
import type { FoundCalendar } from '../../../../main/core/ports.ts';
import { aCalendar, NO_DETAILS } from '../../../support/model-facts.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const BASE = 'https://cal.example.org/';
const url = (path: string): string => `${BASE}${path}/`;

const known = (path: string, facts: Partial<Calendar> = {}): Calendar =>
  aCalendar({ id: path, url: url(path), name: path, ...facts });

function found(path: string, person = ''): FoundCalendar {
  const version = { token: 't', ctag: null, supportsSync: true };
  return { url: url(path), name: path, color: '', writable: true, person, node: null, ...version };
}

function told(
  before: readonly Calendar[],
  calendars: readonly FoundCalendar[],
  unanswered: readonly string[] = [],
): readonly Change[] {
  let ids = 0;
  const context = { accountId: 'account', now: NOW, newId: () => `id${(ids += 1)}` };
  return calendarChanges(before, { calendars, unanswered }, context);
}

const words = (changes: readonly Change[]): readonly string[] =>
  changes.map((c) => `${c.kind} ${c.details.calendarName} ${c.by?.name ?? '-'}`);

describe('a calendar that appears', () => {
  test('is told of when another person shares it, by name', () => {
    expect(told([known('own')], [found('own'), found('team', 'Ana')])).toEqual([
      {
        id: 'id1',
        calendarId: calendarIdOf('account', url('team')),
        uid: '',
        href: '',
        kind: 'calendar-shared',
        scope: 'calendar',
        recurrenceId: '',
        before: null,
        after: null,
        details: { ...NO_DETAILS, calendarName: 'team' },
        by: { address: '', name: 'Ana' },
        own: false,
        detectedAt: NOW,
      },
    ]);
  });

  test('is no news when it is one’s own, or when nothing was known before', () => {
    expect(told([known('own')], [found('own'), found('new')])).toEqual([]);
    expect(told([], [found('own'), found('team', 'Ana')])).toEqual([]);
  });

  test('is told of again after it was away, and not while it stays', () => {
    const away = known('team', { person: 'Ana', missing: true });
    expect(words(told([known('own'), away], [found('own'), found('team', 'Ana')]))).toEqual([
      'calendar-shared team Ana',
    ]);
    expect(told([away], [found('team', 'Ana')])[0]?.calendarId).toBe('team');
    expect(told([known('team', { person: 'Ana' })], [found('team', 'Ana')])).toEqual([]);
    expect(told([known('mine', { missing: true })], [found('mine')])).toEqual([]);
  });

  test('is no news when only its owner’s name was found out', () => {
    expect(told([known('team')], [found('team', 'Ana')])).toEqual([]);
  });
});

describe('a calendar that is gone', () => {
  test('is unshared when it was another person’s, removed when it was one’s own', () => {
    const before = [known('own'), known('team', { person: 'Ana' }), known('here')];
    expect(words(told(before, [found('here')]))).toEqual([
      'calendar-removed own -',
      'calendar-unshared team Ana',
    ]);
  });

  test('is told of once', () => {
    expect(told([known('own', { missing: true }), known('here')], [found('here')])).toEqual([]);
  });

  test('may be there still while something did not answer', () => {
    const before = [known('own'), known('team', { person: 'Ana' })];
    expect(told(before, [found('own')], [url('ana')])).toEqual([]);
    expect(goneOf(before, { calendars: [found('own')], unanswered: [url('ana')] })).toEqual([]);
    expect(goneOf(before, { calendars: [found('own')], unanswered: [] })).toEqual([before[1]]);
  });

  test('does not keep what appeared from being told', () => {
    expect(words(told([known('own')], [found('team', 'Ana')], [url('own')]))).toEqual([
      'calendar-shared team Ana',
    ]);
  });
});
