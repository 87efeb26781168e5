// The notifier put together: a proxy that sees writes, an announcer that paces pings, a publisher that sends them.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { IqError } from '../wire/iq.ts';
import { escapeLocalPart } from '../wire/jid.ts';
import { pubSub } from '../wire/pubsub.ts';
import { openXmppStream } from '../wire/xmpp-stream.ts';
import { createAnnouncer, type Announcer } from './announcer.ts';
import type { Config } from './config.ts';
import { codeOf, type Facts, type Log } from './log.ts';
import { createNodeBook, Offline, type NodeBook } from './node-book.ts';
import { nodeName, type NodeKind } from './nodes.ts';
import { collectionPath } from './paths.ts';
import { createPlaces } from './places.ts';
import { createProxy, type Proxy } from './proxy.ts';
import { startPublisher, type OpenStream, type Publisher } from './publisher.ts';
import { pushAnswers } from './push-answers.ts';
import type { Rewriter } from './relay.ts';
import { touchedBy } from './touched.ts';
import { startWriters, type Writers } from './writers.ts';

export interface Notifier {
  readonly host: string;
  readonly port: number;
  /** Lets requests under way and owed pings finish, 5 s at most; then everything is closed. Idempotent. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly log: Log;
  readonly random: () => number;
  /** Opens the stream to the XMPP server. */
  readonly open: (signal: AbortSignal) => Promise<OpenStream>;
}

type NodeOf = (kind: NodeKind, path: string) => string;

/** Milliseconds. */
const DRAIN = { requests: 3_000, pings: 1_000, stream: 1_000 };

/** Starts everything; resolves when the proxy listens, whether the XMPP server is there or not. */
export async function startNotifier(config: Config, surroundings: Surroundings): Promise<Notifier> {
  const nodeOf: NodeOf = (kind, path) => nodeName(config.serverKey, kind, path);
  const heartbeat = nodeOf('b', '');
  let publisher: Publisher | null = null; // nothing is published before the port is ours
  const service = () => publisher?.service() ?? null;
  const self = `${escapeLocalPart(config.xmpp.username)}@${config.xmpp.domain}`;
  const book = createNodeBook({ service, always: heartbeat, self });
  // A server that refuses is alive. One that is silent is not, whatever TCP thinks.
  const onError = (error: unknown) => {
    if (!(error instanceof IqError || error instanceof Offline || error === null)) publisher?.renew();
  };
  const announcer = announcerFor(config, surroundings, { book, onError, isOnline: () => service() !== null });
  const writers = startWriters({
    ...config,
    now: Date.now,
    onTrouble: (what, error) => surroundings.log.warn(what, { cause: codeOf(error) }),
  });
  const proxy = proxyFor(config, surroundings, { nodeOf, book, onError, announcer, writers });
  const address = await listen(proxy, config);
  const onOnline = () => {
    book.doubt();
    announcer.online();
  };
  const started = (publisher = startPublisher({ ...surroundings, onOnline }));
  announcer.touch(heartbeat);
  const beat = setInterval(() => announcer.touch(heartbeat), config.heartbeatMinutes * 60_000);
  let stopping: Promise<void> | null = null;
  const stop = () => {
    clearInterval(beat);
    return drain(proxy, announcer, started).then(() => writers.stop());
  };
  return { host: address.address, port: address.port, stop: () => (stopping ??= stop()) };
}

interface Publishing {
  readonly book: NodeBook;
  readonly onError: (error: unknown) => void;
}

function announcerFor(
  config: Config,
  { log, random }: Surroundings,
  { book, isOnline, onError }: Publishing & { readonly isOnline: () => boolean },
): Announcer {
  return createAnnouncer({
    publish: (node) => book.publish(node),
    isOnline,
    window: config.coalesce,
    random,
    onFailure(node, error) {
      log.warn('ping-owed', { node: log.hashed(node), cause: codeOf(error) });
      onError(error);
    },
  });
}

interface Parts extends Publishing {
  readonly nodeOf: NodeOf;
  readonly announcer: Announcer;
  readonly writers: Writers;
}

function proxyFor(config: Config, { log }: Surroundings, parts: Parts): Proxy {
  const { nodeOf, book, onError, announcer, writers } = parts;
  const places = createPlaces();
  const note = (scope: string, facts: Facts, error: unknown) =>
    log.warn(scope, { ...facts, cause: error === null ? null : codeOf(error) });
  const onWithheld = (why: string, error: unknown) => {
    note('push-withheld', { why }, error);
    onError(error);
  };
  const pushes = pushAnswers({ ...config, nodeOf, places, book, onWithheld });
  return createProxy({
    upstream: config.upstream,
    rewriterFor: (request) => oneAfterTheOther(pushes(request), writers.rewriterFor(request)),
    onWriting: (sent) => writers.begin(sent),
    onWritten(write) {
      for (const { kind, path } of touchedBy(write, places)) {
        announcer.touch(nodeOf(kind === 'home' ? 'h' : 'c', path));
      }
      if (write.method === 'DELETE' || write.method === 'MOVE') places.forget(collectionPath(write.target));
    },
    onTrouble: (what, error) => note(what, {}, error),
  });
}

function oneAfterTheOther(first: Rewriter | null, second: Rewriter | null): Rewriter | null {
  if (!first || !second) return first ?? second;
  return async (answer) => {
    const changed = await first(answer);
    return (await second(changed ?? answer)) ?? changed;
  };
}

/** Opens a stream as this configuration says; the surroundings of a notifier that runs for real. */
export async function openStream({ xmpp }: Config, signal: AbortSignal): Promise<OpenStream> {
  const stream = await openXmppStream({ ...xmpp, resource: 'belfry-notifier', signal });
  return { service: pubSub(stream, xmpp.service), closed: stream.closed, close: () => stream.close() };
}

async function listen({ server }: Proxy, { listen: where }: Config): Promise<AddressInfo> {
  server.listen(where.port, where.host);
  await once(server, 'listening'); // rejects with the server's error
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return address;
}

async function drain(proxy: Proxy, announcer: Announcer, publisher: Publisher): Promise<void> {
  const closed = new Promise<void>((resolve) => proxy.server.close(() => resolve()));
  // A connection that was busy a moment ago would otherwise be kept for its client's next request.
  const idle = setInterval(() => proxy.server.closeIdleConnections(), 50);
  await Promise.race([closed, after(DRAIN.requests)]);
  clearInterval(idle);
  proxy.server.closeAllConnections();
  proxy.release();
  await Promise.race([announcer.drain(), after(DRAIN.pings)]);
  announcer.stop();
  await Promise.race([publisher.stop(), after(DRAIN.stream)]);
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
