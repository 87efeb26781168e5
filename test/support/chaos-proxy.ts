// A TCP proxy that does to a connection what networks do: late, cut at any byte, swallowed, half gone, stripped of its
// encryption, or not there at all. It counts what passes and who came.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { withoutStartTls } from './without-start-tls.ts';

/** What befalls the connections that come from now on. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Both halves are reset once that many bytes passed that way. */
  | { readonly kind: 'reset'; readonly after: number; readonly way: Way }
  /** Accepted, and nothing ever comes back. */
  | { readonly kind: 'black-hole' }
  /** The server's offer of STARTTLS is taken out of what it says. */
  | { readonly kind: 'stripped' };

/** Up: towards the server. */
export type Way = 'up' | 'down';

export interface Passed {
  /** Bytes of payload, and the pieces they came in: hardly ever more than one packet each. */
  readonly bytes: number;
  readonly pieces: number;
}

export interface ChaosProxy {
  readonly port: number;
  weather: Weather;
  /** Milliseconds that every piece is late, each way. */
  latency: number;
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Connections that clients believe to stand. */
  readonly standing: number;
  passed(way: Way): Passed;
  /** Resets every connection, both halves. */
  cut(): void;
  /** The server's half of every connection goes away; its client never hears of it. */
  goSilent(): void;
  /** The client's half of every connection is reset; its server never hears of it, and keeps what it sends. */
  abandon(): void;
  /** Listens no more, so that connecting is refused; what stands stays. */
  refuse(): void;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  /** Cuts everything and listens no more. Idempotent. */
  close(): Promise<void>;
}

/** Listens before 127.0.0.1:`port` when it resolves; on a free loopback port, or on `own`. */
export async function startChaosProxy(port: number, own = 0): Promise<ChaosProxy> {
  const proxy = new Proxy(port);
  await proxy.listen(own);
  return proxy;
}

class Proxy implements ChaosProxy {
  weather: Weather = { kind: 'clear' };
  latency = 0;
  accepted = 0;
  port = 0;
  readonly #target: number;
  readonly #passed = { up: { bytes: 0, pieces: 0 }, down: { bytes: 0, pieces: 0 } };
  /** Client -> its server; null: the server is gone, or was never called. */
  readonly #pairs = new Map<Socket, Socket | null>();
  /** Halves towards the server whose client is gone. */
  readonly #orphans = new Set<Socket>();
  #listener: Server | null = null;

  constructor(target: number) {
    this.#target = target;
  }

  async listen(port: number): Promise<void> {
    const listener = createServer((client) => this.#come(client));
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
    this.port = address.port;
    this.#listener = listener;
  }

  get standing(): number {
    return this.#pairs.size;
  }

  passed(way: Way): Passed {
    return { ...this.#passed[way] };
  }

  cut(): void {
    for (const client of this.#pairs.keys()) this.#reset(client);
  }

  goSilent(): void {
    for (const [client, server] of this.#pairs) {
      this.#pairs.set(client, null);
      server?.destroy();
    }
  }

  abandon(): void {
    for (const [client, server] of this.#pairs) {
      if (server) this.#orphans.add(server);
      server?.once('close', () => this.#orphans.delete(server));
      this.#pairs.set(client, null);
      client.resetAndDestroy();
    }
  }

  refuse(): void {
    // Closed to newcomers at once, and for good when those who are there have left; nobody waits for that.
    this.#listener?.close();
    this.#listener = null;
  }

  async accept(): Promise<void> {
    if (this.#listener === null) await this.listen(this.port);
  }

  async close(): Promise<void> {
    this.cut();
    for (const server of this.#orphans) server.destroy();
    const listener = this.#listener;
    this.#listener = null;
    if (listener === null) return;
    listener.close();
    await once(listener, 'close');
  }

  #come(client: Socket): void {
    this.accepted += 1;
    const { weather } = this;
    client.setNoDelay(true);
    // How a connection ends is its two programs' affair; here it only has to end.
    client.on('error', () => client.destroy());
    client.once('close', () => {
      this.#pairs.get(client)?.destroy();
      this.#pairs.delete(client);
    });
    this.#pairs.set(client, null);
    if (weather.kind === 'reset' && weather.after === 0) return this.#reset(client);
    if (weather.kind === 'black-hole') return void client.resume();
    const server = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    server.on('error', () => server.destroy());
    server.once('close', () => {
      // Unless it went away in silence, its client hears of it.
      if (this.#pairs.get(client) === server) client.destroy();
    });
    this.#pairs.set(client, server);
    this.#join(client, server, weather);
  }

  #join(client: Socket, server: Socket, weather: Weather): void {
    const edit = weather.kind === 'stripped' ? withoutStartTls() : (piece: Buffer): Buffer => piece;
    const left = { up: Infinity, down: Infinity };
    if (weather.kind === 'reset') left[weather.way] = weather.after;
    const pass = (way: Way, piece: Buffer): void => {
      const to = way === 'up' ? this.#pairs.get(client) : client;
      const part = piece.subarray(0, left[way]);
      left[way] -= part.length;
      this.#passed[way].bytes += part.length;
      this.#passed[way].pieces += 1;
      this.#later(() => {
        if (to?.writable) to.write(part);
        if (left[way] <= 0) this.#reset(client);
      });
    };
    client.on('data', (piece: Buffer) => pass('up', piece));
    server.on('data', (piece: Buffer) => {
      const edited = edit(piece);
      if (edited.length > 0 && this.#pairs.get(client) === server) pass('down', edited);
    });
    client.on('end', () => this.#later(() => server.end()));
    server.on('end', () => this.#later(() => this.#pairs.get(client) === server && client.end()));
  }

  #later(run: () => void): void {
    if (this.latency > 0) setTimeout(run, this.latency);
    else run();
  }

  #reset(client: Socket): void {
    this.#pairs.get(client)?.resetAndDestroy();
    client.resetAndDestroy();
  }
}
