// How hard one host may be asked, by all accounts together: at most so many requests at once, at most so many a
// second, and none while it asked to be left alone.
import { BelfryError } from '../core/errors.ts';

export interface GatePace {
  /** Requests whose answers are still being read. */
  readonly atOnce: number;
  /** Requests that may be sent one after another without a pause... */
  readonly burst: number;
  /** ...and how many a second are earned back. */
  readonly perSecond: number;
}

/**
 * Generous: an initial sync of 100,000 objects is some 200 requests, and no loop of ours is meant to come near this.
 * It bounds what a flood of pings, or a mistake of ours, can do to a server.
 */
const PACE: GatePace = { atOnce: 8, burst: 1_000, perSecond: 50 };

export interface HostGate {
  /**
   * Waits for a turn; the result ends it. While the host rests nothing waits: throws BelfryError 'busy' at once with
   * the time that is left, so that whoever schedules knows when to come again.
   */
  enter(host: string, signal: AbortSignal): Promise<() => void>;
  /** The host asked for `ms` of peace (RFC 9110 section 10.2.3). */
  rest(host: string, ms: number): void;
}

interface Host {
  inside: number;
  tokens: number;
  countedAt: number;
  rest: { readonly from: number; readonly until: number } | null;
  readonly queue: (() => void)[];
}

/** One gate for all hosts. `now` in epoch ms. */
export function hostGate(now: () => number, pace: GatePace = PACE): HostGate {
  const hosts = new Map<string, Host>();
  const stateOf = (host: string): Host => {
    const known = hosts.get(host) ?? {
      inside: 0,
      tokens: pace.burst,
      countedAt: now(),
      rest: null,
      queue: [],
    };
    hosts.set(host, known);
    return known;
  };
  return {
    async enter(name, signal) {
      signal.throwIfAborted();
      const host = stateOf(name);
      refuseWhileResting(host, name, now());
      await turn(host, pace, signal);
      const leave = leaving(host);
      try {
        await pause(owed(host, pace, now()), signal);
        refuseWhileResting(host, name, now());
      } catch (error) {
        host.tokens += 1; // not spent
        leave();
        throw error;
      }
      return leave;
    },
    rest(name, ms) {
      const from = now();
      stateOf(name).rest = { from, until: from + ms };
    },
  };
}

function refuseWhileResting(host: Host, what: string, now: number): void {
  // A clock that was put back must not make the rest longer.
  if (host.rest && (now >= host.rest.until || now < host.rest.from)) host.rest = null;
  if (host.rest)
    throw new BelfryError('busy', { what, reason: 'resting', retryAfter: host.rest.until - now });
}

// First come, first served. Who gives up while waiting leaves the queue.
async function turn(host: Host, pace: GatePace, signal: AbortSignal): Promise<void> {
  if (host.inside < pace.atOnce) {
    host.inside += 1;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const admit = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      host.queue.splice(host.queue.indexOf(admit), 1);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    host.queue.push(admit);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

// Idempotent. The place goes to the next in the queue, or is free.
function leaving(host: Host): () => void {
  let isInside = true;
  return () => {
    if (!isInside) return;
    isInside = false;
    const next = host.queue.shift();
    if (next) next();
    else host.inside -= 1;
  };
}

/** Spends a token and returns the ms until it is earned: a debt is waited for, so that order is kept. */
function owed(host: Host, pace: GatePace, now: number): number {
  const earned = (Math.max(0, now - host.countedAt) / 1000) * pace.perSecond;
  host.tokens = Math.min(pace.burst, host.tokens + earned) - 1;
  host.countedAt = now;
  return host.tokens >= 0 ? 0 : (-host.tokens / pace.perSecond) * 1000;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  await new Promise<void>((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
