// Holds the one stream to the XMPP server: opens it, opens it again after a growing pause, closes it.
import { backOff, type BackOff } from '../../wire/back-off.ts';
import { codeOf, type Log } from '../operations/log.ts';
import type { Owner } from '../members/owner.ts';

// One client of one server, and many people wait for it: it asks more often than a desktop would.
const RECONNECT: BackOff = { first: 500, base: 1_000, longest: 30_000 };

/** A stream that ends sooner than this, in milliseconds, was no success. */
const STEADY = 10_000;

/** A stream that is logged in, with the pubsub service behind it. */
export interface OpenStream {
  readonly service: Owner;
  /** Resolves when the stream has ended. */
  readonly closed: Promise<Error | null>;
  close(): Promise<void>;
}

export interface PublisherOptions {
  readonly open: (signal: AbortSignal) => Promise<OpenStream>;
  /** Called with each fresh stream. */
  readonly onOnline: () => void;
  readonly random: () => number;
  readonly log: Log;
}

export interface Publisher {
  /** The service, or null while there is no stream. */
  service(): Owner | null;
  /** The stream does not answer any more: closes it, so that another is opened. */
  renew(): void;
  /** Closes the stream and opens no other. Idempotent. */
  stop(): Promise<void>;
}

/** Starts holding a stream; returns at once. */
export function startPublisher(options: PublisherOptions): Publisher {
  const stopping = new AbortController();
  let current: OpenStream | null = null;
  const hold = async () => {
    for (let failures = 0; !stopping.signal.aborted;) {
      const stream = await attempt(options, stopping.signal);
      failures++;
      if (stream) {
        const since = Date.now();
        current = stream;
        options.onOnline();
        const cause = await stream.closed;
        current = null;
        if (Date.now() - since >= STEADY) failures = 0;
        if (!stopping.signal.aborted) options.log.warn('xmpp-lost', { cause: codeOf(cause ?? new Error()) });
      }
      await pause(backOff(Math.max(1, failures), options.random(), RECONNECT), stopping.signal);
    }
  };
  const held = hold();
  return {
    service: () => current?.service ?? null,
    renew() {
      const silent = current;
      current = null; // nothing more is asked of it
      silent?.close().catch((error: unknown) => options.log.warn('xmpp-close', { cause: codeOf(error) }));
    },
    async stop() {
      stopping.abort();
      await current?.close();
      await held;
    },
  };
}

// The signal ends the opening only. An open stream is closed in good order, after the last ping.
async function attempt({ open, log }: PublisherOptions, stopping: AbortSignal): Promise<OpenStream | null> {
  const opening = new AbortController();
  const abort = () => opening.abort();
  stopping.addEventListener('abort', abort, { once: true });
  try {
    const stream = await open(opening.signal);
    if (stopping.aborted) await stream.close();
    log.info('xmpp-online', {});
    return stream;
  } catch (error) {
    if (!stopping.aborted) log.warn('xmpp-refused', { cause: codeOf(error) });
    return null;
  } finally {
    stopping.removeEventListener('abort', abort);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
