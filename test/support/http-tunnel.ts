// An HTTP proxy that connects through to wherever it is asked, or answers what a test tells it.
import net, { type AddressInfo, type Socket } from 'node:net';

export interface HttpTunnel {
  readonly port: number;
  /** The header of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface TunnelScript {
  /** Sent for every request, instead of connecting anywhere. */
  readonly answer?: string;
  /** Places of names that no DNS knows: 'xmpp.example.test:5222' to a port on loopback. */
  readonly places?: Readonly<Record<string, number>>;
  /** How the connection through is announced; the bytes of the other side follow at once. */
  readonly established?: string;
}

/** Listens on a free loopback port. */
export async function httpTunnel(script: TunnelScript = {}): Promise<HttpTunnel> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', (data) => {
      requests.push(String(data));
      if (script.answer !== undefined) return socket.write(script.answer);
      sockets.add(through(socket, String(data), script));
      return undefined;
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    // A listening TCP server's address is never a string.
    port: (server.address() as AddressInfo).port,
    requests,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function through(socket: Socket, request: string, { places, established }: TunnelScript): Socket {
  const where = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(request)?.[1] ?? '';
  const port = places?.[where] ?? Number(where.slice(where.lastIndexOf(':') + 1));
  const bracketed = /^\[(.*)\]:/.exec(where)?.[1];
  const other = net.connect({ host: bracketed ?? '127.0.0.1', port });
  other.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  other.once('connect', () => {
    socket.write(established ?? 'HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(other).pipe(socket);
  });
  socket.on('close', () => other.destroy());
  return other;
}
