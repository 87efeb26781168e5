// The calendars the store has rows of: how far each is, and which generation of it shows.
import type { CalendarId, SyncState } from '../core/model.ts';
import type { ReplicaHealth } from '../core/sync/store-port.ts';
import type { Connection, Statements } from './connection.ts';
import { syncValue, toSyncState } from './rows.ts';

const SQL = {
  find: 'SELECT * FROM calendars WHERE id = ?',
  make: 'INSERT INTO calendars (id) VALUES (?)',
  advance: `UPDATE calendars SET generation = generation + 1, sync_at = ?, sync_value = ?, pulled_at = ?, audit_at = ?,
      objects = objects + ?, bad = bad + ? WHERE key = ?`,
  forget: 'UPDATE calendars SET id = NULL WHERE id = ?',
  // No pull of any calendar of this account has begun.
  forgetNamed: `UPDATE calendars SET id = NULL WHERE substr(id, 1, length(:account)) = :account
    AND NOT EXISTS (SELECT 1 FROM calendars WHERE substr(id, 1, length(:account)) = :account
      AND (reading IS NOT NULL OR pulled_at IS NOT NULL))`,
};

export interface CalendarRow {
  readonly key: number;
  readonly generation: number;
  readonly sync_at: string;
  readonly sync_value: string;
  readonly pulled_at: number | null;
  readonly audit_at: number | null;
  readonly objects: number;
  readonly bad: number;
}

/** What a commit says about a calendar. */
export interface Advance {
  readonly next: SyncState;
  readonly at: number;
  readonly auditAt: number | null;
  /** By how much the numbers of objects and of bad ones grow. */
  readonly objects: number;
  readonly bad: number;
}

export class Calendars {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  find(id: CalendarId): CalendarRow | undefined {
    return this.#connection.read(() => this.#sql.find.get(id) as CalendarRow | undefined);
  }

  /** The keys of those there are rows of, each once. */
  keys(ids: readonly CalendarId[]): readonly number[] {
    return [...new Set(ids)].flatMap((id) => this.find(id)?.key ?? []);
  }

  /** The row of a calendar, made when there is none; inside a transaction. */
  need(id: CalendarId): CalendarRow {
    return this.find(id) ?? (this.#sql.make.get(id), this.need(id));
  }

  syncState(id: CalendarId): SyncState {
    return toSyncState(this.find(id));
  }

  health(id: CalendarId): ReplicaHealth {
    const row = this.find(id);
    return {
      pulledAt: row?.pulled_at ?? null,
      auditAt: row?.audit_at ?? null,
      objects: row?.objects ?? 0,
      badObjects: row?.bad ?? 0,
    };
  }

  /** Shows the next generation. */
  advance(key: number, { next, at, auditAt, objects, bad }: Advance): void {
    this.#sql.advance.get(next.at, syncValue(next), at, auditAt, objects, bad, key);
  }

  /**
   * Nobody finds it any more; its rows are swept later. With the last one of an account go those of which nothing is
   * left but the word that they are gone.
   */
  forget(id: CalendarId): void {
    this.#sql.forget.get(id);
    const account = id.slice(0, id.indexOf(':') + 1);
    if (account !== '') this.#sql.forgetNamed.get({ account });
  }
}
