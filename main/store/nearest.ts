// The occurrence of an object that is next, or was last: from the index as far as it reaches, else by expanding it.
import type { Connection, Statements } from './connection.ts';
import type { FarSeries } from './far-series.ts';
import { SHOWN_OCCURRENCES } from './occurrence-rows.ts';
import { PER_OBJECT } from './occurrence-writer.ts';
import type { OccurrenceRow } from './rows.ts';

const OF_OBJECT = `${SHOWN_OCCURRENCES} WHERE c.id >= :key * ${PER_OBJECT} AND c.id < (:key + 1) * ${PER_OBJECT}`;

const SQL = {
  next: `${OF_OBJECT} AND c.ends_at > :from ORDER BY c.starts_at LIMIT 1`,
  last: `${OF_OBJECT} ORDER BY c.starts_at DESC LIMIT 1`,
};

/** The columns of an object that say how far its index reaches. */
export const REACH = 'o.key, o.open, o.indexed_from, o.indexed_until';

/** An object, and how far its index reaches. */
export interface Reaching {
  readonly key: number;
  readonly open: 0 | 1;
  readonly indexed_from: number;
  readonly indexed_until: number;
}

export class Nearest {
  readonly #series: FarSeries;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, series: FarSeries) {
    this.#series = series;
    this.#sql = connection.prepare(SQL);
  }

  /** The first occurrence that ends after an instant. */
  next({ key, open, indexed_from, indexed_until }: Reaching, from: number): OccurrenceRow | undefined {
    const isIndexed = open === 0 || (from >= indexed_from && from < indexed_until);
    const row = isIndexed ? (this.#sql.next.get({ key, from }) as OccurrenceRow | undefined) : undefined;
    return row ?? (open === 0 ? undefined : this.#series.next(key, from));
  }

  /** The last one of an object that has none after an instant. */
  last({ key, open }: Reaching, by: number): OccurrenceRow | undefined {
    return (
      (this.#sql.last.get({ key }) as OccurrenceRow | undefined) ??
      (open === 0 ? undefined : this.#series.last(key, by))
    );
  }
}
