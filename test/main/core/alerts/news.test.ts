import { describe, expect, test } from 'vitest';
import type { Calendar, Change } from '../../../../main/core/model.ts';
import { isWorthTelling, newsRules } from '../../../../main/core/alerts/news.ts';
import { DEFAULT_PREFERENCES } from '../../../../main/core/preferences.ts';
import { NO_DETAILS } from '../../../support/model-facts.ts';
import {
  ANA,
  created,
  deleted,
  FAMILY,
  hour,
  invited,
  moved,
  READER,
  replied,
  TEAM,
} from '../../../support/toast-facts.ts';

function told(
  change: Change,
  { calendar = TEAM, ...preferences }: Partial<typeof DEFAULT_PREFERENCES> & { calendar?: Calendar } = {},
): boolean {
  return isWorthTelling(change, newsRules([calendar], { ...DEFAULT_PREFERENCES, ...preferences }, READER));
}

describe('calendars', () => {
  test('that are shown and have alerts are told of', () => {
    expect(told(moved())).toBe(true);
    expect(told(moved(), { calendar: { ...TEAM, alerts: false } })).toBe(false);
    expect(told(moved(), { calendar: { ...TEAM, shown: false } })).toBe(false);
    expect(told(moved(), { calendar: FAMILY })).toBe(false);
  });

  const ofCalendar = (kind: Change['kind']) => moved({ kind, scope: 'calendar', before: null, after: null });
  test.each([
    ['calendar-shared', TEAM, true],
    ['calendar-shared', { ...TEAM, shown: false }, true],
    ['calendar-unshared', TEAM, true],
    ['calendar-removed', { ...TEAM, alerts: false }, false],
    ['calendar-unshared', { ...TEAM, shown: false }, false],
    ['calendar-removed', FAMILY, true],
  ] as const)('as a whole: %s', (kind, calendar, expected) => {
    expect(told(ofCalendar(kind), { calendar })).toBe(expected);
  });
});

describe('one’s own doing', () => {
  test('is no news, whatever it is', () => {
    for (const change of [moved(), created(), deleted(), invited()])
      expect(told({ ...change, own: true })).toBe(false);
    expect(told({ ...moved(), kind: 'calendar-removed', scope: 'calendar', own: true })).toBe(false);
  });

  const quietOwn = true;
  test('is taken for granted in calendars of one’s own, where that was asked for and nobody else is known', () => {
    for (const change of [moved(), created(), deleted(), moved({ kind: 'cancelled' })]) {
      expect(told(change, { quietOwn })).toBe(false);
      expect(told(change, { quietOwn: false })).toBe(true);
      expect(told({ ...change, by: ANA }, { quietOwn })).toBe(true);
      expect(told(change, { quietOwn, calendar: { ...TEAM, person: 'Ana' } })).toBe(true);
    }
  });

  test.each([
    ['an invitation', invited()],
    ['being taken off', moved({ kind: 'uninvited', after: null })],
    ['an answer', replied([{ person: ANA, participation: 'declined' }])],
    ['another calendar', moved({ kind: 'calendar-shared', scope: 'calendar', before: null, after: null })],
  ])('it cannot be: %s', (_, change) => {
    expect(told(change, { quietOwn })).toBe(true);
  });
});

describe('the past', () => {
  const at = (start: string) => hour(start);

  test('is silent, and so is what was over and stays so', () => {
    expect(told(created({ after: at('2026-11-20T10:00') }))).toBe(false);
    expect(told(moved({ before: at('2026-11-19T10:00'), after: at('2026-11-20T10:00') }))).toBe(false);
    expect(told(deleted({ before: at('2026-11-20T10:00') }))).toBe(false);
  });

  test('is not what is running, comes, or was to come', () => {
    // It is 09:48.
    expect(told(created({ after: at('2026-11-23T08:49') }))).toBe(true);
    expect(told(created({ after: at('2026-11-23T08:48') }))).toBe(false);
    expect(told(moved({ before: at('2026-11-20T10:00') }))).toBe(true);
    expect(told(moved({ after: at('2026-11-20T10:00') }))).toBe(true);
  });
});

describe('the horizon', () => {
  const day = (startDate: string, endDate: string) =>
    created({ after: hour('2026-11-25T10:00', { when: { at: 'day', startDate, endDate } }) });

  test.each([
    ['the last day', created({ after: hour('2026-11-30T23:00') }), true],
    ['the day after', created({ after: hour('2026-12-01T00:00') }), false],
    ['the last whole day', day('2026-11-30', '2026-12-01'), true],
    ['the whole day after', day('2026-12-01', '2026-12-02'), false],
    ['what reaches beyond it', day('2026-11-30', '2026-12-24'), true],
  ])('of a week, on a Monday: %s', (_, change, expected) => {
    expect(told(change, { horizonDays: 7 })).toBe(expected);
  });

  test('what leaves it and what comes into it is told', () => {
    const far = hour('2027-06-01T10:00');
    expect(told(moved({ after: far }), { horizonDays: 7 })).toBe(true);
    expect(told(moved({ before: far }), { horizonDays: 7 })).toBe(true);
    expect(told(moved({ before: far, after: far }), { horizonDays: 7 })).toBe(false);
  });

  test('counts days on the calendar, over the end of summer time too', () => {
    const reader = { ...READER, now: Date.parse('2026-10-23T22:30:00Z') }; // Saturday 24 October, 00:30
    const rules = newsRules([TEAM], { ...DEFAULT_PREFERENCES, horizonDays: 1 }, reader);
    const last = created({ after: hour('2026-10-25T23:30') });
    expect(isWorthTelling(last, rules)).toBe(true);
    expect(isWorthTelling(created({ after: hour('2026-10-26T00:00') }), rules)).toBe(false);
  });

  test('is half a year as long as nobody says otherwise', () => {
    expect(told(created({ after: hour('2027-05-22T10:00') }))).toBe(true);
    expect(told(created({ after: hour('2027-05-23T10:00') }))).toBe(false);
  });
});

test('a change that knows neither before nor after tells nothing', () => {
  expect(told(moved({ before: null, after: null, details: NO_DETAILS }))).toBe(false);
});
