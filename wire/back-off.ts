// How long to wait before trying a server again.

/** What a retry follows. */
export interface BackOff {
  /** Longest first delay in milliseconds: the first retry comes somewhere in [0, first). */
  readonly first: number;
  /** Later delays are drawn from [0, base * 2^(attempt-1)), milliseconds. */
  readonly base: number;
  readonly longest: number;
}

/** A server that comes back meets its clients spread over some seconds, not all at once. */
export const STREAM_BACK_OFF: BackOff = { first: 6_000, base: 4_000, longest: 300_000 };

/**
 * Full jitter: the delay in milliseconds before the retry that follows failed attempt `attempt` (counting from 1).
 * `random` is in [0, 1).
 */
export function backOff(attempt: number, random: number, shape: BackOff = STREAM_BACK_OFF): number {
  const ceiling = attempt <= 1 ? shape.first : Math.min(shape.longest, shape.base * 2 ** (attempt - 1));
  return Math.round(random * ceiling);
}
