// Keeps the index ahead of the clock, in the viewer's zone and as they read it, a few objects at a time.
import type { CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import { ENOUGH, indexWindow } from './index-window.ts';
import { indexed, type ObjectRows } from './object-rows.ts';
import { readingOf, type DueReading, type Readings } from './readings.ts';
import { MOST_ROWS } from './turns.ts';

const SQL = {
  // Both through an index that holds few rows: series, and objects whose times depend on the zone.
  short: `SELECT key FROM objects INDEXED BY objects_open
    WHERE open = 1 AND indexed_until < :until AND ends_at > indexed_until LIMIT :limit`,
  elsewhere: `SELECT key FROM (SELECT key FROM objects WHERE zone < :zone LIMIT :limit)
    UNION ALL SELECT key FROM (SELECT key FROM objects WHERE zone > :zone LIMIT :limit) LIMIT :limit`,
  object: `SELECT o.calendar AS calendarKey, coalesce(k.id, '') AS calendarId, k.reading, o.href, o.etag, o.ical
    FROM objects o JOIN calendars k ON k.key = o.calendar WHERE o.key = ?`,
  hrefs: 'SELECT DISTINCT href FROM objects WHERE calendar = ? AND href > ? ORDER BY href LIMIT ?',
  versions: 'SELECT key FROM objects WHERE calendar = ? AND href = ?',
};

type Row = CalendarObject & {
  readonly calendarKey: number;
  readonly calendarId: string;
  readonly reading: string | null;
};

/** What a call did. */
export interface Rolled {
  /** How many objects were indexed anew. */
  readonly rolled: number;
  /** There is more to do. */
  readonly more: boolean;
}

/** When, and where the viewer is. */
interface Terms {
  readonly now: number;
  readonly zone: string;
}

/** Objects looked at in one call at most; and how long it may take, ms. */
const BATCH = 200;
const SLICE = 12;

export class RollIndex {
  readonly #connection: Connection;
  readonly #rows: ObjectRows;
  readonly #readings: Readings;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, rows: ObjectRows, readings: Readings) {
    this.#connection = connection;
    this.#rows = rows;
    this.#readings = readings;
    this.#sql = connection.prepare(SQL);
  }

  /** Indexes a batch of what needs it, staged rows too. */
  roll(now: number, zone: string): Rolled {
    const terms = { now, zone };
    const keys = this.#connection.read(() => this.#due(terms));
    if (keys.length === 0) return this.reread(now, zone);
    return this.#connection.stage(() => {
      const rolled = this.#each(keys, (key) => this.#reindex(key, terms));
      const isAll = rolled === keys.length && this.#due(terms).length === 0;
      return { rolled, more: !isAll || this.#readings.due() !== undefined };
    });
  }

  /** Indexes a batch of what was read for somebody else. */
  reread(now: number, zone: string): Rolled {
    const due = this.#readings.due();
    if (!due) return { rolled: 0, more: false };
    return this.#connection.stage(() => {
      const rolled = this.#rereadBehind(due, { now, zone });
      return { rolled, more: this.#readings.due() !== undefined };
    });
  }

  #rereadBehind({ calendar, after, guestsOnly }: DueReading, terms: Terms): number {
    const hrefs = this.#sql.hrefs.all(calendar, after, BATCH).map(({ href }) => String(href));
    let rolled = 0;
    const done = this.#each(hrefs, (href) => {
      // Every version that shows or will: what ended is swept.
      const versions = this.#sql.versions.all(calendar, href);
      const written = versions.map(({ key }) => this.#reindex(key, terms, guestsOnly));
      rolled += written.filter((rows) => rows > 0).length;
      return written.reduce((all, rows) => all + rows, 1);
    });
    const isEnd = done === hrefs.length && hrefs.length < BATCH;
    this.#readings.moveOn(calendar, isEnd ? null : (hrefs[done - 1] ?? after));
    return rolled;
  }

  // One after another until it is enough; `work` gives how many rows it wrote. Gives how many were seen to.
  #each<T>(all: readonly T[], work: (one: T) => number): number {
    const until = performance.now() + SLICE;
    let done = 0;
    for (let rows = 0; done < all.length && rows < MOST_ROWS && performance.now() <= until; done += 1) {
      rows += work(all[done]!); // done < all.length
    }
    return done;
  }

  #due({ now, zone }: Terms): readonly number[] {
    const elsewhere = this.#sql.elsewhere.all({ zone, limit: BATCH });
    const rows =
      elsewhere.length > 0 ? elsewhere : this.#sql.short.all({ until: now + ENOUGH, limit: BATCH });
    return rows.map(({ key }) => key);
  }

  #reindex(key: number, { now, zone }: Terms, guestsOnly = false): number {
    const { calendarKey, calendarId, reading, ...object } = this.#sql.object.get(key) as Row;
    if (guestsOnly && !/^ATTENDEE/im.test(object.ical)) return 0;
    const terms = { window: indexWindow(now), zone, ...readingOf(reading) };
    return this.#rows.reindex(key, calendarKey, indexed(object, calendarId, terms));
  }
}
