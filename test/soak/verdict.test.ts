import { describe, expect, test } from 'vitest';
import { aRecordedChange, aSnapshot } from '../support/model-facts.ts';
import type { Figures } from './engine.ts';
import { brokenChains, differences, growth } from './verdict.ts';

let ids = 0;
const step = (uid: string, before: string | null, after: string | null) => {
  const snapshot = (title: string | null) => (title === null ? null : aSnapshot({ title }));
  ids += 1;
  return aRecordedChange({ id: `c${ids}`, uid, before: snapshot(before), after: snapshot(after) });
};

describe('chains of changes', () => {
  const from = new Map([['a', 'A1']]);

  test('that lead from the beginning to the end are whole', () => {
    const changes = [step('a', 'A1', 'A2'), step('b', null, 'B1'), step('a', 'A2', null)];
    expect(brokenChains(changes, from, new Map([['b', 'B1']]))).toEqual([]);
  });

  test('with a change recorded twice, lost, or made up are broken', () => {
    const to = new Map([['a', 'A3']]);
    const whole = [step('a', 'A1', 'A2'), step('a', 'A2', 'A3')];
    expect(brokenChains(whole, from, to)).toEqual([]);
    expect(brokenChains([...whole, step('a', 'A2', 'A3')], from, to)).toHaveLength(1);
    expect(brokenChains(whole.slice(1), from, to)).toHaveLength(1);
    expect(brokenChains(whole.slice(0, 1), from, to)).toHaveLength(1);
    expect(brokenChains([...whole, step('b', null, 'B1')], from, to)).toHaveLength(1);
  });
});

test('a replica differs from its server by what is missing, left over or old', () => {
  const server = new Map(Object.entries({ '/a': '1', '/b': '2', '/c': '3' }));
  expect(differences(new Map(server), server)).toEqual([]);
  const replica = new Map(Object.entries({ '/a': '1', '/b': 'old', '/d': '4' }));
  expect(differences(replica, server)).toHaveLength(3);
});

test('what grows is seen after the warming up, and a single peak is not growth', () => {
  const figures = (descriptors: (n: number) => number): readonly Figures[] =>
    Array.from({ length: 30 }, (_, n) => ({ heap: 2e7, rss: 1e8, descriptors: descriptors(n) }));
  expect(growth(figures((n) => (n < 5 ? 10 : 40)))).toEqual([]);
  expect(growth(figures((n) => (n === 28 ? 90 : 40)))).toEqual([]);
  expect(growth(figures((n) => 40 + n))).toHaveLength(1);
});
