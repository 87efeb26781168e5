// One calendar object by itself (RFC 9110 GET).
import { BelfryError } from '../core/errors.ts';
import type { CalendarObject } from '../core/model.ts';
import type { Collection } from './collection.ts';
import { etagOf } from './etag.ts';
import { urlOn } from './href.ts';
import { wholeText } from './http.ts';

/** Characters of one object: three pictures in it, or somebody's mistake. */
const MOST = 64 * 1024 * 1024;

/** Failures that are the server's, not the object's. */
const SERVERS_OWN: ReadonlySet<string> = new Set(['unauthorized', 'busy', 'offline', 'untrusted', 'bug']);

/**
 * The object, 'gone' (404, 410), or why the server does not give this one out.
 * Throws BelfryError when the server is down, busy or refuses the password.
 */
export async function getObject(
  { url, http }: Collection,
  href: string,
  signal: AbortSignal,
): Promise<CalendarObject | 'gone' | BelfryError> {
  try {
    // Compressed, some servers and proxies give it another ETag than the one in listings.
    const headers = { accept: 'text/calendar', 'accept-encoding': 'identity' };
    const answer = await http.send({ method: 'GET', url: urlOn(url, href), headers, signal });
    const ical = await wholeText(answer, MOST);
    const what = new URL(url).host;
    if (answer.status !== 200) return new BelfryError('protocol', { what, reason: `http-${answer.status}` });
    const isPage = answer.headers.get('content-type')?.startsWith('text/html');
    if (ical === '' || isPage) return new BelfryError('protocol', { what, reason: 'not-a-calendar' });
    return { href, etag: etagOf(answer.headers.get('etag'), ical), ical };
  } catch (error) {
    if (!(error instanceof BelfryError) || SERVERS_OWN.has(error.kind)) throw error;
    return error.kind === 'gone' ? 'gone' : error;
  }
}
