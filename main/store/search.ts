// Events by their words: a full-text index says which objects, the occurrence index which of their days to show.
import type { CalendarId, Occurrence } from '../core/model.ts';
import type { Calendars } from './calendars.ts';
import type { Connection, Statements } from './connection.ts';
import type { FarSeries } from './far-series.ts';
import { byStart, SHOWN_OCCURRENCES } from './occurrence-rows.ts';
import { PER_OBJECT } from './object-rows.ts';
import { toOccurrence, type OccurrenceRow } from './rows.ts';

/** Words of a question that are looked for; nobody types more. */
const MOST_WORDS = 12;
/** Letters of one. */
const LONGEST_WORD = 64;

const SHOWN_MATCHES = `SELECT o.key, o.open, o.indexed_from, o.indexed_until FROM objects o
  JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)
  WHERE o.key IN (SELECT rowid FROM words WHERE words MATCH :match)
    AND o.calendar IN (SELECT value FROM json_each(:calendars))`;

const SQL = {
  matches: SHOWN_MATCHES,
  next: `${SHOWN_OCCURRENCES} WHERE c.id >= :key * ${PER_OBJECT} AND c.id < (:key + 1) * ${PER_OBJECT}
      AND c.ends_at > :from ORDER BY c.starts_at LIMIT 1`,
  last: `${SHOWN_OCCURRENCES} WHERE c.id >= :key * ${PER_OBJECT} AND c.id < (:key + 1) * ${PER_OBJECT}
      ORDER BY c.starts_at DESC LIMIT 1`,
};

interface Match {
  readonly key: number;
  readonly open: 0 | 1;
  readonly indexed_from: number;
  readonly indexed_until: number;
}

export class Search {
  readonly #connection: Connection;
  readonly #calendars: Calendars;
  readonly #series: FarSeries;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection, calendars: Calendars, series: FarSeries) {
    this.#connection = connection;
    this.#calendars = calendars;
    this.#series = series;
    this.#sql = connection.prepare(SQL);
  }

  /** For each event with these words its first occurrence after `from`, by time; then what is past, newest first. */
  find(ids: readonly CalendarId[], words: string, from: number, limit: number): readonly Occurrence[] {
    const match = matchOf(words);
    if (match === null) return [];
    return this.#connection.read(() => {
      const calendars = JSON.stringify(ids.flatMap((id) => this.#calendars.find(id)?.key ?? []));
      const ahead: OccurrenceRow[] = [];
      const past: OccurrenceRow[] = [];
      for (const one of this.#sql.matches.all({ match, calendars }) as Match[]) {
        const next = this.#next(one, from);
        const last = next ?? this.#last(one, from);
        if (last) (next ? ahead : past).push(last);
      }
      return [...ahead.sort(byStart), ...past.sort((a, b) => byStart(b, a))]
        .slice(0, limit)
        .map(toOccurrence);
    });
  }

  #next({ key, open, indexed_from, indexed_until }: Match, from: number): OccurrenceRow | undefined {
    const isIndexed = open === 0 || (from >= indexed_from && from < indexed_until);
    const row = isIndexed ? (this.#sql.next.get({ key, from }) as OccurrenceRow | undefined) : undefined;
    return row ?? (open === 0 ? undefined : this.#series.next(key, from));
  }

  #last({ key, open }: Match, from: number): OccurrenceRow | undefined {
    return (
      (this.#sql.last.get({ key }) as OccurrenceRow | undefined) ??
      (open === 0 ? undefined : this.#series.last(key, from))
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
