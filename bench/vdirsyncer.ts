// vdirsyncer, the command line synchroniser of Debian, on the same calendar of the same server.
import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../test/support/child.ts';
import { makeScratch } from '../test/support/scratch.ts';
import { firstPull } from './client.ts';
import type { Source } from './client-program.ts';
import type { Endings } from './endings.ts';
import { median, rounded, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';
import type { WarmRadicale } from './warm-radicale.ts';

const run = promisify(execFile);
/** It asks before it makes a collection: as many times yes as it could ever ask. */
const YES = 'y\n'.repeat(50);

/** Ours `count` times, theirs once: it takes most of a minute. */
export async function besideVdirsyncer(
  { source, events }: WarmRadicale,
  endings: Endings,
  count: number,
): Promise<readonly Row[]> {
  const ours: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const { client, figures } = await firstPull(source, events, endings);
    ours.push(figures.ms / 1_000);
    await client.end();
  }
  const { stdout: version } = await run('vdirsyncer', ['--version']);
  const theirs = await initialSync(source, events, endings);
  const note =
    `ours ${spread(ours)} s of ${ours.length}; in place of a floor: ${version.trim()} (Debian), its whole process after ` +
    `discover, ${rounded(theirs)} s, once, same calendar, same Radicale, cache warm; the target is a ratio of 0.1`;
  return [rowOf('initial-sync-10k-vs-vdirsyncer', { value: median(ours), floor: theirs, unit: 's', note })];
}

/** Seconds of its first `vdirsyncer sync`. Throws when it fails or does not bring everything. */
async function initialSync(source: Source, events: number, endings: Endings): Promise<number> {
  const scratch = await makeScratch('vdirsyncer');
  await endings.add(() => scratch.remove());
  const collection = new URL(source.url).pathname.split('/').filter(Boolean).at(-1) ?? '';
  const config = join(scratch.dir, 'config');
  await mkdir(join(scratch.dir, 'data'));
  await writeFile(config, configFor(scratch.dir, collection, source));
  await vdirsyncer(['--config', config, 'discover']);
  const startedAt = performance.now();
  await vdirsyncer(['--config', config, 'sync']);
  const seconds = (performance.now() - startedAt) / 1_000;
  const files = await readdir(join(scratch.dir, 'data', collection));
  const brought = files.filter((name) => name.endsWith('.ics')).length;
  if (brought !== events) throw new Error(`vdirsyncer brought ${brought} of ${events} objects`);
  return seconds;
}

async function vdirsyncer(args: readonly string[]): Promise<void> {
  const child = await startChild({ command: 'vdirsyncer', args, input: YES });
  const { code } = await child.exited;
  if (code !== 0)
    throw new Error(`vdirsyncer ${args.at(-1)} ended with ${code}:\n${child.log().slice(-2_000)}`);
}

function configFor(dir: string, collection: string, { url, username, password }: Source): string {
  return `[general]
status_path = "${dir}/status/"
[pair p]
a = "local"
b = "remote"
collections = ["${collection}"]
conflict_resolution = "b wins"
[storage local]
type = "filesystem"
path = "${dir}/data/"
fileext = ".ics"
[storage remote]
type = "caldav"
url = "${new URL('/', url).href}"
username = "${username}"
password = "${password}"
`;
}
