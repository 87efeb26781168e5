// The least a CalDAV client can be: the very requests that ours made, their answers drained and not looked at.
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** One request as it went over the wire. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What it was answered; a replay that is answered otherwise is no replay. */
  readonly status: number;
  /** How many of the others had been answered when it was sent. */
  readonly after: number;
}

export interface Replayed {
  /** From the first request to the last byte of the last answer. */
  readonly ms: number;
  /** Bytes on the wire, heads included. */
  readonly up: number;
  readonly down: number;
}

export interface Replay {
  /** Sends them with as many under way at a time as there were. Throws when one is answered with another status. */
  run(requests: readonly Recorded[]): Promise<Replayed>;
  close(): void;
}

/** Belong to the connection, not to the request. */
const OF_THE_CONNECTION = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
]);

/** A client of the server on 127.0.0.1:`port`, with nothing in between. It keeps its connections alive. */
export function replayAt(port: number): Replay {
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  const passed = () => ({
    up: [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    down: [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0),
  });
  const send = async (one: Recorded): Promise<void> => {
    const status = await drained(one, { port, agent, sockets });
    if (status !== one.status) throw new Error(`${one.method} ${one.path}: ${status}, once ${one.status}`);
  };
  return {
    run: async (requests) => {
      const before = passed();
      const startedAt = performance.now();
      await inOrder(requests, send);
      const ms = performance.now() - startedAt;
      const { up, down } = passed();
      return { ms, up: up - before.up, down: down - before.down };
    },
    close: () => agent.destroy(),
  };
}

/** Starts each request once as many were answered as had been then. Throws the first failure. */
export async function inOrder(
  requests: readonly Recorded[],
  send: (one: Recorded) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let answered = 0;
  for (const one of requests) {
    while (answered < one.after && underWay.size > 0) await Promise.race(underWay);
    const sent = send(one).then(() => {
      answered += 1;
      underWay.delete(sent);
    });
    // Awaited below or in a race; until then a failure is nobody's yet.
    sent.catch(() => undefined);
    underWay.add(sent);
  }
  await Promise.all(underWay);
}

interface Line {
  readonly port: number;
  readonly agent: Agent;
  readonly sockets: Set<Socket>;
}

function drained({ method, path, headers, body }: Recorded, { port, agent, sockets }: Line): Promise<number> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, agent }, (answer: IncomingMessage) => {
      answer.once('error', reject);
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.resume();
    });
    for (const [name, value] of kept) if (value !== undefined) asked.setHeader(name, value);
    if (body !== '') asked.setHeader('content-length', Buffer.byteLength(body));
    asked.once('socket', (socket: Socket) => sockets.add(socket));
    asked.once('error', reject);
    asked.end(body);
  });
}
