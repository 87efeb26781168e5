// The tables, as the steps that lead from an empty file to today's schema. A step that was released never changes.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { STEP_2 } from './schema-2.ts';
import { STEP_3 } from './schema-3.ts';

// Step 1 is as it was released. `starts_at` and `ends_at` are epoch ms, of whole days the UTC midnights.
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE calendars (
     id TEXT PRIMARY KEY,
     sync_at TEXT NOT NULL CHECK (sync_at IN ('nothing', 'token', 'ctag')),
     sync_value TEXT NOT NULL,
     pulled_at INTEGER
   ) STRICT;
   CREATE TABLE objects (
     key INTEGER PRIMARY KEY,
     calendar TEXT NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
     href TEXT NOT NULL,
     etag TEXT NOT NULL,
     ical TEXT NOT NULL,
     uid TEXT NOT NULL,
     indexed_until REAL NOT NULL,
     bad INTEGER NOT NULL,
     UNIQUE (calendar, href)
   ) STRICT;
   CREATE INDEX objects_bad ON objects (calendar) WHERE bad = 1;
   CREATE INDEX objects_by_index ON objects (indexed_until);
   CREATE TABLE occurrences (
     object INTEGER NOT NULL REFERENCES objects (key) ON DELETE CASCADE,
     calendar TEXT NOT NULL,
     recurrence_id TEXT NOT NULL,
     title TEXT NOT NULL,
     place TEXT NOT NULL,
     recurrence TEXT NOT NULL,
     cancelled INTEGER NOT NULL,
     start_date TEXT,
     end_date TEXT,
     starts_at INTEGER NOT NULL,
     ends_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX occurrences_by_start ON occurrences (calendar, starts_at);
   CREATE INDEX occurrences_by_object ON occurrences (object);
   CREATE TABLE changes (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     calendar TEXT NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
     uid TEXT NOT NULL,
     kind TEXT NOT NULL,
     scope TEXT NOT NULL,
     recurrence_id TEXT NOT NULL,
     before TEXT,
     after TEXT,
     detected_at INTEGER NOT NULL,
     read INTEGER NOT NULL DEFAULT 0,
     told INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX changes_untold ON changes (told) WHERE told = 0;`,
  STEP_2,
  STEP_3,
];

/** Thrown by migrate when a newer Belfry wrote the file: its tables mean something this one cannot know. */
export class NewerSchema extends Error {}

/**
 * Brings a database to the present schema, each step in its own transaction together with its number.
 * Throws NewerSchema, or what SQLite says.
 */
export function migrate(database: DatabaseSyncInstance, migrations: readonly string[] = MIGRATIONS): void {
  const version = schemaVersion(database);
  if (version > migrations.length) throw new NewerSchema(`schema ${version}, known ${migrations.length}`);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    // One exec would stop at the first failing statement and leave the transaction open.
    together(database, () => database.exec(`${step} PRAGMA user_version = ${index + 1};`));
  }
}

/** How many steps the file has behind it; 0 for an empty one. */
export function schemaVersion(database: DatabaseSyncInstance): number {
  return Number(database.prepare('PRAGMA user_version').get()['user_version']);
}

/** Runs `work` in one transaction: all of it or, when it throws, nothing. */
export function together<T>(database: DatabaseSyncInstance, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk rolls back by itself; a second ROLLBACK would hide the reason behind its own error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
