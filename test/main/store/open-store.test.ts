// The store as the program has it: in a thread of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { storeContract } from '../../contract/store.ts';
import { inboxContract } from '../../contract/store-inbox.ts';
import { remindersContract } from '../../contract/store-reminders.ts';
import { event, pulled, pullFacts, staged, TEAM } from '../../support/pull-rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);
const SCRIPT = new URL('../../../main/store/worker.ts', import.meta.url);
const opened = (file = freshFile()) => openStore({ file, at: 0 }, SCRIPT);

for (const contract of [storeContract, inboxContract, remindersContract])
  contract('SQLite in its thread', async () => (await opened()).store);

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
    const { store } = await opened();
    await store.close();
    await expect(store.syncState(TEAM)).rejects.toMatchObject({ kind: 'storage', reason: 'closed' });
    await store.close();
  });

  test('leaves the asking thread free', async () => {
    const { store } = await opened();
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await store.changes(10);
    const pending = Array.from({ length: 2_000 }, () => store.health(TEAM));
    await Promise.all(pending);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
    await store.close();
  });

  test('answers what is short while something long goes on', async () => {
    const { store } = await opened();
    const intake = await staged(store, {});
    const many = Array.from({ length: 2_000 }, (_, n) => event(`e${n}`));
    let done = false;
    const staging = intake.stage({ objects: many, gone: [], refused: [] }).then(() => (done = true));
    let answers = 0;
    while (!done) {
      await store.health(TEAM);
      answers += 1;
    }
    await staging;
    expect(answers).toBeGreaterThan(5);
    await store.close();
  });

  test('keeps of each calendar only the intakes somebody may still use', async () => {
    const { store } = await opened();
    const intakes = [1, 2, 3].map(() => store.intake(TEAM, pullFacts()));
    for (const one of intakes) await one.begin(true);
    const late = await Promise.all(intakes.map((one) => one.list([]).catch((error: unknown) => error)));
    expect(late).toMatchObject([{ reason: 'restarted' }, { reason: 'superseded' }, undefined]);
    await store.close();
  });

  test('keeps everything over a restart', async () => {
    const file = freshFile();
    const first = (await opened(file)).store;
    await pulled(first, { objects: [event('a')] });
    await pulled(first, { objects: [event('b')], token: 'sync-2' });
    const [change] = await first.changes(9);
    await first.markTold([change?.id ?? '']);
    await first.close();
    const { store, damage } = await opened(file);
    expect(damage).toBeNull();
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-2' });
    expect(await store.changes(9)).toEqual([{ ...change, told: true }]);
    expect([...(await store.etags(TEAM)).keys()]).toEqual(['/team/a.ics', '/team/b.ics']);
    await store.close();
  });
});
