// A server on which TLS begins with the first byte (XEP-0368); it notes what each client asked for.
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { KeyPair } from './odd-certificates.ts';

export interface TlsDoor {
  readonly port: number;
  /** Server name and protocol of each handshake that came through. */
  readonly greeted: { readonly name: string | false | null; readonly protocol: string | false | null }[];
  /** Everything clients said, decrypted. */
  readonly heard: string[];
  close(): Promise<void>;
}

/** Listens at `host`, on a free port unless told. */
export async function tlsDoor(pair: KeyPair, host = '127.0.0.1', port = 0): Promise<TlsDoor> {
  const greeted: TlsDoor['greeted'] = [];
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ ...pair, ALPNProtocols: ['xmpp-client'] }, (socket) => {
    greeted.push({ name: socket.servername, protocol: socket.alpnProtocol });
    socket.on('error', () => {}).on('data', (data) => heard.push(String(data)));
  });
  server.on('tlsClientError', () => {}).on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  return {
    // A listening TCP server's address is never a string.
    port: (server.address() as AddressInfo).port,
    greeted,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
