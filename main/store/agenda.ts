// What happens when: from the index as far as it reaches, and beyond it by expanding the series that go on.
import type { CalendarId, Occurrence } from '../core/model.ts';
import { DAY } from '../core/time/wall-time.ts';
import type { Calendars } from './calendars.ts';
import type { Connection } from './connection.ts';
import type { FarSeries } from './far-series.ts';
import { byStart, eachOnce, overlaps, type OccurrenceRows, type Range } from './occurrence-rows.ts';
import { toOccurrence, type OccurrenceRow } from './rows.ts';

/** How far ahead is looked first, and how far at most: a list of rare things is not looked for without end. */
const FIRST_LOOK = DAY;
const FURTHEST = 80 * 366 * DAY;

export class Agenda {
  readonly #connection: Connection;
  readonly #calendars: Calendars;
  readonly #rows: OccurrenceRows;
  readonly #series: FarSeries;

  constructor(
    connection: Connection,
    parts: { calendars: Calendars; rows: OccurrenceRows; series: FarSeries },
  ) {
    this.#connection = connection;
    this.#calendars = parts.calendars;
    this.#rows = parts.rows;
    this.#series = parts.series;
  }

  /** Occurrences overlapping [from, to), by start. */
  between(ids: readonly CalendarId[], from: number, to: number): readonly Occurrence[] {
    return this.#connection.read(() =>
      this.rows(this.#calendars.keys(ids), { from, to, limit: Infinity }).map(toOccurrence),
    );
  }

  /** The first `limit` that end after `from`. */
  from(ids: readonly CalendarId[], from: number, limit: number): readonly Occurrence[] {
    return this.#connection.read(() => {
      const keys = this.#calendars.keys(ids);
      // As far as nothing beyond the index can happen, the index alone knows the order.
      for (let ahead = FIRST_LOOK; ; ahead *= 2) {
        const to = from + ahead;
        const isLast = ahead >= FURTHEST || !this.#series.goesOnAfter(keys, to);
        const rows = this.rows(keys, { from, to: isLast ? LAST : to, limit });
        if (rows.length >= limit || isLast) return rows.slice(0, limit).map(toOccurrence);
      }
    });
  }

  /** Rows of these calendars (keys) that overlap a range, by start; perhaps more than its limit. */
  rows(keys: readonly number[], range: Range): readonly OccurrenceRow[] {
    const known = this.#rows.between(keys, range);
    const far = this.#series.rows(keys, range.from, range.to).filter((row) => overlaps(row, range));
    if (far.length === 0) return known;
    // Of what was expanded, the index may know a part, and what lasts long may have been found up to three times.
    const first = far.sort(byStart).slice(0, 3 * range.limit);
    return eachOnce([...known, ...first]);
  }
}

const LAST = 8.64e15;
