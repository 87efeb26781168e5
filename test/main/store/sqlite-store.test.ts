import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { migrate } from '../../../main/store/schema.ts';
import { SqliteStore } from '../../../main/store/sqlite-store.ts';
import { changeOf, commitOf, entry, occurrence, storeContract, TEAM } from '../../contract/store.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);

storeContract('SQLite', async () => openDatabaseStore(freshFile(), 0).store);
storeContract('memory', async () => new MemoryStore());

function manyEntries(count: number, etagOfRun = 'x') {
  const one = (n: number) => {
    const href = `/team/${etagOfRun}-${n}.ics`;
    return entry(href, [occurrence({ href, uid: `${etagOfRun}-${n}` })]);
  };
  return Array.from({ length: count }, (_, n) => one(n));
}

describe('the SQLite store', () => {
  test('keeps everything over a restart', async () => {
    const file = freshFile();
    const first = openDatabaseStore(file, 0).store;
    await first.commit(commitOf([entry('/team/a.ics', [occurrence()])], { changes: [changeOf('c1')] }));
    await first.markTold(['c1']);
    await first.close();
    const { store, damage } = openDatabaseStore(file, 0);
    expect(damage).toBeNull();
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
    expect(await store.changes(10)).toEqual([{ ...changeOf('c1'), read: false, told: true }]);
    await store.close();
  });

  test('takes 10,000 objects in one commit within a second', async () => {
    const { store } = openDatabaseStore(freshFile(), 0);
    const commit = commitOf(manyEntries(10_000));
    const before = process.cpuUsage();
    await store.commit(commit);
    // Processor time, not the clock's: what else this machine does is not the store's affair.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
    expect((await store.health(TEAM)).objects).toBe(10_000);
    await store.close();
  });

  test('a full disk fails the commit with nothing of it written, and reading goes on', async () => {
    const database = new DatabaseSync(freshFile());
    migrate(database);
    const store = new SqliteStore(database);
    await store.commit(commitOf([entry('/team/a.ics', [occurrence()])]));
    database.exec('PRAGMA max_page_count = 30'); // what SQLite sees when the disk has no page left
    const big = commitOf(manyEntries(2_000), {
      changes: [changeOf('c1')],
      delta: { removals: ['/team/a.ics'], next: { at: 'token', token: 'sync-2' } },
    });
    await expect(store.commit(big)).rejects.toMatchObject({ kind: 'storage', reason: 'full' });
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
    expect([...(await store.etags(TEAM)).keys()]).toEqual(['/team/a.ics']);
    expect(await store.changes(10)).toEqual([]);
    await store.markRead(null); // small things still work
    await store.close();
  });

  test('an error never carries what was to be stored', async () => {
    const { store } = openDatabaseStore(freshFile(), 0);
    const secret = occurrence({ title: 'Secret meeting' });
    const broken = { ...secret, when: { at: 'time', startsAt: NaN, endsAt: NaN } as const };
    const failure = await store
      .commit(commitOf([entry('/team/a.ics', [broken])]))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'storage' });
    expect(String(failure) + String((failure as Error).cause)).not.toContain('Secret');
    expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
    await store.close();
  });

  test('the inbox keeps the newest two thousand told changes and every untold one', async () => {
    const { store } = openDatabaseStore(freshFile(), 0);
    const batch = (name: string, count: number) =>
      Array.from({ length: count }, (_, n) => changeOf(`${name}${n}`));
    await store.commit(commitOf([], { changes: batch('untold', 3) }));
    await store.commit(commitOf([], { changes: batch('told', 2_500), silent: true }));
    expect(await store.changes(9_999)).toHaveLength(2_003);
    expect(await store.untold()).toHaveLength(3);
    await store.close();
  });
});
