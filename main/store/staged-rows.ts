// Objects written ahead of the generation that will show them.
import type { CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import type { Listing, Place } from './listing.ts';
import type { IndexedObject, ObjectRows } from './object-rows.ts';

const SQL = {
  staged: 'SELECT key FROM objects WHERE calendar = ? AND href = ? AND since = ?',
};

export class StagedRows {
  readonly #rows: ObjectRows;
  readonly #listing: Listing;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, rows: ObjectRows, listing: Listing) {
    this.#rows = rows;
    this.#listing = listing;
    this.#sql = connection.prepare(SQL);
  }

  /** Stages a version in place of any staged before; gives how many rows were written. */
  put(place: Place, object: CalendarObject, index: () => IndexedObject): number {
    const { calendar, generation } = place;
    const since = generation + 1;
    const older = this.#sql.staged.get(calendar, object.href, since) as { readonly key: number } | undefined;
    const removed = older ? this.#rows.remove(older.key) : 0;
    this.#listing.got(place, object.href, object.etag);
    return removed + this.#rows.add(calendar, since, object, index());
  }
}
