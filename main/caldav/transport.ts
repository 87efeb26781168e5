// One HTTP request over the connections of one account: few, kept open, TLS judged by the one place that judges it.
// Node's own http, because a body is read no faster than it is used, whatever the server does with the connection.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { openTls } from '../../wire/tls.ts';
import type { Access } from '../core/ports.ts';

/** Ms until a connection has to stand. */
const CONNECT = 20_000;
/** Ms an idle connection is kept for the next request. */
const IDLE = 60_000;
/** Connections to one origin: two bodies at a time for each of a few calendars. */
const CONNECTIONS = 6;
/** Bytes of an unwanted body that are read all the same, so that its connection can be used again. */
const SMALL = 64 * 1024;

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** The beginning of an answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /**
   * Decompressed; to be read, or left to leave(). Fails with what the network says, or with the signal's reason.
   * null: there is nothing to read.
   */
  readonly body: Readable | null;
}

export interface Transport {
  /** Throws the network's own error, the signal's reason, or Renewed. */
  send(request: RawRequest): Promise<RawAnswer>;
  /** Ends the connections nobody uses: the next request has a new one. */
  dropIdle(): void;
  /** The way there may be another by now: drops what is idle, and whatever has no answer yet fails with Renewed. */
  renew(): void;
  /** Ends every connection, whatever it is doing. */
  close(): void;
}

/** A request was given up before its answer began, for a new connection. */
export class Renewed extends Error {
  constructor() {
    super('given up for a new connection');
    this.name = 'Renewed';
  }
}

/** Connections that trust what the system trusts and what the person accepted. */
export function transport(access: Access): Transport {
  const options = { keepAlive: true, maxSockets: CONNECTIONS, timeout: IDLE };
  const closing = new AbortController();
  const unanswered = new Set<HangUp>();
  const agents = {
    'http:': new http.Agent(options),
    'https:': secureAgent(new https.Agent(options), access, closing.signal),
  };
  const dropIdle = (): void => {
    for (const { freeSockets } of Object.values(agents))
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  };
  return {
    async send(request) {
      if (closing.signal.aborted) throw new Error('these connections are closed');
      const isSecure = request.url.startsWith('https:');
      return isSecure
        ? sendBy(https, agents['https:'], request, unanswered)
        : sendBy(http, agents['http:'], request, unanswered);
    },
    dropIdle,
    renew() {
      dropIdle();
      for (const hangUp of unanswered) hangUp();
    },
    close() {
      closing.abort();
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** Nobody wants a body, or the rest of it. */
export function leave({ headers, body }: RawAnswer): void {
  body?.on('error', () => {}); // whatever becomes of it
  const length = Number(headers.get('content-length') ?? NaN);
  if (length <= SMALL) body?.resume();
  else body?.destroy();
}

function secureAgent(agent: https.Agent, { trusted }: Access, closing: AbortSignal): https.Agent {
  agent.createConnection = (options, done) => {
    const { host, port, servername } = options as { host: string; port: number; servername?: string };
    const signal = AbortSignal.any([closing, AbortSignal.timeout(CONNECT)]);
    const name = servername === undefined || servername === '' ? host : servername;
    void handOver(openTls({ servername: name, host, port: Number(port), anchors: trusted, signal }), done);
    return undefined;
  };
  return agent;
}

type Done = Parameters<https.Agent['createConnection']>[1];

async function handOver(opening: Promise<TLSSocket>, done: Done): Promise<void> {
  let socket: TLSSocket;
  try {
    socket = await opening;
  } catch (error) {
    return done?.(asError(error), undefined as never); // Node looks at the socket only without an error
  }
  done?.(null, socket);
}

/** Ends a request that has no answer yet. */
type HangUp = () => void;

function sendBy(
  protocol: typeof http | typeof https,
  agent: http.Agent,
  { method, url, headers, body, signal }: RawRequest,
  unanswered: Set<HangUp>,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const asked = protocol.request(url, {
      method,
      agent,
      headers: { 'accept-encoding': 'gzip', ...headers },
    });
    // Node itself frames no body of a DELETE: the server would take it for the next request.
    if (body !== undefined) asked.setHeader('content-length', Buffer.byteLength(body));
    let answer: RawAnswer | null = null;
    const end = (reason: Error) => {
      answer?.body?.destroy(reason);
      asked.destroy(reason);
      reject(reason); // a request that has no connection yet would only say so when it has one
    };
    const giveUp = () => end(asError(signal.reason));
    const hangUp = () => end(new Renewed());
    signal.addEventListener('abort', giveUp, { once: true });
    unanswered.add(hangUp);
    asked.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      unanswered.delete(hangUp);
    });
    asked.on('error', (error) => reject(signal.aborted ? asError(signal.reason) : error));
    asked.once('response', (incoming) => {
      unanswered.delete(hangUp);
      answer = answerOf(incoming);
      resolve(answer);
    });
    asked.end(body);
  });
}

function answerOf(incoming: IncomingMessage): RawAnswer {
  const headers = new Headers();
  const { rawHeaders } = incoming;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!); // in pairs
  const status = incoming.statusCode ?? 0;
  if (status === 204 || status === 304 || headers.get('content-length') === '0') {
    incoming.resume();
    return { status, headers, body: null };
  }
  const isPacked = /^(?:x-)?gzip$/i.test(headers.get('content-encoding') ?? '');
  // Its end, good or bad, is the end of what is read.
  const body = isPacked ? pipeline(incoming, createGunzip(), () => {}) : incoming;
  return { status, headers, body };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
