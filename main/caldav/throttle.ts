// Servers that ask for less without saying 429.
import { BelfryError } from '../core/errors.ts';
import type { Collection } from './collection.ts';

/** How long a server is left alone that does not say for how long. */
const THROTTLED = 300_000;

/** Google says "slow down" with 403 and an empty DAV:error. Nobody asks it for a while; the result is to be thrown. */
export function throttled({ http, url }: Collection): BelfryError {
  http.rest(url, THROTTLED);
  return new BelfryError('busy', { what: new URL(url).host, reason: 'throttled', retryAfter: THROTTLED });
}
