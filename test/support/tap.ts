// A tap between two programs on this machine: passes every byte on unchanged, and notes each HTTP request that goes by.
import { once } from 'node:events';
import { createServer as createParser } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export interface TappedRequest {
  /** When its head had passed, epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** User name of its Basic credentials; '' without any. */
  readonly user: string;
  /** When the latest piece of its answer had passed, epoch ms; null before the first. */
  readonly answeredAt: number | null;
}

export interface Tap {
  /** Where it listens: 'http://127.0.0.1:PORT/'. */
  readonly url: string;
  /** Every request since the start or the last clear(), in the order of their heads. */
  requests(): readonly TappedRequest[];
  /** Bytes that passed since then: `up` towards the server, `down` from it. */
  bytes(): { readonly up: number; readonly down: number };
  /** Forgets what passed so far. */
  clear(): void;
  /** Cuts every connection and listens no more. Idempotent. */
  close(): Promise<void>;
}

type Noted = { -readonly [K in keyof TappedRequest]: TappedRequest[K] };

interface Seen {
  requests: Noted[];
  up: number;
  down: number;
}

/** Listens on a free loopback port and passes everything on to 127.0.0.1:`port`, whether somebody listens there or not. */
export async function startTap(port: number): Promise<Tap> {
  const seen: Seen = { requests: [], up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // How a connection ends is its two programs' affair; the other half ends with it.
      socket.once('error', () => socket.destroy());
    }
    join(client, upstream, seen);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the tap listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests: () => seen.requests.map((request) => ({ ...request })),
    bytes: () => ({ up: seen.up, down: seen.down }),
    clear: () => void Object.assign(seen, { requests: [], up: 0, down: 0 }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function join(client: Socket, upstream: Socket, seen: Seen): void {
  // One at a time on a connection, as HTTP/1.1 clients do: what comes down belongs to what went up last.
  let current: Noted | null = null;
  const copy = requestReader((request) => {
    current = request;
    seen.requests.push(request);
  });
  client.on('data', (piece) => {
    seen.up += piece.length;
    copy.push(piece);
  });
  upstream.on('data', (piece) => {
    seen.down += piece.length;
    if (current) current.answeredAt = Date.now();
  });
  client.pipe(upstream).pipe(client);
  client.once('close', () => {
    copy.destroy();
    upstream.destroy();
  });
  upstream.once('close', () => client.destroy());
}

/** Reads a copy of what a client sends with Node's own parser; what that parser would answer goes nowhere. */
function requestReader(onRequest: (request: Noted) => void): Duplex {
  const parser = createParser({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
  const read = (request: IncomingMessage, answer: { end(): void }): void => {
    const { method = '', url = '', headers } = request;
    onRequest({
      at: Date.now(),
      method,
      path: url,
      user: userOf(headers.authorization ?? ''),
      answeredAt: null,
    });
    request.resume();
    request.once('end', () => answer.end());
  };
  parser.on('request', read).on('checkContinue', read);
  const copy = new Duplex({ read: () => undefined, write: (_piece, _encoding, done) => done() });
  copy.on('error', () => copy.destroy());
  parser.emit('connection', copy);
  return copy;
}

function userOf(authorization: string): string {
  const [scheme, credentials = ''] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'basic') return '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
}
