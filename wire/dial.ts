// A TCP connection to whichever address of a host answers first (RFC 8305, "happy eyeballs").
// Node's own autoSelectFamily gives each address but the last 250 ms and then gives it up: where a handshake takes longer
// than that and the last address is dead, nothing is ever reached. Here an attempt goes on while the next one begins.
import net from 'node:net';
import type { Resolver } from './resolver.ts';
import { orAborted, reasonOf } from './time-limit.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds an attempt has for itself before the next address is tried beside it (RFC 8305 section 8). */
const ATTEMPT_DELAY = 250;
const MOST_ADDRESSES = 8;
/** Idle milliseconds after which the system asks whether the other end is still there. */
const KEEP_ALIVE = 60_000;

/**
 * Connects to a host (name or address). Rejects with the socket's error, with an AggregateError when several addresses
 * failed, or with the signal's reason. The socket is given away without listeners.
 */
export async function dial(
  { host, port }: Place,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<net.Socket> {
  signal.throwIfAborted();
  const addresses = net.isIP(host) ? [host] : await orAborted(resolver.addresses(host), signal);
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  return firstOf(interleaved(addresses).slice(0, MOST_ADDRESSES), port, signal);
}

/** 'host:port', an IPv6 address in brackets (RFC 3986 section 3.2.2). */
export function authority({ host, port }: Place): string {
  return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

// RFC 8305 section 4: the families take turns, beginning with that of the best address.
function interleaved(addresses: readonly string[]): readonly string[] {
  const family = net.isIP(addresses[0] ?? '');
  const first = addresses.filter((a) => net.isIP(a) === family);
  const second = addresses.filter((a) => net.isIP(a) !== family);
  const length = Math.max(first.length, second.length);
  const turns = Array.from({ length }, (_, i) => [...first.slice(i, i + 1), ...second.slice(i, i + 1)]);
  return turns.flat();
}

function firstOf(addresses: readonly string[], port: number, signal: AbortSignal): Promise<net.Socket> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const waiting = [...addresses];
    const running = new Set<Attempt>();
    const errors: Error[] = [];
    let timer: NodeJS.Timeout | undefined;
    const decide = (winner: net.Socket | null, error?: Error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      for (const attempt of running) attempt.leave(winner);
      if (winner) resolve(winner);
      else reject(error ?? (errors.length === 1 ? errors[0] : new AggregateError(errors, worded(errors))));
    };
    const abort = () => decide(null, reasonOf(signal));
    const next = () => {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined) return running.size === 0 ? decide(null) : undefined;
      const attempt = connect({ host: address, port }, decide, (error) => {
        errors.push(error);
        running.delete(attempt);
        next();
      });
      running.add(attempt);
      if (waiting.length > 0) timer = setTimeout(next, ATTEMPT_DELAY);
    };
    signal.addEventListener('abort', abort, { once: true });
    next();
  });
}

interface Attempt {
  /** Nobody waits for it any more; its socket is destroyed unless it is the winner. */
  leave(winner: net.Socket | null): void;
}

function connect(place: Place, won: (socket: net.Socket) => void, lost: (error: Error) => void): Attempt {
  // Pings are tiny: with Nagle's algorithm each waits some 40 ms for the acknowledgement of the one before.
  const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE };
  const socket = net.connect({ ...place, ...options });
  const connected = () => won(socket);
  const failed = (error: Error) => {
    socket.off('connect', connected);
    lost(error);
  };
  socket.once('connect', connected).once('error', failed);
  return {
    leave(winner) {
      socket.off('connect', connected).off('error', failed);
      // What else goes wrong with one that lost is of no interest, but unheard it would end the program.
      if (socket !== winner) socket.on('error', () => {}).destroy();
    },
  };
}

function worded(errors: readonly Error[]): string {
  return errors.map(({ message }) => message).join('; ');
}
