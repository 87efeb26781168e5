import { expect, test } from 'vitest';
import { hourAndMinute, longDate } from '../../renderer/wall-clock.ts';

const NOW = Date.UTC(2026, 10, 24, 23, 48);

test('the time is told in the zone of the view', () => {
  expect(hourAndMinute(NOW, 'Europe/Prague', 'en-GB')).toBe('00:48');
  expect(hourAndMinute(NOW, 'America/New_York', 'en-GB')).toBe('18:48');
});

test('the clock is the one people of the locale read', () => {
  expect(hourAndMinute(NOW, 'America/New_York', 'de-DE')).toBe('18:48');
  expect(hourAndMinute(NOW, 'America/New_York', 'en-US')).toMatch(/^6:48\sPM$/);
  expect(hourAndMinute(Date.UTC(2026, 10, 24, 0, 5), 'UTC', 'de-DE')).toBe('00:05');
});

test('what is no locale has the clock of 24 hours', () => {
  expect(hourAndMinute(NOW, 'UTC', 'C.UTF-8')).toBe('23:48');
});

test('the date is that of the zone, in the language of the page', () => {
  expect(longDate(NOW, 'Europe/Prague', 'en')).toBe('25 November 2026');
  expect(longDate(NOW, 'UTC', 'en-XA')).toBe('24 November 2026');
  expect(longDate(NOW, 'UTC', 'de')).toBe('24. November 2026');
});

test('a zone this page does not know is told in the zone of the system', () => {
  expect(hourAndMinute(NOW, 'Mars/Olympus_Mons', 'en-GB')).toBe('23:48');
});
