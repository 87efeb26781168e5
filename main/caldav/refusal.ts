// What a server says when it refuses, and the ones that mean "slow down" without saying 429.
import { BelfryError } from '../core/errors.ts';
import type { Collection } from './collection.ts';
import type { DavAnswer } from './http.ts';
import { errorText, preconditionIn, type Precondition } from './multistatus-answer.ts';

/** How long a server is left alone that does not say for how long. */
const THROTTLED = 300_000;

/** What the body of a refusal names; null when it names nothing. Throws BelfryError 'busy' for Google's throttle. */
export async function readRefusal(collection: Collection, answer: DavAnswer): Promise<Precondition | null> {
  const named = preconditionIn(await errorText(answer));
  requireUnthrottled(collection, answer.status, named);
  return named;
}

/** Google says "slow down" with 403 and an empty DAV:error. Nobody asks it for a while. Throws BelfryError 'busy'. */
export function requireUnthrottled(
  { http, url }: Collection,
  status: number,
  named: Precondition | null,
): void {
  if (status !== 403 || named?.name !== '') return;
  http.rest(url, THROTTLED);
  throw new BelfryError('busy', { what: new URL(url).host, reason: 'throttled', retryAfter: THROTTLED });
}
