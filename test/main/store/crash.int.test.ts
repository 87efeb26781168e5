import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { TEAM } from '../../contract/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function commitUntilKilled(file: string, ms: number): Promise<number> {
  const script = join(import.meta.dirname, 'commit-forever.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  await wait(ms);
  child.kill('SIGKILL');
  await once(child, 'close');
  return Number(said.trim().split('\n').at(-1));
}

// Rounds take some 10 ms: these delays land in different places of one.
test.each([0, 3, 7, 11, 16, 24, 37, 51])(
  'killed %i ms into its work, the next start finds one whole commit and no part of another',
  async (ms) => {
    const file = join(folder, `${ms}.db`);
    const said = await commitUntilKilled(file, ms);
    const { store, damage } = openDatabaseStore(file, 0);
    expect(damage).toBeNull();
    const sync = await store.syncState(TEAM);
    const round = sync.at === 'token' ? Number(sync.token) : 0;
    expect(round).toBeGreaterThanOrEqual(said); // what was reported as committed is there
    const hrefs = [...(await store.etags(TEAM)).keys()];
    expect(hrefs).toHaveLength(400);
    expect(hrefs.every((href) => href.startsWith(`/team/${round}-`))).toBe(true);
    const titles = new Set((await store.occurrences([TEAM], 0, 4e12)).map((one) => one.title));
    expect([...titles]).toEqual([`round ${round}`]);
    expect((await store.changes(1))[0]?.id).toBe(`c${round}`);
    expect((await store.untold()).length).toBe(round);
    await store.close();
  },
  20_000,
);
