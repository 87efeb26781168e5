import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../main/store/schema.ts';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { DAY, event, NOON, pulled, TEAM } from '../../support/pull-rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);
const AT = Date.parse('2026-11-24T12:00:00Z');

async function filledFile(): Promise<string> {
  const file = freshFile();
  const { store } = openDatabaseStore(file, AT);
  await pulled(store, { objects: Array.from({ length: 500 }, (_, n) => event(`e${n}`)) });
  await store.close();
  return file;
}

describe('a damaged database', () => {
  test.each([
    [
      'that is something else entirely',
      (file: string) => writeFileSync(file, 'no database at all'.repeat(999)),
    ],
    ['cut in the middle', (file: string) => truncateSync(file, 40_960)],
    ['overwritten inside', (file: string) => overwrite(file, 8_192, 8_192)],
    ['overwritten far inside', (file: string) => overwrite(file, 4_096 * 60, 4_096 * 4)],
  ])('%s is kept aside, named, and replaced by an empty one', async (_name, damage) => {
    const file = await filledFile();
    damage(file);
    const broken = readFileSync(file);
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage?.error).toMatchObject({ kind: 'storage', reason: 'damaged' });
    expect(opened.damage?.keptAs).toBe(`${file}.damaged-${AT}`);
    expect(readFileSync(`${file}.damaged-${AT}`).equals(broken)).toBe(true);
    expect(await opened.store.syncState(TEAM)).toEqual({ at: 'nothing' });
    await pulled(opened.store, { objects: [event('a')] });
    await opened.store.close();
    const again = openDatabaseStore(file, AT);
    expect(again.damage).toBeNull();
    await again.store.close();
  });

  test('that nobody closed is looked through as well', async () => {
    const file = await filledFile();
    const { mtimeMs } = statSync(file);
    overwrite(file, 8_192, 8_192);
    utimesSync(file, mtimeMs / 1_000, mtimeMs / 1_000);
    rmSync(`${file}.closed`);
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage?.error.reason).toBe('damaged');
    await opened.store.close();
  });

  test('with the right version but other tables is no use either', async () => {
    const file = freshFile();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE objects (other TEXT); PRAGMA user_version = 2');
    database.close();
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage?.error.reason).toBe('damaged');
    await opened.store.close();
  });

  test('a healthy file is not touched, and the mark of its good end is used up', async () => {
    const file = await filledFile();
    expect(existsSync(`${file}.closed`)).toBe(true);
    const { store, damage } = openDatabaseStore(file, AT);
    expect(existsSync(`${file}.closed`)).toBe(false);
    expect(damage).toBeNull();
    expect((await store.health(TEAM)).objects).toBe(500);
    await store.close();
    const beside = readdirSync(folder).filter((name) => join(folder, name).startsWith(`${file}.`));
    expect(beside.map((name) => join(folder, name))).toEqual([`${file}.closed`]);
  });
});

describe('opening', () => {
  test('makes the folder it needs', async () => {
    const file = join(folder, 'deep', 'er', 'replicas.db');
    await openDatabaseStore(file, AT).store.close();
    expect(existsSync(file)).toBe(true);
  });

  test('where no file can be made is a storage error, not a crash', () => {
    const file = freshFile();
    writeFileSync(file, '');
    expect(() => openDatabaseStore(join(file, 'inside-a-file.db'), AT)).toThrow(
      expect.objectContaining({ kind: 'storage' }),
    );
  });

  test('a file of a later version is kept aside, not misread', async () => {
    const file = freshFile();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage).toMatchObject({ keptAs: `${file}.newer-${AT}`, error: { reason: 'newer' } });
    await opened.store.close();
  });
});

