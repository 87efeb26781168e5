// A program: many readers, each signed in on a connection of its own, who note when they heard of a node.
import type { Anchor } from '../wire/tls.ts';
import { pubSub, readEvent } from '../wire/pubsub.ts';
import { availablePresence, openXmppStream, type XmppStream } from '../wire/xmpp-stream.ts';
import { serveJobs } from './forked.ts';

export interface Readers {
  readonly users: readonly string[];
  readonly password: string;
  readonly domain: string;
  readonly port: number;
  readonly anchors: readonly Anchor[];
  readonly service: string;
  readonly nodes: readonly string[];
}

/** Sign-ins at a time. */
const AT_ONCE = 16;

const streams: XmppStream[] = [];
/** When each node was heard of since it was asked last, milliseconds of the system's own clock. */
const heard = new Map<string, number[]>();

async function listen({ service, nodes, ...reach }: Readers, username: string): Promise<void> {
  const stream = await openXmppStream({
    ...reach,
    username,
    host: 'localhost',
    resource: 'reader',
    signal: AbortSignal.timeout(60_000),
  });
  streams.push(stream);
  stream.onMessage((message) => {
    const node = readEvent(message, service)?.node;
    if (node !== undefined) heard.get(node)?.push(Number(process.hrtime.bigint()) / 1e6);
  });
  await stream.send(availablePresence());
  for (const node of nodes) await pubSub(stream, service).subscribe(node, `${username}@${reach.domain}`);
}

export const jobs = {
  /** Signs all of them in and subscribes each to every node. */
  async listen(readers: Readers): Promise<void> {
    for (const node of readers.nodes) heard.set(node, []);
    const rest = readers.users.values();
    const worker = async (): Promise<void> => {
      for (const user of rest) await listen(readers, user);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  },
  /** When each of them heard of the node since the last time this gave anything, once `count` have; else null. */
  async heard({ node, count }: { node: string; count: number }): Promise<readonly number[] | null> {
    const times = heard.get(node) ?? [];
    return times.length < count ? null : times.splice(0);
  },
};

serveJobs(jobs);
