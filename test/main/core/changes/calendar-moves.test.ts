import { describe, expect, test } from 'vitest';
import { joinMoves } from '../../../../main/core/changes/calendar-moves.ts';
import type { Change } from '../../../../main/core/model.ts';
import { created, deleted, FAMILY, hour, moved, NOW, TEAM } from '../../../support/toast-facts.ts';

const same = hour('2026-11-24T14:00');
const gone = (parts: Partial<Change> = {}) =>
  deleted({ id: 'gone', calendarId: FAMILY.id, before: same, ...parts });
const came = (parts: Partial<Change> = {}) =>
  created({ id: 'came', calendarId: TEAM.id, after: same, ...parts });
const joined = (fresh: readonly Change[], lately: readonly Change[] = [], now = NOW) =>
  joinMoves(fresh, lately, { now, alone: false });

describe('a move between calendars', () => {
  test('found at once is one change, which stands for both', () => {
    const { changes, waiting, partners } = joined([gone(), came()]);
    expect(changes).toMatchObject([
      { id: 'came', kind: 'changed', calendarId: TEAM.id, details: { movedFrom: FAMILY.id } },
    ]);
    expect(waiting).toEqual([]);
    expect([...partners]).toEqual([['came', ['gone']]]);
  });

  test('found first where it went waits for where it came', () => {
    const first = joined([gone()]);
    expect(first).toMatchObject({ changes: [], waiting: [{ id: 'gone' }] });
    expect(joined([gone(), came()], [], NOW + 1_000).changes).toMatchObject([
      { id: 'came', kind: 'changed' },
    ]);
  });

  test('found first where it came is told once more as what it was', () => {
    const { changes, waiting, partners } = joined([gone()], [came()]);
    expect(changes).toMatchObject([{ id: 'came', details: { movedFrom: FAMILY.id } }]);
    expect(waiting).toEqual([]);
    expect(partners.get('came')).toEqual(['gone']);
  });

  test('found late where it came stands for what was told to be gone', () => {
    const { changes, partners } = joined([came()], [gone()], NOW + 3_000);
    expect(changes).toMatchObject([{ id: 'came', details: { movedFrom: FAMILY.id } }]);
    expect(partners.get('came')).toEqual(['gone']);
  });
});

describe('what is only gone', () => {
  test('is told after two seconds', () => {
    expect(joined([gone()], [], NOW + 1_999).waiting).toHaveLength(1);
    expect(joined([gone()], [], NOW + 2_000)).toMatchObject({ changes: [{ id: 'gone' }], waiting: [] });
  });

  test('is told at once where there is but one calendar, or when the clock went back', () => {
    expect(joinMoves([gone()], [], { now: NOW, alone: true }).changes).toHaveLength(1);
    expect(joined([gone()], [], NOW - 60_000).changes).toHaveLength(1);
  });

  test('as one occurrence of a series is told at once', () => {
    expect(joined([gone({ scope: 'occurrence', recurrenceId: '2026-11-24' })]).changes).toHaveLength(1);
  });
});

test('what was told and has no part in a move is not told again', () => {
  const other = moved({ uid: 'other' });
  expect(joined([other], [came(), gone({ uid: 'third', before: hour('2026-11-27T08:00') })]).changes).toEqual(
    [other],
  );
});
