// An XMPP server that says exactly what a test tells it to, up to and including STARTTLS, and nothing true after it.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { KeyPair } from './odd-certificates.ts';

export const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
export const PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>";

export interface Script {
  /** What stands inside <stream:features/>. Default: STARTTLS. */
  readonly features?: string;
  /** The answer to <starttls/>. Default: PROCEED, then TLS. */
  readonly proceed?: string;
  readonly tls?: KeyPair;
  /** Given the encrypted connection. Default: it stays silent. */
  readonly encrypted?: (socket: TLSSocket) => void;
  /** Given each connection before anything is said; true: it does the rest itself. */
  readonly takeOver?: (socket: Socket) => boolean;
}

export interface FakeXmppServer {
  readonly port: number;
  /** Everything clients sent in clear. */
  readonly heard: string[];
  /** The server name each TLS client asked for. */
  readonly names: string[];
  close(): Promise<void>;
}

/** Listens on a free loopback port. */
export async function fakeXmppServer(script: Script): Promise<FakeXmppServer> {
  const heard: string[] = [];
  const names: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    if (!script.takeOver?.(socket)) converse(socket, script, { heard, names });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    // A listening TCP server's address is never a string.
    port: (server.address() as AddressInfo).port,
    heard,
    names,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

interface Notes {
  readonly heard: string[];
  readonly names: string[];
}

function converse(socket: Socket, script: Script, { heard, names }: Notes): void {
  const features = `<stream:features>${script.features ?? STARTTLS}</stream:features>`;
  const listen = (data: Buffer): void => {
    const text = data.toString('utf8');
    heard.push(text);
    if (text.includes('<stream:stream')) socket.write(HEADER + features);
    if (!text.includes('<starttls')) return;
    socket.off('data', listen);
    socket.write(script.proceed ?? PROCEED);
    if (script.tls) encrypt(socket, script, names);
  };
  socket.on('data', listen);
}

function encrypt(socket: Socket, { tls, encrypted }: Script, names: string[]): void {
  const secure = new TLSSocket(socket, {
    isServer: true,
    ...tls,
    SNICallback: (name, done) => {
      names.push(name);
      done(null, createSecureContext(tls));
    },
  });
  secure.on('error', () => {});
  encrypted?.(secure);
}
