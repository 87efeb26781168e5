// The changes worth telling: recorded by a pull, shown with its generation, then told and read. What somebody asks of
// them as a list is answered in inbox-page.ts.
import type { Change, RecordedChange } from '../core/model.ts';
import { columnsOf, toChange, wordsOf, type ChangeRow } from './change-rows.ts';
import type { Connection, Statements } from './connection.ts';
import { MOST_ROWS, type Turns } from './turns.ts';

/** Entries kept at most; older told ones make room, whatever their age. */
const INBOX_SIZE = 100_000;
/** Entries dropped in one transaction: each is a row and its words. */
const DROPPED = MOST_ROWS / 2;

const SHOWN = 'CROSS JOIN calendars k ON k.key = h.calendar AND k.id IS NOT NULL AND h.since <= k.generation';

const SQL = {
  last: 'SELECT coalesce(max(seq), 0) AS seq, coalesce(max(pull), 0) AS pull FROM changes',
  known: 'SELECT 1 FROM changes WHERE id = ?',
  add: `INSERT INTO changes (seq, calendar, since, pull, read, told, id, uid, href, kind, scope, recurrence_id,
      before, after, details, author, person, own, detected_at, starts_at)
    VALUES (:seq, :calendar, :since, :pull, :read, :told, :id, :uid, :href, :kind, :scope, :recurrenceId,
      :before, :after, :details, :author, :person, :own, :detectedAt, :startsAt)`,
  addWords: 'INSERT INTO change_words (rowid, text) VALUES (?, ?)',
  after: 'SELECT seq FROM changes WHERE calendar = ? AND since > ? LIMIT ?',
  surplus: `SELECT seq FROM changes
    WHERE told = 1 AND seq <= (SELECT max(seq) FROM changes) - ${INBOX_SIZE} LIMIT ?`,
  expired: 'SELECT seq FROM changes WHERE told = 1 AND detected_at < ? LIMIT ?',
  drop: 'DELETE FROM changes WHERE seq = ?',
  dropWords: 'DELETE FROM change_words WHERE rowid = ?',
  newest: `SELECT h.*, k.id AS calendar FROM changes h INDEXED BY changes_in_order ${SHOWN}
    ORDER BY h.pull DESC, h.starts_at, h.seq LIMIT ?`,
  untold: `SELECT h.*, k.id AS calendar FROM changes h INDEXED BY changes_untold ${SHOWN}
    WHERE h.told = 0 ORDER BY h.pull, h.starts_at, h.seq LIMIT ?`,
  beginToTell: 'UPDATE changes SET told = 2 WHERE id = ? AND told = 0',
  tell: 'UPDATE changes SET told = 1 WHERE id = ?',
  halfTold: `SELECT h.*, k.id AS calendar FROM changes h INDEXED BY changes_half_told ${SHOWN}
    WHERE h.told = 2 ORDER BY h.pull, h.starts_at, h.seq`,
  other: `SELECT h.seq, h.id FROM changes h ${SHOWN} WHERE h.read = ? ORDER BY h.seq`,
  otherOf: 'SELECT seq, id FROM changes WHERE read = ? AND id = ?',
  read: 'UPDATE changes SET read = ? WHERE seq = ?',
};

type SeqRow = { readonly seq: number };

/** Where changes are added, and what becomes of them. */
export interface Addition {
  /** Key of the calendar. */
  readonly calendar: number;
  /** They show from this generation on. */
  readonly since: number;
  /** What nextPull() gave: in what order they come. */
  readonly pull: number;
  /** Nobody needs to hear of them. */
  readonly told: boolean;
}

export class Inbox {
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #sql: Statements<typeof SQL>;
  #lastSeq: number;
  #lastPull: number;

  constructor(connection: Connection, turns: Turns) {
    this.#connection = connection;
    this.#turns = turns;
    this.#sql = connection.prepare(SQL);
    // Given here, as the keys of objects are: see object-rows.ts.
    const { seq, pull } = connection.read(() => this.#sql.last.get());
    this.#lastSeq = seq;
    this.#lastPull = pull;
  }

  /** The number of changes found together from now on; those of later pulls are newer. */
  nextPull(): number {
    this.#lastPull += 1;
    return this.#lastPull;
  }

  newest(limit: number): readonly RecordedChange[] {
    return this.#connection.read(() => (this.#sql.newest.all(limit) as ChangeRow[]).map(toChange));
  }

  untold(limit: number): readonly RecordedChange[] {
    return this.#connection.read(() => (this.#sql.untold.all(limit) as ChangeRow[]).map(toChange));
  }

  beginTelling(ids: readonly string[]): void {
    this.#connection.write(() => {
      for (const id of ids) this.#sql.beginToTell.get(id);
    });
  }

  halfTold(): readonly RecordedChange[] {
    return this.#connection.read(() => (this.#sql.halfTold.all() as ChangeRow[]).map(toChange));
  }

  markTold(ids: readonly string[]): void {
    this.#connection.write(() => {
      for (const id of ids) this.#sql.tell.get(id);
    });
  }

  /** null: all that show now. Gives those that were otherwise before. */
  async markRead(ids: readonly string[] | null, read: boolean): Promise<readonly string[]> {
    const otherwise = Number(!read);
    const rows = this.#connection.read(() => {
      if (ids === null) return this.#sql.other.all(otherwise);
      return [...new Set(ids)].flatMap((id) => this.#sql.otherOf.all(otherwise, id));
    }) as (SeqRow & { readonly id: string })[];
    let at = 0;
    await this.#turns.slices(() => {
      const batch = rows.slice(at, (at += MOST_ROWS));
      this.#connection.write(() => {
        for (const { seq } of batch) this.#sql.read.get(Number(read), seq);
      });
      return at >= rows.length;
    });
    return rows.map(({ id }) => id);
  }

  /** Adds changes; inside a transaction. What oneself did needs neither telling nor reading. */
  add({ calendar, since, pull, told }: Addition, changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.#sql.known.get(change.id)) continue;
      const seq = (this.#lastSeq += 1);
      const where = { seq, calendar, since, pull };
      const marks = { read: Number(change.own), told: Number(told || change.own) };
      this.#sql.add.get({ ...where, ...marks, ...columnsOf(change) });
      this.#sql.addWords.get(seq, wordsOf(change));
    }
  }

  /** Drops some changes of later generations; gives how many, 0 when there are none. Inside a transaction. */
  dropAfter(calendar: number, generation: number): number {
    return this.#drop(this.#sql.after.all(calendar, generation, DROPPED) as SeqRow[]);
  }

  /** Makes room; gives how many went, 0 when there is enough. Inside a transaction. */
  prune(): number {
    return this.#drop(this.#sql.surplus.all(DROPPED) as SeqRow[]);
  }

  /** Drops what was told and detected before an instant (epoch ms); gives how many. */
  async expire(before: number): Promise<number> {
    let all = 0;
    await this.#turns.slices(() =>
      this.#connection.stage(() => {
        const dropped = this.#drop(this.#sql.expired.all(before, DROPPED) as SeqRow[]);
        all += dropped;
        return dropped === 0;
      }),
    );
    return all;
  }

  #drop(rows: readonly SeqRow[]): number {
    for (const { seq } of rows) {
      this.#sql.dropWords.get(seq);
      this.#sql.drop.get(seq);
    }
    return rows.length;
  }
}
