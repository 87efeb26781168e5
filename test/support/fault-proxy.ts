// An HTTP proxy that fails on demand: late answers, answers cut at any byte, refusals instead of answers, and refusals
// although the server did what was asked.
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';

/** What befalls one request. */
export type Fault =
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection ends after that many bytes of the answer's body; 0: before it begins. */
  | { readonly kind: 'cut'; readonly after: number }
  /** `done`: the server was asked all the same. */
  | { readonly kind: 'status'; readonly status: number; readonly done: boolean };

export interface FaultProxy {
  /** 'http://127.0.0.1:PORT/'. */
  readonly url: string;
  /** Decides for each request. */
  fault: () => Fault | null;
  /** Requests that suffered one. */
  readonly faults: number;
  /** Cuts every connection and listens no more. Idempotent. */
  close(): Promise<void>;
}

/** Listens before 127.0.0.1:`port` when it resolves. */
export async function startFaultProxy(port: number): Promise<FaultProxy> {
  const state = { fault: (): Fault | null => null, faults: 0 };
  const server = createServer((asked, answer) => {
    const fault = state.fault();
    if (fault) state.faults += 1;
    void pass(asked, answer, port, fault).catch(() => answer.destroy()); // the client sees it cut
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return Object.defineProperties(state, {
    url: { value: `http://127.0.0.1:${address.port}/` },
    close: {
      value: async () => {
        server.closeAllConnections();
        if (!server.listening) return;
        server.close();
        await once(server, 'close');
      },
    },
  }) as typeof state & Pick<FaultProxy, 'url' | 'close'>;
}

async function pass(
  asked: IncomingMessage,
  answer: ServerResponse,
  port: number,
  fault: Fault | null,
): Promise<void> {
  const body: Buffer[] = [];
  for await (const piece of asked) body.push(piece as Buffer);
  if (fault?.kind === 'status' && !fault.done) return refuse(answer, fault.status);
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  const { method, url: path, headers } = asked;
  const onward = send({ host: '127.0.0.1', port, method, path, headers, agent: false });
  onward.end(Buffer.concat(body));
  const [given] = (await once(onward, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of given) pieces.push(piece as Buffer);
  if (fault?.kind === 'status') return refuse(answer, fault.status);
  const whole = Buffer.concat(pieces);
  const { 'transfer-encoding': _, ...rest } = given.headers;
  if (fault?.kind !== 'cut' || fault.after >= whole.length) {
    answer.writeHead(given.statusCode ?? 502, { ...rest, 'content-length': whole.length }).end(whole);
    return;
  }
  if (fault.after === 0) return void answer.destroy();
  answer.writeHead(given.statusCode ?? 502, { ...rest, 'content-length': whole.length });
  answer.write(whole.subarray(0, fault.after), () => answer.destroy());
}

function refuse(answer: ServerResponse, status: number): void {
  answer.writeHead(status, { 'content-type': 'text/plain' }).end('refused by the proxy');
}
