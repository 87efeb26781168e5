// The changes worth telling: recorded by a pull, shown with its generation, then told and read.
import type { Change, RecordedChange } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import { fromSnapshot, toChange, type ChangeRow } from './rows.ts';

/** Told changes kept; older ones make room. */
const INBOX_SIZE = 2_000;

const SHOWN = `SELECT h.*, k.id AS calendar FROM changes h JOIN calendars k ON k.key = h.calendar
  WHERE k.id IS NOT NULL AND h.since <= k.generation`;

const SQL = {
  add: `INSERT OR IGNORE INTO changes
      (id, calendar, since, uid, kind, scope, recurrence_id, before, after, detected_at, told)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  drop: `DELETE FROM changes WHERE seq IN
    (SELECT seq FROM changes WHERE calendar = ? AND since > ? LIMIT ?)`,
  prune: `DELETE FROM changes WHERE seq IN
    (SELECT seq FROM changes WHERE told = 1 AND seq <= (SELECT max(seq) FROM changes) - ${INBOX_SIZE} LIMIT ?)`,
  newest: `${SHOWN} ORDER BY h.seq DESC LIMIT ?`,
  untold: `${SHOWN} AND h.told = 0 ORDER BY h.seq`,
  tell: 'UPDATE changes SET told = 1 WHERE id = ?',
  read: 'UPDATE changes SET read = 1 WHERE id = ?',
  readAll: `UPDATE changes SET read = 1 WHERE read = 0
    AND since <= (SELECT generation FROM calendars k WHERE k.key = calendar)`,
};

export class Inbox {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  newest(limit: number): readonly RecordedChange[] {
    return this.#connection.read(() => (this.#sql.newest.all(limit) as ChangeRow[]).map(toChange));
  }

  untold(): readonly RecordedChange[] {
    return this.#connection.read(() => (this.#sql.untold.all() as ChangeRow[]).map(toChange));
  }

  markTold(ids: readonly string[]): void {
    this.#connection.write(() => {
      for (const id of ids) this.#sql.tell.get(id);
    });
  }

  /** null: all that show. */
  markRead(ids: readonly string[] | null): void {
    this.#connection.write(() => {
      if (ids === null) this.#sql.readAll.get();
      else for (const id of ids) this.#sql.read.get(id);
    });
  }

  /** Adds changes that show from generation `since` on; inside a transaction. */
  add(calendar: number, since: number, changes: readonly Change[], told: boolean): void {
    for (const { id, uid, kind, scope, recurrenceId, before, after, detectedAt } of changes) {
      const what = [id, calendar, since, uid, kind, scope, recurrenceId];
      this.#sql.add.get(...what, fromSnapshot(before), fromSnapshot(after), detectedAt, Number(told));
    }
  }

  /** Drops up to `limit` changes of later generations; gives how many. Inside a transaction. */
  dropAfter(calendar: number, generation: number, limit: number): number {
    this.#sql.drop.get(calendar, generation, limit);
    return this.#connection.changes();
  }

  /** Makes room; gives how many went. Inside a transaction. */
  prune(limit: number): number {
    this.#sql.prune.get(limit);
    return this.#connection.changes();
  }
}
