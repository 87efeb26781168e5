// From a server to an account: principal, homes, calendars (RFC 6764 section 6, RFC 5397, RFC 4791 section 6.2.1).
import { BelfryError } from '../core/errors.ts';
import type { DiscoveryStep, FoundAccount } from '../core/ports.ts';
import { davFetch } from './dav-fetch.ts';
import type { DavHttp } from './http.ts';
import { placeOf } from './place.ts';
import { readPrincipal } from './principal.ts';
import type { Surveyor } from './surveyor.ts';

/** Paths where calendars live on servers that announce nothing. */
const USUAL_PATHS = ['/', '/dav/', '/caldav/', '/remote.php/dav/', '/caldav.php/', '/SOGo/dav/', '/dav.php/'];

/** The pool, who surveys over it, and as whom. */
export interface Means {
  readonly http: DavHttp;
  readonly surveyor: Surveyor;
  readonly username: string;
}

/** Finds everything, telling each step. Throws BelfryError: unauthorized, offline, untrusted, protocol (not-caldav,
 *  no-calendars, foreign-redirect). */
export async function discover(
  startUrl: string,
  { http, surveyor, username }: Means,
  onStep: (step: DiscoveryStep) => void,
  signal: AbortSignal,
): Promise<FoundAccount> {
  onStep({ name: 'server', state: 'doing', detail: new URL(startUrl).host });
  const principalUrl = await findPrincipal(startUrl, http, signal);
  const { host } = new URL(principalUrl);
  onStep({ name: 'server', state: 'done', detail: host });
  onStep({ name: 'principal', state: 'doing', detail: '' });
  const principal = await readPrincipal(principalUrl, http, signal);
  const { homeUrls, name } = principal;
  if (homeUrls.length === 0) throw new BelfryError('protocol', { what: host, reason: 'not-caldav' });
  onStep({ name: 'principal', state: 'done', detail: name });
  onStep({ name: 'calendars', state: 'doing', detail: '' });
  const found = await surveyor.survey({ principalUrl, homeUrls, principal, username }, signal);
  if (found.calendars.length === 0) throw new BelfryError('protocol', { what: name, reason: 'no-calendars' });
  onStep({ name: 'calendars', state: 'done', detail: String(found.calendars.length) });
  onStep({ name: 'push', state: found.push ? 'done' : 'skipped', detail: found.push?.host ?? '' });
  return found;
}

async function findPrincipal(startUrl: string, http: DavHttp, signal: AbortSignal): Promise<string> {
  const { fetchPrincipalUrl } = await import('tsdav');
  const roots = new Set([startUrl, ...USUAL_PATHS.map((path) => new URL(path, startUrl).href)]);
  for (const rootUrl of roots) {
    let failure: unknown = null;
    let told: string | null = null;
    // tsdav reports a refusal as a sentence; the adapter keeps the error that says what it was.
    const fetch = davFetch(http, signal, { onError: (error) => (failure = error) });
    try {
      const account = { serverUrl: rootUrl, rootUrl, accountType: 'caldav' as const };
      told = await fetchPrincipalUrl({ account, fetch });
    } catch (error) {
      signal.throwIfAborted();
      if (failure instanceof BelfryError && !isElsewhere(failure)) throw failure;
      if (failure !== null && !(failure instanceof BelfryError)) throw error;
      continue;
    }
    const place = placeOf(told, rootUrl);
    if (place !== null) return place;
    throw new BelfryError('protocol', { what: new URL(told).host, reason: 'foreign-redirect' });
  }
  throw new BelfryError('protocol', { what: new URL(startUrl).host, reason: 'not-caldav' });
}

// This path is not the one; another may be.
function isElsewhere(error: BelfryError): boolean {
  if (error.kind === 'unauthorized' || error.kind === 'busy' || error.kind === 'offline') return false;
  return error.reason.startsWith('http-');
}