describe('a database of the first schema', () => {
  function oldFile(): string {
    const file = freshFile();
    const database = new DatabaseSync(file);
    const script = readFileSync(join(import.meta.dirname, 'fixtures', 'schema-1.sql'), 'utf8');
    database.exec(script);
    database.close();
    return file;
  }
  const HOME = 'acc1:home';

  test('keeps objects, tokens, changes and what is shown', async () => {
    const { store, damage } = openDatabaseStore(oldFile(), AT);
    expect(damage).toBeNull();
    expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-9' });
    expect(await store.syncState(HOME)).toEqual({ at: 'ctag', ctag: 'c7' });
    expect([...(await store.etags(TEAM)).entries()]).toEqual([
      ['/team/single.ics', '"1"'],
      ['/team/weekly.ics', '"1"'],
    ]);
    expect((await store.object(TEAM, '/team/weekly.ics'))?.ical).toContain('RRULE:FREQ=WEEKLY');
    const health = { pulledAt: NOON - 2 * DAY, auditAt: NOON - 2 * DAY, objects: 2, badObjects: 1 };
    expect(await store.health(HOME)).toEqual(health);
    expect(await store.changes(9)).toMatchObject([
      { id: 'change-2', calendarId: TEAM, kind: 'deleted', read: false, told: false },
      { id: 'change-1', calendarId: TEAM, kind: 'created', read: true, told: true },
    ]);
    const shown = await store.occurrences([TEAM, HOME], NOON, NOON + 8 * DAY);
    expect(shown.map((one) => [one.title, one.place, one.recurrenceId])).toEqual([
      ['A day off', '', ''],
      ['Single event', 'Room 2', ''],
      ['Weekly', '', String(NOON)],
      ['Weekly', '', String(NOON + 7 * DAY)],
    ]);
    expect(shown[0]?.when).toEqual({ at: 'day', startDate: '2026-11-24', endDate: '2026-11-25' });
    await store.close();
  });

  test('is indexed again as the index rolls on: then everything is found by its words, and far away', async () => {
    const { store } = openDatabaseStore(oldFile(), AT);
    while (await store.rollIndex(NOON, 'Europe/Berlin', []));
    const shown = await store.occurrences([TEAM, HOME], NOON, NOON + 8 * DAY);
    expect(shown.map((one) => one.title)).toEqual(['A day off', 'Single event', 'Weekly', 'Weekly']);
    expect((await store.search([TEAM], 'single', NOON - DAY, 9)).map((one) => one.uid)).toEqual(['single']);
    expect(await store.occurrences([TEAM], NOON + 700 * DAY, NOON + 707 * DAY)).toHaveLength(1);
    expect(await store.rollIndex(NOON, 'Europe/Berlin', [])).toBe(false);
    await store.close();
  });

  test('goes on where it was: a delta is a delta, and tells', async () => {
    const { store } = openDatabaseStore(oldFile(), AT);
    const result = await pulled(store, {
      listed: [{ href: '/team/weekly.ics', etag: null }],
      objects: [event('single', { title: 'Moved' }, '"2"')],
    });
    expect(result).toEqual({ objects: 2, changes: 2 });
    expect((await store.untold(9)).map((one) => one.kind)).toEqual(['deleted', 'changed', 'deleted']);
    expect((await store.health(TEAM)).objects).toBe(1);
    await store.close();
  });
});

describe('migrating', () => {
  const steps = ['CREATE TABLE one (a TEXT);', "ALTER TABLE one ADD COLUMN b TEXT DEFAULT 'x';"];

  test('runs only the steps a file does not have yet, keeping its rows', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, steps.slice(0, 1));
    database.exec("INSERT INTO one (a) VALUES ('kept')");
    migrate(database, steps);
    migrate(database, steps);
    expect(schemaVersion(database)).toBe(2);
    expect({ ...database.prepare('SELECT * FROM one').get() }).toEqual({ a: 'kept', b: 'x' });
  });

  test('a step that fails leaves the file at the step before', () => {
    const database = new DatabaseSync(':memory:');
    expect(() => migrate(database, [...steps, 'CREATE TABLE two (a TEXT); SELECT * FROM missing;'])).toThrow(
      /missing/,
    );
    expect(schemaVersion(database)).toBe(2);
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'two'").get()['n']).toBe(0);
  });
});

function overwrite(file: string, from: number, length: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, from);
  closeSync(handle);
}
