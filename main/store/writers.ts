// Who wrote the versions that are staged, until they were compared; lost with the process: then nobody is named.
import type { Writer } from '../core/model.ts';
import type { Connection, Statements } from './connection.ts';

const TABLE = `CREATE TEMP TABLE IF NOT EXISTS writers (
  object INTEGER PRIMARY KEY,
  calendar INTEGER NOT NULL,
  name TEXT NOT NULL,
  principal TEXT NOT NULL
) STRICT`;

const SQL = {
  put: 'INSERT INTO writers (object, calendar, name, principal) VALUES (?, ?, ?, ?)',
  of: 'SELECT name, principal FROM writers WHERE object = ?',
  clear: 'DELETE FROM writers WHERE calendar = ?',
};

/** By the keys of object rows, which are never given twice. */
export class Writers {
  readonly #sql: Statements<typeof SQL>;

  constructor(connection: Connection) {
    connection.exec(TABLE);
    this.#sql = connection.prepare(SQL);
  }

  put(calendar: number, object: number, { name, principal }: Writer): void {
    this.#sql.put.get(object, calendar, name, principal);
  }

  of(object: number): Writer | undefined {
    const row = this.#sql.of.get(object) as Writer | undefined;
    return row && { name: row.name, principal: row.principal };
  }

  clear(calendar: number): void {
    this.#sql.clear.get(calendar);
  }
}
