// A gate in front of a server that knows no passwords: asks for Basic credentials (RFC 7617), passes all else through.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface BasicGate {
  /** 'http://127.0.0.1:PORT/'. */
  readonly url: string;
  /** Cuts every connection and listens no more. Idempotent. */
  close(): Promise<void>;
}

/** Listens on a free loopback port in front of 127.0.0.1:`port`. `users`: user name -> password. */
export async function startBasicGate(
  port: number,
  users: Readonly<Record<string, string>>,
): Promise<BasicGate> {
  const known = new Set(Object.entries(users).map(([user, password]) => basicCredentials(user, password)));
  const server = createServer((asked, answer) => {
    if (known.has(asked.headers.authorization ?? '')) passOn(port, asked, answer);
    else refuse(asked, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gate listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      server.closeAllConnections();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** The value of an Authorization header. */
export function basicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function refuse(asked: IncomingMessage, answer: ServerResponse): void {
  asked.resume();
  answer.writeHead(401, { 'www-authenticate': 'Basic realm="dav", charset="UTF-8"' }).end();
}

// Header lines as they came, in their order and spelling; only what belongs to the connection is the gate's own.
function passOn(port: number, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url, headers } = asked;
  const upstream = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false });
  upstream.once('response', (reply) => {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...rest } = reply.headers;
    answer.writeHead(reply.statusCode ?? 502, rest);
    reply.pipe(answer);
    // Cut off up there: cut off down here, or half an answer would pass for a whole one.
    reply.once('aborted', () => answer.destroy());
  });
  upstream.once('error', () => answer.destroy());
  answer.once('close', () => upstream.destroy());
  asked.pipe(upstream);
}
