// When to look at the calendar server without being told to.

const MINUTE = 60_000;
/** Without push: as often as is polite. */
export const POLL_PERIOD = 5 * MINUTE;
/** With push: rarely, because push is not alone. */
const SAFETY_PERIOD = 45 * MINUTE;
const FIRST_RETRY = 15_000;

export interface PollSituation {
  readonly listening: boolean;
  /** Looks that failed in a row. */
  readonly failures: number;
  /** Milliseconds the server asked to wait; 0 when it did not. */
  readonly retryAfter: number;
}

/** Milliseconds until the next look; `random` in [0, 1) spreads clients by ±20 %. */
export function nextPollIn(situation: PollSituation, random: number): number {
  const { listening, failures, retryAfter } = situation;
  const jitter = 0.8 + 0.4 * random;
  const period = listening ? SAFETY_PERIOD : POLL_PERIOD;
  if (failures === 0) return Math.round(period * jitter);
  const retry = Math.min(POLL_PERIOD, FIRST_RETRY * 2 ** Math.min(failures - 1, 10)) * jitter;
  // A server that names a time means it: never earlier, whatever the jitter says.
  return Math.round(Math.max(retry, retryAfter));
}

/**
 * Milliseconds to wait before a sign-in that was refused `times` in a row is tried again: doubling from the poll period to
 * four hours, because a server that counts failures locks the account.
 */
export function nextAttemptIn(times: number): number {
  return Math.min(240 * MINUTE, POLL_PERIOD * 2 ** Math.max(0, times - 1));
}
