// Events by their words: a full-text index says which objects, the occurrence index which of their days to show.
import type { CalendarId, Occurrence } from '../core/model.ts';
import type { Calendars } from './calendars.ts';
import type { Connection, Statements } from './connection.ts';
import { REACH, type Nearest, type Reaching } from './nearest.ts';
import { byStart, SHOWN_OCCURRENCES } from './occurrence-rows.ts';
import { PER_OBJECT } from './occurrence-writer.ts';
import { toOccurrence, type OccurrenceRow } from './rows.ts';
import { SPANS } from './spans.ts';

/** Words of a question that are looked for; nobody types more. */
const MOST_WORDS = 12;
/** Letters of one. */
const LONGEST_WORD = 64;

const SHOWN_MATCHES = `SELECT ${REACH} FROM objects o
  JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)
  WHERE o.key IN (SELECT rowid FROM words WHERE words MATCH :match)
    AND o.calendar IN (SELECT value FROM json_each(:calendars))`;

const SQL = {
  found: 'SELECT rowid AS key FROM words WHERE words MATCH ?',
  // Index entries alone, by time, one class of length after another.
  ahead: `SELECT id, starts_at FROM occurrences
    WHERE calendar = :calendar AND span = :span AND starts_at > :earliest AND ends_at > :from ORDER BY starts_at`,
  past: `SELECT id, starts_at FROM occurrences
    WHERE calendar = :calendar AND span = :span AND starts_at < :from AND ends_at <= :from ORDER BY starts_at DESC`,
  row: `${SHOWN_OCCURRENCES} WHERE c.id = ?`,
  matches: SHOWN_MATCHES,
};

/** More objects than this are not looked at one by one. */
const MANY = 400;

interface Walk {
  readonly keys: readonly number[];
  readonly from: number;
  readonly limit: number;
  /** Keys of the objects with the words. */
  readonly found: ReadonlySet<number>;
}

interface IndexRow {
  readonly id: number;
  readonly starts_at: number;
}

export class Search {
  readonly #connection: Connection;
  readonly #calendars: Calendars;
  readonly #nearest: Nearest;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, calendars: Calendars, nearest: Nearest) {
    this.#connection = connection;
    this.#calendars = calendars;
    this.#nearest = nearest;
    this.#sql = connection.prepare(SQL);
  }

  /** For each event with these words its first occurrence after `from`, by time; then what is past, newest first. */
  find(ids: readonly CalendarId[], words: string, from: number, limit: number): readonly Occurrence[] {
    const match = matchOf(words);
    if (match === null) return [];
    return this.#connection.read(() => {
      const keys = this.#calendars.keys(ids);
      const found = this.#sql.found.all(match) as { readonly key: number }[];
      const walk = { keys, from, limit, found: new Set(found.map(({ key }) => key)) };
      const rows = found.length > MANY ? this.#byTime(walk) : [];
      // A few can be looked at one by one, and must be when time alone did not lead to enough.
      const all = rows.length >= limit ? rows : this.#oneByOne(match, walk);
      return all.slice(0, limit).map(toOccurrence);
    });
  }

  #oneByOne(match: string, { keys, from }: Walk): readonly OccurrenceRow[] {
    const ahead: OccurrenceRow[] = [];
    const past: OccurrenceRow[] = [];
    for (const one of this.#sql.matches.all({ match, calendars: JSON.stringify(keys) }) as Reaching[]) {
      const next = this.#nearest.next(one, from);
      const last = next ?? this.#nearest.last(one, from);
      if (last) (next ? ahead : past).push(last);
    }
    return [...ahead.sort(byStart), ...past.sort((a, b) => byStart(b, a))];
  }

  // Goes through time from `from` on until enough of what was found has been met, then back.
  #byTime(walk: Walk): readonly OccurrenceRow[] {
    const met = new Set<number>();
    const ahead = this.#met('ahead', walk, met).sort(byStart);
    if (ahead.length >= walk.limit) return ahead;
    return [...ahead, ...this.#met('past', walk, met).sort((a, b) => byStart(b, a))];
  }

  #met(way: 'ahead' | 'past', { keys, from, limit, found }: Walk, met: Set<number>): OccurrenceRow[] {
    const nearest = new Map<number, IndexRow>();
    for (const calendar of keys) {
      for (const [span, length] of SPANS) {
        const range = way === 'ahead' ? { earliest: from - length } : {};
        let count = 0;
        for (const row of this.#sql[way].iterate({ calendar, span, from, ...range }) as Iterable<IndexRow>) {
          const object = Math.floor(row.id / PER_OBJECT);
          if (!found.has(object) || met.has(object)) continue;
          const other = nearest.get(object);
          const isNearer =
            !other || (way === 'ahead' ? row.starts_at < other.starts_at : row.starts_at > other.starts_at);
          if (isNearer) nearest.set(object, row);
          if (!other && (count += 1) >= 2 * limit) break;
        }
      }
    }
    for (const object of nearest.keys()) met.add(object);
    return [...nearest.values()].flatMap(
      ({ id }) => (this.#sql.row.get(id) as OccurrenceRow | undefined) ?? [],
    );
  }
}

/**
 * A question in the language of the full-text index: every word, the last one as a beginning. Whatever is no letter or
 * digit only parts words, so nothing a person types can mean anything else. null: there is no word in it.
 */
export function matchOf(question: string): string | null {
  const words = question
    .slice(0, 10 * MOST_WORDS * LONGEST_WORD)
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}\p{Co}]+/u)
    .filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word))
    .map((word) => `"${Array.from(word).slice(0, LONGEST_WORD).join('')}"`)
    .slice(0, MOST_WORDS);
  return words.length === 0 ? null : `${words.join(' AND ')}*`;
}
