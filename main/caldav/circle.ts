// The people around an account: itself, and those who let it look into their calendars. Read rarely.
import { asBelfryError, isAbort, type BelfryError } from '../core/errors.ts';
import { lastSegment } from './found-calendar.ts';
import type { DavHttp } from './http.ts';
import { namesScheduling, readPrincipal, type Delegator, type Principal } from './principal.ts';

/** A calendar home to look into. */
export interface Home {
  readonly url: string;
  /** URL of the principal that delegates it; null for one's own. */
  readonly from: string | null;
  /** Who that is; '' for one's own. */
  readonly person: string;
  /** Whether its calendars may be written where they do not say so themselves; null: nobody said. */
  readonly writable: boolean | null;
}

export interface Circle {
  readonly principal: Principal | null;
  readonly delegated: readonly Home[];
  /** URLs of principals that did not answer: what was known of them before still holds. */
  readonly unread: readonly string[];
}

/** Nobody is known yet. */
export const NOBODY: Circle = { principal: null, delegated: [], unread: [] };

/** A failure that concerns more than what was asked for; being called off is none of these and is thrown on. */
export function failureOf(error: unknown): BelfryError {
  if (error instanceof Error && isAbort(error)) throw error;
  return asBelfryError(error);
}

/** Whether nothing else at this server will fare better: the password, the certificate, its patience, or ourselves. */
export function isGeneral({ kind }: BelfryError): boolean {
  return kind === 'unauthorized' || kind === 'untrusted' || kind === 'busy' || kind === 'bug';
}

/**
 * One PROPFIND of the account's principal (unless it was just read), one of each who delegates to it. An OPTIONS of the
 * home where that leaves open who schedules: some servers name what they can do in no other answer.
 * Throws BelfryError for what is general.
 */
export async function readCircle(
  account: { readonly principalUrl: string; readonly principal?: Principal },
  before: Circle,
  http: DavHttp,
  signal: AbortSignal,
): Promise<Circle> {
  let principal: Principal;
  try {
    principal = account.principal ?? (await readPrincipal(account.principalUrl, http, signal));
  } catch (error) {
    const failure = failureOf(error);
    if (isGeneral(failure)) throw failure;
    return isRefusal(failure) ? NOBODY : { ...before, unread: [account.principalUrl] };
  }
  const schedules = principal.schedules ?? (await asksScheduling(principal, http, signal));
  const read = await Promise.all(principal.delegators.map((d) => homesOf(d, http, signal)));
  const unread = principal.delegators.filter((_, i) => read[i] === null).map((d) => d.url);
  const kept = before.delegated.filter((home) => home.from !== null && unread.includes(home.from));
  return {
    principal: { ...principal, schedules },
    delegated: [...read.flatMap((homes) => homes ?? []), ...kept],
    unread,
  };
}

// null: no answer, and what was known still holds.
async function asksScheduling(
  { url, homeUrls }: Principal,
  http: DavHttp,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    const answer = await http.send({ method: 'OPTIONS', url: homeUrls[0] ?? url, signal });
    for await (const _ of answer.text()); // drained, so that the connection can be used again
    return namesScheduling(answer.headers.get('dav'));
  } catch (error) {
    const failure = failureOf(error);
    if (isGeneral(failure) && !isRefusal(failure)) throw failure;
    return isRefusal(failure) ? false : null;
  }
}

// null: no answer. Whoever refuses has withdrawn: nothing of theirs is to be seen.
async function homesOf(
  { url, writable }: Delegator,
  http: DavHttp,
  signal: AbortSignal,
): Promise<readonly Home[] | null> {
  try {
    const { name, homeUrls } = await readPrincipal(url, http, signal);
    return homeUrls.map((home) => ({ url: home, from: url, person: name || lastSegment(url), writable }));
  } catch (error) {
    const failure = failureOf(error);
    if (isRefusal(failure)) return [];
    if (isGeneral(failure)) throw failure;
    return null;
  }
}

/** Whether the server answered, and the answer is no. From somebody else's place, 401 says so too. */
export function isRefusal({ kind }: BelfryError): boolean {
  return kind === 'forbidden' || kind === 'gone' || kind === 'unauthorized';
}
