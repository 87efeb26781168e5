// Ports of the notifier's own.
import { once } from 'node:events';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Resolves when the server listens there; port 0 is any free one. Rejects with the server's error. */
export async function listenOn(
  server: http.Server,
  where: { readonly host: string; readonly port: number },
): Promise<AddressInfo> {
  server.listen(where.port, where.host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}
