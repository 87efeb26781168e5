// One XMPP stream: TLS, login, presence, IQs with a time-out, messages. It ends once and for ever; whoever wants
// another opens another. xmpp.js negotiates and parses; the connection, the time-outs and the end are ours.
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type tls from 'node:tls';
import { client } from '@xmpp/client';
import TcpConnection from '@xmpp/tcp/lib/Connection.js';
import xml, { type XmlNode } from '@xmpp/xml';
import { IqError, iqExchange, type IqExchange } from './iq.ts';
import { openChannel, type ChannelOptions } from './xmpp-channel.ts';

const NEGOTIATION_TIMEOUT = 30_000;
const CLOSE_TIMEOUT = 1_000;
const STREAMS = 'http://etherx.jabber.org/streams';
const NOT_TAKEN_UP = [
  // The library counts stanzas wrongly, so that servers resend or even drop the stream; a fresh session and a pull is right.
  { name: 'sm', namespace: 'urn:xmpp:sm:3' },
  // With Bind 2 the server picks the resource; a fixed one is what keeps a device from competing with itself.
  { name: 'authentication', namespace: 'urn:xmpp:sasl:2' },
];

export interface StreamOptions extends ChannelOptions {
  readonly username: string;
  readonly password: string;
  readonly resource: string;
}

export interface XmppStream {
  /** The full JID the server bound. */
  readonly jid: string;
  /** Sends an IQ and resolves with its result. Rejects with IqError, or when the stream ends or the time is over. */
  readonly iq: IqExchange['request'];
  send(element: XmlNode): Promise<void>;
  /** Incoming messages. Returns the remover. */
  onMessage(listener: (message: XmlNode) => void): () => void;
  /** Resolves when the stream has ended: with what ended it, or null when it was closed in good order. */
  readonly closed: Promise<Error | null>;
  /** Ends the stream; idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a stream and logs in. Rejects with UntrustedCertificate or ChannelError before the password is used,
 * with an error whose `condition` is the server's word (not-authorized...) when it refuses, or the socket's error.
 */
export async function openXmppStream(options: StreamOptions): Promise<XmppStream> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(NEGOTIATION_TIMEOUT)]);
  const channel = await openChannel({ ...options, signal });
  const xmpp = client({
    service: 'belfry://channel',
    domain: options.domain,
    resource: options.resource,
    username: options.username,
    password: options.password,
    timeout: NEGOTIATION_TIMEOUT,
  });
  let ended: Error | null = null;
  xmpp.on('error', (error) => (ended ??= error));
  // Before the library listens: a connection that breaks right now must not break the program.
  channel.on('error', (error) => (ended ??= error));
  xmpp.reconnect.stop();
  xmpp.transports.splice(0, Infinity, transportOver(channel));
  xmpp.prependListener('element', dropFeatures);
  // An IQ error that arrives before the write callback rejects a promise nobody listens to yet: the process would die.
  const { handlers } = xmpp.iqCaller;
  const register = handlers.set.bind(handlers);
  handlers.set = (id, deferred) => {
    deferred.promise.catch(() => undefined); // its requester gets the same rejection
    return register(id, deferred);
  };
  const closed = new Promise<Error | null>((resolve) => channel.once('close', () => resolve(ended)));
  await negotiated(xmpp.start(), channel, closed, signal);
  return session(xmpp, channel, closed);
}

type Client = ReturnType<typeof client>;

async function negotiated(
  started: Promise<unknown>,
  channel: tls.TLSSocket,
  closed: Promise<Error | null>,
  signal: AbortSignal,
): Promise<void> {
  const abort = () => channel.destroy();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const cut = closed.then((error) => {
    throw signal.aborted ? signal.reason : (error ?? new Error('the server closed the stream'));
  });
  cut.catch(() => undefined); // after a good start nobody waits for it any more
  try {
    await Promise.race([started, cut]);
  } catch (error) {
    channel.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    started.catch(() => undefined); // the race was decided by the cut
  }
}

function session(xmpp: Client, channel: tls.TLSSocket, closed: Promise<Error | null>): XmppStream {
  const listeners = new Set<(message: XmlNode) => void>();
  const iqs = iqExchange((element) => xmpp.send(element));
  xmpp.on('stanza', (stanza) => {
    if (stanza.name === 'message') for (const listener of listeners) listener(stanza);
    if (stanza.name === 'iq') iqs.receive(stanza);
  });
  void closed.then((error) => iqs.abandon(error ?? new Error('the stream was closed')));
  let closing: Promise<void> | null = null;
  const close = async () => {
    const forced = setTimeout(() => channel.destroy(), CLOSE_TIMEOUT);
    if (!channel.destroyed) channel.end('</stream:stream>');
    await closed;
    clearTimeout(forced);
  };
  return {
    jid: String(xmpp.jid),
    iq: (...request) => iqs.request(...request),
    send: (element) => xmpp.send(element),
    onMessage(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    closed,
    close: () => (closing ??= close()),
  };
}

/** RFC 6121 section 4.2: without presence of priority 0 or more nothing is delivered to a bare JID's subscriptions. */
export function availablePresence(): XmlNode {
  return xml('presence', {}, xml('priority', {}, '0'));
}

function dropFeatures(element: XmlNode): void {
  if (!element.is('features', STREAMS)) return;
  element.children = element.children.filter(
    (c) => typeof c === 'string' || !NOT_TAKEN_UP.some((f) => c.is(f.name, f.namespace)),
  );
}

// What xmpp.js expects of a transport: a class whose prototype knows the socket. It is given the open channel.
function transportOver(channel: tls.TLSSocket): unknown {
  class Channel extends TcpConnection {
    override socketParameters(): object {
      return {};
    }
  }
  Channel.prototype.Socket = function Socket() {
    return channelSocket(channel);
  };
  return Channel;
}

function channelSocket(channel: tls.TLSSocket): EventEmitter {
  const socket = new EventEmitter();
  // The library decodes chunk by chunk, which breaks a character that is split between two.
  const decoder = new StringDecoder('utf8');
  channel.on('data', (data: Buffer) => socket.emit('data', decoder.write(data)));
  channel.on('error', (error) => socket.emit('error', error));
  // The library takes its own listener off when it closes; an error after that must not end the process.
  socket.on('error', () => undefined);
  channel.on('close', () => socket.emit('close'));
  return Object.assign(socket, {
    secure: true,
    connect: () => setImmediate(() => socket.emit('connect')),
    end: () => channel.end(),
    write: (text: string, done: (error?: Error | null) => void) => channel.write(text, done),
  });
}

/** XEP-0199 ping to one's own server. Rejects when nothing comes back within `timeout` ms. */
export async function keepAlive(stream: XmppStream, server: string, timeout: number): Promise<void> {
  try {
    await stream.iq({ type: 'get', to: server, child: xml('ping', { xmlns: 'urn:xmpp:ping' }), timeout });
  } catch (error) {
    if (!(error instanceof IqError)) throw error; // a refusal is an answer too
  }
}
