// What a commit adds, replaces and takes away, object by object, with what it means to a person.
import { detectChanges, mergeMoves, type ChangeContext } from '../core/changes/changes.ts';
import type { CalendarObject, Change } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';
import { comparisonWith, type OwnWrites } from './own-writes.ts';
import type { Writers } from './writers.ts';

const TABLE = `CREATE TEMP TABLE IF NOT EXISTS touched (
  calendar INTEGER NOT NULL,
  uid TEXT NOT NULL,
  place INTEGER NOT NULL, -- in the order of arrival
  href TEXT NOT NULL,
  before INTEGER, -- keys of the versions; NULL: there is none
  after INTEGER,
  PRIMARY KEY (calendar, uid, place)
) WITHOUT ROWID, STRICT`;

const SQL = {
  clear: 'DELETE FROM touched WHERE calendar = ?',
  add: 'INSERT INTO touched (calendar, uid, place, href, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  batch: `SELECT uid, place, href, before, after FROM touched
    WHERE calendar = ? AND (uid, place) > (?, ?) ORDER BY uid, place LIMIT ?`,
  object: 'SELECT href, etag, ical FROM objects WHERE key = ?',
};

interface TouchedRow {
  readonly uid: string;
  readonly place: number;
  readonly href: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Where a walk over what was touched has come to. */
export interface Mark {
  readonly uid: string;
  readonly place: number;
}

export interface FoundChanges {
  readonly changes: readonly Change[];
  /** Own writes that are over with this commit. */
  readonly over: readonly number[];
  /** null: there is no more. */
  readonly next: Mark | null;
}

export interface ChangeTerms extends ChangeContext {
  /** Key of the calendar. */
  readonly calendar: number;
}

/** Objects of one UID are compared together, however many there are between them: a move is seen as one. */
const BATCH = 50;
const MOST_OF_ONE_UID = 2_000;

export const START: Mark = { uid: '', place: -1 };

export class Touched {
  readonly #sql: Statements<typeof SQL>;
  readonly #writes: OwnWrites;
  readonly #writers: Writers;

  constructor(connection: Connection, writes: OwnWrites, writers: Writers) {
    connection.exec(TABLE);
    this.#sql = connection.prepare(SQL);
    this.#writes = writes;
    this.#writers = writers;
  }

  clear(calendar: number): void {
    this.#sql.clear.get(calendar);
  }

  add(calendar: number, { uid, place, href, before, after }: TouchedRow): void {
    this.#sql.add.get(calendar, uid, place, href, before, after);
  }

  /** The changes of the next few objects behind `mark`. */
  changesBehind(mark: Mark, terms: ChangeTerms): FoundChanges {
    const rows = this.#batch(mark, terms.calendar);
    const over: number[] = [];
    const found = rows.flatMap((row) => {
      const changes = this.#compare(row, terms, over);
      return changes.map((change) => ({ change, place: row.place }));
    });
    const places = new Map(found.map(({ change, place }) => [change.id, place]));
    const placeOf = ({ id }: Change) => places.get(id) ?? 0;
    const merged = mergeMoves(found.map(({ change }) => change));
    const changes = merged.toSorted((a, b) => placeOf(a) - placeOf(b));
    return { changes, over, next: rows.at(-1) ?? null };
  }

  #batch(mark: Mark, calendar: number): readonly TouchedRow[] {
    const next = (limit: number) =>
      this.#sql.batch.all(calendar, mark.uid, mark.place, limit) as TouchedRow[];
    const rows = next(BATCH);
    const last = rows.at(-1);
    if (rows.length < BATCH || !last || last.uid === '') return rows;
    const whole = rows.filter((row) => row.uid !== last.uid);
    return whole.length > 0 ? whole : next(MOST_OF_ONE_UID).filter((row) => row.uid === last.uid);
  }

  #compare(row: TouchedRow, terms: ChangeTerms, over: number[]): readonly Change[] {
    const { calendar } = terms;
    const [shown, found] = [this.#object(row.before), this.#object(row.after)];
    const writes = this.#writes.of(calendar, row.href);
    if (writes.length === 0) return detectChanges(shown, found, terms);
    const model = found ?? shown;
    const means = (ical: string | null) => {
      const written = ical === null || !model ? null : { ...model, ical };
      if ((written === null) !== (found === null)) return false;
      return written === null || detectChanges(written, found, terms).length === 0;
    };
    const comparison = comparisonWith(writes, shown, found, means);
    over.push(...comparison.over);
    return detectChanges(comparison.before, found, terms);
  }

  #object(key: number | null): CalendarObject | null {
    if (key === null) return null;
    const row = this.#sql.object.get(key) as CalendarObject;
    const writer = this.#writers.of(key);
    return { href: row.href, etag: row.etag, ical: row.ical, ...(writer && { writer }) };
  }
}
