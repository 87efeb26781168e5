// The store as the program has it: in a thread of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { storeContract, TEAM } from '../../contract/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);
const SCRIPT = new URL('../../../main/store/worker.ts', import.meta.url);

storeContract(
  'SQLite in its thread',
  async () => (await openStore({ file: freshFile(), at: 0 }, SCRIPT)).store,
);

describe('the thread of the store', () => {
  test('tells of a damaged database', async () => {
    const file = freshFile();
    writeFileSync(file, 'no database at all'.repeat(999));
    const { store, damage } = await openStore({ file, at: 7 }, SCRIPT);
    expect(damage).toMatchObject({
      error: { kind: 'storage', reason: 'damaged' },
      keptAs: `${file}.damaged-7`,
    });
    await store.close();
  });

  test('that cannot open its database says why', async () => {
    writeFileSync(join(folder, 'file'), '');
    const opening = openStore({ file: join(folder, 'file', 'x.db'), at: 0 }, SCRIPT);
    await expect(opening).rejects.toMatchObject({ kind: 'storage' });
  });

  test('refuses calls after close, and closes twice', async () => {
    const { store } = await openStore({ file: freshFile(), at: 0 }, SCRIPT);
    await store.close();
    await expect(store.syncState(TEAM)).rejects.toMatchObject({ kind: 'storage', reason: 'closed' });
    await store.close();
  });

  test('leaves the asking thread free', async () => {
    const { store } = await openStore({ file: freshFile(), at: 0 }, SCRIPT);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await store.changes(10);
    const pending = Array.from({ length: 2_000 }, () => store.health(TEAM));
    await Promise.all(pending);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
    await store.close();
  });
});
