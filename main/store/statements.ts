// Every statement the store runs, prepared once.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Whole days are matched in every zone on earth: the earliest midnight is at UTC+14, the latest at UTC-12. */
const EARLIEST_MIDNIGHT = 14 * 3_600_000;
const LATEST_MIDNIGHT = 12 * 3_600_000;
/** Told changes kept in the inbox; older ones make room. */
const INBOX_SIZE = 2_000;

const SQL = {
  syncState: 'SELECT sync_at, sync_value FROM calendars WHERE id = ?',
  saveCalendar: `INSERT INTO calendars (id, sync_at, sync_value, pulled_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sync_at = excluded.sync_at, sync_value = excluded.sync_value, pulled_at = excluded.pulled_at`,
  etags: 'SELECT href, etag FROM objects WHERE calendar = ?',
  etagOf: 'SELECT href, etag FROM objects WHERE calendar = ? AND href = ?',
  object: 'SELECT calendar, href, etag, ical FROM objects WHERE calendar = ? AND href = ?',
  saveObject: `INSERT INTO objects (calendar, href, etag, ical, uid, indexed_until, bad) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (calendar, href) DO UPDATE SET etag = excluded.etag, ical = excluded.ical, uid = excluded.uid,
      indexed_until = excluded.indexed_until, bad = excluded.bad
    RETURNING key`,
  reindexObject: `UPDATE objects SET uid = ?, indexed_until = ?, bad = ? WHERE calendar = ? AND href = ? RETURNING key`,
  removeObject: 'DELETE FROM objects WHERE calendar = ? AND href = ?',
  clearOccurrences: 'DELETE FROM occurrences WHERE object = ?',
  addOccurrence: `INSERT INTO occurrences
    (object, calendar, recurrence_id, title, place, recurrence, cancelled, start_date, end_date, starts_at, ends_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  occurrences: `SELECT c.calendar, o.href, o.uid, c.recurrence_id, c.title, c.place, c.recurrence, c.cancelled,
      c.start_date, c.end_date, c.starts_at, c.ends_at
    FROM occurrences c JOIN objects o ON o.key = c.object
    WHERE c.calendar IN (SELECT value FROM json_each(:calendars))
      AND c.starts_at < :to + ${EARLIEST_MIDNIGHT}
      AND CASE WHEN c.start_date IS NULL
        THEN c.starts_at < :to AND (c.ends_at > :from OR c.starts_at >= :from)
        ELSE c.ends_at + ${LATEST_MIDNIGHT} > :from END
    ORDER BY c.starts_at, c.ends_at, c.title, o.href, c.recurrence_id`,
  staleIndex: `SELECT calendar, href, etag, ical FROM objects WHERE indexed_until < ? ORDER BY indexed_until LIMIT ?`,
  addChange: `INSERT OR IGNORE INTO changes
    (id, calendar, uid, kind, scope, recurrence_id, before, after, detected_at, told)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  pruneChanges: `DELETE FROM changes WHERE told = 1 AND seq <= (SELECT max(seq) FROM changes) - ${INBOX_SIZE}`,
  changes: 'SELECT * FROM changes ORDER BY seq DESC LIMIT ?',
  untold: 'SELECT * FROM changes WHERE told = 0 ORDER BY seq',
  markTold: 'UPDATE changes SET told = 1 WHERE id = ?',
  markRead: 'UPDATE changes SET read = 1 WHERE id = ?',
  markAllRead: 'UPDATE changes SET read = 1 WHERE read = 0',
  // Two counts that an index each answers: the rows hold the iCalendar texts, and reading them all takes long.
  health: `SELECT (SELECT pulled_at FROM calendars WHERE id = :calendar) AS pulled_at,
      (SELECT count(*) FROM objects WHERE calendar = :calendar) AS objects,
      (SELECT count(*) FROM objects WHERE calendar = :calendar AND bad = 1) AS bad`,
  forget: 'DELETE FROM calendars WHERE id = ?',
} as const;

type Statement = ReturnType<DatabaseSyncInstance['prepare']>;
export type Statements = { readonly [S in keyof typeof SQL]: Statement };

/** Prepares them all; throws what SQLite says when the tables are not as expected. */
export function prepareStatements(database: DatabaseSyncInstance): Statements {
  const entries = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(entries) as Statements; // the keys are SQL's own
}
