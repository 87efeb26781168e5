import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startChild } from '../support/child.ts';
import type { Child } from '../support/child.ts';
import { until } from '../support/patience.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function demo(args: readonly string[]): Promise<Child> {
  const { DISPLAY: _screen, ...env } = process.env;
  return startChild({ command: process.execPath, args: ['demo/index.ts', ...args], cwd: ROOT, env });
}

test('without a display it plays the story, shows every alert, leaves pictures and ends with 0', async () => {
  const child = await demo([]);
  const { code } = await child.exited;
  expect(child.log()).not.toContain('FAIL');
  expect(child.log().match(/^ok {4}(\w+) +\d+\.\d\d s {2}\S.*$/gm)).toHaveLength(5);
  const folder = /pictures of window and alerts: (.*)/.exec(child.log())?.[1] ?? '';
  for (const name of ['create', 'move', 'rename', 'cancel', 'import', 'changes']) {
    expect(existsSync(`${folder}/${name}-window.png`)).toBe(true);
    expect(existsSync(`${folder}/${name}-screen.png`)).toBe(true);
  }
  expect(code).toBe(0);
});

test('a signal in the middle ends everything', async () => {
  const child = await demo(['--once']);
  const address = await until(
    'the world',
    60_000,
    () => /http:\/\/localhost:\d+\//.exec(child.log())?.[0] ?? null,
  );
  await until('the first alert', 60_000, () => child.log().includes('ok    create'));
  child.signal('SIGTERM');
  expect(await child.exited).toEqual({ code: 0, signal: null });
  await expect(fetch(address)).rejects.toThrow('fetch failed');
});
