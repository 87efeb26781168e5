// Occurrences as the index holds them, found by when they happen.
import { dateText } from '../core/time/wall-time.ts';
import type { Connection, Statements } from './connection.ts';
import type { OccurrenceRow } from './rows.ts';
import { EARLIEST_MIDNIGHT, LATEST_MIDNIGHT, SPANS } from './spans.ts';
import { PER_OBJECT } from './occurrence-writer.ts';

/** The columns of an OccurrenceRow, and the rows that show. */
export const SHOWN_OCCURRENCES = `
  SELECT o.key AS object, k.id AS calendar, o.href, o.uid, c.recurrence_id, coalesce(c.title, o.title) AS title,
    coalesce(c.place, o.place) AS place, c.recurrence, c.cancelled, c.whole_days, c.starts_at, c.ends_at,
    coalesce(c.planned, o.planned) AS planned, coalesce(c.extra, o.extra) AS extra
  FROM occurrences c
  JOIN objects o ON o.key = c.id / ${PER_OBJECT}
  JOIN calendars k ON k.key = o.calendar AND o.since <= k.generation AND (o.until IS NULL OR o.until > k.generation)`;

// One class of length of one calendar: a stretch of the index. Whole days are looked for in every zone on earth.
const SQL = {
  between: `${SHOWN_OCCURRENCES}
    WHERE c.calendar = :calendar AND c.span = :span AND c.starts_at > :earliest AND c.starts_at < :to + ${EARLIEST_MIDNIGHT}
      AND CASE c.whole_days WHEN 0
        THEN c.starts_at < :to AND (c.ends_at > :from OR c.starts_at >= :from)
        ELSE c.ends_at + ${LATEST_MIDNIGHT} > :from END
    ORDER BY c.starts_at LIMIT :limit`,
};

export interface Range {
  /** Epoch ms: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Rows at most, the first by start. */
  readonly limit: number;
}

export class OccurrenceRows {
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#sql = connection.prepare(SQL);
  }

  /** The rows of these calendars (keys) that overlap a range, by start. */
  between(calendars: readonly number[], { from, to, limit }: Range): readonly OccurrenceRow[] {
    const rows = calendars.flatMap((calendar) =>
      SPANS.flatMap(([span, length]) => {
        const earliest = from - length - EARLIEST_MIDNIGHT;
        return this.#sql.between.all({
          calendar,
          span,
          from,
          to,
          earliest,
          limit: sqlLimit(limit),
        }) as OccurrenceRow[];
      }),
    );
    return rows.sort(byStart).slice(0, limit);
  }
}

// SQLite takes a negative number for none.
function sqlLimit(limit: number): number {
  return limit === Infinity ? -1 : limit;
}

/** Whether a row overlaps a range; whole days somewhere on earth. */
export function overlaps(row: OccurrenceRow, { from, to }: Range): boolean {
  const { starts_at: startsAt, ends_at: endsAt } = row;
  if (row.whole_days === 1) return startsAt < to + EARLIEST_MIDNIGHT && endsAt + LATEST_MIDNIGHT > from;
  return startsAt < to && (endsAt > from || startsAt >= from);
}

/** By start; what begins together is always in the same order. */
export function byStart(a: OccurrenceRow, b: OccurrenceRow): number {
  return (
    a.starts_at - b.starts_at ||
    a.ends_at - b.ends_at ||
    compare(a.title, b.title) ||
    compare(a.href, b.href) ||
    compare(a.recurrence_id ?? '', b.recurrence_id ?? '')
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Rows that may have been found in several ways, each once and by start. */
export function eachOnce(rows: readonly OccurrenceRow[]): OccurrenceRow[] {
  return [...new Map(rows.map((row) => [identity(row), row])).values()].sort(byStart);
}

function identity(row: OccurrenceRow): string {
  const { object, recurrence_id: recurrenceId, starts_at: startsAt, whole_days: wholeDays } = row;
  return `${object} ${recurrenceId ?? (wholeDays === 1 ? dateText(startsAt) : startsAt)}`;
}
