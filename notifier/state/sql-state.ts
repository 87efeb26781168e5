// The state in SQL.
import type { NodeKind } from '../members/nodes.ts';
import { prepareTables } from './schema.ts';
import { statement, type Row, type Sql, type Statement } from './sql.ts';
import { StateError, type Device, type KnownNode, type Lease, type NodeKey, type State } from './state.ts';

/** Keys asked for in one statement. */
const AT_ONCE = 200;

/** The state in this database, which it owns from now on. Rejects with StateError when it cannot be used. */
export async function openState(open: () => Sql): Promise<State> {
  let sql: Sql;
  try {
    sql = open();
  } catch (error) {
    throw new StateError('opened', error);
  }
  try {
    await prepareTables(sql);
  } catch (error) {
    await sql.close();
    throw new StateError('opened', error);
  }
  return new SqlState(sql);
}

class SqlState implements State {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async epochs(keys: readonly NodeKey[]): Promise<readonly number[]> {
    const found = new Map<string, number>();
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      const some = keys.slice(at, at + AT_ONCE);
      const places = some.map((_, i) => `(kind = $${2 * i + 1} AND id = $${2 * i + 2})`).join(' OR ');
      const values = some.flatMap(({ kind, id }) => [kind, id]);
      const rows = await this.#read(`SELECT kind, id, epoch FROM epochs WHERE ${places}`, ...values);
      for (const row of rows) found.set(nameOf(keyIn(row)), Number(row['epoch']));
    }
    return keys.map((key) => found.get(nameOf(key)) ?? 0);
  }

  async rotate({ kind, id }: NodeKey, from: number): Promise<number> {
    // Only from where it was seen: of two notifiers that rotate at once, one does.
    const raise = statement(
      `INSERT INTO epochs (kind, id, epoch) VALUES ($1, $2, $3)
       ON CONFLICT (kind, id) DO UPDATE SET epoch = excluded.epoch WHERE epochs.epoch = $4`,
      kind,
      id,
      from + 1,
      from,
    );
    const read = statement('SELECT epoch FROM epochs WHERE kind = $1 AND id = $2', kind, id);
    const [row] = await this.#write([raise, read]);
    return Number(row?.['epoch']);
  }

  async grant(nodes: readonly KnownNode[], leases: readonly Lease[]): Promise<void> {
    await this.#write([
      ...nodes.map(({ node, kind, id, epoch }) =>
        statement(
          'INSERT INTO nodes (node, kind, id, epoch) VALUES ($1, $2, $3, $4) ON CONFLICT (node) DO NOTHING',
          node,
          kind,
          id,
          epoch,
        ),
      ),
      ...leases.map(({ node, jid, reader, until }) =>
        statement(
          `INSERT INTO leases (node, jid, reader, until) VALUES ($1, $2, $3, $4)
           ON CONFLICT (node, jid) DO UPDATE SET reader = excluded.reader, until = excluded.until`,
          node,
          jid,
          reader,
          until,
        ),
      ),
    ]);
  }

  async revoke(leases: readonly Pick<Lease, 'node' | 'jid'>[]): Promise<void> {
    await this.#write(
      leases.map(({ node, jid }) => statement('DELETE FROM leases WHERE node = $1 AND jid = $2', node, jid)),
    );
  }

  async leasesOf(by: Parameters<State['leasesOf']>[0]): Promise<readonly Lease[]> {
    const [[column, value] = ['', '']] = Object.entries(by);
    const rows = await this.#read(`SELECT * FROM leases WHERE ${column} = $1 ORDER BY node, jid`, value);
    return rows.map(leaseIn);
  }

  async ended(now: number, most: number): Promise<readonly Lease[]> {
    const text = 'SELECT * FROM leases WHERE until <= $1 ORDER BY until, node, jid LIMIT $2';
    return (await this.#read(text, now, most)).map(leaseIn);
  }

  async nodes(after: string, most: number): Promise<readonly KnownNode[]> {
    const text = 'SELECT * FROM nodes WHERE node > $1 ORDER BY node LIMIT $2';
    return (await this.#read(text, after, most)).map((row) => ({
      ...keyIn(row),
      node: String(row['node']),
      epoch: Number(row['epoch']),
    }));
  }

  async forget(node: string): Promise<void> {
    await this.#write([
      statement('DELETE FROM leases WHERE node = $1', node),
      statement('DELETE FROM nodes WHERE node = $1', node),
    ]);
  }

  async device(jid: string): Promise<Device | null> {
    const [row] = await this.#read('SELECT * FROM devices WHERE jid = $1', jid);
    return row ? deviceIn(row) : null;
  }

  async devicesOf(reader: string): Promise<readonly Device[]> {
    const text = 'SELECT * FROM devices WHERE reader = $1 ORDER BY until, jid';
    return (await this.#read(text, reader)).map(deviceIn);
  }

  async keepDevice({ jid, reader, secret, previous, until }: Device): Promise<void> {
    const text = `INSERT INTO devices (jid, reader, secret, previous, previous_until, until) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (jid) DO UPDATE SET reader = excluded.reader, secret = excluded.secret, previous = excluded.previous,
        previous_until = excluded.previous_until, until = excluded.until`;
    const before = [previous?.secret ?? null, previous?.until ?? null] as const;
    await this.#write([statement(text, jid, reader, secret, ...before, until)]);
  }

  async forgetDevice(jid: string): Promise<void> {
    await this.#write([statement('DELETE FROM devices WHERE jid = $1', jid)]);
  }

  async close(): Promise<void> {
    await this.#sql.close();
  }

  #read(text: string, ...values: Statement['values']): Promise<readonly Row[]> {
    return this.#run('read', [statement(text, ...values)]);
  }

  #write(statements: readonly Statement[]): Promise<readonly Row[]> {
    return this.#run('written', statements);
  }

  async #run(what: 'read' | 'written', statements: readonly Statement[]): Promise<readonly Row[]> {
    if (statements.length === 0) return [];
    try {
      return await this.#sql.run(statements);
    } catch (error) {
      throw new StateError(what, error);
    }
  }
}

const nameOf = ({ kind, id }: NodeKey): string => `${kind} ${id}`;

// What is read was written here: the kinds are ours.
function keyIn(row: Row): NodeKey {
  return { kind: String(row['kind']) as NodeKind, id: String(row['id']) };
}

function leaseIn(row: Row): Lease {
  const { node, jid, reader, until } = row;
  return { node: String(node), jid: String(jid), reader: String(reader), until: Number(until) };
}

function deviceIn(row: Row): Device {
  const { previous } = row;
  const before = typeof previous === 'string' ? previous : null;
  return {
    jid: String(row['jid']),
    reader: String(row['reader']),
    secret: String(row['secret']),
    previous: before === null ? null : { secret: before, until: Number(row['previous_until']) },
    until: Number(row['until']),
  };
}
