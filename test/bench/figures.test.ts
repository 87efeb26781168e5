import { describe, expect, test } from 'vitest';
import { median, quantile, rounded, rowOf, spread } from '../../bench/figures.ts';

describe('a quantile', () => {
  test('lies between the two nearest samples', () => {
    expect(quantile([40, 10, 30, 20], 0.5)).toBe(25);
    expect(quantile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8);
  });

  test('of one sample is that sample', () => {
    expect(quantile([7], 0.95)).toBe(7);
  });

  test('reaches from the least to the most, whatever the order', () => {
    expect([quantile([3, 1, 2], 0), quantile([3, 1, 2], 1)]).toEqual([1, 3]);
  });

  test('of nothing is refused', () => {
    expect(() => median([])).toThrow('no samples');
  });
});

describe('a row', () => {
  test('says how many times the floor it is', () => {
    expect(rowOf('idle-cpu', { value: 30.04, floor: 20, unit: 'ms', note: 'n' })).toEqual({
      name: 'idle-cpu',
      value: 30,
      unit: 'ms',
      floor: 20,
      ratio: 1.5,
      note: 'n',
    });
  });

  test('has neither floor nor ratio where nothing compares', () => {
    const row = rowOf('search-100k', { value: 3, floor: null, unit: 'ms', note: '' });
    expect([row.floor, row.ratio]).toEqual([null, null]);
  });

  test('has no ratio over a floor of nothing', () => {
    const row = rowOf('idle-http-requests', { value: 0, floor: 0, unit: 'requests', note: '' });
    expect(row.ratio).toBeNull();
  });
});

test.each([
  [1234.56, 1235],
  [99.96, 100],
  [12.345, 12.3],
  [0.012345, 0.0123],
  [0, 0],
  [-0.5, -0.5],
])('%d is shown as %d', (value, shown) => {
  expect(rounded(value)).toBe(shown);
});

test('a spread is the median and the range', () => {
  expect(spread([10, 30, 20.04])).toBe('20 [10-30]');
});
