// Objects with all that hangs on them: their occurrences and the words they are found by.
import type { CalendarObject, Occurrence } from '../core/model.ts';
import { indexObject, type IndexEntry } from '../core/occurrences.ts';
import type { Window } from '../core/series.ts';
import { DAY } from '../core/wall-time.ts';
import type { Connection, Statements } from './connection.ts';
import { OccurrenceWriter } from './occurrence-writer.ts';
import { extentOf } from './rows.ts';
import { EARLIEST_MIDNIGHT } from './spans.ts';

/** Of a longer text only so much can be searched. */
const MOST_WORDS = 20_000;

const SQL = {
  lastKey: 'SELECT coalesce(max(key), 0) AS key FROM objects',
  add: `INSERT INTO objects (key, calendar, since, bad, open, zone, indexed_from, indexed_until, starts_at, ends_at,
      href, etag, uid, title, place, ical)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  index: `UPDATE objects SET bad = ?, open = ?, zone = ?, indexed_from = ?, indexed_until = ?, starts_at = ?, ends_at = ?,
      uid = ?, title = ?, place = ? WHERE key = ?`,
  remove: 'DELETE FROM objects WHERE key = ?',
  addWords: 'INSERT INTO words (rowid, text) VALUES (?, ?)',
  clearWords: 'DELETE FROM words WHERE rowid = ?',
};

/** What an object is indexed for. */
export interface IndexTerms {
  readonly window: Window;
  /** The viewer's IANA zone. */
  readonly zone: string;
}

/** What of an object is written beside its text. */
export interface IndexedObject {
  readonly entry: IndexEntry;
  readonly open: boolean;
  readonly title: string;
  readonly place: string;
  readonly terms: IndexTerms;
}

/** Expands an object and finds out what its row is to say. Never throws. */
export function indexed(object: CalendarObject, calendarId: string, terms: IndexTerms): IndexedObject {
  const { window, zone } = terms;
  const entry = indexObject(object, calendarId, window, zone);
  const namesake = entry.occurrences[entry.occurrences.length >> 1] ?? anyOf(entry, object, terms);
  return {
    entry,
    open: isOpen(entry, window),
    title: namesake?.title ?? '',
    place: namesake?.place ?? '',
    terms,
  };
}

// A series that has nothing in the window still has a title to be found by.
function anyOf(entry: IndexEntry, object: CalendarObject, { zone }: IndexTerms): Occurrence | undefined {
  const { bad, startsAt, endsAt } = entry;
  if (bad || startsAt >= endsAt) return undefined;
  const beginning = { from: startsAt, to: Math.min(endsAt, startsAt + 32 * DAY) };
  return indexObject(object, '', beginning, zone).occurrences[0];
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

  /** Adds a version of an object to a calendar, from generation `since` on. */
  add(calendar: number, since: number, object: CalendarObject, one: IndexedObject): number {
    const { href, etag, ical } = object;
    const [uid, title, place, ...facts] = columns(one);
    const key = (this.#lastKey += 1);
    this.#sql.add.get(key, calendar, since, ...facts, href, etag, uid, title, place, ical);
    return 1 + this.#addIndex(key, calendar, one);
  }

  /** Replaces what the index knows of an object. */
  reindex(key: number, calendar: number, one: IndexedObject): number {
    const [uid, title, place, ...facts] = columns(one);
    this.#sql.index.get(...facts, uid, title, place, key);
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

  #addIndex(key: number, calendar: number, { entry, title, place }: IndexedObject): number {
    this.#occurrences.add({ key, calendar, title, place }, entry.occurrences);
    this.#sql.addWords.get(key, wordsOf(entry, title, place));
    return 1 + entry.occurrences.length;
  }
}

function columns({ entry, open, title, place, terms }: IndexedObject) {
  const { bad, floating, indexedUntil, startsAt, endsAt, uid } = entry;
  const zone = floating ? terms.zone : null;
  const facts = [Number(bad), Number(open), zone, terms.window.from, indexedUntil, startsAt, endsAt] as const;
  return [uid, title, place, ...facts] as const;
}

function wordsOf({ occurrences, notes, people }: IndexEntry, title: string, place: string): string {
  const names = new Set([title, place]);
  for (const one of occurrences) names.add(one.title).add(one.place);
  const text = [...names, people, notes].join('\n');
  // Composed and decomposed letters are the same words.
  return text.slice(0, MOST_WORDS).normalize('NFC');
}
