import { expect, test } from 'vitest';
import { hourAndMinute, longDate } from '../../renderer/wall-clock.ts';

const NOW = Date.UTC(2026, 10, 24, 23, 48);

test('the time is told in the zone of the view', () => {
  expect(hourAndMinute(NOW, 'Europe/Prague')).toBe('00:48');
  expect(hourAndMinute(NOW, 'America/New_York')).toBe('18:48');
});

test('the date is that of the zone', () => {
  expect(longDate(NOW, 'Europe/Prague')).toBe('25 November 2026');
  expect(longDate(NOW, 'UTC')).toBe('24 November 2026');
});

test('a zone this page does not know is told in the zone of the system', () => {
  expect(hourAndMinute(NOW, 'Mars/Olympus_Mons')).toBe('23:48');
});
