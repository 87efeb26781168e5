import { describe, expect, test } from 'vitest';
import { detectChanges, mergeCalendarMoves, mergeMoves } from '../../../../main/core/changes/changes.ts';
import type { CalendarObject, Change } from '../../../../main/core/model.ts';
import { differencesOf, headline, sentence } from '../../../../main/core/changes/wording.ts';
import { ben, cem, edit, EMA, NOW, plus, REVIEW, STANDUP } from './change-table/table.ts';

const READER = { now: NOW, zone: 'Europe/Berlin', locale: 'en-GB' };
let ids = 0;

function compare(before: string | null, after: string | null, calendarId = 'a:1'): readonly Change[] {
  const version = (ical: string | null, name: string): CalendarObject | null =>
    ical === null ? null : { href: `/cal/${name}.ics`, etag: '"1"', ical };
  return detectChanges(version(before, 'old'), version(after, 'new'), {
    calendarId,
    now: NOW,
    zone: READER.zone,
    self: EMA,
    joinPatterns: [],
    isOwnCalendar: true,
    newId: () => `id${(ids += 1)}`,
  });
}

const lines = (changes: readonly Change[]) => changes.map((change) => headline(change, READER));
const LATER = edit(REVIEW, ['20261124T140000', '20261124T143000'], ['20261124T150000', '20261124T153000']);
const imported = (text: string) => text.replace('UID:one@example.org', 'UID:import-2@example.org');

describe('deleted and written again in one pull', () => {
  const gone = compare(REVIEW, null);

  test('unchanged: nothing happened', () => {
    expect(mergeMoves([...compare(null, REVIEW), ...gone])).toEqual([]);
  });

  test('changed: one change, whatever the order', () => {
    const come = compare(null, LATER);
    for (const both of [
      [...gone, ...come],
      [...come, ...gone],
    ]) {
      const merged = mergeMoves(both);
      expect(lines(merged)).toEqual(['Design review moved']);
      expect(merged[0]).toMatchObject({ id: come[0]?.id, href: '/cal/new.ics', before: gone[0]?.before });
    }
  });

  test('with other notes and guests: those are told', () => {
    const before = plus(REVIEW, ben());
    const after = plus(edit(REVIEW, ['drafts', 'sketches']), cem());
    const [change] = mergeMoves([...compare(before, null), ...compare(null, after)]);
    expect(change && differencesOf(change, READER)).toEqual([
      { label: 'Guests', before: 'Ben Ude', after: 'Cem Aksoy' },
      {
        label: 'Notes',
        before: 'Bring the drafts of the new start page.',
        after: 'Bring the sketches of the new start page.',
      },
    ]);
  });

  test('under new UIDs after an import was repeated: nothing happened', () => {
    const all = [REVIEW, STANDUP].flatMap((text) => [
      ...compare(text, null),
      ...compare(null, imported(text)),
    ]);
    expect(all).toHaveLength(4);
    expect(mergeMoves(all)).toEqual([]);
  });

  test('under a new UID and in another place: one change', () => {
    const after = edit(imported(REVIEW), ['Room 4.12', 'Room 2']);
    expect(lines(mergeMoves([...gone, ...compare(null, after)]))).toEqual(['Design review: new place']);
  });

  test('two of a kind: each that went is joined with one that came', () => {
    const come = [1, 2, 3].flatMap((n) => compare(null, REVIEW.replace('UID:one', `UID:new-${n}`)));
    const merged = mergeMoves([...gone, ...compare(REVIEW.replace('UID:one', 'UID:two'), null), ...come]);
    expect(lines(merged)).toEqual(['New: Design review']);
  });

  test('another event, or one in another calendar, is left alone', () => {
    const other = compare(null, imported(LATER));
    const elsewhere = compare(null, REVIEW, 'a:2');
    const all = [...gone, ...other, ...elsewhere];
    expect(mergeMoves(all)).toEqual(all);
  });
});

describe('moved from one calendar to another', () => {
  const gone = compare(REVIEW, null, 'a:1');
  const come = compare(null, REVIEW, 'a:2');
  const names = (id: string) => ({ 'a:1': 'Work', 'a:2': 'Team' })[id] ?? '';

  test('one change, in the calendar it came to, whichever was found first', () => {
    for (const both of [
      [...gone, ...come],
      [...come, ...gone],
    ]) {
      const [change, ...others] = mergeCalendarMoves(both);
      expect(others).toEqual([]);
      expect(change).toMatchObject({ id: come[0]?.id, calendarId: 'a:2', kind: 'changed' });
      expect(change?.details.movedFrom).toBe('a:1');
      expect(change && headline(change, READER)).toBe('Design review is in another calendar now');
      expect(change && sentence(change, 'Team', READER)).toBe('Moved to Team');
      expect(change && differencesOf(change, READER, names)).toEqual([
        { label: 'Calendar', before: 'Work', after: 'Team' },
      ]);
    }
  });

  test('at another time: the time speaks, and the calendar is told as well', () => {
    const [change] = mergeCalendarMoves([...gone, ...compare(null, LATER, 'a:2')]);
    expect(change && headline(change, READER)).toBe('Design review moved');
    expect(change && differencesOf(change, READER, names).map(({ label }) => label)).toEqual([
      'When',
      'Calendar',
    ]);
  });

  test('a series, and under another UID', () => {
    const all = [...compare(STANDUP, null, 'a:1'), ...compare(null, imported(STANDUP), 'a:2')];
    const [change, ...others] = mergeCalendarMoves(all);
    expect(others).toEqual([]);
    expect(change && sentence(change, 'Team', READER)).toBe('Whole series moved to Team');
  });

  test('what came in the same calendar, and what came without anything gone, stay', () => {
    const all = [...compare(null, REVIEW, 'a:1'), ...gone];
    expect(mergeCalendarMoves(all)).toEqual(all);
    expect(mergeCalendarMoves(come)).toEqual(come);
  });

  test('two that came: only one is where the event went', () => {
    const all = [...gone, ...come, ...compare(null, REVIEW, 'a:3')];
    expect(mergeCalendarMoves(all).map(({ kind, calendarId }) => [kind, calendarId])).toEqual([
      ['changed', 'a:2'],
      ['created', 'a:3'],
    ]);
  });
});
