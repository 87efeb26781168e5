import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { forked } from '../../bench/forked.ts';

const dir = mkdtempSync(join(tmpdir(), 'belfry-forked-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Jobs {
  readonly [job: string]: (input: never) => Promise<unknown>;
  readonly twice: (input: number) => Promise<number>;
  readonly fail: (input: string) => Promise<void>;
  readonly leave: (input: number) => Promise<void>;
}

function program(): URL {
  const file = join(dir, 'program.mjs');
  const library = new URL('../../bench/forked.ts', import.meta.url).href;
  writeFileSync(
    file,
    `import { serveJobs } from '${library}';
serveJobs({
  twice: async (n) => 2 * n,
  fail: async (word) => { throw new Error(word); },
  leave: async (code) => process.exit(code),
});`,
  );
  return pathToFileURL(file);
}

test('a program does what it is asked, says why it cannot, and its end is heard', async () => {
  const child = await forked<Jobs>(program());
  expect(await Promise.all([child.ask('twice', 2), child.ask('twice', 3)])).toEqual([4, 6]);
  await expect(child.ask('fail', 'no paper')).rejects.toThrow('no paper');
  await expect(child.ask('nonsense', undefined as never)).rejects.toThrow('no such job');
  await expect(child.ask('leave', 3)).rejects.toThrow('ended: 3');
  await child.end();
});

test('ending twice is ending once', async () => {
  const child = await forked<Jobs>(program());
  await child.end();
  await child.end();
  expect(() => process.kill(child.pid, 0)).toThrow();
});
