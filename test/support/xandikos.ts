// A real Xandikos on a loopback port: calendars kept in git, tokens that are git tree ids, no passwords of its own.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startBasicGate } from './basic-gate.ts';
import { freePort } from './ports.ts';
import type { CalendarFacts, Files } from './radicale.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const run = promisify(execFile);
const PROGRAM = '/usr/bin/xandikos';

/** Whether this machine has one. */
export const hasXandikos = existsSync(PROGRAM);

export interface XandikosOptions {
  /** The one person whose calendars it serves. */
  readonly user: string;
  readonly password: string;
}

export interface Xandikos extends ServerProcess {
  /** 'http://127.0.0.1:PORT/', behind a gate that asks for the password. */
  readonly url: string;
  /** Path of the home, from the root: '/USER/calendars/'. */
  readonly home: string;
  /** Makes (or adds to) the calendar HOME/COLLECTION/ behind the server's back, as one commit: file name -> text. */
  seed(collection: string, facts: CalendarFacts, files: Files): Promise<void>;
}

/** Starts Xandikos in a scratch folder. Ready (a 207 to a PROPFIND) when it resolves. */
export async function startXandikos({ user, password }: XandikosOptions): Promise<Xandikos> {
  const scratch = await makeScratch('xandikos');
  const data = join(scratch.dir, 'data');
  const port = await freePort();
  await mkdir(data);
  const gate = await startBasicGate(port, { [user]: password });
  const server = await startServer({
    name: 'Xandikos',
    scratch,
    // Debian's own interpreter: another python earlier in PATH does not see the packaged modules.
    child: { command: '/usr/bin/python3', args: argumentsFor(data, port, user), cwd: scratch.dir },
    isReady: () => answersPropfind(`http://127.0.0.1:${port}/`),
    alsoStop: () => gate.close(),
  });
  return Object.assign(server, {
    url: gate.url,
    home: `/${user}/calendars/`,
    seed: (collection: string, facts: CalendarFacts, files: Files) =>
      seed(join(data, user, 'calendars', collection), facts, files),
  });
}

function argumentsFor(data: string, port: number, user: string): readonly string[] {
  const where = ['-d', data, '-l', '127.0.0.1', '-p', String(port), '--route-prefix', '/'];
  return [PROGRAM, ...where, '--current-user-principal', `/${user}/`, '--autocreate', '--defaults'];
}

async function answersPropfind(url: string): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'PROPFIND',
    headers: { depth: '0', 'content-type': 'application/xml' },
    body: '<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>',
    signal: AbortSignal.timeout(2_000),
  });
  await answer.arrayBuffer();
  return answer.status === 207;
}

async function seed(folder: string, facts: CalendarFacts, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true });
  const git = (...args: readonly string[]) => run('git', args, { cwd: folder, maxBuffer: 64_000_000 });
  if (!existsSync(join(folder, '.git'))) await git('init', '--quiet');
  const lines = ['[DEFAULT]', 'type = calendar', `displayname = ${facts.name}`, `color = ${facts.color}`, ''];
  // Python's configparser takes '%' for the beginning of a reference.
  await writeFile(join(folder, '.xandikos'), lines.join('\n').replaceAll('%', '%%'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await git('add', '--all');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  await git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'seed');
}
