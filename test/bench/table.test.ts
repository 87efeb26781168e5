import { expect, test } from 'vitest';
import { rowOf } from '../../bench/figures.ts';
import { tableOf } from '../../bench/table.ts';

test('words stand left, numbers right, and each note below its row', () => {
  const rows = [
    rowOf('idle-cpu', { value: 600, floor: 500, unit: 'ms', note: 'two requests' }),
    rowOf('idle-http-requests', { value: 0, floor: 0, unit: 'requests', note: '' }),
  ];
  expect(tableOf(rows)).toBe(
    [
      'name                value  unit      floor  ratio',
      '------------------  -----  --------  -----  -----',
      'idle-cpu              600  ms          500    1.2',

      '    two requests',
      'idle-http-requests      0  requests      0      -',
    ].join('\n'),
  );
});

test('a long note is broken between words', () => {
  const note = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const lines = tableOf([rowOf('idle-cpu', { value: 1, floor: 1, unit: 'ms', note })])
    .split('\n')
    .slice(3);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => line.length > 110 || !line.startsWith('    '))).toEqual([]);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(note);
});
