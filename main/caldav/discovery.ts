// From a server to an account: principal, homes, calendars (RFC 6764 section 6, RFC 5397, RFC 4791 section 6.2.1).
import { children } from '../../protocol/element.ts';
import { CALDAV, DAV } from '../../protocol/namespaces.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import { BelfryError } from '../core/errors.ts';
import type { DiscoveryStep, FoundAccount } from '../core/ports.ts';
import type { DavHttp } from './http.ts';
import { normaliseUrl, withSlash } from './href.ts';
import { propfind, property } from './propfind.ts';
import { survey } from './survey.ts';

/** Paths where calendars live on servers that announce nothing. */
const USUAL_PATHS = ['/', '/dav/', '/caldav/', '/remote.php/dav/', '/caldav.php/', '/SOGo/dav/', '/dav.php/'];

/** Finds everything, telling each step. Throws BelfryError: unauthorized, offline, untrusted, protocol (not-caldav,
 *  no-calendars). */
export async function discover(
  startUrl: string,
  http: DavHttp,
  onStep: (step: DiscoveryStep) => void,
  signal: AbortSignal,
): Promise<FoundAccount> {
  onStep({ name: 'server', state: 'doing', detail: new URL(startUrl).host });
  const principalUrl = await findPrincipal(startUrl, http, signal);
  onStep({ name: 'server', state: 'done', detail: new URL(principalUrl).host });
  onStep({ name: 'principal', state: 'doing', detail: '' });
  const { homeUrls, name } = await findHomes(principalUrl, http, signal);
  onStep({ name: 'principal', state: 'done', detail: name });
  onStep({ name: 'calendars', state: 'doing', detail: '' });
  const found = await survey(http, { principalUrl, homeUrls }, signal);
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
    // tsdav reports a refusal as a sentence; the adapter keeps the error that says what it was.
    const fetch = davFetch(http, signal, (error) => (failure = error));
    try {
      const account = { serverUrl: rootUrl, rootUrl, accountType: 'caldav' as const };
      return normaliseUrl(await fetchPrincipalUrl({ account, fetch }));
    } catch (error) {
      signal.throwIfAborted();
      if (failure instanceof BelfryError && !isElsewhere(failure)) throw failure;
      if (failure !== null && !(failure instanceof BelfryError)) throw error;
    }
  }
  throw new BelfryError('protocol', { what: new URL(startUrl).host, reason: 'not-caldav' });
}

// This path is not the one; another may be.
function isElsewhere(error: BelfryError): boolean {
  if (error.kind === 'unauthorized' || error.kind === 'busy' || error.kind === 'offline') return false;
  return error.reason.startsWith('http-');
}

/** The platform's fetch signature over our HTTP, for tsdav: same credentials, certificates and redirects. */
function davFetch(http: DavHttp, signal: AbortSignal, onError: (error: unknown) => void): typeof fetch {
  return async (input, init) => {
    try {
      const headers = Object.fromEntries(new Headers(init?.headers));
      const answer = await http.send({
        method: init?.method ?? 'GET',
        url: typeof input === 'string' ? input : input instanceof URL ? input.href : input.url,
        headers,
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
        signal,
      });
      let text = '';
      for await (const chunk of answer.text()) text += chunk;
      return new Response(text, { status: answer.status, headers: answer.headers });
    } catch (error) {
      onError(error);
      throw error;
    }
  };
}

async function findHomes(
  principalUrl: string,
  http: DavHttp,
  signal: AbortSignal,
): Promise<{ homeUrls: readonly string[]; name: string }> {
  const properties = ['c:calendar-home-set', 'd:displayname'] as const;
  const { url, responses } = await propfind(http, { url: principalUrl, depth: '0', properties }, signal);
  const found = responses.flatMap((r) => foundProperties(r));
  const homeSet = property(found, CALDAV, 'calendar-home-set');
  const hrefs = homeSet ? children(homeSet, DAV, 'href').map((h) => h.text) : [];
  const homeUrls = [...new Set(hrefs.filter(Boolean).map((href) => withSlash(normaliseUrl(href, url))))];
  if (homeUrls.length === 0)
    throw new BelfryError('protocol', { what: new URL(url).host, reason: 'not-caldav' });
  return { homeUrls, name: property(found, DAV, 'displayname')?.text ?? '' };
}
