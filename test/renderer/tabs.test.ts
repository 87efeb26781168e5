import { expect, test } from 'vitest';
import { tabAfter } from '../../renderer/parts/tabs.tsx';

test('arrows go round', () => {
  expect(tabAfter('agenda', 'ArrowRight')).toBe('changes');
  expect(tabAfter('invitations', 'ArrowRight')).toBe('agenda');
  expect(tabAfter('agenda', 'ArrowLeft')).toBe('invitations');
});

test('Home and End go to the ends', () => {
  expect(tabAfter('changes', 'Home')).toBe('agenda');
  expect(tabAfter('agenda', 'End')).toBe('invitations');
});

test('other keys are not for the tabs', () => {
  expect(tabAfter('agenda', 'Enter')).toBeNull();
  expect(tabAfter('agenda', 'a')).toBeNull();
});
