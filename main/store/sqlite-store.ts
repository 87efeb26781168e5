// The Store on one SQLite connection. Methods are asynchronous for their callers and synchronous inside: each is one
// transaction that nothing can interleave with.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { CalendarId, CalendarObject, Change, Delta, Occurrence } from '../core/model.ts';
import type { RecordedChange, ReplicaHealth, SyncState } from '../core/model.ts';
import type { Commit, IndexEntry, Store, StoredObject } from '../core/ports.ts';
import { BelfryError } from '../core/errors.ts';
import { fromSnapshot, fromWhen, syncValue, toChange, toObject, toOccurrence, toSyncState } from './rows.ts';
import type { ChangeRow, ObjectRow, OccurrenceRow } from './rows.ts';
import { together } from './schema.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { storageError } from './storage-error.ts';

/** Wraps a migrated database. The store owns it from now on: close() closes it. */
export class SqliteStore implements Store {
  readonly #database: DatabaseSyncInstance;
  readonly #sql: Statements;

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
    this.#sql = prepareStatements(database);
  }

  async syncState(calendar: CalendarId): Promise<SyncState> {
    return this.#read(() => toSyncState(this.#sql.syncState.get(calendar)));
  }

  async etags(calendar: CalendarId, hrefs?: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#read(() => {
      const rows: readonly ObjectRow[] = hrefs
        ? hrefs.flatMap((href) => this.#sql.etagOf.all(calendar, href))
        : this.#sql.etags.all(calendar);
      return new Map(rows.map((row) => [row.href, row.etag]));
    });
  }

  async objects(
    calendar: CalendarId,
    hrefs: readonly string[],
  ): Promise<ReadonlyMap<string, CalendarObject>> {
    return this.#read(() => {
      const rows = hrefs.map((href): ObjectRow | undefined => this.#sql.object.get(calendar, href));
      return new Map(rows.filter((row) => row !== undefined).map((row) => [row.href, toObject(row)]));
    });
  }

  async commit(commit: Commit): Promise<void> {
    this.#write(() => {
      const { calendarId, delta } = commit;
      if (commit.index.length !== delta.upserts.length) {
        throw new BelfryError('bug', { reason: 'one index entry per upsert', what: calendarId });
      }
      this.#sql.saveCalendar.run(calendarId, delta.next.at, syncValue(delta.next), commit.at);
      this.#remove(calendarId, delta);
      for (const [position, object] of delta.upserts.entries()) {
        this.#save(calendarId, object, commit.index[position]!); // same length, checked above
      }
      for (const change of commit.changes) this.#record(change, commit.silent);
      if (commit.changes.length > 0) this.#sql.pruneChanges.run();
    });
  }

  async occurrences(
    calendars: readonly CalendarId[],
    from: number,
    to: number,
  ): Promise<readonly Occurrence[]> {
    return this.#read(() => {
      const rows: readonly OccurrenceRow[] = this.#sql.occurrences.all({
        calendars: JSON.stringify(calendars),
        from,
        to,
      });
      return rows.map(toOccurrence);
    });
  }

  async staleIndex(until: number, limit: number): Promise<readonly StoredObject[]> {
    return this.#read(() => {
      const rows: readonly ObjectRow[] = this.#sql.staleIndex.all(until, limit);
      return rows.map((row) => ({ ...toObject(row), calendarId: row.calendar }));
    });
  }

  async reindex(entries: readonly IndexEntry[]): Promise<void> {
    this.#write(() => {
      for (const entry of entries) {
        const { calendarId, href, uid, indexedUntil, bad } = entry;
        const row = this.#sql.reindexObject.get(uid, indexedUntil, Number(bad), calendarId, href);
        if (row) this.#index(row.key, entry); // else it was removed since it was asked for
      }
    });
  }

  async changes(limit: number): Promise<readonly RecordedChange[]> {
    return this.#read(() => (this.#sql.changes.all(limit) as ChangeRow[]).map(toChange));
  }

  async untold(): Promise<readonly RecordedChange[]> {
    return this.#read(() => (this.#sql.untold.all() as ChangeRow[]).map(toChange));
  }

  async markTold(ids: readonly string[]): Promise<void> {
    this.#write(() => {
      for (const id of ids) this.#sql.markTold.run(id);
    });
  }

  async markRead(ids: readonly string[] | null): Promise<void> {
    this.#write(() => {
      if (ids === null) this.#sql.markAllRead.run();
      else for (const id of ids) this.#sql.markRead.run(id);
    });
  }

  async health(calendar: CalendarId): Promise<ReplicaHealth> {
    return this.#read(() => {
      const row = this.#sql.health.get({ calendar });
      return { pulledAt: row.pulled_at, objects: row.objects, badObjects: row.bad };
    });
  }

  async forget(calendar: CalendarId): Promise<void> {
    this.#write(() => this.#sql.forget.run(calendar));
    // What was signed out of shall not linger in the write-ahead log either.
    this.#read(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#read(() => this.#database.close());
  }

  #remove(calendar: CalendarId, delta: Delta): void {
    for (const href of delta.removals) this.#sql.removeObject.run(calendar, href);
    if (!delta.complete) return;
    const keep = new Set([...delta.unchanged, ...delta.upserts.map((object) => object.href)]);
    for (const { href } of this.#sql.etags.all(calendar) as ObjectRow[]) {
      if (!keep.has(href)) this.#sql.removeObject.run(calendar, href);
    }
  }

  #save(calendar: CalendarId, object: CalendarObject, entry: IndexEntry): void {
    const { href, etag, ical } = object;
    const bad = Number(entry.bad);
    const row = this.#sql.saveObject.get(calendar, href, etag, ical, entry.uid, entry.indexedUntil, bad);
    this.#index(row.key, entry);
  }

  #index(key: number, entry: IndexEntry): void {
    this.#sql.clearOccurrences.run(key);
    for (const one of entry.occurrences) {
      const words = [one.recurrenceId, one.title, one.place, one.recurrence, Number(one.cancelled)];
      this.#sql.addOccurrence.run(key, entry.calendarId, ...words, ...fromWhen(one.when));
    }
  }

  #record(change: Change, silent: boolean): void {
    const { id, calendarId, uid, kind, scope, recurrenceId, detectedAt } = change;
    const sides = [fromSnapshot(change.before), fromSnapshot(change.after)];
    const row = [id, calendarId, uid, kind, scope, recurrenceId, ...sides, detectedAt, Number(silent)];
    this.#sql.addChange.run(...row);
  }

  #write<T>(work: () => T): T {
    return this.#read(() => together(this.#database, work));
  }

  #read<T>(work: () => T): T {
    if (!this.#database.isOpen)
      throw new BelfryError('storage', { reason: 'closed', what: 'replica database' });
    try {
      return work();
    } catch (error) {
      throw storageError(error);
    }
  }
}
