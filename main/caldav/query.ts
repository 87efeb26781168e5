// Bodies: every event in one answer, or those that are named (RFC 4791 sections 7.8 and 7.9).
import { escapeXml } from '../../protocol/xml-text.ts';
import type { MultistatusResponse } from '../../wire/multistatus.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import { CALDAV, DAV } from '../../protocol/namespaces.ts';
import { BelfryError } from '../core/errors.ts';
import type { CalendarObject } from '../core/model.ts';
import type { Take } from '../core/sync/replica-ports.ts';
import type { Collection } from './collection.ts';
import { etagOf } from './etag.ts';
import { normaliseHref } from './href.ts';
import type { DavAnswer } from './http.ts';
import { readParts, type PartSize } from './multistatus-answer.ts';
import { davBody, propElement, property } from './propfind.ts';
import { readRefusal } from './refusal.ts';
import { writerIn } from './writer.ts';

/** A server may have to read ten thousand files before it can begin to answer. */
export const REPORT_PATIENCE = 300_000;
/** iCloud wants the kind of component named. */
export const EVENTS_ONLY =
  '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter>';

/** Objects handed over at once. */
const PART: PartSize<CalendarObject> = { count: 200, weigh: ({ ical }) => ical.length };
/** The whole of a calendar is no news to anybody: who wrote what is asked of single objects only. */
const BODIES = propElement(['d:getetag', 'c:calendar-data']);
const BODIES_AND_WRITERS = propElement(['d:getetag', 'c:calendar-data', 'cs:updated-by']);
/** What a server says that will not, or cannot, answer all of it in one go; 500 also for a single object it cannot read. */
const UNWILLING: ReadonlySet<number> = new Set([400, 403, 405, 409, 412, 413, 415, 422, 500, 501, 507]);

/**
 * Every event with its body. False: the server will not, cannot, or did not finish; what was taken is right. An object
 * without its body is left out: a listing will miss it. Throws BelfryError.
 */
export async function query(
  collection: Collection,
  take: Take<readonly CalendarObject[]>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await ask(collection, take, signal);
  } catch (error) {
    // Asking again would end in the same way; smaller questions may not.
    if (error instanceof BelfryError && NOT_IN_ONE_GO.has(error.reason)) return false;
    throw error;
  }
}

const NOT_IN_ONE_GO: ReadonlySet<string> = new Set(['bad-xml', 'time-out', 'too-large']);

async function ask(
  collection: Collection,
  take: Take<readonly CalendarObject[]>,
  signal: AbortSignal,
): Promise<boolean> {
  const { url, http } = collection;
  const body = davBody('c:calendar-query', BODIES + EVENTS_ONLY);
  const accept = (status: number) => UNWILLING.has(status);
  const asked = {
    method: 'REPORT',
    url,
    depth: '1',
    body,
    signal,
    accept,
    patience: REPORT_PATIENCE,
  } as const;
  const answer = await http.send(asked);
  if (answer.status >= 400) {
    await readRefusal(collection, answer);
    return false;
  }
  let isAll = true;
  const read = (response: MultistatusResponse) => {
    if (response.status === 507) isAll = false;
    return readObject(response, answer.url);
  };
  await readParts(answer, read, take, PART);
  return isAll;
}

/** How a multiget ended. */
export interface Multiget {
  /** Asked for and not given, though the server may have said nothing about them. */
  readonly missing: readonly string[];
  /** Those of them that the server says are gone. */
  readonly gone: ReadonlySet<string>;
  /** The request as a whole failed or broke off. */
  readonly failure: BelfryError | null;
}

/** One calendar-multiget. Answers about anything else than `hrefs` are ignored. Throws BelfryError when the server is
 *  down, busy or refuses the password: what more than this request concerns. */
export async function multiget(
  collection: Collection,
  hrefs: readonly string[],
  take: Take<readonly CalendarObject[]>,
  signal: AbortSignal,
): Promise<Multiget> {
  const { url, http } = collection;
  const wanted = hrefs.map((href) => `<d:href>${escapeXml(href)}</d:href>`).join('');
  const body = davBody('c:calendar-multiget', BODIES_AND_WRITERS + wanted);
  const asked = { method: 'REPORT', url, depth: '1', body, signal, accept: isAboutThis } as const;
  const answer = await http.send({ ...asked, patience: REPORT_PATIENCE });
  const missing = new Set(hrefs);
  const gone = new Set<string>();
  const end = (failure: BelfryError | null): Multiget => ({ missing: [...missing], gone, failure });
  if (answer.status >= 400) return end(await refusal(collection, answer));
  const read = (response: MultistatusResponse) => {
    const object = readObject(response, answer.url);
    if (object) return missing.delete(object.href) ? object : null;
    if (response.status === 404 || response.status === 410)
      gone.add(normaliseHref(response.href, answer.url));
    return null;
  };
  try {
    await readParts(answer, read, take, PART);
    return end(null);
  } catch (error) {
    if (error instanceof BelfryError && error.kind === 'protocol') return end(error);
    throw error;
  }
}

function isAboutThis(status: number): boolean {
  return ![401, 429, 502, 503, 504].includes(status);
}

async function refusal(collection: Collection, answer: DavAnswer): Promise<BelfryError> {
  await readRefusal(collection, answer);
  return new BelfryError('protocol', { what: new URL(answer.url).host, reason: `http-${answer.status}` });
}

// Only properties that are there count: a propstat of 404 may repeat them, empty.
function readObject(response: MultistatusResponse, base: string): CalendarObject | null {
  const found = foundProperties(response);
  const ical = property(found, CALDAV, 'calendar-data')?.text;
  if (!ical) return null;
  const href = normaliseHref(response.href, base);
  const etag = etagOf(property(found, DAV, 'getetag')?.text, ical);
  const writer = writerIn(found, base);
  return writer ? { href, etag, ical, writer } : { href, etag, ical };
}
