import { expect, test } from 'vitest';
import { contrast, formatHex, mix, parseHex, type Rgb } from '../../renderer/contrast.ts';

const rgb = (hex: string): Rgb => {
  const parsed = parseHex(hex);
  if (!parsed) throw new Error(`${hex} is no colour`);
  return parsed;
};

test('black on white is 21:1, in either order', () => {
  expect(contrast(rgb('#000000'), rgb('#ffffff'))).toBeCloseTo(21, 5);
  expect(contrast(rgb('#ffffff'), rgb('#000000'))).toBeCloseTo(21, 5);
});

test('a colour on itself is 1:1', () => {
  expect(contrast(rgb('#2f5d8a'), rgb('#2f5d8a'))).toBe(1);
});

test('the grey at the edge of AA is where WCAG says it is', () => {
  expect(contrast(rgb('#767676'), rgb('#ffffff'))).toBeGreaterThanOrEqual(4.5);
  expect(contrast(rgb('#777777'), rgb('#ffffff'))).toBeLessThan(4.5);
});

test('short, long and translucent notations are read alike', () => {
  expect(parseHex('#fff')).toEqual([1, 1, 1]);
  expect(parseHex('#FF0000ff')).toEqual([1, 0, 0]);
  expect(parseHex(' #00ff00 ')).toEqual([0, 1, 0]);
});

test.each(['', 'red', '#12', '#12345', '#gggggg', 'rgb(1,2,3)'])('%j is no colour', (text) => {
  expect(parseHex(text)).toBeNull();
});

test('writing what was read gives it back', () => {
  expect(formatHex(rgb('#a8741a'))).toBe('#a8741a');
});

test('channels outside the gamut are clipped when written', () => {
  expect(formatHex([1.2, -0.1, 0.5])).toBe('#ff0080');
});

test('half of black over white is the middle grey of sRGB', () => {
  expect(formatHex(mix([0, 0, 0], [1, 1, 1], 0.5))).toBe('#808080');
});
