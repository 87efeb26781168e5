// What a pull was told is there, kept in a temporary table so that memory does not grow with the calendar.
import type { ListedMember, Standing } from '../core/sync/replica-ports.ts';
import type { Connection, Statements } from './connection.ts';

/** What is known of the version listed. */
const WANTED = 0;
const HELD = 1;
const STAGED = 2;

const TABLE = `CREATE TEMP TABLE IF NOT EXISTS listing (
  calendar INTEGER NOT NULL,
  href TEXT NOT NULL,
  etag TEXT, -- NULL: gone
  shown INTEGER NOT NULL, -- the replica has a version of it
  state INTEGER NOT NULL,
  PRIMARY KEY (calendar, href)
) WITHOUT ROWID, STRICT`;

// Versions that matter: what shows, and what is staged. Those that ended and are not swept yet do not.
const SQL = {
  versions: `SELECT since, etag FROM objects
    WHERE calendar = :calendar AND href = :href AND (until IS NULL OR until > :generation)`,
  put: `INSERT INTO listing (calendar, href, etag, shown, state) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET etag = excluded.etag, shown = excluded.shown, state = excluded.state`,
  got: `UPDATE listing SET etag = ?, state = ${STAGED} WHERE calendar = ? AND href = ?`,
  clear: 'DELETE FROM listing WHERE calendar = ?',
  counts: `SELECT count(etag) AS listed, count(*) - count(etag) AS removed,
      count(*) FILTER (WHERE state = ${HELD}) AS unchanged,
      count(*) FILTER (WHERE etag IS NOT NULL AND shown = 0 AND state <> ${STAGED}) AS coming,
      count(*) FILTER (WHERE etag IS NULL AND shown = 1) AS going
    FROM listing WHERE calendar = ?`,
  // Staged objects that show in no version and that the listing does not call gone.
  fresh: `SELECT count(*) AS n FROM objects s
    LEFT JOIN listing l ON l.calendar = s.calendar AND l.href = s.href
    WHERE s.calendar = :calendar AND s.since = :generation + 1 AND (l.href IS NULL OR l.etag IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.calendar = s.calendar AND o.href = s.href
        AND o.since <= :generation AND (o.until IS NULL OR o.until > :generation))`,
  staged: `SELECT
      (SELECT count(*) FROM objects WHERE calendar = :calendar AND since = :generation + 1) AS n,
      (SELECT count(*) FROM objects WHERE calendar = :calendar AND since = :generation + 1 AND bad = 1) AS bad`,
  vouched: `SELECT count(*) AS n FROM listing WHERE calendar = ? AND state = ${STAGED}`,
  wanted: `SELECT href FROM listing
    WHERE calendar = :calendar AND href > :after AND etag IS NOT NULL AND state = ${WANTED} ORDER BY href LIMIT :limit`,
};

/** A calendar and the generation of it that shows. */
export interface Place {
  readonly calendar: number;
  readonly generation: number;
}

/** The listing of every calendar that is being pulled. */
export class Listing {
  readonly #sql: Statements<typeof SQL>;
  /** Calendars something is listed of: a first pull lists nothing and need not look. */
  readonly #filled = new Set<number>();

  constructor(connection: Connection) {
    connection.exec(TABLE);
    this.#sql = connection.prepare(SQL);
  }

  clear(calendar: number): void {
    this.#sql.clear.get(calendar);
    this.#filled.delete(calendar);
  }

  /** Adds a member, or replaces what was said of it. */
  put(place: Place, { href, etag }: ListedMember): void {
    const { shown, staged } = this.versions(place, href);
    const state = etag === null ? WANTED : etag === staged ? STAGED : etag === shown ? HELD : WANTED;
    this.#filled.add(place.calendar);
    this.#sql.put.get(place.calendar, href, etag, Number(shown !== null), state);
  }

  /** A version of this ETag was staged; if the member is listed, this is the version it has now. */
  got({ calendar }: Place, href: string, etag: string): void {
    if (this.#filled.has(calendar)) this.#sql.got.get(etag, calendar, href);
  }

  /** The server does not give this member out: what there is of it stays. */
  keep(place: Place, href: string): void {
    const { shown, staged } = this.versions(place, href);
    const etag = shown ?? staged;
    if (etag !== null) this.put(place, { href, etag });
  }

  /** The ETags of the version that shows and of the one that is staged. */
  versions(place: Place, href: string): { readonly shown: string | null; readonly staged: string | null } {
    let shown: string | null = null;
    let staged: string | null = null;
    for (const row of this.#sql.versions.all({ ...place, href })) {
      if (row['since'] > place.generation) staged = row['etag'];
      else shown = row['etag'];
    }
    return { shown, staged };
  }

  standing(place: Place, held: number, complete: boolean): Standing {
    const { listed, removed, unchanged, coming, going } = this.#sql.counts.get(place.calendar);
    const staged = this.staged(place).n;
    const fresh: number = staged === 0 ? 0 : this.#sql.fresh.get({ ...place }).n;
    const left = complete ? listed : held - going + coming + fresh;
    return { held, staged, listed, removed, unchanged, left };
  }

  /** How many objects are staged, and how many of them are bad. */
  staged(place: Place): { readonly n: number; readonly bad: number } {
    return this.#sql.staged.get({ ...place });
  }

  /** How many members are listed in the version that is staged. */
  vouched({ calendar }: Place): number {
    return this.#sql.vouched.get(calendar)['n'];
  }

  wanted({ calendar }: Place, after: string | null, limit: number): readonly string[] {
    const rows = this.#sql.wanted.all({ calendar, after: after ?? '', limit });
    return rows.map(({ href }) => href);
  }
}
