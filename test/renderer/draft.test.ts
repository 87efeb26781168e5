import { expect, test } from 'vitest';
import { linesIn, numberIn } from '../../renderer/parts/draft.ts';

test('a number is whole and lies between its bounds, the bounds included', () => {
  expect([' 30 ', '1', '3660'].map((text) => numberIn(text, 1, 3_660))).toEqual([30, 1, 3_660]);
});

test.each(['', '0', '3661', '1.5', '-3', '1e3', 'ten', '99999999999'])('%j is no number of days', (text) => {
  expect(numberIn(text, 1, 3_660)).toBeNull();
});

test('empty lines and the space around lines say nothing', () => {
  expect(linesIn(' meet.example.org/* \n\n  \nvideo.example.net\r\n')).toEqual([
    'meet.example.org/*',
    'video.example.net',
  ]);
});
