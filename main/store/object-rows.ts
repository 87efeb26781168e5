// Objects with all that hangs on them: their occurrences and the words they are found by.
import type { CalendarObject, Occurrence } from '../core/model.ts';
import type { Viewpoint } from '../core/ical/expansion.ts';
import { indexObject, type IndexEntry } from '../core/ical/occurrences.ts';
import type { Window } from '../core/ical/series.ts';
import { DAY } from '../core/time/wall-time.ts';
import type { Connection, Statements } from './connection.ts';
import { fromExtra } from './extras.ts';
import { OccurrenceWriter } from './occurrence-writer.ts';
import { extentOf } from './rows.ts';
import { EARLIEST_MIDNIGHT } from './spans.ts';

/** Of a longer text only so much can be searched. */
const MOST_WORDS = 20_000;

const SQL = {
  lastKey: 'SELECT coalesce(max(key), 0) AS key FROM objects',
  add: `INSERT INTO objects (key, calendar, since, bad, open, zone, indexed_from, indexed_until, starts_at, ends_at,
      invited, rings_from, rings_until, uid, title, place, planned, extra, href, etag, ical)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  index: `UPDATE objects SET bad = ?, open = ?, zone = ?, indexed_from = ?, indexed_until = ?, starts_at = ?, ends_at = ?,
      invited = ?, rings_from = ?, rings_until = ?, uid = ?, title = ?, place = ?, planned = ?, extra = ? WHERE key = ?`,
  remove: 'DELETE FROM objects WHERE key = ?',
  addWords: 'INSERT INTO words (rowid, text) VALUES (?, ?)',
  clearWords: 'DELETE FROM words WHERE rowid = ?',
};

/** What an object is indexed for. */
export interface IndexTerms extends Viewpoint {
  readonly window: Window;
}

/** What of an object is written beside its text. */
export interface IndexedObject {
  readonly entry: IndexEntry;
  readonly open: boolean;
  /** What most of its occurrences say. */
  readonly title: string;
  readonly place: string;
  readonly planned: string;
  readonly extra: string | null;
  readonly terms: IndexTerms;
}

/** Expands an object and finds out what its row is to say. Never throws. */
export function indexed(object: CalendarObject, calendarId: string, terms: IndexTerms): IndexedObject {
  const { window } = terms;
  const entry = indexObject(object, calendarId, window, terms);
  const namesake = entry.occurrences[entry.occurrences.length >> 1] ?? anyOf(entry, object, terms);
  return {
    entry,
    open: isOpen(entry, window),
    title: namesake?.title ?? '',
    place: namesake?.place ?? '',
    planned: namesake?.zone ?? '',
    extra: namesake ? fromExtra(namesake) : null,
    terms,
  };
}

// A series that has nothing in the window still has a title to be found by.
function anyOf(entry: IndexEntry, object: CalendarObject, viewpoint: Viewpoint): Occurrence | undefined {
  const { bad, startsAt, endsAt } = entry;
  if (bad || startsAt >= endsAt) return undefined;
  const beginning = { from: startsAt, to: Math.min(endsAt, startsAt + 32 * DAY) };
  return indexObject(object, '', beginning, viewpoint).occurrences[0];
}

// What is no series is always given whole, so it begins where the object does.
function isOpen({ bad, indexedUntil, startsAt, endsAt, occurrences }: IndexEntry, window: Window): boolean {
  if (bad) return false;
  if (indexedUntil < Infinity) return true;
  if (startsAt >= window.from || startsAt >= endsAt) return false;
  const starts = occurrences.map(
    ({ when }) => extentOf(when)[0] - (when.at === 'day' ? EARLIEST_MIDNIGHT : 0),
  );
  return !starts.some((start) => start <= startsAt);
}

/** A version that was added. */
export interface Added {
  readonly key: number;
  readonly rows: number;
}

/** Writes objects; always inside a transaction of the caller. Each method gives how many rows it wrote. */
export class ObjectRows {
  readonly #sql: Statements<typeof SQL>;
  readonly #occurrences: OccurrenceWriter;
  #lastKey: number;

  constructor(connection: Connection) {
    this.#sql = connection.prepare(SQL);
    this.#occurrences = new OccurrenceWriter(connection);
    // Keys are given here: asking SQLite for them (RETURNING) makes the full-text index write itself out each time.
    this.#lastKey = connection.read(() => this.#sql.lastKey.get()['key']);
  }

  /** Adds a version of an object to a calendar, from generation `since` on; gives its key, and how many rows it wrote. */
  add(calendar: number, since: number, object: CalendarObject, one: IndexedObject): Added {
    const { href, etag, ical } = object;
    const key = (this.#lastKey += 1);
    this.#sql.add.get(key, calendar, since, ...columns(one), href, etag, ical);
    return { key, rows: 1 + this.#addIndex(key, calendar, one) };
  }

  /** Replaces what the index knows of an object. */
  reindex(key: number, calendar: number, one: IndexedObject): number {
    this.#sql.index.get(...columns(one), key);
    return 1 + this.#clear(key) + this.#addIndex(key, calendar, one);
  }

  remove(key: number): number {
    this.#sql.remove.get(key);
    return 1 + this.#clear(key);
  }

  #clear(key: number): number {
    this.#sql.clearWords.get(key);
    return 1 + this.#occurrences.clear(key);
  }

  #addIndex(key: number, calendar: number, one: IndexedObject): number {
    const { entry, title, place, planned, extra } = one;
    this.#occurrences.add({ key, calendar, title, place, planned, extra }, entry.occurrences);
    this.#sql.addWords.get(key, wordsOf(entry, title, place));
    return 1 + entry.occurrences.length;
  }
}

function columns({ entry, open, title, place, planned, extra, terms }: IndexedObject) {
  const { bad, floating, indexedUntil, startsAt, endsAt, uid, invited, rings } = entry;
  const zone = floating ? terms.zone : null;
  const reach = [terms.window.from, indexedUntil, startsAt, endsAt] as const;
  const waiting = [Number(invited), rings?.from ?? null, rings?.until ?? null] as const;
  return [Number(bad), Number(open), zone, ...reach, ...waiting, uid, title, place, planned, extra] as const;
}

function wordsOf({ occurrences, notes, people }: IndexEntry, title: string, place: string): string {
  const names = new Set([title, place]);
  for (const one of occurrences) names.add(one.title).add(one.place);
  const text = [...names, people, notes].join('\n');
  // Composed and decomposed letters are the same words.
  return text.slice(0, MOST_WORDS).normalize('NFC');
}
