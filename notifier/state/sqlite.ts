// SQLite as the database of the state: for one notifier, a file and no server.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row, Sql, Statement } from './sql.ts';

/** Milliseconds for which a statement waits for another process, such as a copy being made. */
const BUSY = 5_000;

/** Opens the file, or ':memory:'; makes it where there is none. Throws what SQLite says. */
export function openSqlite(file: string): Sql {
  const database = new DatabaseSync(file, { timeout: BUSY });
  try {
    // What was confirmed to a reader outlives a power cut: a write here is rare, and waits for the disk.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  } catch (error) {
    database.close();
    throw error;
  }
  const prepared = new Map<string, StatementSync>();
  const rowsOf = ({ text, values }: Statement): readonly Row[] => {
    // In SQLite `$1` is a name; `?1` is the first value.
    const known = prepared.get(text) ?? database.prepare(text.replaceAll(/\$(\d+)/g, '?$1'));
    prepared.set(text, known);
    return known.all(...values);
  };
  return {
    async run(statements) {
      if (statements.length === 1) return statements.flatMap(rowsOf);
      return together(database, () => statements.map(rowsOf).at(-1) ?? []);
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

// Nothing comes in between: the statements of one transaction are carried out in one go.
function together<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
