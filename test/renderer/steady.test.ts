import { expect, test } from 'vitest';
import { isSame } from '../../renderer/parts/steady.tsx';

test('values that say the same are the same, however deep', () => {
  expect(isSame({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: undefined }, { b: undefined }],
  [[1, 2], [1]],
  [[1], { 0: 1 }],
  [{ a: null }, { a: {} }],
  ['1', 1],
])('%j is not %j', (one, other) => {
  expect(isSame(one, other)).toBe(false);
});

test('functions are not compared: what they do follows from the values beside them', () => {
  expect(isSame({ on: () => 1 }, { on: () => 2 })).toBe(true);
});

test('objects with a life of their own are the same only when they are the same one', () => {
  const signal = new Map();
  expect(isSame({ signal }, { signal })).toBe(true);
  expect(isSame({ signal }, { signal: new Map() })).toBe(false);
});
