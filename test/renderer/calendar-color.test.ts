import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarColors, colorStyle, readableOn } from '../../renderer/calendar-color.ts';
import { contrast, formatHex, mix, parseHex, type Rgb } from '../../renderer/contrast.ts';
import { tokens } from '../support/tokens.ts';

const rgb = (hex: string): Rgb => {
  const parsed = parseHex(hex);
  if (!parsed) throw new Error(`${hex} is no colour`);
  return parsed;
};
const anyColor = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
  .map(([r, g, b]) => formatHex([r / 255, g / 255, b / 255]));

test('a colour that can be told from its ground stays what it was', () => {
  expect(readableOn('#2f5d8a', '#ffffff')).toBe('#2f5d8a');
});

test('lemon becomes olive on white, and stays lemon on black', () => {
  expect(contrast(rgb(calendarColors('#ffe94a').light), rgb('#ffffff'))).toBeGreaterThanOrEqual(3);
  expect(calendarColors('#ffe94a').dark).toBe('#ffe94a');
});

test('navy becomes lighter on the dark ground, and stays navy on the light one', () => {
  expect(calendarColors('#000080').light).toBe('#000080');
  expect(contrast(rgb(calendarColors('#000080').dark), rgb('#22252d'))).toBeGreaterThanOrEqual(3);
});

test('what is no colour becomes a readable grey', () => {
  const [red, green, blue] = rgb(readableOn('papayawhip', '#ffffff'));
  expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(0.15);
});

test('any colour is at least 3:1 against every ground of its scheme', () => {
  fc.assert(
    fc.property(anyColor, (color) => {
      const { light, dark } = calendarColors(color);
      for (const ground of ['ground', 'raised', 'sunk'] as const) {
        expect(contrast(rgb(light), rgb(tokens('light')[ground] ?? ''))).toBeGreaterThanOrEqual(3);
        expect(contrast(rgb(dark), rgb(tokens('dark')[ground] ?? ''))).toBeGreaterThanOrEqual(3);
      }
    }),
  );
});

test('the words on an all-day chip tinted with any colour reach AA', () => {
  fc.assert(
    fc.property(anyColor, (color) => {
      for (const scheme of ['light', 'dark'] as const) {
        const { ground = '', ink = '', soft = '' } = tokens(scheme);
        const tinted = (amount: number) => mix(rgb(calendarColors(color)[scheme]), rgb(ground), amount);
        expect(contrast(rgb(ink), tinted(0.16))).toBeGreaterThanOrEqual(4.5);
        // One that is over: quieter words on a quieter tint.
        expect(contrast(rgb(soft), tinted(0.06))).toBeGreaterThanOrEqual(4.5);
      }
    }),
  );
});

test('an element gets both colours, and the style sheet chooses', () => {
  expect(colorStyle('#000080')).toEqual({
    '--calendar-light': '#000080',
    '--calendar-dark': calendarColors('#000080').dark,
  });
});
