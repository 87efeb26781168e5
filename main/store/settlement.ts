// The long part of a commit: decides, a batch at a time, which staged rows will show and which shown ones will end.
// Nothing of it is seen before the calendar moves on to the next generation, and all of it can be taken back.
import type { Connection, Statements } from './connection.ts';
import type { Listing, Place } from './listing.ts';
import type { ObjectRows } from './object-rows.ts';
import type { Touched } from './touched.ts';
import { MOST_ROWS, type Turns } from './turns.ts';

const SHOWS = 'o.since <= :generation AND (o.until IS NULL OR o.until > :generation)';

const SQL = {
  // Listed in another version than the one staged, or gone. What this pull staged has the version listed.
  stale: `SELECT s.key, l.href FROM listing l
    JOIN objects s ON s.calendar = l.calendar AND s.href = l.href AND s.since = :generation + 1
    WHERE l.calendar = :calendar AND l.href > :after AND l.etag IS NOT s.etag ORDER BY l.href LIMIT :limit`,
  unvouched: `SELECT s.key, l.href IS NULL AS stale FROM objects s INDEXED BY objects_by_age
    LEFT JOIN listing l ON l.calendar = s.calendar AND l.href = s.href
    WHERE s.calendar = :calendar AND s.since = :generation + 1 AND s.key > :after ORDER BY s.key LIMIT :limit`,
  staged: `SELECT key, href, uid, bad FROM objects INDEXED BY objects_by_age
    WHERE calendar = :calendar AND since = :generation + 1 AND key > :after ORDER BY key LIMIT :limit`,
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

/** What there is to decide about. */
export interface Decision {
  /** Whatever was not listed is gone. */
  readonly complete: boolean;
  /** Objects the calendar shows. */
  readonly held: number;
  /** Whether somebody is to hear of it: then what is touched is kept in mind. */
  readonly told: boolean;
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
  readonly #listing: Listing;
  readonly #sql: Statements<typeof SQL>;

  constructor(
    connection: Connection,
    parts: { turns: Turns; rows: ObjectRows; touched: Touched; listing: Listing },
  ) {
    this.#connection = connection;
    this.#turns = parts.turns;
    this.#rows = parts.rows;
    this.#touched = parts.touched;
    this.#listing = parts.listing;
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

  /** Decides about every row concerned. */
  async decide(place: Place, decision: Decision): Promise<Growth> {
    await this.#dropStale(place, decision.complete);
    const growth = { objects: 0, bad: 0, touched: 0 };
    if (decision.held === 0) {
      const { n, bad } = this.#connection.read(() => this.#listing.staged(place));
      growth.objects = n;
      growth.bad = bad;
      if (!decision.told) return { ...growth, touched: n };
    }
    await this.#replace(place, decision, growth);
    if (decision.held > 0) await this.#take(place, decision, growth);
    return growth;
  }

  // What an earlier pull staged and this one's listing does not confirm.
  async #dropStale(place: Place, complete: boolean): Promise<void> {
    let href = '';
    await this.#inBatches(() => {
      const batch = this.#sql.stale.all({ ...place, after: href, limit: LOOKED_AT }) as ShownRow[];
      href = batch.at(-1)?.href ?? href;
      return batch.reduce((rows, { key }) => rows + this.#rows.remove(key), 0);
    });
    const { n } = this.#connection.read(() => this.#listing.staged(place));
    if (!complete || n === this.#connection.read(() => this.#listing.vouched(place))) return;
    let after = 0;
    await this.#inBatches(() => {
      const batch = this.#sql.unvouched.all({ ...place, after, limit: LOOKED_AT }) as {
        key: number;
        stale: 0 | 1;
      }[];
      after = batch.at(-1)?.key ?? after;
      return batch.reduce((rows, { key, stale }) => rows + (stale === 1 ? this.#rows.remove(key) : 1), 0);
    });
  }

  async #replace(place: Place, { held, told }: Decision, growth: Counting): Promise<void> {
    let after = 0;
    await this.#inBatches(() => {
      const batch = this.#sql.staged.all({ ...place, after, limit: LOOKED_AT }) as ShownRow[];
      after = batch.at(-1)?.key ?? after;
      for (const row of batch) {
        const shown = held === 0 ? undefined : this.#endOther(row, place, growth);
        if (told) this.#touch(row, shown, place, growth);
        growth.touched += 1;
      }
      return batch.length;
    });
  }

  #touch(row: ShownRow, shown: ShownRow | undefined, { calendar }: Place, { touched }: Growth): void {
    const at = { href: row.href, place: touched };
    const isOther = shown !== undefined && shown.uid !== '' && row.uid !== '' && shown.uid !== row.uid;
    // Another event under the same name: either of them may have been, or be, elsewhere.
    if (isOther) this.#touched.add(calendar, { ...at, uid: shown.uid, before: shown.key, after: null });
    const before = isOther ? null : (shown?.key ?? null);
    this.#touched.add(calendar, { ...at, uid: row.uid, before, after: row.key });
  }

  #endOther(row: ShownRow, place: Place, growth: Counting): ShownRow | undefined {
    const shown = this.#sql.shown.get({ ...place, href: row.href }) as ShownRow | undefined;
    if (shown) this.#sql.end.get(place.generation + 1, shown.key);
    growth.objects += shown ? 0 : 1;
    growth.bad += row.bad - (shown?.bad ?? 0);
    return shown;
  }

  async #take(place: Place, { complete, told }: Decision, growth: Counting): Promise<void> {
    let after = '';
    await this.#inBatches(() => {
      const statement = complete ? this.#sql.unlisted : this.#sql.gone;
      const batch = statement.all({ ...place, after, limit: LOOKED_AT }) as (ShownRow & { gone?: 0 | 1 })[];
      after = batch.at(-1)?.href ?? after;
      for (const row of batch) {
        if (row.gone === 0) continue;
        this.#sql.end.get(place.generation + 1, row.key);
        if (told)
          this.#touched.add(place.calendar, { ...row, before: row.key, after: null, place: growth.touched });
        growth.touched += 1;
        growth.objects -= 1;
        growth.bad -= row.bad;
      }
      return batch.length;
    });
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
