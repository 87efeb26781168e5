// One XMPP stream: TLS, login, presence, IQs with a time-out, messages. It ends once and for ever; whoever wants
// another opens another, and may take its session up with that.
import xml, { type XmlNode } from '@xmpp/xml';
import { ChannelClient } from './channel-client.ts';
import { IqError, NoAnswer, type IqExchange } from './iq.ts';
import { keepAlive, type Patience } from './keep-alive.ts';
import { negotiate, type Negotiated, type SessionWanted } from './negotiation.ts';
import type { Resumable } from './stream-management.ts';
import { openChannel, type Channel, type ChannelOptions } from './xmpp-channel.ts';

const NEGOTIATION_TIMEOUT = 30_000;
/** Messages kept for a first listener. After a session was resumed nobody relies on them alone. */
const EARLY = 1_000;

export interface StreamOptions extends ChannelOptions, SessionWanted {
  /** What an earlier stream of the same account and resource left; null or absent: a fresh session. */
  readonly resume?: Resumable | null;
  /** Asks whether the server is still there after `idle` ms without a byte from it, and gives up after `patience` ms. */
  readonly keepAlive?: Patience;
}

export interface XmppStream {
  /** The full JID the server bound. */
  readonly jid: string;
  /** The session of `resume` goes on: subscriptions and presence stand, what was sent meanwhile follows (XEP-0198 section 5). */
  readonly resumed: boolean;
  readonly connection: {
    readonly server: string;
    readonly tls: string;
    readonly direct: boolean;
    readonly mechanism: string;
  };
  /**
   * What a later stream can take the session up with; null while the server offers none, and once it was ended by word:
   * after close(), a stream error, or the server's own good-bye.
   */
  readonly resumable: Resumable | null;
  /** Asks whether the server is still there (XEP-0199); a refusal is an answer too. Rejects with NoAnswer after `timeout` ms. */
  probe(timeout: number): Promise<void>;
  /** Sends an IQ and resolves with its result. Rejects with IqError, or when the stream ends or the time is over. */
  readonly iq: IqExchange['request'];
  send(element: XmlNode): Promise<void>;
  /** Incoming messages; what came before there was a listener is given to the first. Returns the remover. */
  onMessage(listener: (message: XmlNode) => void): () => void;
  /**
   * Resolves when the stream has ended: with what ended it (NoAnswer after `keepAlive`, ServerRefusal with its `condition`,
   * the socket's error), or null when it was closed in good order.
   */
  readonly closed: Promise<Error | null>;
  /** Ends the stream; idempotent. */
  close(): Promise<void>;
  /** Breaks the connection without a word, so that the server keeps the session: `resumable` stays what it was. */
  cut(): void;
}

/**
 * Opens a stream and logs in. Rejects with UntrustedCertificate or ChannelError before the password is used,
 * with an error whose `condition` is the server's word (not-authorized...) when it refuses, or the socket's error.
 */
export async function openXmppStream(options: StreamOptions): Promise<XmppStream> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(NEGOTIATION_TIMEOUT)]);
  const channel = await openChannel({ ...options, signal });
  const entity = new ChannelClient(channel.socket, options.domain, NEGOTIATION_TIMEOUT);
  const inbox = messagesOf(entity);
  const session = await untilCut(negotiate(entity, options), entity, signal);
  const silence = options.keepAlive ? keptAlive(entity, session, options.domain, options.keepAlive) : null;
  void entity.closed.then((error) => {
    silence?.stop();
    session.iqs.abandon(error ?? new Error('the stream was closed'));
  });
  return streamOf(entity, session, { channel, domain: options.domain, onMessage: inbox });
}

async function untilCut(
  negotiated: Promise<Negotiated>,
  entity: ChannelClient,
  signal: AbortSignal,
): Promise<Negotiated> {
  const abort = () => entity.channel.destroy();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const cut = entity.closed.then((error) => {
    throw signal.aborted ? signal.reason : (error ?? new Error('the server closed the stream'));
  });
  cut.catch(() => undefined); // after a good start nobody waits for it any more
  try {
    return await Promise.race([negotiated, cut]);
  } catch (error) {
    entity.channel.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    negotiated.catch(() => undefined); // the race was decided by the cut
  }
}

function streamOf(
  entity: ChannelClient,
  { iqs, management, mechanism }: Negotiated,
  { channel, domain, onMessage }: { channel: Channel; domain: string; onMessage: XmppStream['onMessage'] },
): XmppStream {
  let closing: Promise<void> | null = null;
  return {
    jid: String(entity.jid),
    resumed: management.isResumed,
    connection: {
      server: channel.server,
      tls: channel.socket.getProtocol() ?? '',
      direct: channel.direct,
      mechanism,
    },
    get resumable() {
      return entity.isEnded ? null : management.snapshot();
    },
    async probe(timeout) {
      // Not by <r/>: an <a/> that was under way before is no answer to it.
      const child = xml('ping', { xmlns: 'urn:xmpp:ping' });
      await iqs.request({ type: 'get', to: domain, child, timeout }).catch(unlessRefused);
    },
    iq: (...request) => iqs.request(...request),
    send: (element) => entity.send(element),
    onMessage,
    closed: entity.closed,
    close: () => (closing ??= entity.disconnect()),
    cut: () => void entity.channel.destroy(),
  };
}

function keptAlive(
  entity: ChannelClient,
  { iqs, management }: Negotiated,
  domain: string,
  patience: Patience,
) {
  const ask = (): void => {
    if (management.isOn) return management.ask();
    const child = xml('ping', { xmlns: 'urn:xmpp:ping' });
    // Whatever comes back is heard as bytes, and nothing as silence.
    iqs.request({ type: 'get', to: domain, child, timeout: patience.patience }).catch(() => undefined);
  };
  const silence = keepAlive(patience, ask, () => entity.fail(new NoAnswer(domain, patience.patience)));
  entity.channel.on('data', () => silence.heard());
  return silence;
}

function messagesOf(entity: ChannelClient): XmppStream['onMessage'] {
  const listeners = new Set<(message: XmlNode) => void>();
  let early: XmlNode[] | null = [];
  const deliver = (message: XmlNode): void => {
    for (const listener of listeners) listener(message);
  };
  entity.on('stanza', (stanza) => {
    if (stanza.name !== 'message') return;
    if (!early) deliver(stanza);
    else if (early.length < EARLY) early.push(stanza);
  });
  return (listener) => {
    listeners.add(listener);
    // Not before the caller has what it makes of them.
    queueMicrotask(() => {
      const kept = early ?? [];
      early = null;
      kept.forEach(deliver);
    });
    return () => void listeners.delete(listener);
  };
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof IqError)) throw error;
}

/** RFC 6121 section 4.2: without presence of priority 0 or more nothing is delivered to a bare JID's subscriptions. */
export function availablePresence(): XmlNode {
  return xml('presence', {}, xml('priority', {}, '0'));
}
