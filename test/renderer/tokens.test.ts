import { describe, expect, test } from 'vitest';
import { contrast, parseHex } from '../../renderer/contrast.ts';
import { darkNames, tokens, type Scheme } from '../support/tokens.ts';

// What is written on what, somewhere in the window.
const TEXT: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['ink', ['ground', 'raised', 'sunk', 'warn-ground', 'bad-ground']],
  ['soft', ['ground', 'raised', 'sunk']],
  ['faint', ['ground', 'raised', 'sunk']],
  ['accent', ['ground', 'raised']],
  ['on-accent', ['accent', 'accent-hover']],
  ['brass-ink', ['ground', 'raised']],
  ['on-brass', ['brass-ink']],
  ['bad', ['ground', 'raised']],
  ['on-bad', ['bad']],
  ['warn', ['ground', 'raised']],
  ['old', ['ground', 'raised']],
  ['new', ['new-ground', 'ground']],
];

// Shapes that mean something without words, and the edges of controls (WCAG 1.4.11).
const SHAPES: readonly (readonly [shape: string, grounds: readonly string[]])[] = [
  ['good', ['ground']],
  ['accent', ['ground', 'raised', 'sunk']],
  ['brass', ['ground', 'raised']],
  ['bad', ['ground', 'bad-ground']],
  ['warn', ['warn-ground']],
  ['faint', ['ground']],
  ['edge', ['ground', 'raised', 'sunk']],
];

const ratio = (scheme: Scheme, a: string, b: string): number => {
  const [one, other] = [a, b].map((name) => parseHex(tokens(scheme)[name] ?? ''));
  if (!one || !other) throw new Error(`no such colour: ${a} or ${b}`);
  return contrast(one, other);
};

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const pairs = (list: typeof TEXT) =>
    list.flatMap(([on, grounds]) => grounds.map((ground) => [on, ground] as const));

  test.each(pairs(TEXT))('%s can be read on %s', (text, ground) => {
    expect(ratio(scheme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(pairs(SHAPES))('%s can be told from %s', (shape, ground) => {
    expect(ratio(scheme, shape, ground)).toBeGreaterThanOrEqual(3);
  });
});

test('dark states every colour that light states', () => {
  expect([...darkNames()].sort()).toEqual(Object.keys(tokens('light')).sort());
});

test('every colour of the sheet is in a pair above, or is a line that means nothing', () => {
  const paired = new Set([...TEXT, ...SHAPES].flatMap(([on, grounds]) => [on, ...grounds]));
  expect(Object.keys(tokens('light')).filter((name) => !paired.has(name))).toEqual(['line']);
});
