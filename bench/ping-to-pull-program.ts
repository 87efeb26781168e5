// A program: the soak's engine with two ears, on the bytes of its XMPP connection and on the requests it sends; and the
// least that could be done between them.
import { subscribe } from 'node:diagnostics_channel';
import { request, type ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';
import { jobs as engine } from '../test/soak/engine.ts';
import { pubSub, readEvent } from '../wire/pubsub.ts';
import { availablePresence, openXmppStream, type StreamOptions } from '../wire/xmpp-stream.ts';
import { serveJobs } from './forked.ts';

export interface BareEar {
  readonly options: Omit<StreamOptions, 'signal'>;
  readonly jid: string;
  readonly service: string;
  readonly node: string;
  /** What is asked at once. */
  readonly url: string;
}

/** When bytes came last over TLS (performance clock): calendars are asked in the clear here, so that it is XMPP's. */
let heardAt = 0;
const delays: number[] = [];

// Only looks at what passes: everything goes on as it came.
const emit = Reflect.get(TLSSocket.prototype, 'emit') as (...event: unknown[]) => boolean;
Reflect.set(TLSSocket.prototype, 'emit', function (this: TLSSocket, ...event: unknown[]): boolean {
  if (event[0] === 'data') heardAt = performance.now();
  return emit.apply(this, event);
});
subscribe('http.client.request.start', (message) => {
  const { request: sent } = message as { request: ClientRequest };
  if (sent.method === 'REPORT') delays.push(performance.now() - heardAt);
});

export const jobs = {
  ...engine,
  /** Milliseconds from the last bytes over TLS to each REPORT sent since the last time. */
  async delays(_nothing: null): Promise<readonly number[]> {
    return delays.splice(0);
  },
  /** Listens with nothing but a stream, and asks one REPORT for each ping. */
  async listenBare({ options, jid, service, node, url }: BareEar): Promise<void> {
    const stream = await openXmppStream({ ...options, signal: AbortSignal.timeout(10_000) });
    stream.onMessage((message) => {
      if (readEvent(message, service)?.node !== node) return;
      const asked = request(url, { method: 'REPORT' }, (answer) => answer.resume());
      // What it is answered is no matter here.
      asked.on('error', () => asked.destroy());
      asked.end();
    });
    await stream.send(availablePresence());
    await pubSub(stream, service).subscribe(node, jid);
  },
};

serveJobs(jobs);
