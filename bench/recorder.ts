// Between a client and a real server, for one rehearsal: passes everything on and keeps every request whole.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Recorded } from './replay.ts';

export interface Recorder {
  /** 'http://127.0.0.1:PORT/'. */
  readonly url: string;
  /** What passed so far, in the order it came. */
  recorded(): readonly Recorded[];
  close(): Promise<void>;
}

type Noted = { -readonly [K in keyof Recorded]: Recorded[K] };

/** Listens on a free loopback port and passes on to 127.0.0.1:`port`. */
export async function startRecorder(port: number): Promise<Recorder> {
  const agent = new Agent({ keepAlive: true });
  const notes: Noted[] = [];
  let answered = 0;
  const serve = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const after = answered;
    const { method = '', url: path = '', headers } = asked;
    const note: Noted = { method, path, headers, body: await textOf(asked), status: 0, after };
    notes.push(note);
    const answer = await passedOn(note, port, agent);
    note.status = answer.statusCode ?? 0;
    response.writeHead(note.status, answer.headers);
    await pipeline(answer, response);
    answered += 1;
  };
  const server = createServer((asked, response) => {
    serve(asked, response).catch(() => response.destroy()); // the client sees its answer cut off, and says so
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    recorded: () => notes.map((note) => ({ ...note })),
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(asked: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of asked) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function passedOn({ method, path, headers, body }: Recorded, port: number, agent: Agent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent }, resolve);
    asked.once('error', reject);
    asked.end(body);
  });
}
