// `npm run fuzz` for some seconds, after everything that was ever found; and what it says.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../fuzz/index.ts', import.meta.url));

function fuzz(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('everything holds for the whole corpus and a few thousand mutants', () => {
  const { status, output } = fuzz('--seconds', '12', '--seed', '20261123');
  expect(output).toMatch(
    /^seed 20261123, 12 s, node v\d+\.\d+\.\d+ on \w+-\w+\nok {3}ical: \d+ inputs, \d+ of them known\nok {3}multistatus: .*\nok {3}href: .*\n$/,
  );
  expect(status).toBe(0);
});

test('one target alone; an unknown one is an error', () => {
  const { output } = fuzz('--seconds', '1', '--only', 'href');
  expect(output.match(/^ok/gm)).toHaveLength(1);
  expect(fuzz('--only', 'nothing').status).not.toBe(0);
  expect(fuzz('--seconds', '-1').status).not.toBe(0);
});
