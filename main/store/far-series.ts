// Series beyond the reach of the index, expanded when somebody looks there.
import type { Connection, Statements } from './connection.ts';
import { DAY } from '../core/time/wall-time.ts';
import { fromExtra } from './extras.ts';
import { FarMonths } from './far-months.ts';
import { byStart } from './occurrence-rows.ts';
import { ReadSeries, type SeriesText } from './read-series.ts';
import { extentOf, type OccurrenceRow } from './rows.ts';
import { EARLIEST_MIDNIGHT, LATEST_MIDNIGHT } from './spans.ts';

const SHOWN_OPEN = `FROM objects o INDEXED BY objects_open
  JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)
  WHERE o.open = 1 AND o.calendar = :calendar`;

const SQL = {
  // Answered by the index alone where there is none, which is so around today.
  beyond: `SELECT 1 ${SHOWN_OPEN} AND o.starts_at < :last AND o.ends_at > :first
    AND (o.indexed_from > :first OR o.indexed_until < :last) LIMIT 1`,
  open: `SELECT o.key, o.starts_at, o.ends_at, o.indexed_from, o.indexed_until ${SHOWN_OPEN}`,
  one: 'SELECT key, open, starts_at, ends_at, indexed_from, indexed_until FROM objects WHERE key = ?',
  text: `SELECT o.href, o.etag, o.ical, k.id AS calendar, k.reading FROM objects o JOIN calendars k ON k.key = o.calendar
    WHERE o.key = ?`,
  after: `SELECT 1 ${SHOWN_OPEN} AND o.ends_at > :to AND o.indexed_until < o.ends_at LIMIT 1`,
};

/** How far is looked for one occurrence at first, and at most. */
const FIRST_LOOK = 64 * DAY;
const FURTHEST = 80 * 366 * DAY;

interface SeriesRow {
  readonly key: number;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly indexed_from: number;
  readonly indexed_until: number;
}

export class FarSeries {
  readonly #sql: Statements<typeof SQL>;
  readonly #months = new FarMonths((calendar, from, to) => this.#beyond(calendar, from, to));
  readonly #read = new ReadSeries((key) => this.#sql.text.get(key) as SeriesText);
  /** Those that show, of each calendar. */
  readonly #open = new Map<number, readonly SeriesRow[]>();
  #zone = 'UTC';

  constructor(connection: Connection) {
    this.#sql = connection.prepare(SQL);
  }

  /** The viewer's IANA zone. */
  set zone(zone: string) {
    if (zone !== this.#zone) this.forget();
    this.#zone = zone;
  }

  /** Objects or their index have changed. */
  changed(): void {
    this.#months.clear();
    this.#open.clear();
  }

  /** Keeps nothing of what it has read. */
  forget(): void {
    this.changed();
    this.#read.clear();
  }

  /** Whether a series of these calendars may go on after an instant and beyond its index. */
  goesOnAfter(calendars: readonly number[], to: number): boolean {
    return calendars.some((calendar) => this.#sql.after.get({ calendar, to }) !== undefined);
  }

  /**
   * What the series of these calendars have in, and perhaps around, [from, to), of those that are not indexed for all
   * of it. The index may know a part of it.
   */
  rows(calendars: readonly number[], from: number, to: number): readonly OccurrenceRow[] {
    return calendars.flatMap((calendar) => this.#months.rows(calendar, from, to));
  }

  /** What one object has in [from, to), if it is not indexed for all of it; the index may know a part of it. */
  of(key: number, from: number, to: number): readonly OccurrenceRow[] {
    const series = this.#sql.one.get(key) as SeriesRow & { readonly open: 0 | 1 };
    const isIndexed = series.indexed_from <= from && series.indexed_until >= to;
    return series.open === 0 || isIndexed ? [] : this.#expand(series, from, to);
  }

  /** The first occurrence of a series that ends after an instant. */
  next(key: number, from: number): OccurrenceRow | undefined {
    const series = this.#sql.one.get(key) as SeriesRow;
    for (let ahead = FIRST_LOOK, begin = Math.max(from, series.starts_at); ahead < FURTHEST; ahead *= 4) {
      const rows = this.#expand(series, begin, begin + ahead).filter((row) => row.ends_at > from);
      if (rows.length > 0 || begin + ahead >= series.ends_at) return rows.toSorted(byStart)[0];
    }
    return undefined;
  }

  /** The last occurrence of a series that is over by an instant. */
  last(key: number, by: number): OccurrenceRow | undefined {
    const series = this.#sql.one.get(key) as SeriesRow;
    for (let back = FIRST_LOOK, end = Math.min(by, series.ends_at); back < FURTHEST; back *= 4) {
      const rows = this.#expand(series, end - back, end);
      if (rows.length > 0 || end - back <= series.starts_at) return rows.toSorted(byStart).at(-1);
    }
    return undefined;
  }

  // What may touch the range and is not indexed for all of it.
  #beyond(calendar: number, from: number, to: number): readonly OccurrenceRow[] {
    const [first, last] = [from - LATEST_MIDNIGHT, to + EARLIEST_MIDNIGHT];
    if (!this.#open.has(calendar) && !this.#sql.beyond.get({ calendar, first, last })) return [];
    const series = this.#openOf(calendar).filter((one) => {
      const isIndexed = one.indexed_from <= first && one.indexed_until >= last;
      return one.starts_at < last && one.ends_at > first && !isIndexed;
    });
    return series.flatMap((one) => this.#expand(one, from, to)).sort(byStart);
  }

  #openOf(calendar: number): readonly SeriesRow[] {
    const open = this.#open.get(calendar) ?? (this.#sql.open.all({ calendar }) as SeriesRow[]);
    this.#open.set(calendar, open);
    return open;
  }

  #expand({ key, starts_at, ends_at }: SeriesRow, from: number, to: number): OccurrenceRow[] {
    const expand = this.#read.expansion(key, this.#zone);
    const occurrences = expand({ from: Math.max(from, starts_at), to: Math.min(to, ends_at) });
    return occurrences.map((one) => {
      const [startsAt, endsAt] = extentOf(one.when);
      return {
        object: key,
        calendar: one.calendarId,
        href: one.href,
        uid: one.uid,
        recurrence_id: one.recurrenceId,
        title: one.title,
        place: one.place,
        recurrence: one.recurrence,
        cancelled: Number(one.cancelled),
        whole_days: Number(one.when.at === 'day'),
        starts_at: startsAt,
        ends_at: endsAt,
        planned: one.zone,
        extra: fromExtra(one),
      };
    });
  }
}
