// The notifier put together: a proxy that sees writes, an announcer that paces pings, a publisher that sends them.
import type { AddressInfo } from 'node:net';
import { IqError } from '../wire/iq.ts';
import { escapeLocalPart } from '../wire/jid.ts';
import { pubSub } from '../wire/pubsub.ts';
import { openXmppStream } from '../wire/xmpp-stream.ts';
import { createAnnouncer, type Announcer } from './pings/announcer.ts';
import type { Config } from './operations/config.ts';
import { codeOf, type Facts, type Log } from './operations/log.ts';
import { heartbeatKey, keyIn, keyOf, wordOf } from './members/keys.ts';
import { createMembership, type Membership } from './members/membership.ts';
import { Offline, type Owner } from './members/owner.ts';
import { reconciling, type Reconciling } from './members/reconciling.ts';
import { listenOn } from './front/listen.ts';
import { collectionPath } from './front/paths.ts';
import { createPlaces } from './answers/places.ts';
import { createProxy, type Proxy } from './front/proxy.ts';
import { startPublisher, type OpenStream, type Publisher } from './pings/publisher.ts';
import { pushAnswers } from './answers/push-answers.ts';
import type { Rewriter } from './front/relay.ts';
import { testPings } from './answers/test-pings.ts';
import { touchedBy } from './pings/touched.ts';
import { startEnrolment, type Enrolment } from './enrolment/enrolment.ts';
import { openState } from './state/sql-state.ts';
import { openSqlite } from './state/sqlite.ts';
import { StateError, type State } from './state/state.ts';
import { startWriters, type Writers } from './writers/writers.ts';

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

/** Milliseconds. A ping that is owed is asked for by many: a dead connection is noticed sooner than by the app. */
const KEEP_ALIVE = { idle: 30_000, patience: 15_000 };
/** Milliseconds. */
const DRAIN = { requests: 3_000, pings: 1_000, stream: 1_000 };

/**
 * Starts everything; resolves when the proxy listens, whether the XMPP server is there or not. Rejects with StateError when
 * the state cannot be opened.
 */
export async function startNotifier(config: Config, surroundings: Surroundings): Promise<Notifier> {
  const { log } = surroundings;
  let publisher: Publisher | null = null; // nothing is published before the port is ours
  const service = () => publisher?.service() ?? null;
  const { state, membership, mending } = await openMembers(config, log, service);
  // A server that refuses is alive. One that is silent is not, whatever TCP thinks; and the state is none of its business.
  const onError = (error: unknown) => {
    const isElsewhere = error instanceof Offline || error instanceof StateError || error === null;
    if (!(error instanceof IqError || isElsewhere)) publisher?.renew();
  };
  const announcer = announcerFor(config, surroundings, {
    membership,
    onError,
    isOnline: () => service() !== null,
  });
  const writers = startWriters({
    ...config,
    now: Date.now,
    onTrouble: (what, error) => log.warn(what, { cause: codeOf(error) }),
  });
  const enrolment = await enrolmentFor(config, log, { state, membership });
  const proxy = proxyFor(config, surroundings, { membership, onError, announcer, writers, enrolment });
  const address = await listenOr(proxy, config, () => enrolment?.stop());
  const onOnline = () => {
    membership.doubt();
    announcer.online();
    mending.online();
  };
  const started = (publisher = startPublisher({ ...surroundings, onOnline }));
  const beat = beatEach(config.heartbeatMinutes * 60_000, announcer);
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    clearInterval(beat);
    await drain(proxy, announcer, started);
    enrolment?.stop();
    await mending.stop();
    await writers.stop();
    await state.close();
  };
  return { host: address.address, port: address.port, stop: () => (stopping ??= stop()) };
}

function beatEach(ms: number, announcer: Announcer): ReturnType<typeof setInterval> {
  const beat = () => announcer.touch(wordOf(heartbeatKey));
  beat();
  return setInterval(beat, ms);
}

interface Members {
  readonly state: State;
  readonly membership: Membership;
  readonly mending: Reconciling;
}

