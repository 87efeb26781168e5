// Whether push can be believed: heartbeats that come, and changes a look found although nothing announced them.
// A session may stand and answer while nothing that happens reaches it; only what is heard tells.
import type { Heartbeat } from '../../../protocol/push-properties.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Heartbeats that must have failed to come: one may be late, or lost while its server was started again. */
const PERIODS = 2;
/** What waited at the server while nothing could be heard gets this long to arrive, milliseconds. */
const GRACE = 30_000;
/**
 * Looks with unannounced changes, and not one ping between them, that are no chance. The first may be a race: its ping is
 * under way, and wipes it out when it comes. The second may be a write that went past whoever announces.
 */
const MISSES = 3;

/** What was heard so far. */
export interface Hearing {
  /** Epoch ms from which silence is counted: listening began, or the machine woke, or its clock was set. */
  readonly since: number;
  /** Epoch ms of the last ping of any watched node, heartbeats included; null: none yet. */
  readonly lastPing: number | null;
  readonly lastHeartbeat: number | null;
  /** Looks that found changes no ping had announced, since the last ping that was no heartbeat. */
  readonly missed: number;
}

/** Why push is not believed although the session stands. */
export type Deafness = 'heartbeat' | 'missed';

export type HearingEvent =
  /**
   * The link listens. A resumed session is no new beginning, for nothing was lost with it; waking from sleep is one, and so is
   * a clock that was set: how long it was silent meanwhile cannot be known.
   */
  | { readonly type: 'listening'; readonly at: number }
  | { readonly type: 'ping'; readonly at: number }
  | { readonly type: 'heartbeat'; readonly at: number }
  /** A look that was not asked for by a ping ended: did it find changes that should have been announced? */
  | { readonly type: 'looked'; readonly foundUnannounced: boolean };

/** What is heard after an event. Returns the same object when the event tells nothing. */
export function heard(hearing: Hearing, event: HearingEvent): Hearing {
  switch (event.type) {
    case 'listening':
      // What was missed stays missed: a fresh session has yet to prove that it hears more.
      return { ...notAfter(hearing, event.at), since: event.at };
    case 'ping':
      return { ...notAfter(hearing, event.at), lastPing: event.at, missed: 0 };
    case 'heartbeat':
      // Something arrives; that does not say that changes are announced.
      return { ...notAfter(hearing, event.at), lastPing: event.at, lastHeartbeat: event.at };
    case 'looked':
      // A look that found nothing proves nothing: perhaps nothing happened.
      return event.foundUnannounced ? { ...hearing, missed: hearing.missed + 1 } : hearing;
  }
}

/**
 * Why push is not believed at `now` (epoch ms); null: it is. Where heartbeats are promised, two periods in which nothing at all
 * was heard are too long. A clock that was set meanwhile makes it too long as well: ask when the timer for deafAt went off in time.
 */
export function deafness(hearing: Hearing, heartbeat: Heartbeat | null, now: number): Deafness | null {
  const period = periodOf(heartbeat);
  if (period !== null && now - heardLast(hearing, now) >= PERIODS * period) return 'heartbeat';
  return hearing.missed >= MISSES ? 'missed' : null;
}

/**
 * Epoch ms at which silence becomes deafness if nothing is heard until then; null: never. At least half a minute after `now`
 * (even where silence was too long already: what waited may be arriving), at most two periods.
 */
export function deafAt(hearing: Hearing, heartbeat: Heartbeat | null, now: number): number | null {
  const period = periodOf(heartbeat);
  if (period === null) return null;
  return Math.max(heardLast(hearing, now) + PERIODS * period, now + GRACE);
}

// Milliseconds. Servers are believed within reason: none is faster than a minute, and what comes less than daily is no sign.
function periodOf(heartbeat: Heartbeat | null): number | null {
  if (heartbeat === null) return null;
  const period = Math.round(Math.max(1, heartbeat.minutes) * MINUTE);
  return period <= DAY ? period : null;
}

// A time yet to come is one of a clock that was set back since.
function heardLast({ since, lastPing }: Hearing, now: number): number {
  return Math.min(now, Math.max(since, lastPing ?? since));
}

// After the clock was set back nothing was heard in the future, or silence would begin only when the clock is there again.
function notAfter(hearing: Hearing, at: number): Hearing {
  const { since, lastPing, lastHeartbeat } = hearing;
  return {
    ...hearing,
    since: Math.min(since, at),
    lastPing: lastPing === null ? null : Math.min(lastPing, at),
    lastHeartbeat: lastHeartbeat === null ? null : Math.min(lastHeartbeat, at),
  };
}
