import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../main/core/model.ts';
import { toastsFor } from '../../../../main/core/alerts/toasts.ts';
import { continued, covers, joinWaves } from '../../../../main/core/alerts/waves.ts';
import {
  created as anew,
  deleted,
  hour,
  moved as elsewhere,
  NOW,
  telling,
} from '../../../support/toast-facts.ts';

const created = (uid: string) =>
  anew({ id: `new-${uid}`, uid, after: hour('2026-11-25T11:00', { title: uid }) });
const moved = (uid: string) =>
  elsewhere({ id: `moved-${uid}`, uid, after: hour('2026-11-26T11:00', { title: uid }) });
const say = (changes: readonly Change[]) => toastsFor(changes, telling());
const titles = (untold: readonly Change[], lately: readonly Change[]) =>
  joinWaves(untold, lately, say).map((toast) => toast.title);
const many = (from: number, to: number, make = created) =>
  Array.from({ length: to - from + 1 }, (_, i) => make(String(from + i)));

describe('waves of an import', () => {
  test('the second wave is told together with the first', () => {
    expect(titles(many(2, 20), many(1, 1))).toEqual(['20 events added to Team']);
  });

  test('a wave too small to be a crowd by itself joins one', () => {
    expect(titles(many(20, 20), many(1, 19))).toEqual(['20 events added to Team']);
  });

  test('two waves that are none become one', () => {
    expect(titles(many(3, 4), many(1, 2))).toEqual(['4 events added to Team']);
  });

  test('what was told before is covered by the crowd, so that it can be taken down', () => {
    const [first] = say(many(1, 1));
    const [crowd] = joinWaves(many(2, 20), many(1, 1), say);
    expect(first && crowd && covers(crowd, first)).toBe(true);
    expect(first && crowd && covers(first, crowd)).toBe(false);
  });

  test('a few events one after the other stay pieces of news', () => {
    expect(titles(many(2, 2), many(1, 1))).toEqual(['New: 2']);
    expect(titles(many(3, 3), many(1, 2))).toEqual(['New: 3']);
  });

  test('two edits of one event are not joined', () => {
    expect(titles([moved('1')], [created('1')])).toEqual(['1 moved']);
  });

  test('a crowd of another kind is left alone', () => {
    expect(titles([deleted({ uid: '99' })], many(1, 20))).toEqual(['Standup deleted']);
  });
});

describe('edits by hand that follow each other closely', () => {
  test('stay pieces of news, however many', () => {
    expect(titles(many(4, 4, moved), many(1, 3, moved))).toEqual(['4 moved']);
    expect(titles(many(6, 7, moved), many(1, 5, moved).slice(0, 3))).toEqual(['6 moved', '7 moved']);
  });

  test('join a crowd, which no hand makes', () => {
    expect(titles(many(21, 22, moved), many(1, 20, moved))).toEqual(['22 events changed in Team']);
    expect(titles(many(2, 20, moved), many(1, 1, moved))).toEqual(['20 events changed in Team']);
  });
});

describe('what a wave continues', () => {
  const at = (second: number) => ({ at: NOW + second * 1_000 });

  test('waves that follow each other closely', () => {
    expect(continued([at(0), at(3), at(6)], NOW + 9_000)).toEqual([at(0), at(3), at(6)]);
  });

  test('nothing after a pause', () => {
    expect(continued([at(0), at(3)], NOW + 9_000)).toEqual([]);
    expect(continued([], NOW)).toEqual([]);
  });

  test('not what stood alone before them: one new event, then an import 22 seconds later', () => {
    expect(continued([at(0), at(22), at(24)], NOW + 26_000)).toEqual([at(22), at(24)]);
  });

  test('not what was told more than a minute ago', () => {
    expect(continued([at(0), at(58)], NOW + 61_000)).toEqual([at(58)]);
  });
});
