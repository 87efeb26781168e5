import { expect, test } from 'vitest';
import { alertFirst } from '../../../main/conductor/alert-first.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function telling() {
  const clock = new FakeClock();
  const seen: string[] = [];
  let end = () => {};
  const tell = () => new Promise<void>((resolve) => (end = resolve)).then(() => void seen.push('told'));
  const done = alertFirst(tell, () => seen.push('rest'), clock);
  return { clock, seen, done, end: () => end() };
}

test('the rest comes once the alert is up', async () => {
  const { clock, seen, done, end } = telling();
  await clock.advance(100);
  expect(seen).toEqual([]);
  end();
  await done;
  await clock.advance(1_000);
  expect(seen).toEqual(['told', 'rest']);
});

test('the rest does not wait for an alert that takes long, and comes once', async () => {
  const { clock, seen, done, end } = telling();
  await clock.advance(250);
  expect(seen).toEqual(['rest']);
  end();
  await done;
  expect(seen).toEqual(['rest', 'told']);
});
