// Free loopback ports for servers that must keep theirs over a restart.
import { createServer } from 'node:net';

// Below the range the kernel hands to outgoing connections (32768 and up), so that no client can sit on the port
// while its server is down for a moment.
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A loopback TCP port nobody listens on. Chosen at random, so that parallel runs rarely meet. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
