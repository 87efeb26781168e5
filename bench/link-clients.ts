// Clients of a server that goes away, each driven by the link's own machine and back-off, without a network: one after the
// other, for they do not know of each other.
import { next, type Link, type LinkEvent } from '../main/core/sync/link.ts';
import { backOff } from '../wire/back-off.ts';

/** What the server does, in milliseconds since it dropped everybody. */
export interface Outage {
  /** From then on it lets clients in. */
  readonly back: number;
  /** How long it keeps those it let in; Infinity: for good. */
  readonly keeps: number;
  /** When to stop watching. */
  readonly until: number;
}

/**
 * The instants (ms since the loss) at which one client tried to sign in, at most up to `until`. A refused attempt fails at once,
 * which is the worst case for their number. `random` gives numbers in [0, 1).
 */
export function attemptsOf({ back, keeps, until }: Outage, random: () => number): readonly number[] {
  const attempts: number[] = [];
  let now = 0;
  let link: Link = { at: 'listening', denied: [] };
  const happen = (event: LinkEvent): void => {
    link = next(link, event, (attempt) => now + backOff(attempt, random()), now);
  };
  happen({ type: 'lost', because: 'offline' });
  for (let due = dueOf(link); due !== null && due <= until; due = dueOf(link)) {
    now = due;
    happen({ type: 'timer' });
    attempts.push(now);
    if (now >= back) {
      happen({ type: 'listening', denied: [] });
      if (keeps === Infinity) break;
      now += keeps;
    }
    happen({ type: 'lost', because: 'offline' });
  }
  return attempts;
}

function dueOf(link: Link): number | null {
  return link.at === 'waiting' ? link.until : null;
}

/** How a crowd came back after a restart. */
export interface Storm {
  /** Part of the clients (0 to 1) that tried within the busiest second, wherever that second begins, since the restart. */
  readonly share: number;
  /** That second beside the mean one until 99 % of the clients were back. */
  readonly peakToMean: number;
  /** Median time from restart to sign-in, ms. */
  readonly median: number;
}

/** The storm of these attempts on a server that is back, one for each client; ms since its restart. Throws without any. */
export function stormOf(attempts: readonly number[]): Storm {
  const sorted = attempts.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const instant = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    if (instant === undefined) throw new Error('nobody came back');
    return instant;
  };
  const most = busiest(sorted, 1_000);
  const perSecond = (sorted.length * 0.99) / (Math.max(1_000, at(0.99)) / 1_000);
  return { share: most / sorted.length, peakToMean: most / perSecond, median: at(0.5) };
}

// The most instants in any span, its end excluded; they come in order.
function busiest(instants: readonly number[], span: number): number {
  let most = 0;
  let first = 0;
  for (const [index, instant] of instants.entries()) {
    while ((instants[first] ?? instant) <= instant - span) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
