import { describe, expect, test } from 'vitest';
import type { Calendar, RecordedChange, Snapshot } from '../../../../main/core/model.ts';
import { haveTwins, withoutTwins } from '../../../../main/core/changes/twins.ts';
import { aCalendar, aRecordedChange, aSnapshot } from '../../../support/model-facts.ts';

const calendar = (id: string, url: string, over: Partial<Calendar> = {}): Calendar =>
  aCalendar({ id, accountId: id, url, name: id, ...over });
const PAIR = [calendar('a', 'https://x/work/'), calendar('b', 'https://x/work/')];

const at = (hour: number): Snapshot => aSnapshot({ when: { at: 'time', startsAt: hour, endsAt: hour + 1 } });
let ids = 0;
const moved = (calendarId: string, from: number, to: number, told = false): RecordedChange =>
  aRecordedChange({
    id: `c${(ids += 1)}`,
    calendarId,
    kind: 'changed',
    before: at(from),
    after: at(to),
    told,
  });

/** What is told when these are found one after another, each told before the next is found. */
function told(...found: readonly (readonly [string, number, number])[]): readonly string[] {
  let recorded: readonly RecordedChange[] = [];
  return found.flatMap(([id, from, to]) => {
    const change = moved(id, from, to);
    const news = withoutTwins([change], [change, ...recorded], PAIR);
    recorded = [{ ...change, told: true }, ...recorded];
    return news.map((c) => `${c.calendarId} ${from}-${to}`);
  });
}

describe('the same calendar through two accounts', () => {
  test('tells a change once, whoever finds it first, also when both find it before anybody is told', () => {
    expect(told(['a', 1, 2], ['b', 1, 2])).toEqual(['a 1-2']);
    expect(told(['b', 1, 2], ['a', 1, 2])).toEqual(['b 1-2']);
    const both = [moved('a', 1, 2), moved('b', 1, 2)];
    expect(withoutTwins(both, both.toReversed(), PAIR).map((c) => c.calendarId)).toEqual(['a']);
  });

  test('tells what happens again again, and what only one of them saw', () => {
    const there = ['a', 1, 2] as const;
    const back = ['a', 2, 1] as const;
    expect(told(there, ['b', 1, 2], back, ['b', 2, 1], there, ['b', 1, 2])).toEqual([
      'a 1-2',
      'a 2-1',
      'a 1-2',
    ]);
    expect(told(there, back, ['b', 5, 6])).toEqual(['a 1-2', 'a 2-1', 'b 5-6']);
  });

  test('does not rely on a twin that says nothing', () => {
    const recorded = [moved('b', 1, 2, true)];
    const untold = [moved('a', 1, 2)];
    for (const silent of [{ alerts: false }, { shown: false }, { url: 'https://x/other/' }]) {
      const calendars = [calendar('a', 'https://x/work/'), calendar('b', 'https://x/work/', silent)];
      expect(haveTwins(calendars)).toBe(false);
      expect(withoutTwins(untold, recorded, calendars)).toEqual(untold);
    }
    expect(haveTwins(PAIR)).toBe(true);
    expect(withoutTwins(untold, recorded, PAIR)).toEqual([]);
  });
});
