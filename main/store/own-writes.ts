// One's own edits on their way. What a pull finds of them is not news; what it finds on top of them is.
import type { CalendarObject } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';

/** Writes of a calendar whose end was never heard are not kept for ever. */
const MOST = 200;

const SQL = {
  add: 'INSERT INTO writes (calendar, href, ical, done) VALUES (?, ?, ?, 0)',
  prune: `DELETE FROM writes WHERE calendar = :calendar AND seq <=
    (SELECT seq FROM writes WHERE calendar = :calendar ORDER BY seq DESC LIMIT 1 OFFSET ${MOST})`,
  // The oldest of this href without an answer: answers come in the order of the writes.
  pending: 'SELECT seq FROM writes WHERE calendar = ? AND href = ? AND done = 0 ORDER BY seq LIMIT 1',
  done: 'UPDATE writes SET done = 1 WHERE seq = ?',
  drop: 'DELETE FROM writes WHERE seq = ?',
  settled: 'SELECT seq FROM writes WHERE calendar = ? AND done = 1',
  of: 'SELECT seq, ical, done FROM writes WHERE calendar = ? AND href = ? ORDER BY seq DESC',
};

export interface OwnWrite {
  readonly seq: number;
  /** null: a deletion. */
  readonly ical: string | null;
  readonly done: 0 | 1;
}

export class OwnWrites {
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    this.#sql = connection.prepare(SQL);
  }

  /** Inside a transaction, like all that follow. */
  note(calendar: number, href: string, ical: string | null): void {
    this.#sql.add.get(calendar, href, ical);
    this.#sql.prune.get({ calendar });
  }

  settle(calendar: number, href: string, outcome: 'done' | 'failed'): void {
    const row = this.#sql.pending.get(calendar, href) as { readonly seq: number } | undefined;
    // A pull may have found it before the answer was heard.
    if (row) (outcome === 'done' ? this.#sql.done : this.#sql.drop).get(row.seq);
  }

  drop(seqs: Iterable<number>): void {
    for (const seq of seqs) this.#sql.drop.get(seq);
  }

  /** Those the server has confirmed: a pull that begins now sees what became of them. */
  settled(calendar: number): readonly number[] {
    return this.#sql.settled.all(calendar).map(({ seq }) => seq);
  }

  /** Those of one object, the latest first. */
  of(calendar: number, href: string): readonly OwnWrite[] {
    return this.#sql.of.all(calendar, href) as OwnWrite[];
  }
}

/** What a pull's find is to be compared with, and which writes it is the end of. */
export interface Comparison {
  readonly before: CalendarObject | null;
  readonly over: readonly number[];
}

/**
 * Decides what a found version (null: gone) is news against. `means` tells whether a text, or its absence, means the
 * same as what was found.
 */
export function comparisonWith(
  writes: readonly OwnWrite[],
  shown: CalendarObject | null,
  found: CalendarObject | null,
  means: (ical: string | null) => boolean,
): Comparison {
  const match = writes.findIndex((write) => means(write.ical));
  // Later ones may still be on their way; this one and those before it have been found or written over.
  const seqs = (from: number) => writes.slice(from).map(({ seq }) => seq);
  if (match >= 0) return { before: found, over: seqs(match) };
  const done = writes.findIndex((write) => write.done === 1);
  const base = writes[done];
  if (!base) return { before: shown, over: [] };
  const model = shown ?? found;
  const before = base.ical === null || !model ? null : { ...model, ical: base.ical };
  return { before, over: seqs(done) };
}
