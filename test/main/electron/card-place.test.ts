import { expect, test } from 'vitest';
import { cardBounds } from '../../../main/electron/card-place.ts';

const AREA = { x: 1920, y: 28, width: 1280, height: 772 };

test.each([
  ['at the top right, below the panel, of the screen it is given', 'linux', 150, [2804, 44, 380, 150]],
  ['at the bottom right on Windows', 'win32', 150, [2804, 634, 380, 150]],
  ['with room for three before anything is known', 'darwin', null, [2804, 44, 380, 480]],
  ['no lower than one card', 'linux', 10, [2804, 44, 380, 96]],
  ['no higher than the screen', 'linux', 5_000, [2804, 44, 380, 740]],
  ['by whole pixels', 'linux', 150.2, [2804, 44, 380, 151]],
] as const)('cards stand %s', (_where, platform, wanted, [x, y, width, height]) => {
  expect(cardBounds(AREA, wanted, platform)).toEqual({ x, y, width, height });
});

test('a screen narrower than a card shows a narrower one', () => {
  expect(cardBounds({ x: 0, y: 0, width: 320, height: 480 }, 150, 'linux')).toMatchObject({
    x: 16,
    width: 288,
  });
});
