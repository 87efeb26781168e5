// `npm run soak`: random faults between an engine and its servers while somebody writes; afterwards nothing may be missing.
//   --minutes N   how long (30)
//   --seed N      the same faults once more; it is printed
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { forked, type Forked } from '../../bench/forked.ts';
import { ensurePackages } from '../../tools/packages.ts';
import { sleep, until } from '../support/patience.ts';
import { makeScratch } from '../support/scratch.ts';
import { seeded } from '../support/seeded.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Figures, jobs } from './engine.ts';
import { FAULTS } from './faults.ts';
import { brokenChains, differences, growth, type Titles } from './verdict.ts';
import { startWriter } from './writer.ts';

/** Below these a soak proved nothing, per minute. */
const FLOOR = { faults: 3, writes: 20, sessions: 1 };
const PAUSE = { least: 500, more: 6_000 };
/** Short, so that a dead connection is noticed several times a soak. */
const KEEP_ALIVE = { idle: 5_000, patience: 3_000 };
const LEVEL_WITHIN = 120_000;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes and --seed are numbers');
const startedAt = performance.now();
const tell = (line: string): void =>
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(5)} s  ${line}`);

for (const { what, remedy } of ensurePackages(['servers'])) throw new Error(`missing: ${what}; ${remedy}`);
process.exitCode = (await soak()) ? 0 : 1;
process.exit();

async function soak(): Promise<boolean> {
  tell(`${minutes} minutes of faults, seed ${seed}`);
  const scratch = await makeScratch('soak');
  const world = await startWorld({ coalesce: { minMs: 200, maxMs: 500 }, heartbeatMinutes: 1 });
  const engine = await forked<typeof jobs>(new URL('engine-program.ts', import.meta.url));
  try {
    const { url, username, password, prosody } = world;
    const file = join(scratch.dir, 'replicas.sqlite');
    await engine.ask('start', { file, url, username, password, ca: prosody.ca, keepAlive: KEEP_ALIVE });
    await untilLevel(world, engine);
    const from = await titles(world);
    const happened = await befall(world, engine);
    const took = await untilLevel(world, engine);
    tell(`level with the server ${took.toFixed(0)} ms after the last fault`);
    const changes = await engine.ask('changes', null);
    tell(`${changes.length} changes recorded`);
    const wrong = [...brokenChains(changes, from, await titles(world)), ...happened];
    for (const line of wrong) tell(`WRONG: ${line}`);
    tell(
      wrong.length === 0
        ? 'nothing was missed, told twice, or left behind'
        : `${wrong.length} things are wrong`,
    );
    return wrong.length === 0;
  } finally {
    await engine.end();
    await world.stop();
    await scratch.remove();
  }
}

/** Lets faults happen until the time is over, while somebody writes; gives what is wrong with that. */
async function befall(world: World, engine: Forked<typeof jobs>): Promise<readonly string[]> {
  const random = seeded(seed);
  const writer = startWriter(world.colleague, seeded(seed + 1));
  const figures: Figures[] = [];
  const counts = new Map<string, number>();
  const kinds = Object.keys(FAULTS);
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
    tell(kind);
    await FAULTS[kind]?.({ world, engine, random });
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    await sleep(PAUSE.least + random() * PAUSE.more);
    figures.push(await engine.ask('figures', null));
  }
  await writer.stop();
  const { states, errors } = await engine.ask('noted', null);
  const faults = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const sessions = states.filter((state) => state === 'listening').length;
  for (const [kind, count] of counts) tell(`${String(count).padStart(4)} x ${kind}`);
  tell(`${faults} faults, ${writer.writes} writes, listening ${sessions} times`);
  const last = figures.at(-1);
  if (last) tell(`heap ${mib(last.heap)}, resident ${mib(last.rss)}, ${last.descriptors} descriptors`);
  const had = { faults, writes: writer.writes, sessions };
  const short = (['faults', 'writes', 'sessions'] as const)
    .filter((what) => had[what] < FLOOR[what] * minutes)
    .map((what) => `only ${had[what]} ${what} in ${minutes} minutes`);
  return [...short, ...growth(figures), ...errors.map((error) => `logged: ${error}`)];
}

/** Waits until the replica is the server; gives how long it took, ms. */
async function untilLevel(world: World, engine: Forked<typeof jobs>): Promise<number> {
  const begun = performance.now();
  await engine.ask('nudge', 'network');
  let wrong: readonly string[] = [];
  try {
    await until('a replica like the server', LEVEL_WITHIN, async () => {
      wrong = differences(new Map(await engine.ask('etags', null)), await listing(world));
      return wrong.length === 0 || sleep(250).then(() => false);
    });
  } catch (error) {
    throw new Error(wrong.join('\n'), { cause: error });
  }
  return performance.now() - begun;
}

/** Path -> ETag of the calendar on the server itself. */
async function listing({ radicale, username, password }: World): Promise<ReadonlyMap<string, string>> {
  const answer = await fetch(`${radicale.url}${username}/work/`, {
    method: 'PROPFIND',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      depth: '1',
    },
    body: '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>',
  });
  const text = await answer.text();
  const pairs = [...text.matchAll(/<href>([^<]+\.ics)<\/href>.*?<getetag>([^<]*)<\/getetag>/gs)];
  return new Map(pairs.map(([, path = '', etag = '']) => [path, etag.replaceAll('&quot;', '"')]));
}

/** The titles of the events as a whole, from the server's own files. */
async function titles({ radicale, username }: World): Promise<Titles> {
  const folder = join(radicale.dir, 'collections', 'collection-root', username, 'work');
  const found = new Map<string, string>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.ics')) continue;
    const [master = ''] = (await readFile(join(folder, name), 'utf8')).split('RECURRENCE-ID');
    const uid = /^UID:(.*?)\r?$/m.exec(master)?.[1];
    const title = /^SUMMARY:(.*?)\r?$/m.exec(master)?.[1];
    if (uid !== undefined && title !== undefined) found.set(uid, title);
  }
  return found;
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
