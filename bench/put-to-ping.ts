// From a colleague's PUT at the notifier's door to the last of many readers who are online hearing of it, beside what it
// is made of: the PUT at the calendar server itself, and the bare publish of the same ping to the same readers.
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { colleague, type Colleague } from '../test/support/colleague.ts';
import { hasEjabberd, startEjabberd } from '../test/support/ejabberd.ts';
import { startNotifier } from '../test/support/notifier-process.ts';
import { sleep, until } from '../test/support/patience.ts';
import { startProsody } from '../test/support/prosody.ts';
import { startRadicale } from '../test/support/radicale.ts';
import { filesOf, WORK, workWeek } from '../test/support/seeded-week.ts';
import type { XmppServer } from '../test/support/xmpp-server.ts';
import { pubSub, type PubSub } from '../wire/pubsub.ts';
import { openXmppStream } from '../wire/xmpp-stream.ts';
import { anchorsOf } from './bare-login.ts';
import { endings as newEndings, type Endings } from './endings.ts';
import { median, rowOf, spread, type Row, type RowName } from './figures.ts';
import { forked } from './forked.ts';
import type { jobs } from './listeners-program.ts';

const PROGRAM = new URL('listeners-program.ts', import.meta.url);
const ALICE = { username: 'alice', password: 'alice-secret' } as const;
const PUBLISHER = { username: 'publisher', password: 'publisher-secret' } as const;
const PASSWORD = 'reader-secret';
const FLOOR_NODE = 'bench-floor';
/** Milliseconds: short, or what is measured is the notifier's wish to announce once what happens together. */
const WINDOW = { minMs: 20, maxMs: 30 } as const;
/** Milliseconds between two changes: both the window and the events of the change before are over. */
const REST = 300;

/** Where the readers are. */
export interface Messages {
  /** Behind the name of a row. */
  readonly suffix: '' | '-ejabberd';
  start(readers: readonly string[]): Promise<XmppServer>;
}

export const ON_PROSODY: Messages = {
  suffix: '',
  async start([first = 'reader', ...others]) {
    const users = { [PUBLISHER.username]: PUBLISHER.password, [first]: PASSWORD };
    const server = await startProsody({ users, admins: [PUBLISHER.username] });
    // The same password under another name: an account at a time by its own program takes half a second each.
    const accounts = join(dirname(server.keyFile), 'data', server.domain, 'accounts');
    for (const name of others) await copyFile(join(accounts, `${first}.dat`), join(accounts, `${name}.dat`));
    return server;
  },
};

export const ON_EJABBERD: Messages = {
  suffix: '-ejabberd',
  async start(readers) {
    if (!hasEjabberd) throw new Error('this row needs ejabberd: apt-get install ejabberd');
    const users = Object.fromEntries(readers.map((name) => [name, PASSWORD]));
    return startEjabberd({
      users: { [PUBLISHER.username]: PUBLISHER.password, ...users },
      admins: [PUBLISHER.username],
    });
  },
};

interface Samples {
  readonly ours: readonly number[];
  readonly puts: readonly number[];
  readonly publishes: readonly number[];
}

/** The row for so many readers, of `changes` changes. */
export async function putToPing(
  messages: Messages,
  readers: 1 | 100 | 1000,
  changes: number,
  endings: Endings,
): Promise<readonly Row[]> {
  const name: RowName = `put-to-ping-${readers}-p50${messages.suffix}`;
  const own = newEndings((error) => process.stderr.write(`${String(error)}\n`));
  await endings.add(() => own.all());
  const { ours, puts, publishes } = await measured(messages, readers, changes, own);
  await own.all(); // a thousand connections are no company for the next row
  const note =
    `from the PUT being sent to the last of ${readers} readers online having the ping, ${changes} changes, on ` +
    `${messages.suffix === '' ? 'Prosody' : 'ejabberd'}: ${spread(ours)}; floor: the same PUT without the notifier ` +
    `(${spread(puts)}) and a bare publish to the same readers (${spread(publishes)})`;
  const floor = median(puts) + median(publishes);
  return [rowOf(name, { value: median(ours), floor, unit: 'ms', note })];
}

