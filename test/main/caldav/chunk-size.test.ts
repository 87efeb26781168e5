import { expect, test } from 'vitest';
import { chunkAfter, FIRST_CHUNK } from '../../../main/caldav/chunk-size.ts';

const answers: readonly (readonly [string, readonly [number, number, number], number])[] = [
  ['a quick server is asked for twice as many', [100, 100, 40], 200],
  ['but never for more than 500', [400, 400, 40], 500],
  ['one that keeps the time is asked for as many again', [200, 200, 2_000], 200],
  ['a slow one for fewer', [500, 500, 4_000], 250],
  ['Xandikos, at 75 ms an object, for 50', [100, 100, 7_500], 50],
  ['one that hung for a minute for no fewer than 50', [500, 500, 60_000], 50],
  ['what two objects took in good time says nothing', [500, 2, 150], 500],
  ['what two objects took in three seconds does', [500, 2, 3_000], 50],
  ['an answer in no time is no division by zero', [100, 100, 0], 200],
];
test.each(answers)('%s', (_what, [size, count, ms], expected) => {
  expect(chunkAfter(size, count, ms)).toBe(expected);
});

test('a server that has grown slow and quick again is back at full size after four answers', () => {
  let size = chunkAfter(FIRST_CHUNK, FIRST_CHUNK, 60_000);
  for (let i = 0; i < 4; i += 1) size = chunkAfter(size, size, 100);
  expect(size).toBe(500);
});
