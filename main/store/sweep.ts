// Clears away what no generation shows any more, a batch at a time, while nothing else is to be done.
import type { Connection, Statements } from './connection.ts';
import type { Inbox } from './inbox.ts';
import type { ObjectRows } from './object-rows.ts';
import { MOST_ROWS, type Turns } from './turns.ts';

const SQL = {
  ended: `SELECT o.key FROM calendars k JOIN objects o ON o.calendar = k.key AND o.until <= k.generation LIMIT :limit`,
  forgotten: 'SELECT key FROM calendars WHERE id IS NULL LIMIT 1',
  objectsOf: 'SELECT key FROM objects WHERE calendar = :calendar LIMIT :limit',
  // Words that are gone stay in the index until it is merged, so that it need not be written anew for each.
  merge: "INSERT INTO words (words, rank) VALUES ('merge', ?)",
  mergeChanges: "INSERT INTO change_words (change_words, rank) VALUES ('merge', ?)",
  written: 'SELECT total_changes() AS n',
  dropWrites: 'DELETE FROM writes WHERE calendar = ?',
  drop: 'DELETE FROM calendars WHERE key = ?',
};

/** Pages of the full-text index merged at a time. */
const MERGED_PAGES = 100;
/** Objects removed between two looks at the clock. */
const BATCH = 20;

type KeyRow = { readonly key: number };

export class Sweep {
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #rows: ObjectRows;
  readonly #inbox: Inbox;
  readonly #sql: Statements<typeof SQL>;
  #last: Promise<void> = Promise.resolve();

  constructor(connection: Connection, parts: { turns: Turns; rows: ObjectRows; inbox: Inbox }) {
    this.#connection = connection;
    this.#turns = parts.turns;
    this.#rows = parts.rows;
    this.#inbox = parts.inbox;
    this.#sql = connection.prepare(SQL);
  }

  /** Removes what ended, and what is left of calendars that were forgotten. Throws BelfryError 'storage'. */
  run(): Promise<void> {
    // One after another: what one is about to erase must not be dropped by another.
    const before = this.#last;
    const running = this.#turns.run(async () => {
      await before;
      await this.#all();
    });
    this.#last = running.catch(() => {}); // whoever started it hears of it
    return running;
  }

  async #all(): Promise<void> {
    await this.#inBatches(() => this.#remove(this.#sql.ended.all({ limit: BATCH }) as KeyRow[]));
    await this.#inBatches(() => this.#inbox.prune());
    await this.#inBatches(() => this.#forget());
    if (this.#forgotten() !== undefined) await this.#erase();
  }

  #forget(): number {
    const calendar = this.#forgotten();
    if (calendar === undefined) return 0;
    const rows = this.#remove(this.#sql.objectsOf.all({ calendar, limit: BATCH }) as KeyRow[]);
    const changes = rows > 0 ? 0 : this.#inbox.dropAfter(calendar, -1);
    return rows + changes;
  }

  // Nothing of what was forgotten is left but its words and its number; the number goes last, so that a start in
  // between goes on here.
  async #erase(): Promise<void> {
    await this.#merge(this.#sql.merge);
    await this.#merge(this.#sql.mergeChanges);
    this.#connection.stage(() => {
      const calendar = this.#forgotten();
      if (calendar === undefined) return;
      this.#sql.dropWrites.get(calendar);
      this.#sql.drop.get(calendar);
    });
    await this.#all();
  }

  async #merge(statement: Statements<typeof SQL>['merge']): Promise<void> {
    let pages = -MERGED_PAGES;
    await this.#turns.slices(() =>
      this.#connection.stage(() => {
        const before = this.#written();
        statement.get(pages);
        const done = pages > 0 && this.#written() - before < 2;
        pages = MERGED_PAGES;
        return done;
      }),
    );
  }

  #forgotten(): number | undefined {
    return this.#connection.read(() => (this.#sql.forgotten.get() as KeyRow | undefined)?.key);
  }

  #written(): number {
    return this.#sql.written.get()['n'];
  }

  #remove(keys: readonly KeyRow[]): number {
    return keys.reduce((rows, { key }) => rows + this.#rows.remove(key), 0);
  }

  // `work` gives how many rows it removed; 0: there are no more.
  #inBatches(work: () => number): Promise<void> {
    return this.#turns.slices((until) =>
      this.#connection.stage(() => {
        for (let rows = 0; ;) {
          const more = work();
          if (more === 0) return true;
          rows += more;
          if (rows > MOST_ROWS / 2 || performance.now() > until) return false;
        }
      }),
    );
  }
}
