// What the store does when the disk, the file or the thread lets it down.
import {
  chmodSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { Connection } from '../../../main/store/connection.ts';
import { openDatabaseStore, type Damage } from '../../../main/store/open-database.ts';
import { openStore } from '../../../main/store/open-store.ts';
import { migrate } from '../../../main/store/schema.ts';
import { SqliteStore } from '../../../main/store/sqlite-store.ts';
import { aChange } from '../../support/model-facts.ts';
import { event, NOON, pulled, pullFacts, staged, TEAM } from '../../support/pull-rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-trouble-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);
const SCRIPT = new URL('../../../main/store/worker.ts', import.meta.url);
const many = (count: number) => Array.from({ length: count }, (_, n) => event(`e${n}`));
const next = { at: 'token', token: 'sync-2' } as const;

function onDisk(file = freshFile()): { database: DatabaseSyncInstance; store: SqliteStore; file: string } {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 50 });
  database.exec('PRAGMA journal_mode = WAL');
  migrate(database);
  return { database, store: new SqliteStore(new Connection(database)), file };
}

describe('a full disk', () => {
  test('fails the pull with nothing of it shown; reading goes on, and so does the next pull when there is room', async () => {
    const { database, store } = onDisk();
    await pulled(store, { objects: [event('a')] });
    const pages = Number(database.prepare('PRAGMA page_count').get()['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 20}`); // what SQLite sees when the disk has no page left
    const full = { kind: 'storage', reason: 'full' };
    await expect(pulled(store, { objects: many(500), token: 'sync-2' })).rejects.toMatchObject(full);
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
    expect([...(await store.etags(TEAM)).keys()]).toEqual(['/team/a.ics']);
    expect(await store.occurrences([TEAM], NOON, NOON + 1)).toHaveLength(1);
    expect(await store.changes(9)).toEqual([]);
    database.exec('PRAGMA max_page_count = 4294967294');
    const result = await pulled(store, { objects: many(500), token: 'sync-2' });
    expect(result).toEqual({ objects: 500, changes: 500 });
    await store.close();
  });

  test('in the middle of a commit loses nothing either', async () => {
    const { database, store } = onDisk();
    await pulled(store, { objects: many(300) });
    const objects = many(300).map((one) => ({ ...event('x', { title: 'New' }, 'v2'), href: one.href }));
    const intake = await staged(store, { objects });
    const pages = Number(database.prepare('PRAGMA page_count').get()['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 5}`);
    await expect(intake.commit({ next, complete: false })).rejects.toMatchObject({ reason: 'full' });
    expect(await store.changes(999)).toEqual([]);
    expect(await store.search([TEAM], 'new', NOON, 9)).toEqual([]);
    database.exec('PRAGMA max_page_count = 4294967294');
    // What had been staged is still there for the next one.
    expect(await pulled(store, { listed: objects, complete: true })).toMatchObject({ objects: 300 });
    expect(await store.search([TEAM], 'new', NOON, 999)).toHaveLength(300);
    await store.close();
  });
});

describe('a file that cannot be written', () => {
  test('because somebody else has it is busy, and works when it is free again', async () => {
    const { store, file } = onDisk();
    await pulled(store, { objects: [event('a')] });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const busy = { kind: 'storage', reason: 'busy' };
    await expect(pulled(store, { objects: [event('b')] })).rejects.toMatchObject(busy);
    await expect(store.markRead(null, true)).rejects.toMatchObject(busy);
    expect((await store.health(TEAM)).objects).toBe(1);
    other.exec('ROLLBACK');
    other.close();
    expect(await pulled(store, { objects: [event('b')] })).toEqual({ objects: 1, changes: 1 });
    await store.close();
  });

  test('because it is read-only says so, and can still be read', async () => {
    const { database, store } = onDisk();
    await pulled(store, { objects: [event('a')] });
    database.exec('PRAGMA query_only = ON');
    const readOnly = { kind: 'storage', reason: 'read-only' };
    await expect(pulled(store, { objects: [event('b')] })).rejects.toMatchObject(readOnly);
    expect(await store.occurrences([TEAM], NOON, NOON + 1)).toHaveLength(1);
    database.exec('PRAGMA query_only = OFF');
    expect(await pulled(store, { objects: [event('b')] })).toMatchObject({ objects: 1 });
    await store.close();
  });

  test('in a folder that is read-only is refused when it is opened', () => {
    const closedFolder = mkdtempSync(join(folder, 'closed-'));
    chmodSync(closedFolder, 0o500);
    const open = () => openDatabaseStore(join(closedFolder, 'x.db'), 0);
    // The administrator may write anywhere.
    if (process.getuid?.() === 0) void open().store.close();
    else expect(open).toThrow(expect.objectContaining({ kind: 'storage', reason: 'read-only' }));
    chmodSync(closedFolder, 0o700);
  });
});

describe('an error', () => {
  test('never carries what was to be stored', async () => {
    const { database, store } = onDisk();
    database.exec(
      `CREATE TRIGGER no BEFORE INSERT ON objects BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    const secret = event('a', { title: 'Secret meeting' });
    const failure = await pulled(store, { objects: [secret] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'storage' });
    expect(String(failure) + String((failure as Error).cause)).not.toContain('Secret');
    expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
    await store.close();
  });
});

describe('forgetting', () => {
  test('leaves no trace in the file', async () => {
    const file = freshFile();
    const { store } = openDatabaseStore(file, 0);
    await pulled(store, { objects: [event('a', { title: 'Xylophone rehearsal' }), ...many(100)] });
    await pulled(store, { objects: [event('a', { title: 'Xylophone concert' }, 'v2')] });
    const trace = () =>
      readdirSync(folder)
        .filter((name) => name.startsWith(basename(file)))
        .some((name) => /xylophone/i.test(readFileSync(join(folder, name), 'latin1')));
    expect(trace()).toBe(true);
    await store.forget(TEAM);
    expect(trace()).toBe(false);
    await store.close();
    expect(trace()).toBe(false);
  });

  test('that was cut off goes on at the next start', async () => {
    const file = freshFile();
    const { store } = openDatabaseStore(file, 0);
    await pulled(store, { objects: many(400) });
    const forgetting = store.forget(TEAM).catch(() => {});
    await store.close();
    await forgetting;
    const again = openDatabaseStore(file, 0).store;
    expect(await again.syncState(TEAM)).toEqual({ at: 'nothing' });
    await again.forget('nobody'); // waits until all is swept
    await again.close();
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database
      .prepare('SELECT (SELECT count(*) FROM objects) + (SELECT count(*) FROM calendars) AS n')
      .get();
    expect(rows['n']).toBe(0);
    database.close();
  });
});

describe('the inbox', () => {
  test('shows, counts and names nothing of a commit that did not come to its end', async () => {
    const { database, store } = onDisk();
    await pulled(store, {});
    const by = { address: 'ana@example.org', name: 'Ana' };
    await store.record([aChange({ id: 'shown', calendarId: TEAM, by })], false);
    await store.record([aChange({ id: 'hidden', calendarId: TEAM, by: { ...by, name: 'Anna' } })], false);
    await store.record([aChange({ id: 'other', calendarId: TEAM, by: { address: '', name: 'Bob' } })], false);
    database.exec("UPDATE changes SET since = 99 WHERE id <> 'shown'");
    const query = { limit: 9, calendars: null, person: '', words: '', unreadOnly: false };
    const page = await store.inbox(query);
    expect(page).toMatchObject({ changes: [{ id: 'shown' }], unread: 1, people: [by] });
    expect(await store.inbox({ ...query, words: 'design', unreadOnly: true })).toEqual(page);
    expect(await store.inbox({ ...query, person: 'bob' })).toMatchObject({ changes: [] });
    expect((await store.untold(9)).map(({ id }) => id)).toEqual(['shown']);
    expect(await store.markRead(null, true)).toEqual(['shown']);
    await store.close();
  });

  test('keeps no more than a hundred thousand told changes, and every untold one', async () => {
    const { database, store, file } = onDisk();
    await pulled(store, {});
    await pulled(store, { objects: many(3) });
    const objects = Array.from({ length: 2_500 }, (_, n) => event(`told${n}`));
    await pulled(store, { objects, facts: { silent: true } });
    await pulled(store, { objects: [event('young')], facts: { silent: true } });
    // As if so many had been recorded in between that there is room for a hundred of the told ones.
    database.exec("UPDATE changes SET seq = 102404 - 1 WHERE uid = 'young'");
    await store.close();
    const again = onDisk(file).store;
    await again.forget('nobody'); // waits until room was made
    expect(await again.untold(9)).toHaveLength(3);
    expect((await again.changes(9_999)).length).toBe(3 + 100 + 1);
    await again.close();
  });
});

describe('a database found damaged while it is used', () => {
  test('is set aside and told of; a new one takes its place, and a pull under way begins again', async () => {
    const file = freshFile();
    const damages: Damage[] = [];
    const { store } = await openStore({ file, at: 0, onDamage: (damage) => damages.push(damage) }, SCRIPT);
    await pulled(store, { objects: many(2_000) });
    const intake = await staged(store, { objects: [event('a')] });
    await store.close();
    const opened = await openStore({ file, at: 0, onDamage: (damage) => damages.push(damage) }, SCRIPT);
    const young = opened.store.intake(TEAM, pullFacts());
    await young.begin(true);
    await opened.store.forget('nobody'); // nothing is under way any more
    // Under the open database, after it was looked through.
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(400_000, 0xa5), 0, 400_000, 40_960);
    closeSync(handle);
    const found = await opened.store.etags(TEAM).catch((error: unknown) => error);
    expect(found).toMatchObject({ kind: 'storage', reason: 'damaged' });
    await expect.poll(() => damages.length).toBe(1);
    expect(damages[0]?.error).toMatchObject({ kind: 'storage', reason: 'damaged' });
    expect(readdirSync(folder)).toContain(basename(damages[0]?.keptAs ?? ''));
    // Of what the old intake had been told, the new database knows nothing.
    await expect(young.commit({ next, complete: true })).rejects.toMatchObject({ reason: 'restarted' });
    await expect(intake.list([])).rejects.toMatchObject({ reason: 'closed' });
    expect(await opened.store.syncState(TEAM)).toEqual({ at: 'nothing' });
    expect(await pulled(opened.store, { objects: many(10) })).toEqual({ objects: 10, changes: 0 });
    await opened.store.close();
  });
});

describe('a thread that dies', () => {
  // Dies when it is asked for the calendar named 'die', or is a store like any other.
  const mortal = join(folder, 'mortal.ts');
  writeFileSync(
    mortal,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', (call) => { if (call.args?.[0] === 'die') process.exit(9); });
     await import(${JSON.stringify(SCRIPT.href)});`,
  );

  test('fails what was asked of it, and is started again with nothing lost', async () => {
    const file = freshFile();
    const { store } = await openStore({ file, at: 0 }, mortal);
    await pulled(store, { objects: [event('a')] });
    const intake = await staged(store, { objects: [event('b')] });
    const asked = await Promise.allSettled([store.health('die'), store.changes(9), store.untold(9)]);
    expect(asked[0]).toMatchObject({ reason: { kind: 'storage', reason: 'stopped' } });
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
    // Its listing died with the thread: committing the rest as complete would empty the calendar.
    await expect(intake.commit({ next, complete: true })).rejects.toMatchObject({ reason: 'restarted' });
    const resumed = await staged(store, {});
    expect(await resumed.standing(false)).toMatchObject({ held: 1, staged: 1 });
    expect(await resumed.commit({ next, complete: false })).toEqual({ objects: 1, changes: 1 });
    await store.close();
  });

  test('again and again is left alone for a while', async () => {
    const { store } = await openStore({ file: freshFile(), at: 0 }, mortal);
    const reasons: unknown[] = [];
    for (let n = 0; n < 8; n += 1) {
      await store.health('die').catch((error: { kind: string; reason: string }) => reasons.push(error.kind));
    }
    expect(reasons).toEqual(Array.from({ length: 8 }, () => 'storage'));
    await expect(store.health(TEAM)).rejects.toMatchObject({ kind: 'storage', reason: 'stopped' });
    await store.close();
  });
});
