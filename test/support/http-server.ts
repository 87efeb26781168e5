// A web server that answers exactly as a test tells it to, and remembers what it was asked.
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './odd-certificates.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly depth: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Writes the body itself, in its own time; the answer ends when it resolves, unless it was destroyed. */
  readonly pour?: (response: ServerResponse) => Promise<void>;
  /** Cut the connection instead of answering. */
  readonly hangUp?: boolean;
}

export interface HttpServer {
  /** 'http://127.0.0.1:PORT' or with https. */
  readonly origin: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Connections that are open right now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Listens on a free loopback port; `answer` decides. With `tls` it speaks https. */
export async function httpServer(
  answer: (asked: Asked) => Reply | Promise<Reply>,
  { tls, host = '127.0.0.1' }: { readonly tls?: KeyPair; readonly host?: string } = {},
): Promise<HttpServer> {
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { authorization, depth } = request.headers;
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization,
      depth: depth === undefined ? undefined : String(depth),
      headers: request.headers,
      body,
    };
    asked.push(one);
    const reply = await answer(one);
    if (reply.hangUp) return void request.socket.destroy();
    response.writeHead(reply.status ?? 207, { 'content-type': 'application/xml', ...reply.headers });
    await reply.pour?.(response);
    if (!response.destroyed) response.end(reply.body ?? '');
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(request, response).catch((error: unknown) => response.destroy(error as Error)); // shown by the client's failure
  const server = tls ? createSecure(tls, listener) : createPlain(listener);
  if (tls) server.on('tlsClientError', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    asked,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** A multistatus around these responses, with the prefixes D, C, CS and I declared. */
export function multistatus(...inner: readonly string[]): string {
  return `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:I="http://apple.com/ns/ical/">${inner.join('')}</D:multistatus>`;
}

/** One response with a 200 propstat. */
export function found(href: string, properties: string): string {
  return `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
}

/** One response that is nothing but a status. */
export function status(href: string, code: number): string {
  return `<D:response><D:href>${href}</D:href><D:status>HTTP/1.1 ${code} Some Words</D:status></D:response>`;
}
