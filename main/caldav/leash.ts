// How long one request may live: as long as whoever asked wants it, and until a silent server has been waited for
// long enough.
import { BelfryError } from '../core/errors.ts';

export interface Leash {
  readonly signal: AbortSignal;
  /** The answer began: patience is no longer needed. */
  answered(): void;
  /** Nothing holds the asker's signal any more. Idempotent. */
  release(): void;
}

/**
 * Follows `signal`, and ends by itself after `patience` ms with BelfryError 'offline' (time-out). A listener of our
 * own, taken away at the end: an asker's signal outlives thousands of requests.
 */
export function leashFor(signal: AbortSignal, patience: number, what: string): Leash {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  const tooSlow = () => controller.abort(new BelfryError('offline', { what, reason: 'time-out' }));
  const timer = setTimeout(tooSlow, patience);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    answered: () => clearTimeout(timer),
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}
