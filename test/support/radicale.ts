// A real Radicale on a loopback port: the calendar server of the tests, the demo and the benchmarks.
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

export interface RadicaleOptions {
  /** User name -> password. At least one. */
  readonly users: Readonly<Record<string, string>>;
  /** 'owner_only' (default), or the text of a rights file; colleagueRights() makes one. */
  readonly rights?: string;
  readonly port?: number;
  /** Largest request body in bytes; default 100 MB. */
  readonly maxContent?: number;
}

export interface Radicale extends ServerProcess {
  /** 'http://127.0.0.1:PORT/'. */
  readonly url: string;
  readonly port: number;
  /** Makes (or adds to) the calendar /USER/COLLECTION/ behind the server's back: file name -> iCalendar text. */
  seed(user: string, collection: string, facts: CalendarFacts, files: Files): Promise<void>;
  /** Another rights file, in force from the next request on; only where it was started with one. */
  setRights(rights: string): Promise<void>;
}

export interface CalendarFacts {
  readonly name: string;
  /** '#rrggbb'. */
  readonly color: string;
}

export type Files = Readonly<Record<string, string>>;

/** Starts Radicale in a scratch folder. Ready (a 207 to a PROPFIND) when it resolves. */
export async function startRadicale(options: RadicaleOptions): Promise<Radicale> {
  const [user, password] = Object.entries(options.users)[0] ?? [];
  if (user === undefined || password === undefined) throw new Error('Radicale needs at least one user');
  const scratch = await makeScratch('radicale');
  const port = options.port ?? (await freePort());
  await configure(scratch.dir, port, options);
  const server = await startServer({
    name: 'Radicale',
    scratch,
    // Debian's own interpreter: another python earlier in PATH does not see the packaged modules.
    child: {
      command: '/usr/bin/python3',
      args: ['/usr/bin/radicale', '--config', join(scratch.dir, 'radicale.ini')],
    },
    isReady: async () => (await propfindStatus(port, user, password)) === 207,
  });
  return Object.assign(server, {
    url: `http://127.0.0.1:${port}/`,
    port,
    seed: (owner: string, collection: string, facts: CalendarFacts, files: Files) =>
      seed(join(scratch.dir, 'collections', 'collection-root', owner, collection), facts, files),
    setRights: (rights: string) => writeFile(join(scratch.dir, 'rights'), rights),
  });
}

/** A rights file: everybody owns their home, and `colleague` may also write into `calendar`, e.g. 'alice/work'. */
export function colleagueRights(colleague: string, calendar: string): string {
  return [
    rule('root', '.+', '', 'R'),
    rule('principal', '.+', '{user}', 'RW'),
    rule('calendars', '.+', '{user}/[^/]+', 'rw'),
    rule('colleague', colleague, calendar, 'rw'),
  ].join('\n');
}

function rule(section: string, user: string, collection: string, permissions: string): string {
  return `[${section}]\nuser: ${user}\ncollection: ${collection}\npermissions: ${permissions}\n`;
}

async function configure(dir: string, port: number, options: RadicaleOptions): Promise<void> {
  const users = Object.entries(options.users).map(([name, password]) => `${name}:${password}\n`);
  await mkdir(join(dir, 'collections'), { recursive: true });
  await writeFile(join(dir, 'users'), users.join(''));
  const ownRights = options.rights !== undefined && options.rights !== 'owner_only';
  if (ownRights) await writeFile(join(dir, 'rights'), options.rights);
  const rights = ownRights ? `type = from_file\nfile = ${dir}/rights` : 'type = owner_only';
  await writeFile(join(dir, 'radicale.ini'), iniFor(dir, port, rights, options.maxContent ?? 100_000_000));
}

// `delay = 0`: a wrong password is answered at once instead of after a random second.
function iniFor(dir: string, port: number, rights: string, maxContent: number): string {
  return `[server]
hosts = 127.0.0.1:${port}
max_connections = 40
max_content_length = ${maxContent}
[auth]
type = htpasswd
htpasswd_filename = ${dir}/users
htpasswd_encryption = plain
delay = 0
[rights]
${rights}
[storage]
type = multifilesystem
filesystem_folder = ${dir}/collections
[web]
type = none
[logging]
level = warning
mask_passwords = True
`;
}

function propfindStatus(port: number, user: string, password: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method: 'PROPFIND', agent: false, timeout: 2_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    asked.setHeader('Authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
    asked.setHeader('Depth', '0');
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', reject);
    asked.end();
  });
}

async function seed(folder: string, facts: CalendarFacts, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true });
  const props = { tag: 'VCALENDAR', 'D:displayname': facts.name, 'ICAL:calendar-color': facts.color };
  await writeFile(join(folder, '.Radicale.props'), JSON.stringify(props));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
