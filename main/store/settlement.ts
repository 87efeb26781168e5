// The long part of a commit: decides, a batch at a time, which staged rows will show and which shown ones will end.
// Nothing of it is seen before the calendar moves on to the next generation, and all of it can be taken back.
import type { Connection, Statements } from './connection.ts';
import type { Place } from './listing.ts';
import type { ObjectRows } from './object-rows.ts';
import type { Touched } from './touched.ts';
import { MOST_ROWS, type Turns } from './turns.ts';

const SHOWS = 'o.since <= :generation AND (o.until IS NULL OR o.until > :generation)';

const SQL = {
  // `listed`: 0 not mentioned, 1 there in another version, 2 there in this one, 3 gone.
  staged: `SELECT s.key, s.href, s.uid, s.bad,
      CASE WHEN l.href IS NULL THEN 0 WHEN l.etag IS NULL THEN 3 WHEN l.etag = s.etag THEN 2 ELSE 1 END AS listed
    FROM objects s LEFT JOIN listing l ON l.calendar = s.calendar AND l.href = s.href
    WHERE s.calendar = :calendar AND s.since = :generation + 1 AND s.key > :after ORDER BY s.key LIMIT :limit`,
  shown: `SELECT o.key, o.uid, o.bad FROM objects o WHERE o.calendar = :calendar AND o.href = :href AND ${SHOWS}`,
  gone: `SELECT l.href, o.key, o.uid, o.bad FROM listing l
    JOIN objects o ON o.calendar = l.calendar AND o.href = l.href AND ${SHOWS}
    WHERE l.calendar = :calendar AND l.href > :after AND l.etag IS NULL ORDER BY l.href LIMIT :limit`,
  // Walked in the order of hrefs, each with a look at the listing.
  unlisted: `SELECT o.href, o.key, o.uid, o.bad, l.etag IS NULL AS gone FROM objects o
    LEFT JOIN listing l ON l.calendar = o.calendar AND l.href = o.href
    WHERE o.calendar = :calendar AND o.href > :after AND ${SHOWS} ORDER BY o.href LIMIT :limit`,
  end: 'UPDATE objects SET until = ? WHERE key = ?',
  restore: `UPDATE objects SET until = NULL WHERE key IN
    (SELECT key FROM objects WHERE calendar = :calendar AND until > :generation LIMIT :limit)`,
  leftovers: 'SELECT key FROM objects WHERE calendar = :calendar AND since > :generation LIMIT :limit',
};

interface ShownRow {
  readonly key: number;
  readonly href: string;
  readonly uid: string;
  readonly bad: number;
}

interface StagedRow extends ShownRow {
  readonly listed: 0 | 1 | 2 | 3;
}

/** By how much a calendar grows, and how many objects were touched. */
export interface Growth {
  readonly objects: number;
  readonly bad: number;
  readonly touched: number;
}

/** Rows looked at between two looks at the clock. */
const LOOKED_AT = 100;

export class Settlement {
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #rows: ObjectRows;
  readonly #touched: Touched;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, parts: { turns: Turns; rows: ObjectRows; touched: Touched }) {
    this.#connection = connection;
    this.#turns = parts.turns;
    this.#rows = parts.rows;
    this.#touched = parts.touched;
    this.#sql = connection.prepare(SQL);
  }

  /** Takes back what a commit that did not come to its end had decided. */
  async restore({ calendar, generation }: Place): Promise<void> {
    await this.#inBatches(() => {
      this.#sql.restore.get({ calendar, generation, limit: LOOKED_AT });
      return this.#connection.changes();
    });
  }

  /** Drops everything staged. */
  async drop({ calendar, generation }: Place): Promise<void> {
    await this.#inBatches(() => {
      const rows: readonly { readonly key: number }[] = this.#sql.leftovers.all({
        calendar,
        generation,
        limit: LOOKED_AT,
      });
      return rows.reduce((written, { key }) => written + this.#rows.remove(key), 0);
    });
  }

  /** Decides about every row concerned; `complete`: whatever was not listed is gone. */
  async decide(place: Place, complete: boolean): Promise<Growth> {
    const growth = { objects: 0, bad: 0, touched: 0 };
    let key = 0;
    await this.#inBatches(() => {
      const batch = this.#sql.staged.all({ ...place, after: key, limit: LOOKED_AT }) as StagedRow[];
      key = batch.at(-1)?.key ?? key;
      for (const row of batch) this.#decideStaged(row, place, complete, growth);
      return batch.length;
    });
    let href = '';
    await this.#inBatches(() => {
      const statement = complete ? this.#sql.unlisted : this.#sql.gone;
      const batch = statement.all({ ...place, after: href, limit: LOOKED_AT }) as (ShownRow & {
        gone?: 0 | 1;
      })[];
      href = batch.at(-1)?.href ?? href;
      for (const row of batch) if (row.gone !== 0) this.#end(row, place, growth);
      return batch.length;
    });
    return growth;
  }

  #decideStaged(row: StagedRow, place: Place, complete: boolean, growth: Counting): void {
    // Another version, or gone; and of a complete listing, not there. What this pull staged has the version listed.
    if (row.listed === 1 || row.listed === 3 || (complete && row.listed === 0)) {
      this.#rows.remove(row.key);
      return;
    }
    const shown = this.#sql.shown.get({ ...place, href: row.href }) as ShownRow | undefined;
    if (shown) this.#sql.end.get(place.generation + 1, shown.key);
    this.#touch({ ...row, before: shown?.key ?? null, after: row.key }, place, growth);
    growth.objects += shown ? 0 : 1;
    growth.bad += row.bad - (shown?.bad ?? 0);
  }

  #end(row: ShownRow, place: Place, growth: Counting): void {
    this.#sql.end.get(place.generation + 1, row.key);
    this.#touch({ ...row, before: row.key, after: null }, place, growth);
    growth.objects -= 1;
    growth.bad -= row.bad;
  }

  #touch(
    row: { href: string; uid: string; before: number | null; after: number | null },
    place: Place,
    growth: Counting,
  ): void {
    this.#touched.add(place.calendar, { ...row, place: growth.touched });
    growth.touched += 1;
  }

  // `work` gives how many rows it saw to; 0: there are no more.
  #inBatches(work: () => number): Promise<void> {
    return this.#turns.slices((until) =>
      this.#connection.stage(() => {
        let rows = 0;
        for (;;) {
          const more = work();
          if (more === 0) return true;
          rows += more;
          if (rows + LOOKED_AT > MOST_ROWS || performance.now() > until) return false;
        }
      }),
    );
  }
}

type Counting = { -readonly [K in keyof Growth]: Growth[K] };
