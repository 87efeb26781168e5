// The first pull of a large calendar, beside the very requests it is made of, sent bare before and after each.
import { databaseBytes, firstPull } from './client.ts';
import type { Client } from './client.ts';
import type { PullFigures, Source } from './client-program.ts';
import type { DavProcess } from './dav-process.ts';
import type { Endings } from './endings.ts';
import { median, quantile, rounded, rowOf, spread } from './figures.ts';
import type { Row, RowName } from './figures.ts';
import { startRecorder } from './recorder.ts';
import { replayAt } from './replay.ts';
import type { Recorded, Replayed } from './replay.ts';
import type { WarmRadicale } from './warm-radicale.ts';

/** Ours and the floors between them. */
export interface Runs {
  readonly ours: readonly PullFigures[];
  readonly floors: readonly Replayed[];
  readonly requests: number;
}

interface Plan {
  readonly source: Source;
  readonly port: number;
  readonly events: number;
}

/** The row of a real Radicale. */
export async function syncFromRadicale(
  { source, port, events }: WarmRadicale,
  endings: Endings,
  count: number,
): Promise<readonly Row[]> {
  const { runs, client } = await interleaved({ source, port, events }, endings, count);
  await client.end();
  return [syncRow('initial-sync-10k', runs, 'a real Radicale, its cache warm')];
}

/** The rows of the server in a process of its own: time, memory, size on disk. */
export async function syncFromProcess(
  { source, port, events, meanBytes }: DavProcess,
  endings: Endings,
  count: number,
): Promise<readonly Row[]> {
  const { runs, client } = await interleaved({ source, port, events }, endings, count);
  await client.ask('close', undefined);
  const bytes = databaseBytes(client) / events;
  await client.end();
  const growths = runs.ours.map(({ growth }) => growth);
  const peak = Math.max(...runs.ours.map((one) => one.peak));
  return [
    syncRow('initial-sync-100k', runs, 'the server of the tests in a process of its own'),
    rowOf('rss-growth-100k', {
      value: Math.max(...growths),
      floor: null,
      unit: 'MiB',
      note: `most a first pull added to the process (store thread included); ${spread(growths)} of ${growths.length}; peak ${rounded(peak)} MiB`,
    }),
    rowOf('db-bytes-per-event', {
      value: bytes,
      floor: meanBytes,
      unit: 'bytes',
      note: 'all files of the closed database, by events; floor: the iCalendar text itself',
    }),
  ];
}

async function interleaved(
  plan: Plan,
  endings: Endings,
  count: number,
): Promise<{ readonly runs: Runs; readonly client: Client }> {
  const requests = await rehearsed(plan, endings);
  const replay = replayAt(plan.port);
  await endings.add(async () => replay.close());
  const floors = [await replay.run(requests)];
  const ours: PullFigures[] = [];
  let last: Client | null = null;
  for (let turn = 0; turn < count; turn += 1) {
    await last?.end();
    const { client, figures } = await firstPull(plan.source, plan.events, endings);
    last = client;
    ours.push(figures);
    floors.push(await replay.run(requests));
  }
  if (last === null) throw new Error('no samples');
  return { runs: { ours, floors, requests: requests.length }, client: last };
}

// Not timed: what the client asks is what the floors ask.
async function rehearsed({ source, port, events }: Plan, endings: Endings): Promise<readonly Recorded[]> {
  const recorder = await startRecorder(port);
  await endings.add(() => recorder.close());
  const url = new URL(new URL(source.url).pathname, recorder.url).href;
  const { client } = await firstPull({ ...source, url }, events, endings);
  await client.end();
  return recorder.recorded();
}

/** The row: the median pull over the median floor, and what the pull cost the client. */
export function syncRow(name: RowName, { ours, floors, requests }: Runs, where: string): Row {
  const took = ours.map(({ ms }) => ms / 1_000);
  const bare = floors.map(({ ms }) => ms / 1_000);
  const seconds = (pick: (one: PullFigures) => number): number => median(ours.map(pick)) / 1_000;
  const most = (pick: (one: PullFigures) => number): number => Math.max(...ours.map(pick));
  const share = median(ours.map(({ cpu, ms }) => cpu / ms));
  const [cpu, main] = [seconds((one) => one.cpu), seconds((one) => one.mainCpu)];
  const note =
    `first request to commit, ${where}; client in a process of its own (pull, CalDAV, store thread; no window); ` +
    `${spread(took)} of ${took.length}, the same ${requests} requests drained ${spread(bare)} of ${bare.length}; ` +
    `the client's processor time ${rounded(cpu)} s (main thread ${rounded(main)} s), ${rounded(100 * share)} % of one core; ` +
    `${rounded(
      quantile(
        floors.map(({ down }) => down / 2 ** 20),
        0.5,
      ),
    )} MiB down; peak memory ${rounded(most(({ peak }) => peak))} MiB (RSS), longest stall of the main thread ${rounded(most(({ stall }) => stall))} ms`;
  return rowOf(name, { value: median(took), floor: median(bare), unit: 's', note });
}
