// One signed-in XMPP session: present, subscribed, listening. It may go on over a new connection after a cut.
import type { LinkConnection, PushAddress } from '../core/sync/link-ports.ts';
import { NODE_PREFIX } from '../../protocol/ping.ts';
import { bareJid } from '../../wire/jid.ts';
import { pubSub, readEvent, type PubSubEvent } from '../../wire/pubsub.ts';
import type { Resumable } from '../../wire/stream-management.ts';
import { availablePresence, type StreamOptions, type XmppStream } from '../../wire/xmpp-stream.ts';
import { signInOptions, type ProxyFor } from './sign-in.ts';
import { bringInStep, NOTHING_YET, type Subscribed, type Subscriber } from './subscriptions.ts';

/** What a link needs of the world. */
export interface Means {
  readonly proxyFor: ProxyFor;
  readonly open: (options: StreamOptions) => Promise<XmppStream>;
  readonly keepAlive: { readonly idle: number; readonly patience: number };
}

/** A session that broke and can be taken up again. */
export interface Interrupted {
  readonly stream: Resumable;
  readonly subscribed: Subscribed;
  /** Epoch ms. */
  readonly since: number;
}

export interface Opening {
  readonly address: PushAddress;
  readonly means: Means;
  /** The session to go on with; null: a fresh one. */
  readonly earlier: Interrupted | null;
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Signs in and is present. `onEvent` is told what the service, and nobody else, sends. */
export async function openLinkSession(
  opening: Opening,
  onEvent: (event: PubSubEvent) => void,
): Promise<LinkSession> {
  const { address, means, earlier, signal } = opening;
  const stream = await means.open({
    ...(await signInOptions(address, means.proxyFor, signal)),
    keepAlive: means.keepAlive,
    resume: earlier?.stream ?? null,
  });
  const session = new LinkSession(stream, opening, onEvent);
  // RFC 6121 section 4.2, once: a session that goes on is still present.
  if (!stream.resumed) await beingPresent(stream);
  return session;
}

/** A session that stands, until its stream is closed. */
export class LinkSession {
  readonly #stream: XmppStream;
  readonly #subscriber: Subscriber;
  readonly #since: number;
  /** Nodes that ended since the service was asked last. */
  readonly #ended = new Set<string>();
  #subscribed: Subscribed;
  #wished: ReadonlySet<string> = new Set();
  #isReconciling = false;

  constructor(
    stream: XmppStream,
    { address: { transport }, earlier, now }: Opening,
    onEvent: (event: PubSubEvent) => void,
  ) {
    const { service, homeNode, heartbeat } = transport;
    const own = [homeNode, ...(heartbeat ? [heartbeat.node] : [])];
    const goesOn = stream.resumed ? earlier : null;
    this.#stream = stream;
    this.#subscriber = {
      service: pubSub(stream, service),
      jid: bareJid(stream.jid),
      isOwn: (node) => node.startsWith(NODE_PREFIX) || own.includes(node),
    };
    this.#since = goesOn?.since ?? now();
    this.#subscribed = goesOn?.subscribed ?? NOTHING_YET;
    stream.onMessage((message) => {
      const event = readEvent(message, service);
      if (event && this.#concerns(event)) onEvent(event);
    });
  }

  get subscribed(): Subscribed {
    return this.#subscribed;
  }

  get connection(): LinkConnection {
    const resumable = this.#stream.resumable !== null;
    return { ...this.#stream.connection, since: this.#since, resumable };
  }

  /** What a later session can go on from; null: nothing, it has to be a fresh one. */
  get interrupted(): Interrupted | null {
    const stream = this.#stream.resumable;
    return stream && { stream, subscribed: this.#subscribed, since: this.#since };
  }

  /** Resolves when the stream has ended, with what ended it; null: it was closed in good order. */
  get closed(): Promise<Error | null> {
    return this.#stream.closed;
  }

  get isReconciling(): boolean {
    return this.#isReconciling;
  }

  /**
   * Makes the subscriptions exactly what is wished. That may change meanwhile, and the last word counts; so one at a time
   * is enough. Rejects when the stream ends, or with NoAnswer when the service answers nothing at all.
   */
  async reconcile(wished: () => ReadonlySet<string>): Promise<void> {
    this.#isReconciling = true;
    try {
      for (let nodes = null; nodes !== wished();) {
        nodes = wished();
        this.#wished = nodes;
        this.#ended.clear();
        const before = this.#subscribed;
        // Should this break off, nothing counts as kept that may be gone by then.
        this.#subscribed = {
          ...before,
          confirmed: new Set([...before.confirmed].filter((n) => this.#wished.has(n))),
        };
        this.#subscribed = without(await bringInStep(this.#subscriber, nodes, before), this.#ended);
      }
    } finally {
      this.#isReconciling = false;
    }
  }

  /** Asks once whether the server is there; rejects when it does not answer within `timeout` ms. */
  probe(timeout: number): Promise<void> {
    return this.#stream.probe(timeout);
  }

  /** Ends the session. */
  close(): Promise<void> {
    return this.#stream.close();
  }

  /** Drops the connection alone: the server keeps the session for a while. */
  async cut(): Promise<void> {
    this.#stream.cut();
    await this.#stream.closed;
  }

  /** False: the end of somebody else's subscription, or of one of a full address that was cleared away. */
  #concerns(event: PubSubEvent): boolean {
    if (event.kind === 'ping') return true;
    if (event.jid !== undefined && event.jid !== this.#subscriber.jid) return false;
    // Whatever else a service may name needs no remembering.
    if (!this.#wished.has(event.node) && !this.#subscribed.confirmed.has(event.node)) return true;
    this.#ended.add(event.node);
    this.#subscribed = without(this.#subscribed, this.#ended);
    return true;
  }
}

async function beingPresent(stream: XmppStream): Promise<void> {
  try {
    await stream.send(availablePresence());
  } catch (error) {
    stream.cut();
    throw error;
  }
}

// Not counted as kept any more: whoever wants these nodes has to ask for them again.
function without(subscribed: Subscribed, nodes: ReadonlySet<string>): Subscribed {
  const confirmed = new Set(subscribed.confirmed);
  for (const node of nodes) confirmed.delete(node);
  return { ...subscribed, confirmed };
}
