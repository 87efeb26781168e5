// Keeps the index ahead of the clock and in the viewer's zone, a few objects at a time.
import type { CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import { ENOUGH, indexWindow } from './index-window.ts';
import { indexed, type ObjectRows } from './object-rows.ts';
import { MOST_ROWS } from './turns.ts';

const SQL = {
  // Both through an index that holds few rows: series, and objects whose times depend on the zone.
  short: `SELECT key FROM objects INDEXED BY objects_open
    WHERE open = 1 AND indexed_until < :until AND ends_at > indexed_until LIMIT :limit`,
  elsewhere: `SELECT key FROM (SELECT key FROM objects WHERE zone < :zone LIMIT :limit)
    UNION ALL SELECT key FROM (SELECT key FROM objects WHERE zone > :zone LIMIT :limit) LIMIT :limit`,
  object: `SELECT o.calendar AS calendarKey, coalesce(k.id, '') AS calendarId, o.href, o.etag, o.ical
    FROM objects o JOIN calendars k ON k.key = o.calendar WHERE o.key = ?`,
};

type Row = CalendarObject & { readonly calendarKey: number; readonly calendarId: string };

/** Objects indexed in one call at most; and how long it may take, ms. */
const BATCH = 200;
const SLICE = 12;

export class RollIndex {
  readonly #connection: Connection;
  readonly #rows: ObjectRows;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, rows: ObjectRows) {
    this.#connection = connection;
    this.#rows = rows;
    this.#sql = connection.prepare(SQL);
  }

  /** Indexes a batch of what needs it, staged rows too; tells how many, and whether there is more to do. */
  roll(now: number, zone: string): { readonly rolled: number; readonly more: boolean } {
    const keys = this.#connection.read(() => this.#due(now, zone));
    if (keys.length === 0) return { rolled: 0, more: false };
    return this.#connection.stage(() => {
      const until = performance.now() + SLICE;
      let rolled = 0;
      for (let rows = 0; rolled < keys.length; rolled += 1) {
        if (rows >= MOST_ROWS || performance.now() > until) break;
        rows += this.#reindex(keys[rolled]!, now, zone); // rolled < keys.length
      }
      return { rolled, more: rolled < keys.length || this.#due(now, zone).length > 0 };
    });
  }

  #due(now: number, zone: string): readonly number[] {
    const elsewhere = this.#sql.elsewhere.all({ zone, limit: BATCH });
    const rows =
      elsewhere.length > 0 ? elsewhere : this.#sql.short.all({ until: now + ENOUGH, limit: BATCH });
    return rows.map(({ key }) => key);
  }

  #reindex(key: number, now: number, zone: string): number {
    const { calendarKey, calendarId, ...object } = this.#sql.object.get(key) as Row;
    const terms = { window: indexWindow(now), zone };
    return this.#rows.reindex(key, calendarKey, indexed(object, calendarId, terms));
  }
}
