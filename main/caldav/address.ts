// From what a person types to the place where their calendars may be (RFC 6764 sections 3 to 6).
import { promises as dns } from 'node:dns';
import { BelfryError } from '../core/errors.ts';
import { redirectTarget, requireEncryption, type DavAnswer, type DavHttp, type DavRequest } from './http.ts';
import { asReached } from './place.ts';

/** What was typed, understood. */
export interface Address {
  /** Where to begin, ending in a path. */
  readonly url: string;
  /** Domain the person named; null when they gave a URL and so chose the host themselves. */
  readonly domain: string | null;
}

/** Reads an e-mail address, a host or a URL. Throws BelfryError 'protocol' (bad-address, clear-text). */
export function parseAddress(text: string): Address {
  const typed = text.trim();
  const bad = () => new BelfryError('protocol', { what: typed.slice(0, 80), reason: 'bad-address' });
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const host = typed.includes('@') && !isUrl ? typed.slice(typed.lastIndexOf('@') + 1) : typed;
  if (host === '' || /\s/.test(host)) throw bad();
  let url: URL;
  try {
    url = new URL(isUrl ? host : `https://${host}`);
  } catch {
    throw bad();
  }
  if (url.username || url.password) throw bad(); // a password in a URL ends up in histories and logs
  requireEncryption(url.href);
  return { url: url.origin + url.pathname, domain: isUrl || url.port ? null : url.hostname };
}

/**
 * Finds the server without telling it who is asking: SRV and TXT records, then the well-known path.
 * Returns the URL to start from. Throws BelfryError 'offline' or 'untrusted'.
 */
export async function locateServer(address: Address, http: DavHttp, signal: AbortSignal): Promise<string> {
  const announced = address.domain ? await fromDns(address.domain) : null;
  const base = announced ?? address.url;
  // Somebody who types a path that works knows better than the host's own signpost.
  if (!announced && new URL(base).pathname !== '/' && (await speaksDav(base, http, signal))) return base;
  const redirected = await wellKnown(base, http, signal);
  return redirected ?? base;
}

// RFC 6764 section 3: the secure service only; a record for clear text is not followed.
async function fromDns(domain: string): Promise<string | null> {
  const name = `_caldavs._tcp.${domain}`;
  const records = await dns.resolveSrv(name).catch(() => []); // none, or no DNS at all: the host itself will tell
  const best = records.filter((r) => r.name !== '' && r.name !== '.').sort(byPriority)[0];
  if (!best) return null;
  const texts = await dns.resolveTxt(name).catch(() => []); // the path is optional
  const path = texts.map((parts) => parts.join('')).find((text) => text.startsWith('path='));
  const port = best.port === 443 ? '' : `:${best.port}`;
  return new URL(path?.slice(5) ?? '/', `https://${best.name}${port}`).href;
}

function byPriority(
  a: { priority: number; weight: number },
  b: { priority: number; weight: number },
): number {
  return a.priority - b.priority || b.weight - a.weight;
}

async function speaksDav(url: string, http: DavHttp, signal: AbortSignal): Promise<boolean> {
  const asked = { method: 'PROPFIND', url, depth: '0', anonymous: true, redirect: 'manual' } as const;
  const { status } = await drained(http, { ...asked, signal, accept: () => true });
  return status === 401 || status === 207;
}

// The body is read to its end, so that the connection can be used again.
async function drained(http: DavHttp, request: DavRequest): Promise<DavAnswer> {
  const answer = await http.send(request);
  for await (const _ of answer.text());
  return answer;
}

// RFC 6764 section 5. Some servers redirect a GET only.
async function wellKnown(base: string, http: DavHttp, signal: AbortSignal): Promise<string | null> {
  const url = new URL('/.well-known/caldav', base).href;
  for (const method of ['PROPFIND', 'GET']) {
    const request = { method, url, anonymous: true, redirect: 'manual', signal, accept: () => true } as const;
    const answer = await drained(http, method === 'PROPFIND' ? { ...request, depth: '0' } : request);
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (location) return asReached(redirectTarget(location, url), new URL(url)).href;
    if (answer.status === 401 || answer.status === 207) return null;
  }
  return null;
}