async function openMembers(config: Config, log: Log, service: () => Owner | null): Promise<Members> {
  const { xmpp, serverKey, lease } = config;
  const state = await openState(() => openSqlite(config.state.file));
  const self = `${escapeLocalPart(xmpp.username)}@${xmpp.domain}`;
  const shared = { service, state, self, now: Date.now };
  const membership = createMembership({ ...shared, serverKey, always: heartbeatKey, lease });
  const mending = reconciling({
    ...shared,
    membership,
    onDone: (found) => log.info('reconciled', { ...found }),
    onFailure: (error) => log.warn('not-reconciled', { cause: codeOf(error) }),
  });
  return { state, membership, mending };
}

interface Publishing {
  readonly membership: Membership;
  readonly onError: (error: unknown) => void;
}

function announcerFor(
  config: Config,
  { log, random }: Surroundings,
  { membership, isOnline, onError }: Publishing & { readonly isOnline: () => boolean },
): Announcer {
  return createAnnouncer({
    publish: (word) => membership.publish(keyIn(word)),
    isOnline,
    window: config.coalesce,
    random,
    onFailure(word, error) {
      log.warn('ping-owed', { node: log.hashed(word), cause: codeOf(error) });
      onError(error);
    },
  });
}

interface Parts extends Publishing {
  readonly announcer: Announcer;
  readonly writers: Writers;
  readonly enrolment: Enrolment | null;
}

function enrolmentFor(
  config: Config,
  log: Log,
  members: Pick<Members, 'state' | 'membership'>,
): Promise<Enrolment> | null {
  const { signIn, xmpp } = config;
  if (signIn === null) return null;
  const { username: user, domain, password, service } = xmpp;
  return startEnrolment({
    ...config,
    ...members,
    service,
    signIn,
    self: { user: escapeLocalPart(user), domain, password },
    onTrouble: (what, facts, error) =>
      log.warn(what, { ...facts, cause: error === null ? null : codeOf(error) }),
  });
}

function proxyFor(config: Config, { log }: Surroundings, parts: Parts): Proxy {
  const { membership, onError, announcer, writers, enrolment } = parts;
  const places = createPlaces();
  const note = (scope: string, facts: Facts, error: unknown) =>
    log.warn(scope, { ...facts, cause: error === null ? null : codeOf(error) });
  const onWithheld = (why: string, error: unknown) => {
    note('push-withheld', { why }, error);
    onError(error);
  };
  const pushes = pushAnswers({
    ...config,
    places,
    membership,
    onWithheld,
    tickets: enrolment?.tickets ?? null,
    byName: config.membersByName,
  });
  const tests = testPings({
    places,
    announce: (path) => announcer.touch(wordOf(keyOf({ kind: 'home', path }))),
  });
  return createProxy({
    upstream: config.upstream,
    rewriterFor: (request) =>
      [pushes(request), tests(request), writers.rewriterFor(request)].reduce(oneAfterTheOther),
    onWriting: (sent) => writers.begin(sent),
    onWritten(write) {
      for (const touch of touchedBy(write, places)) announcer.touch(wordOf(keyOf(touch)));
      if (write.method === 'DELETE' || write.method === 'MOVE') places.forget(collectionPath(write.target));
    },
    onAnswered: (answered) => enrolment?.onAnswered(answered),
    ownAnswer: (request, answer) => enrolment?.ownAnswer(request, answer) ?? false,
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
  const stream = await openXmppStream({
    ...xmpp,
    resource: 'belfry-notifier',
    keepAlive: KEEP_ALIVE,
    signal,
  });
  // Nobody has anything to say to a notifier: what is said all the same is kept for no listener.
  stream.onMessage(() => {});
  return { service: pubSub(stream, xmpp.service), closed: stream.closed, close: () => stream.close() };
}

// A port that is listened on keeps a process alive that has nothing to do.
async function listenOr(proxy: Proxy, config: Config, giveUp: () => void): Promise<AddressInfo> {
  try {
    return await listenOn(proxy.server, config.listen);
  } catch (error) {
    giveUp();
    throw error;
  }
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
