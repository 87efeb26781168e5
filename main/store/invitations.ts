// Events that wait for one's own answer.
import type { CalendarId, Occurrence } from '../core/model.ts';
import type { Calendars } from './calendars.ts';
import type { Connection, Statements } from './connection.ts';
import { toExtra } from './extras.ts';
import { REACH, type Nearest, type Reaching } from './nearest.ts';
import { byStart, SHOWN_OCCURRENCES } from './occurrence-rows.ts';
import { PER_OBJECT } from './occurrence-writer.ts';
import { toOccurrence, type OccurrenceRow } from './rows.ts';
import { LATEST_MIDNIGHT } from './spans.ts';

const SQL = {
  invited: `SELECT ${REACH} FROM objects o INDEXED BY objects_invited
    JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)
    WHERE o.calendar = ? AND o.invited = 1`,
  // A date is not over before it is over everywhere.
  ahead: `${SHOWN_OCCURRENCES} WHERE c.id >= :key * ${PER_OBJECT} AND c.id < (:key + 1) * ${PER_OBJECT}
    AND c.ends_at + c.whole_days * ${LATEST_MIDNIGHT} > :from ORDER BY c.starts_at`,
};

export class Invitations {
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

  /** For each of these events the first occurrence that waits for an answer and ends after `from`, by start. */
  find(ids: readonly CalendarId[], from: number): readonly Occurrence[] {
    return this.#connection.read(() => {
      const objects = this.#calendars.keys(ids).flatMap((key) => this.#sql.invited.all(key) as Reaching[]);
      const rows = objects.flatMap((object) => this.#first(object, from) ?? []);
      return rows.sort(byStart).map(toOccurrence);
    });
  }

  #first(object: Reaching, from: number): OccurrenceRow | undefined {
    const { key, open, indexed_from: begin, indexed_until: end } = object;
    const isIndexed = open === 0 || (from >= begin && from < end);
    if (isIndexed) {
      for (const row of this.#sql.ahead.iterate({ key, from }) as Iterable<OccurrenceRow>) {
        if (isWaiting(row)) return row;
      }
    }
    if (open === 0 || (isIndexed && end === Infinity)) return undefined;
    // Beyond the index only the next one is looked at: who is asked there is asked for all that follow.
    const next = this.#nearest.next(object, isIndexed ? end : from);
    return next && isWaiting(next) ? next : undefined;
  }
}

function isWaiting({ cancelled, extra }: OccurrenceRow): boolean {
  return cancelled === 0 && toExtra(extra).mine === 'needs-action';
}
