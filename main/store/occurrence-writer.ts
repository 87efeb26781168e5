// Writes and clears what an object happens as: a row at a time or, of a series, a run of like ones in one statement.
import type { Occurrence } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import { fromExtra, QUIETEST, type Extra } from './extras.ts';
import { extentOf, startKey } from './rows.ts';
import { spanOf } from './spans.ts';

/** An occurrence's id is its object's key times this, plus its place. */
export const PER_OBJECT = 2 ** 20;

/** Fewer than these are written one by one. */
const FEWEST = 4;

const COLUMNS =
  'id, calendar, span, starts_at, ends_at, whole_days, cancelled, recurrence_id, recurrence, title, place, planned, extra';

const SQL = {
  one: `INSERT INTO occurrences (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  // OR FAIL: what fails takes the transaction with it. A statement that SQLite would have to take back alone makes the
  // full-text index write itself out each time.
  alike: `INSERT OR FAIL INTO occurrences (${COLUMNS})
    SELECT ?1 + key, ?2, ?3, value, value + ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, ?11 FROM json_each(?12)`,
  clear: `DELETE FROM occurrences WHERE id >= :key * ${PER_OBJECT} AND id < (:key + 1) * ${PER_OBJECT}`,
};

/** The object the occurrences are of; what its row says is not written again for each. */
export interface Owner {
  readonly key: number;
  readonly calendar: number;
  readonly title: string;
  readonly place: string;
  readonly planned: string;
  readonly extra: string | null;
}

/** What of an occurrence goes into its row, in the order of the columns behind `calendar`. */
interface Row {
  readonly startsAt: number;
  readonly length: number;
  readonly wholeDays: number;
  readonly cancelled: number;
  /** NULL: it begins when its series says. */
  readonly recurrenceId: string | null;
  readonly recurrence: string;
  readonly title: string | null;
  readonly place: string | null;
  readonly planned: string | null;
  readonly extra: string | null;
}

/** Always inside a transaction of the caller, who gives it up when this throws. */
export class OccurrenceWriter {
  readonly #connection: Connection;
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = connection.prepare(SQL);
  }

  add(owner: Owner, occurrences: readonly Occurrence[]): void {
    const extraOf = extraBeside(owner);
    const rows = occurrences.map((one) => rowOf(one, owner, extraOf(one)));
    for (let first = 0; first < rows.length;) {
      const end = endOfRun(rows, first);
      if (end - first < FEWEST) rows.slice(first, end).forEach((row, n) => this.#one(owner, first + n, row));
      else this.#alike(owner, first, rows.slice(first, end));
      first = end;
    }
  }

  /** Gives how many rows there were. */
  clear(key: number): number {
    this.#sql.clear.get({ key });
    return this.#connection.changes();
  }

  #one({ key, calendar }: Owner, position: number, row: Row): void {
    const { startsAt, length, wholeDays, cancelled, recurrenceId, recurrence, title, place, planned, extra } =
      row;
    const [id, endsAt] = [key * PER_OBJECT + position, startsAt + length];
    this.#sql.one.get(
      id,
      calendar,
      spanOf(length),
      startsAt,
      endsAt,
      wholeDays,
      cancelled,
      recurrenceId,
      recurrence,
      title,
      place,
      planned,
      extra,
    );
  }

  #alike({ key, calendar }: Owner, position: number, run: readonly Row[]): void {
    const { length, wholeDays, cancelled, recurrence, title, place, planned, extra } = run[0]!; // a run is never empty
    const id = key * PER_OBJECT + position;
    const starts = `[${run.map(({ startsAt }) => startsAt).join()}]`;
    this.#sql.alike.get(
      id,
      calendar,
      spanOf(length),
      length,
      wholeDays,
      cancelled,
      recurrence,
      title,
      place,
      planned,
      extra,
      starts,
    );
  }
}

// Those of a series mostly say the same; what they say is put into words once.
function extraBeside({ extra }: Owner): (one: Extra) => string | null {
  let last: { readonly of: Extra; readonly text: string | null } | null = null;
  return (one) => {
    const { of } = last ?? {};
    const isSame =
      of?.alarms === one.alarms && of.join === one.join && of.free === one.free && of.mine === one.mine;
    const text = isSame && last ? last.text : fromExtra(one);
    last = { of: one, text };
    return text === extra ? null : (text ?? QUIETEST);
  };
}

function rowOf(
  { when, recurrenceId, recurrence, cancelled, ...one }: Occurrence,
  owner: Owner,
  extra: string | null,
): Row {
  const [startsAt, endsAt] = extentOf(when);
  return {
    startsAt,
    length: endsAt - startsAt,
    wholeDays: Number(when.at === 'day'),
    cancelled: Number(cancelled),
    recurrenceId: recurrenceId === startKey(when) ? null : recurrenceId,
    recurrence,
    title: one.title === owner.title ? null : one.title,
    place: one.place === owner.place ? null : one.place,
    planned: one.zone === owner.planned ? null : one.zone,
    extra,
  };
}

// The end of the rows from `first` on that differ in nothing but when they begin.
function endOfRun(rows: readonly Row[], first: number): number {
  const model = rows[first]!; // first < rows.length
  let end = first + 1;
  while (model.recurrenceId === null && end < rows.length && isAlike(rows[end]!, model)) end += 1;
  return end;
}

function isAlike(row: Row, model: Row): boolean {
  return (
    row.recurrenceId === null &&
    row.length === model.length &&
    row.wholeDays === model.wholeDays &&
    row.cancelled === model.cancelled &&
    row.recurrence === model.recurrence &&
    row.title === model.title &&
    row.place === model.place &&
    row.planned === model.planned &&
    row.extra === model.extra
  );
}
