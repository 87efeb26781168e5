// Opens the replica database, and keeps a damaged one out of the way without losing it.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { BelfryError } from '../core/errors.ts';
import { markClosed, wasLeftAlone } from './clean-end.ts';
import { Connection } from './connection.ts';
import { migrate, NewerSchema } from './schema.ts';
import { SqliteStore } from './sqlite-store.ts';
import { storageError, storageReason } from './storage-error.ts';

/** The file was unusable ('damaged', or 'newer': written by a later version) and lies beside the new one, kept. */
export interface Damage {
  readonly error: BelfryError;
  readonly keptAs: string;
}

/** What opening found out besides the store itself. */
export interface OpenedDatabase {
  readonly store: SqliteStore;
  readonly damage: Damage | null;
}

/** Enough for the inner pages of every index while a large calendar is written. */
const CACHE_KB = 16_000;

/** Pages the write-ahead log may hold: pages written again and again are copied back less often. */
const LOG_PAGES = 4_000;

type OnFailure = (error: BelfryError) => void;

/**
 * Opens or makes the database `file`. `at` (epoch ms) names a copy that had to be moved aside; `onFailure` hears of
 * every failure of SQLite later on. Throws BelfryError 'storage' when no database can be had there at all (full, not
 * writable).
 */
export function openDatabaseStore(file: string, at: number, onFailure: OnFailure = () => {}): OpenedDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return { store: openStore(file, onFailure), damage: null };
  } catch (error) {
    const failure = asUnusable(error);
    if (failure.reason !== 'damaged' && failure.reason !== 'newer') throw failure;
    return openAnew(file, at, { failure, onFailure });
  }
}

function openStore(file: string, onFailure: OnFailure): SqliteStore {
  const database = openDatabase(file);
  try {
    return new SqliteStore(new Connection(database, { onFailure, onClosed: () => markClosed(file) }));
  } catch (error) {
    database.close();
    throw error;
  }
}

function openDatabase(file: string): DatabaseSyncInstance {
  const leftAlone = wasLeftAlone(file);
  const database = new DatabaseSync(file, { timeout: 1_000, enableForeignKeyConstraints: true });
  try {
    // FULL: a toast that was shown stays told, even when the power fails right after it.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    database.exec(`PRAGMA cache_size = -${CACHE_KB}; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
    if (!leftAlone) verify(database);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function verify(database: DatabaseSyncInstance): void {
  const [first] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (first !== 'ok') throw new BelfryError('storage', { reason: 'damaged', what: 'replica database' });
}

function asUnusable(error: unknown): BelfryError {
  if (error instanceof NewerSchema) {
    return new BelfryError('storage', { reason: 'newer', what: 'replica database', cause: error });
  }
  // Tables that are not what their version number says: "no such column" has only the general code.
  if (
    storageReason(error) === 'failed' &&
    error instanceof Error &&
    'errcode' in error &&
    error.errcode === 1
  ) {
    return new BelfryError('storage', { reason: 'damaged', what: 'replica database', cause: error });
  }
  return storageError(error);
}

function openAnew(
  file: string,
  at: number,
  { failure, onFailure }: { readonly failure: BelfryError; readonly onFailure: OnFailure },
): OpenedDatabase {
  try {
    const keptAs = setAside(file, failure.reason, at);
    return { store: openStore(file, onFailure), damage: { error: failure, keptAs } };
  } catch (error) {
    throw storageError(error);
  }
}

/** Moves a closed database out of the way; gives its new name. Throws what the file system says. */
export function setAside(file: string, why: string, at: number): string {
  const keptAs = `${file}.${why}-${at}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, keptAs + suffix);
  }
  return keptAs;
}
