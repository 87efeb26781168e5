import { expect, test } from 'vitest';
import { tabAfter } from '../../renderer/parts/tabs.tsx';

test('arrows go round', () => {
  expect(tabAfter('agenda', 'ArrowRight')).toBe('changes');
  expect(tabAfter('changes', 'ArrowRight')).toBe('agenda');
  expect(tabAfter('agenda', 'ArrowLeft')).toBe('changes');
});

test('Home and End go to the ends', () => {
  expect(tabAfter('changes', 'Home')).toBe('agenda');
  expect(tabAfter('agenda', 'End')).toBe('changes');
});

test('other keys are not for the tabs', () => {
  expect(tabAfter('agenda', 'Enter')).toBeNull();
  expect(tabAfter('agenda', 'a')).toBeNull();
});
