import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../main/store/schema.ts';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { commitOf, entry, occurrence, TEAM } from '../../contract/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => join(folder, `${++files}.db`);
const AT = Date.parse('2026-11-24T12:00:00Z');

async function filledFile(): Promise<string> {
  const file = freshFile();
  const { store } = openDatabaseStore(file, AT);
  const entries = Array.from({ length: 500 }, (_, n) =>
    entry(`/team/${n}.ics`, [occurrence({ href: `/team/${n}.ics` })]),
  );
  await store.commit(commitOf(entries));
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
  ])('%s is kept aside, named, and replaced by an empty one', async (_name, damage) => {
    const file = await filledFile();
    damage(file);
    const broken = readFileSync(file);
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage?.error).toMatchObject({ kind: 'storage', reason: 'damaged' });
    expect(opened.damage?.keptAs).toBe(`${file}.damaged-${AT}`);
    expect(readFileSync(`${file}.damaged-${AT}`).equals(broken)).toBe(true);
    expect(await opened.store.syncState(TEAM)).toEqual({ at: 'nothing' });
    await opened.store.commit(commitOf([entry('/team/a.ics', [occurrence()])]));
    await opened.store.close();
    expect(openDatabaseStore(file, AT).damage).toBeNull();
  });

  test('with the right version but other tables is no use either', async () => {
    const file = freshFile();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE objects (other TEXT); PRAGMA user_version = 1');
    database.close();
    const opened = openDatabaseStore(file, AT);
    expect(opened.damage?.error.reason).toBe('damaged');
    await opened.store.close();
  });

  test('a healthy file is not touched', async () => {
    const file = await filledFile();
    const { store, damage } = openDatabaseStore(file, AT);
    expect(damage).toBeNull();
    expect((await store.health(TEAM)).objects).toBe(500);
    await store.close();
    expect(readdirSync(folder).filter((name) => name.includes(`${file}.`))).toEqual([]);
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
