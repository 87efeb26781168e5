import { expect, test } from 'vitest';
import { endings } from '../../bench/endings.ts';

function noted() {
  const log: string[] = [];
  const ends = endings((error) => log.push(`complaint: ${String(error)}`));
  const add = (name: string) => ends.add(async () => void log.push(name));
  return { log, ends, add };
}

test('everything is ended once, last first', async () => {
  const { log, ends, add } = noted();
  await add('server');
  await add('app');
  await ends.all();
  await ends.all();
  expect(log).toEqual(['app', 'server']);
});

test('one that fails does not keep the others', async () => {
  const { log, ends, add } = noted();
  await add('server');
  await ends.add(() => Promise.reject(new Error('stuck')));
  await ends.all();
  expect(log).toEqual(['complaint: Error: stuck', 'server']);
});

test('what starts after the end is ended at once, and whoever started it hears so', async () => {
  const { log, ends, add } = noted();
  await ends.all();
  await expect(add('late')).rejects.toThrow('interrupted');
  expect(log).toEqual(['late']);
});
