// The one SQLite connection: statements prepared once, transactions of two strengths, and errors translated at the door.
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { BelfryError } from '../core/errors.ts';
import { together } from './schema.ts';
import { storageError } from './storage-error.ts';

/**
 * Whatever writes is run with get(): run() also tells the last row id, and after a write to the full-text index that is
 * a number of its own that JavaScript cannot hold.
 */
type Statement = Omit<ReturnType<DatabaseSyncInstance['prepare']>, 'run'>;
export type Statements<S> = { readonly [name in keyof S]: Statement };

/** What is told to whoever opened the database. */
export interface Heard {
  /** Every failure of SQLite, before the caller hears of it. */
  readonly onFailure?: (error: BelfryError) => void;
  /** It was closed in good order. */
  readonly onClosed?: () => void;
}

/** Owns the database from now on: close() closes it. */
export class Connection {
  readonly #database: DatabaseSyncInstance;
  readonly #heard: Heard;
  readonly #changes: Statement;
  #lasting = true;

  constructor(database: DatabaseSyncInstance, heard: Heard = {}) {
    this.#database = database;
    this.#heard = heard;
    this.#changes = database.prepare('SELECT changes() AS n');
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** Prepares named statements; throws what SQLite says when the tables are not as expected. */
  prepare<const S extends Readonly<Record<string, string>>>(sql: S): Statements<S> {
    const entries = Object.entries(sql).map(([name, text]) => [name, this.#database.prepare(text)]);
    return Object.fromEntries(entries) as Statements<S>; // the keys are S's own
  }

  /** How many rows the statement before wrote. */
  changes(): number {
    return this.#changes.get()['n'];
  }

  /** Runs a statement that gives nothing. */
  exec(sql: string): void {
    this.read(() => this.#database.exec(sql));
  }

  /** Runs `work`, which only reads. Throws BelfryError 'storage'. */
  read<T>(work: () => T): T {
    if (!this.#database.isOpen) throw closed();
    try {
      return work();
    } catch (error) {
      const failure = storageError(error);
      if (failure !== error) this.#heard.onFailure?.(failure);
      throw failure;
    }
  }

  /** Runs `work` in a transaction that survives a power failure once it is over. Throws BelfryError 'storage'. */
  write<T>(work: () => T): T {
    return this.#within(true, work);
  }

  /** The same for work that may be lost with the power, since it shows only after a write() that follows it. */
  stage<T>(work: () => T): T {
    return this.#within(false, work);
  }

  close(): void {
    if (!this.#database.isOpen) return;
    this.read(() => this.#database.close());
    this.#heard.onClosed?.();
  }

  /** Closes it without a look at what SQLite says about that. */
  abandon(): void {
    try {
      this.#database.close();
    } catch (error) {
      storageError(error); // it is given up because it fails
    }
  }

  #within<T>(lasting: boolean, work: () => T): T {
    return this.read(() => {
      // In WAL mode NORMAL leaves out the sync at the end; the next FULL one makes up for all before it.
      if (lasting !== this.#lasting)
        this.#database.exec(`PRAGMA synchronous = ${lasting ? 'FULL' : 'NORMAL'}`);
      this.#lasting = lasting;
      return together(this.#database, work);
    });
  }
}

/** What a closed store answers. */
export function closed(): BelfryError {
  return new BelfryError('storage', { reason: 'closed', what: 'replica database' });
}
