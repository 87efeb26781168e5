// Writing one object: only over the version that was seen, or where there was none (RFC 9110 section 13.1).
import { CALDAV } from '../../protocol/namespaces.ts';
import { readMultistatus, type MultistatusResponse } from '../../wire/multistatus.ts';
import { XmlError } from '../../wire/xml-reader.ts';
import { BelfryError } from '../core/errors.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import type { Collection } from './collection.ts';
import { davFetch } from './dav-fetch.ts';
import { isServersOwn, readEtag } from './etag.ts';
import { urlOn } from './href.ts';
import { errorText, preconditionIn } from './multistatus-answer.ts';
import { requireUnthrottled } from './refusal.ts';

/** What tsdav brought back. */
interface Answer {
  readonly status: number;
  readonly text: string;
  /** The server hung up the first time it was asked, and may have done it all the same. */
  readonly repeated: boolean;
}

const WRITTEN: Written = { kind: 'written' };
const CONFLICT: Written = { kind: 'conflict' };
/** DAViCal answers 412 and a sentence to what is no calendar. */
const NOT_A_CONFLICT: Written = { kind: 'refused', reason: 'http-412' };

/** Creates (`etag` null) or replaces an object. Throws BelfryError; 'offline' (uncertain) when nobody knows. */
export async function putObject(
  collection: Collection,
  { href, ical, etag }: { readonly href: string; readonly ical: string; readonly etag: string | null },
  signal: AbortSignal,
): Promise<Written> {
  const { createCalendarObject, updateCalendarObject } = await import('tsdav');
  const calendar = { url: collection.url };
  const url = urlOn(collection.url, href);
  if (etag !== null) {
    return overwriting({ collection, url, etag, signal }, 'replace', (spelling, fetch) =>
      updateCalendarObject({ calendarObject: { url, data: ical, etag: spelling }, fetch }),
    );
  }
  const answer = await ask(collection, signal, (fetch) =>
    createCalendarObject({ calendar, iCalString: ical, filename: url, fetch }),
  );
  const written = outcome(answer, collection, 'create');
  if (written.kind !== 'conflict') return written;
  return (await lookAt(collection, url, signal)) === null ? NOT_A_CONFLICT : written;
}

/** Deletes that version. Throws BelfryError; 'offline' (uncertain) when nobody knows. */
export async function removeObject(
  collection: Collection,
  { href, etag }: { readonly href: string; readonly etag: string },
  signal: AbortSignal,
): Promise<Written> {
  const { deleteCalendarObject } = await import('tsdav');
  const url = urlOn(collection.url, href);
  return overwriting({ collection, url, etag, signal }, 'remove', (spelling, fetch) =>
    deleteCalendarObject({ calendarObject: { url, etag: spelling }, fetch }),
  );
}

type Intent = 'create' | 'replace' | 'remove';

interface Version {
  readonly collection: Collection;
  readonly url: string;
  readonly etag: string;
  readonly signal: AbortSignal;
}

/**
 * `write` gets the ETag to send. A conflict is believed when something else is there. The ETags held are in one
 * spelling, and a server may know its own only in another one (weak, without quotes): then it is written with that.
 */
async function overwriting(
  { collection, url, etag, signal }: Version,
  intent: Intent,
  write: (spelling: string, fetch: typeof globalThis.fetch) => Promise<Response>,
): Promise<Written> {
  // A version the server has no name for cannot be protected: somebody else's edit would be lost.
  if (!isServersOwn(etag)) return { kind: 'refused', reason: 'no-etag' };
  const attempt = async (spelling: string) =>
    outcome(await ask(collection, signal, (fetch) => write(spelling, fetch)), collection, intent);
  const written = await attempt(etag);
  if (written.kind !== 'conflict') return written;
  const spelling = await lookAt(collection, url, signal);
  if (spelling === null || readEtag(spelling) !== etag) return written;
  const again = spelling === etag ? written : await attempt(spelling);
  return again.kind === 'conflict' ? NOT_A_CONFLICT : again;
}

/** The ETag of what is there now, as the server writes it ('' when it does not say); null when nothing is there. */
async function lookAt({ http }: Collection, url: string, signal: AbortSignal): Promise<string | null> {
  const headers = { 'accept-encoding': 'identity' };
  try {
    const answer = await http.send({ method: 'GET', url, headers, signal, accept: isGone });
    await errorText(answer); // no more of it is wanted
    return isGone(answer.status) ? null : (answer.headers.get('etag') ?? '');
  } catch (error) {
    if (error instanceof BelfryError) return ''; // the conflict stands
    throw error;
  }
}

async function ask(
  { http }: Collection,
  signal: AbortSignal,
  write: (fetch: typeof globalThis.fetch) => Promise<Response>,
): Promise<Answer> {
  let repeated = false;
  const onAnswer = (answer: { readonly repeated: boolean }) => (repeated = answer.repeated);
  const fetch = davFetch(http, signal, { accept: (status) => !SERVERS_OWN.has(status), onAnswer });
  const response = await write(fetch);
  return { status: response.status, text: await response.text(), repeated };
}

/** Not about the object. After a 500 nobody knows: Radicale says so of a change that it has stored. */
const SERVERS_OWN: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);

function outcome(answer: Answer, collection: Collection, intent: Intent): Written {
  const inner = answer.status < 300 ? refusalInside(answer.text) : null;
  const status = inner ?? answer.status;
  const what = new URL(collection.url).host;
  if (status < 300) return WRITTEN;
  if (status < 400) throw new BelfryError('protocol', { what, reason: `http-${status}` });
  const named = preconditionIn(answer.text);
  if (isGone(status)) {
    // Asked twice to remove it: the first time had worked, or somebody else did the same.
    if (intent === 'remove' && answer.repeated) return WRITTEN;
    if (intent !== 'create') return CONFLICT;
    throw new BelfryError('gone', { what, reason: `http-${status}` });
  }
  requireUnthrottled(collection, status, named);
  // DAViCal and Xandikos also say 412 of an object they do not like, and name what is wrong with it.
  if (status !== 412 || named?.namespace === CALDAV)
    return { kind: 'refused', reason: named?.name || `http-${status}` };
  if (!answer.repeated) return CONFLICT;
  // Our own first attempt may be what is in the way. The next pull will show.
  throw new BelfryError('offline', { what, reason: 'uncertain' });
}

function isGone(status: number): boolean {
  return status === 404 || status === 410;
}

// Xandikos answers 207 to a PUT it refuses, sabre/dav to a DELETE: HTTP says success, the body does not.
function refusalInside(text: string): number | null {
  if (!text.includes('multistatus')) return null;
  let responses: readonly MultistatusResponse[];
  try {
    ({ responses } = readMultistatus(text));
  } catch (error) {
    if (error instanceof XmlError) return null; // a page in praise of the server
    throw error;
  }
  const statuses = responses.flatMap(({ status, propstats }) => [
    status ?? 200,
    ...propstats.map((p) => p.status),
  ]);
  return statuses.find((status) => status >= 400) ?? null;
}
