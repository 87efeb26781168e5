// For whom the objects of each calendar were read, and which are to be read again because that is somebody else now.
import type { Reading } from '../core/ical/instances.ts';
import type { Connection, Statements } from './connection.ts';

const SQL = {
  one: 'SELECT key, reading, reread, reread_guests FROM calendars WHERE key = ?',
  // Of which there is anything to read; see Calendars.forget() for the others.
  all: `SELECT key, reading, reread, reread_guests FROM calendars
    WHERE id IS NOT NULL AND (reading IS NOT NULL OR reread IS NOT NULL)`,
  due: `SELECT key, reading, reread, reread_guests FROM calendars
    WHERE reread IS NOT NULL AND id IS NOT NULL LIMIT 1`,
  set: 'UPDATE calendars SET reading = ?, reread = ?, reread_guests = ? WHERE key = ?',
  moveOn: 'UPDATE calendars SET reread = ? WHERE key = ?',
};

interface ReadingRow {
  readonly key: number;
  readonly reading: string | null;
  readonly reread: string | null;
  readonly reread_guests: 0 | 1;
}

/** Objects to be read again. */
export interface DueReading {
  readonly calendar: number;
  /** Behind this href. */
  readonly after: string;
  /** Only those with guests. */
  readonly guestsOnly: boolean;
}

const NOBODY: Reading = {
  self: { addresses: [], principals: [], username: '', name: '' },
  joinPatterns: [],
};

export class Readings {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  /** For whom a calendar's objects are read. */
  of(calendar: number): Reading {
    return readingOf((this.#sql.one.get(calendar) as ReadingRow).reading);
  }

  /** From now on they are read for somebody; true: that is new. */
  set(calendar: number, reading: Reading): boolean {
    return this.#set(
      this.#connection.read(() => this.#sql.one.get(calendar) as ReadingRow),
      reading,
    );
  }

  /** From now on these are the person's own places to meet; true: that is new somewhere. */
  setPatterns(joinPatterns: Reading['joinPatterns']): boolean {
    const rows = this.#connection.read(() => this.#sql.all.all() as ReadingRow[]);
    return rows.filter((row) => this.#set(row, { ...readingOf(row.reading), joinPatterns })).length > 0;
  }

  /** What is to be read again next; undefined: nothing. */
  due(): DueReading | undefined {
    const row = this.#connection.read(() => this.#sql.due.get() as ReadingRow | undefined);
    return row && { calendar: row.key, after: row.reread ?? '', guestsOnly: row.reread_guests === 1 };
  }

  /** They have been read up to `href`; null: all of them. Inside a transaction. */
  moveOn(calendar: number, href: string | null): void {
    this.#sql.moveOn.get(href, calendar);
  }

  #set({ key, reading, reread, reread_guests }: ReadingRow, { self, joinPatterns }: Reading): boolean {
    const text = JSON.stringify(inOrder({ self, joinPatterns }));
    if (text === reading) return false;
    const isUnderWay = reread !== null && reread_guests === 0;
    const isSamePlaces = JSON.stringify(readingOf(reading).joinPatterns) === JSON.stringify(joinPatterns);
    // What nobody has read for anybody has no objects, or is under way since it is.
    const next = reading === null ? reread : '';
    this.#connection.stage(() => this.#sql.set.get(text, next, Number(isSamePlaces && !isUnderWay), key));
    return true;
  }
}

/** What the column of a calendar says. */
export function readingOf(column: string | null): Reading {
  return column === null ? NOBODY : (JSON.parse(column) as Reading); // written above
}

// The server may name the same addresses in another order.
function inOrder({ self, joinPatterns }: Reading): Reading {
  const addresses = self.addresses.toSorted();
  return { self: { ...self, addresses, principals: self.principals.toSorted() }, joinPatterns };
}
