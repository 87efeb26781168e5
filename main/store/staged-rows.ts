// Objects written ahead of the generation that will show them.
import type { CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import type { Listing, Place } from './listing.ts';
import type { IndexedObject, ObjectRows } from './object-rows.ts';
import type { Writers } from './writers.ts';

const SQL = {
  staged: 'SELECT key FROM objects WHERE calendar = ? AND href = ? AND since = ?',
};

export class StagedRows {
  readonly #rows: ObjectRows;
  readonly #listing: Listing;
  readonly #writers: Writers;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, parts: { rows: ObjectRows; listing: Listing; writers: Writers }) {
    this.#rows = parts.rows;
    this.#listing = parts.listing;
    this.#writers = parts.writers;
    this.#sql = connection.prepare(SQL);
  }

  /** Stages a version in place of any staged before; gives how many rows were written. */
  put(place: Place, object: CalendarObject, index: () => IndexedObject): number {
    const { calendar, generation } = place;
    const since = generation + 1;
    const older = this.#sql.staged.get(calendar, object.href, since) as { readonly key: number } | undefined;
    const removed = older ? this.#rows.remove(older.key) : 0;
    this.#listing.got(place, object.href, object.etag);
    const { key, rows } = this.#rows.add(calendar, since, object, index());
    // Of what is there when a calendar is first seen, nothing is told.
    if (object.writer && generation > 0) this.#writers.put(calendar, key, object.writer);
    return removed + rows;
  }
}
