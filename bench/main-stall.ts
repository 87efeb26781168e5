// How long the main thread ever stands still while a large calendar is taken in and a second one is pulled.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openClient } from './client.ts';
import type { DavProcess } from './dav-process.ts';
import type { Endings } from './endings.ts';
import { rounded, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';

const TICK = 1;

/** `count` first pulls of the server's first calendar, each with first pulls of `second` at the same time. */
export async function mainStall(
  server: DavProcess,
  second: string,
  endings: Endings,
  count: number,
): Promise<readonly Row[]> {
  const most: number[] = [];
  const p99: number[] = [];
  const idle: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const client = await openClient(endings);
    // A process with nothing to do, on the same machine at the same time.
    const bystander = monitorEventLoopDelay({ resolution: TICK });
    bystander.enable();
    const pulls = [server.source, server.sourceOf(second)].map((source) => client.ask('pull', source));
    const figures = await Promise.all(pulls);
    bystander.disable();
    most.push(Math.max(...figures.map(({ stall }) => stall)));
    p99.push(Math.max(...figures.map(({ stall99 }) => stall99)));
    idle.push(bystander.max / 1e6 - TICK);
    await client.end();
  }
  const note =
    `longest the event loop of the main thread stood still, looked at every ${TICK} ms, during ${count} first pulls of ` +
    `${server.events} events, each with a second calendar pulled at the same time; ${spread(most)}, p99 ${spread(p99)}; ` +
    `floor: a process with nothing to do, meanwhile ${rounded(Math.max(...idle))}`;
  return [rowOf('main-stall-max', { value: Math.max(...most), floor: Math.max(...idle), unit: 'ms', note })];
}
