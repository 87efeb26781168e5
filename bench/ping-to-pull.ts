// Inside the process: from the bytes of a ping on the socket to the question about what changed.
import { join } from 'node:path';
import { makeScratch } from '../test/support/scratch.ts';
import { sleep, until } from '../test/support/patience.ts';
import { startWorld, type World } from '../test/support/world.ts';
import { pubSub, type PubSub } from '../wire/pubsub.ts';
import { openXmppStream } from '../wire/xmpp-stream.ts';
import { anchorsOf } from './bare-login.ts';
import type { Endings } from './endings.ts';
import { median, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';
import { forked, type Forked } from './forked.ts';
import type { jobs } from './ping-to-pull-program.ts';

type Program = Forked<typeof jobs>;

const PROGRAM = new URL('ping-to-pull-program.ts', import.meta.url);
const FLOOR = { username: 'floor', password: 'floor-secret' } as const;
const NODE = 'bench-floor';
/** Wider than the notifier's window, and than one pull a 5 s of a calendar, which is what pings are followed to. */
const SPACING = 5_500;

/** The row, of `count` pings each. */
export async function pingToPull(endings: Endings, count: number): Promise<readonly Row[]> {
  const scratch = await makeScratch('bench-ping-to-pull');
  await endings.add(() => scratch.remove());
  const world = await startWorld();
  await endings.add(() => world.stop());
  const program = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => program.end());
  const { url, username, password, prosody } = world;
  const file = join(scratch.dir, 'replicas.sqlite');
  await program.ask('start', { file, url, username, password, ca: prosody.ca });
  await untilListening(program);
  const bare = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => bare.end());
  const owner = await bareEar(world, bare, endings);
  await program.ask('delays', null);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const startedAt = performance.now();
    await world.colleague.rename('review', `Design review ${turn}`);
    ours.push(await firstDelay(program));
    await owner.publish(NODE);
    floor.push(await firstDelay(bare));
    await sleep(Math.max(0, startedAt + SPACING - performance.now()));
    await program.ask('delays', null);
  }
  await program.ask('stop', null);
  await program.end();
  await bare.end();
  const note =
    `in the process, from the last bytes of a ping on the XMPP socket to the sync-collection REPORT being sent, ${count} pings ` +
    `of single changes: ${spread(ours)}; floor: the same stream with nothing behind it but a REPORT of Node's own: ${spread(floor)}`;
  return [rowOf('ping-to-pull-p50', { value: median(ours), floor: median(floor), unit: 'ms', note })];
}

async function untilListening(program: Program): Promise<void> {
  await until('the link', 60_000, async () =>
    (await program.ask('noted', null)).states.includes('listening'),
  );
  await sleep(3_000); // what signing in began is over
}

async function bareEar({ prosody, url }: World, bare: Program, endings: Endings): Promise<PubSub> {
  const { domain, port, service } = prosody;
  await prosody.addUser(FLOOR.username, FLOOR.password);
  const reach = { domain, host: 'localhost', port, anchors: anchorsOf(prosody), resource: 'bench' };
  const publisher = { username: 'publisher', password: 'publisher-secret' };
  const stream = await openXmppStream({ ...reach, ...publisher, signal: AbortSignal.timeout(10_000) });
  await endings.add(() => stream.close());
  const owner = pubSub(stream, service);
  const jid = `${FLOOR.username}@${domain}`;
  await owner.createNode(NODE);
  await owner.setAffiliation(NODE, jid, 'member');
  await bare.ask('listenBare', { options: { ...reach, ...FLOOR }, jid, service, node: NODE, url });
  return owner;
}

async function firstDelay(program: Program): Promise<number> {
  return until('the question', 20_000, async () => (await program.ask('delays', null))[0] ?? null);
}