async function measured(
  messages: Messages,
  readers: number,
  changes: number,
  endings: Endings,
): Promise<Samples> {
  const users = Array.from({ length: readers }, (_, i) => `reader${i}`);
  const server = await messages.start(users);
  await endings.add(() => server.stop());
  const { writer, bare, node } = await frontDoor(server, endings);
  const owner = await ownerAt(server, endings);
  await owner.createNode(FLOOR_NODE);
  for (const each of [node, FLOOR_NODE])
    for (const user of users) await owner.setAffiliation(each, `${user}@${server.domain}`, 'member');
  const program = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => program.end());
  const { domain, port, service } = server;
  const reach = { domain, port, service, password: PASSWORD, anchors: anchorsOf(server) };
  await program.ask('listen', { users, nodes: [node, FLOOR_NODE], ...reach });
  const lastOf = async (heardNode: string, begin: () => Promise<unknown>): Promise<number> => {
    const startedAt = Number(process.hrtime.bigint()) / 1e6;
    await begin();
    const ask = () => program.ask('heard', { node: heardNode, count: readers });
    const times = await until('the last reader', 30_000, ask);
    await sleep(REST);
    return Math.max(...times) - startedAt;
  };
  const ours: number[] = [];
  const puts: number[] = [];
  const publishes: number[] = [];
  for (let turn = 0; turn < changes; turn += 1) {
    ours.push(await lastOf(node, () => writer.rename('review', `Design review ${turn}`)));
    publishes.push(await lastOf(FLOOR_NODE, () => owner.publish(FLOOR_NODE)));
    const startedAt = performance.now();
    await bare.rename('review', `Design review ${turn} again`);
    puts.push(performance.now() - startedAt);
  }
  await program.end();
  return { ours, puts, publishes };
}

/** A calendar behind a notifier, somebody who writes into it, also past the notifier, and the node that announces it. */
async function frontDoor(
  server: XmppServer,
  endings: Endings,
): Promise<{ readonly writer: Colleague; readonly bare: Colleague; readonly node: string }> {
  const radicale = await startRadicale({ users: { [ALICE.username]: ALICE.password } });
  await endings.add(() => radicale.stop());
  const seeded = workWeek(Date.now());
  await radicale.seed(ALICE.username, 'work', WORK, filesOf(seeded));
  const notifier = await startNotifier({
    ...PUBLISHER,
    upstream: radicale.url,
    prosody: server,
    coalesce: WINDOW,
  });
  await endings.add(() => notifier.stop());
  await until('the notifier’s stream', 30_000, () => notifier.log().includes('xmpp-online'));
  const url = `http://127.0.0.1:${notifier.port}/`;
  const node = await until('the name of the node', 30_000, () => pushkeyOf(`${url}alice/work/`));
  const writing = { ...ALICE, calendar: '/alice/work/', seeded };
  return { writer: colleague({ ...writing, url }), bare: colleague({ ...writing, url: radicale.url }), node };
}

async function pushkeyOf(url: string): Promise<string | null> {
  const authorization = `Basic ${Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64')}`;
  const answer = await fetch(url, {
    method: 'PROPFIND',
    headers: { authorization, depth: '0', 'content-type': 'application/xml' },
    body: '<propfind xmlns="DAV:"><prop><resourcetype/><pushkey xmlns="http://calendarserver.org/ns/"/></prop></propfind>',
  });
  return /bf1-[a-z2-7]{26}/.exec(await answer.text())?.[0] ?? null;
}

async function ownerAt(server: XmppServer, endings: Endings): Promise<PubSub> {
  const { domain, port, service } = server;
  const stream = await openXmppStream({
    ...PUBLISHER,
    domain,
    port,
    host: 'localhost',
    resource: 'bench',
    anchors: anchorsOf(server),
    signal: AbortSignal.timeout(10_000),
  });
  await endings.add(() => stream.close());
  return pubSub(stream, service);
}
