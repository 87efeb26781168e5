// A real PostgreSQL on a unix socket in a scratch folder: the database DAViCal needs.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from './child.ts';
import type { ChildOptions } from './child.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const run = promisify(execFile);
const INSTALLED = '/usr/lib/postgresql';

/** Whether this machine has one. */
export const hasPostgres = existsSync(INSTALLED);

export interface Postgres extends ServerProcess {
  /** The folder of its socket, PostgreSQL's notion of a host. */
  readonly host: string;
  /** Runs a program as the user the database belongs to. Throws with what it printed when it fails. */
  as(command: string, ...args: readonly string[]): Promise<void>;
  /** Runs SQL in `database` as its superuser. Throws with psql's words. */
  sql(database: string, text: string): Promise<void>;
}

/** Who the database belongs to; null: to whoever runs the tests. */
type Owner = { readonly uid: number; readonly gid: number } | null;

/** Starts PostgreSQL with an empty cluster, on a unix socket and nothing else. Ready (it answers a query) when it resolves. */
export async function startPostgres(): Promise<Postgres> {
  const scratch = await makeScratch('postgres');
  try {
    const owner = await ownerOf();
    const data = await folderFor(owner, scratch.dir, 'data');
    const host = await folderFor(owner, scratch.dir, 'socket');
    // PostgreSQL's user must be able to pass through a folder that is ours.
    await chmod(scratch.dir, 0o711);
    const programs = newestPrograms();
    const as = (command: string, ...args: readonly string[]) =>
      finish(childAs(owner, host, [command, ...args]));
    const sql = (database: string, input: string) =>
      finish({ ...childAs(owner, host, ['psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-d', database]), input });
    await as(join(programs, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync');
    const command = [join(programs, 'postgres'), '-D', data, '-k', host, '-c', 'listen_addresses=', '-F'];
    const server = await startServer({
      name: 'PostgreSQL',
      scratch,
      child: childAs(owner, host, command),
      isReady: () => sql('postgres', 'SELECT 1 WHERE false;\n').then(() => true),
      // Its fast stop; on SIGTERM it waits for its clients.
      endSignal: 'SIGINT',
    });
    return Object.assign(server, { host, as, sql });
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: then everything is done as the user Debian made for it. */
async function ownerOf(): Promise<Owner> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function folderFor(owner: Owner, dir: string, name: string): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder, { mode: 0o700 });
  if (owner) await chown(folder, owner.uid, owner.gid);
  return folder;
}

// setpriv replaces itself by the command, so that the pid is the program's own.
function childAs(owner: Owner, host: string, command: readonly string[]): ChildOptions {
  const [program = '', ...args] = owner
    ? ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--init-groups', ...command]
    : command;
  const env = { PATH: process.env['PATH'], HOME: host, TMPDIR: host, LC_ALL: 'C.UTF-8' };
  return { command: program, args, cwd: '/', env: { ...env, PGHOST: host, PGUSER: 'postgres' } };
}

async function finish(plan: ChildOptions): Promise<void> {
  const child = await startChild(plan);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${plan.args.join(' ')}: exit ${code}\n${child.log()}`);
}

function newestPrograms(): string {
  const versions = readdirSync(INSTALLED).map(Number).filter(Number.isInteger);
  return join(INSTALLED, String(Math.max(...versions)), 'bin');
}
