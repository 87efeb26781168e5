// The tables of the state, in SQL that means the same to SQLite and PostgreSQL.
import { statement, type Sql } from './sql.ts';

/** Counts up with each change of the tables. */
const VERSION = 1;

// Times are epoch ms: more than 32 bits.
const TABLES = [
  `CREATE TABLE IF NOT EXISTS epochs (
    kind TEXT NOT NULL, id TEXT NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (kind, id))`,
  `CREATE TABLE IF NOT EXISTS nodes (
    node TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, epoch INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS leases (
    node TEXT NOT NULL, jid TEXT NOT NULL, reader TEXT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (node, jid))`,
  'CREATE INDEX IF NOT EXISTS leases_by_jid ON leases (jid)',
  'CREATE INDEX IF NOT EXISTS leases_by_reader ON leases (reader)',
  'CREATE INDEX IF NOT EXISTS leases_by_end ON leases (until)',
  `CREATE TABLE IF NOT EXISTS devices (
    jid TEXT PRIMARY KEY, reader TEXT NOT NULL, secret TEXT NOT NULL,
    previous TEXT, previous_until BIGINT, until BIGINT NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS devices_by_reader ON devices (reader)',
  'CREATE TABLE IF NOT EXISTS belfry (name TEXT PRIMARY KEY, value INTEGER NOT NULL)',
];

/** Written by a later notifier, which may mean other things by it. */
export class NewerSchema extends Error {
  constructor(found: number) {
    super(`it was written by a newer notifier (format ${found}, this one knows ${VERSION})`);
    this.name = 'NewerSchema';
  }
}

/** Makes the tables that are missing. Throws NewerSchema, or what the database says. */
export async function prepareTables(sql: Sql): Promise<void> {
  await sql.run(TABLES.map((text) => statement(text)));
  const note = statement("INSERT INTO belfry VALUES ('format', $1) ON CONFLICT (name) DO NOTHING", VERSION);
  const read = statement("SELECT value FROM belfry WHERE name = 'format'");
  const [row] = await sql.run([note, read]);
  const found = Number(row?.['value']);
  if (found > VERSION) throw new NewerSchema(found);
}
