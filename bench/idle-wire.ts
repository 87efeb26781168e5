// What an hour in which nothing happens costs on the wire: listening, and looking each minute with the same engine.
import { join } from 'node:path';
import { startChaosProxy, type ChaosProxy } from '../test/support/chaos-proxy.ts';
import { sleep, until } from '../test/support/patience.ts';
import { makeScratch } from '../test/support/scratch.ts';
import type { jobs } from '../test/soak/engine.ts';
import { startWorld, type World } from '../test/support/world.ts';
import type { Endings } from './endings.ts';
import { rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { forked, type Forked } from './forked.ts';
import { treeCpu } from './process-tree.ts';

const ENGINE = new URL('../test/soak/engine-program.ts', import.meta.url);
/** IPv4 and TCP with time stamps: of the packet that carries a piece, and of the one that acknowledges it. */
const HEADERS = 2 * (20 + 32);
const MINUTE = 60_000;
const HOUR = 3_600;
/** Minutes between looks while listening (ARCHITECTURE.md, law 9). */
const SAFETY = 45;
const SETTLED = 5_000;

interface Spell {
  /** Bytes an hour, headers included. */
  readonly xmpp: number;
  readonly http: number;
  /** % of one core. */
  readonly cpu: number;
  /** Bytes of one look at the account. */
  readonly look: number;
}

/** Both rows, each of one quiet spell of `least` seconds, made up to whole minutes. */
export async function idleWire(endings: Endings, least: number): Promise<readonly Row[]> {
  const seconds = Math.ceil(least / 60) * 60;
  const world = await startWorld();
  await endings.add(() => world.stop());
  const listening = await spell(world, endings, { seconds, push: true });
  const polling = await spell(world, endings, { seconds, push: false });
  const ours = listening.xmpp + listening.http + (listening.look * 60) / SAFETY;
  const theirs = polling.xmpp + polling.http;
  const how = `scaled from ${seconds} s; each piece counted as one packet and its acknowledgement, ${HEADERS} bytes of IPv4 and TCP headers`;
  const note =
    `listening to XMPP over TLS, nothing happening: ${rounded(listening.xmpp)} of XMPP (keep-alives, heartbeats where one fell ` +
    `in), ${rounded(listening.http)} of HTTP, and a look each ${SAFETY} min at ${rounded(listening.look)} bytes, in the clear; ` +
    `${how}; ${rounded(listening.cpu)} % of one core; floor: the same engine looking each minute`;
  return [
    rowOf('idle-bytes-per-hour', { value: ours, floor: theirs, unit: 'bytes', note }),
    rowOf('idle-bytes-per-hour-polling', {
      value: theirs,
      floor: null,
      unit: 'bytes',
      note: `the same engine without push, looking each minute over HTTP in the clear; ${how}; ${rounded(polling.cpu)} % of one core`,
    }),
  ];
}

async function spell(
  world: World,
  endings: Endings,
  { seconds, push }: { readonly seconds: number; readonly push: boolean },
): Promise<Spell> {
  const scratch = await makeScratch('bench-idle');
  await endings.add(() => scratch.remove());
  const http = await startChaosProxy(world.notifier.port);
  await endings.add(() => http.close());
  const engine = await forked<typeof jobs>(ENGINE);
  await endings.add(() => engine.end());
  const { username, password, prosody } = world;
  const place = { url: `http://localhost:${http.port}/`, username, password, ca: prosody.ca };
  await engine.ask('start', { ...place, file: join(scratch.dir, 'replicas.sqlite'), push });
  await untilQuiet(engine, push);
  const look = await lookAt(engine, http);
  const before = {
    xmpp: onWire(world.chaos),
    http: onWire(http),
    cpu: treeCpu(engine.pid),
    at: performance.now(),
  };
  for (let minute = 0; minute < seconds / 60; minute += 1) {
    await sleep(MINUTE);
    if (!push) await engine.ask('refresh', null);
  }
  if (!push) await sleep(SETTLED);
  const elapsed = (performance.now() - before.at - (push ? 0 : SETTLED)) / 1_000;
  const figures = {
    xmpp: ((onWire(world.chaos) - before.xmpp) * HOUR) / elapsed,
    http: ((onWire(http) - before.http) * HOUR) / elapsed,
    cpu: (100 * (treeCpu(engine.pid) - before.cpu)) / elapsed,
    look,
  };
  await engine.ask('stop', null);
  await engine.end();
  await http.close();
  return figures;
}

async function untilQuiet(engine: Forked<typeof jobs>, push: boolean): Promise<void> {
  if (push)
    await until('the link', 60_000, async () =>
      (await engine.ask('noted', null)).states.includes('listening'),
    );
  await until('the first pull', 60_000, async () => (await engine.ask('etags', null)).length > 0);
  await sleep(SETTLED);
}

/** Bytes of one look at an account in which nothing changed. */
async function lookAt(engine: Forked<typeof jobs>, http: ChaosProxy): Promise<number> {
  const before = onWire(http);
  await engine.ask('refresh', null);
  await sleep(SETTLED);
  return onWire(http) - before;
}

function onWire(proxy: ChaosProxy): number {
  const [up, down] = [proxy.passed('up'), proxy.passed('down')];
  return up.bytes + down.bytes + HEADERS * (up.pieces + down.pieces);
}
