import { expect, test } from 'vitest';
import { LOAD, loadEvent, loadEvents, startOf } from '../../bench/load.ts';

const AROUND = Date.UTC(2026, 10, 23);
const YEAR = 31_556_952_000;
const COUNT = 2_000;

test('events are of the size the figures speak of, each with its time zone', () => {
  const all = [...loadEvents(COUNT, AROUND)];
  const mean = all.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / all.length;
  expect(mean).toBeGreaterThan(580);
  expect(mean).toBeLessThan(660);
  expect(
    all.every(({ text }) => text.includes('BEGIN:VTIMEZONE') && text.includes('TZID=Europe/Berlin:')),
  ).toBe(true);
});

test('one in twenty is a weekly series, half of those without end', () => {
  const rules = [...loadEvents(COUNT, AROUND)].flatMap(
    ({ text }) => /^RRULE:FREQ=WEEKLY.*$/m.exec(text)?.[0].trim() ?? [],
  );
  expect(rules).toHaveLength(COUNT / 20);
  expect(rules.filter((rule) => rule === 'RRULE:FREQ=WEEKLY')).toHaveLength(COUNT / 40);
});

test.each([1, 7, 1_000, 100_000])('%d events lie evenly over five years', (count) => {
  const starts = Array.from({ length: Math.min(count, 5_000) }, (_, index) => startOf(index, count, AROUND));
  const [least, most] = [Math.min(...starts), Math.max(...starts)];
  expect(least).toBeGreaterThanOrEqual(AROUND - (LOAD.years / 2) * YEAR - 900_000);
  expect(most).toBeLessThan(AROUND + (LOAD.years / 2) * YEAR);
  if (count < 1_000) return;
  const years = Array.from({ length: LOAD.years }, (_, year) => {
    const from = AROUND - (LOAD.years / 2 - year) * YEAR;
    return starts.filter((at) => at >= from && at < from + YEAR).length;
  });
  for (const share of years) expect(Math.abs(share / starts.length - 0.2)).toBeLessThan(0.01);
});

test('an edit moves an event and keeps its name', () => {
  const [before, after] = [loadEvent(3, COUNT, AROUND), loadEvent(3, COUNT, AROUND, 1)];
  expect(after.name).toBe(before.name);
  expect(after.text).not.toBe(before.text);
  expect(loadEvent(3, COUNT, AROUND)).toEqual(before);
});
