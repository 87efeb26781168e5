// One changed event: the client's pull beside the same requests drained bare, in calendars of three sizes.
import { sleep } from '../test/support/patience.ts';
import { firstPull } from './client.ts';
import type { DavProcess } from './dav-process.ts';
import type { Endings } from './endings.ts';
import { median, quantile, rounded, rowOf } from './figures.ts';
import type { Row, RowName } from './figures.ts';
import { replayAt } from './replay.ts';
import type { WarmRadicale } from './warm-radicale.ts';

/** One pull and its floor, ms. */
export interface DeltaSample {
  readonly took: number;
  readonly bare: number;
}

/** A pull whose requests are known to the byte. */
export interface CountedSample extends DeltaSample {
  readonly requests: number;
  /** On the wire, heads included, both ways, without the object itself. */
  readonly bytes: number;
}

/** What an answered pull leaves to be done (files to be written out) is over after this, ms. */
const AFTERMATH = 60;

/** From the server in a process of its own: the floor is the very same requests, once more. */
export async function deltasFromProcess(
  server: DavProcess,
  endings: Endings,
  count: number,
): Promise<readonly CountedSample[]> {
  const { client } = await firstPull(server.source, server.events, endings);
  const replay = replayAt(server.port);
  await endings.add(async () => replay.close());
  const samples: CountedSample[] = [];
  // The first ones are rehearsals, on both sides.
  for (let turn = 1; turn <= count + REHEARSALS; turn += 1) {
    const object = await server.change(turn);
    await server.recorded();
    const { ms, objects } = await client.ask('pull', server.source);
    if (objects !== 1) throw new Error(`a pull of one change brought ${objects}`);
    await sleep(AFTERMATH);
    const requests = await server.recorded();
    const bare = await replay.run(requests);
    const bytes = bare.up + bare.down - object;
    if (turn > REHEARSALS) samples.push({ took: ms, bare: bare.ms, requests: requests.length, bytes });
  }
  await client.end();
  return samples;
}

const REHEARSALS = 3;

/** From a real Radicale: the floor asks the same of a twin, since only who asks first pays for a change there. */
export async function deltasFromRadicale(
  server: WarmRadicale,
  endings: Endings,
  count: number,
): Promise<readonly DeltaSample[]> {
  const { client } = await firstPull(server.source, server.events, endings);
  const twin = await server.twin();
  const samples: DeltaSample[] = [];
  for (let turn = 1; turn <= count + 1; turn += 1) {
    await server.change(turn);
    const { ms, objects } = await client.ask('pull', server.source);
    if (objects !== 1) throw new Error(`a pull of one change brought ${objects}`);
    const { listing, body } = await twin.delta();
    if (turn > 1) samples.push({ took: ms, bare: listing + body });
  }
  await client.end();
  return samples;
}

/** The row, of a real server where there is one; the counted samples show what the client itself adds. */
export function deltaRow(
  name: RowName,
  counted: readonly CountedSample[],
  real: readonly DeltaSample[] | null,
): Row {
  const shown = real ?? counted;
  const value = median(shown.map(({ took }) => took));
  const floor = median(shown.map(({ bare }) => bare));
  const requests = median(counted.map((sample) => sample.requests));
  const bytes = Math.max(...counted.map((sample) => sample.bytes));
  const where = real === null ? 'the server of the tests' : 'a real Radicale';
  const note =
    `median of ${shown.length} pulls after one change, ${where}; ${share(shown)}; ` +
    (real === null ? '' : `on the server of the tests, which answers at once: ${share(counted)}; `) +
    `${requests} requests, at most ${bytes} bytes on the wire besides the object, heads included`;
  return rowOf(name, { value, floor, unit: 'ms', note });
}

function share(samples: readonly DeltaSample[]): string {
  const [took, bare] = [samples.map((sample) => sample.took), samples.map((sample) => sample.bare)];
  const extra = samples.map((sample) => sample.took - sample.bare);
  return (
    `total - bare: ${rounded(median(took))} - ${rounded(median(bare))} ms, ` +
    `client's part ${rounded(median(extra))} ms (p95 ${rounded(quantile(extra, 0.95))})`
  );
}
