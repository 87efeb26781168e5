// Enrolling at the notifier in front of the calendar server: who may read is told by the calendar's own credentials, and the
// XMPP server never sees them.
import {
  ENROLMENT_TYPE,
  readEnrolled,
  readEnrolmentOffer,
  writeEnrolmentRequest,
  type Enrolled,
} from '../../protocol/enrolment.ts';
import type { Element } from '../../protocol/element.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import { BelfryError } from '../core/errors.ts';
import type { EnrolmentPlace, EnrolmentWish } from '../core/ports.ts';
import { wholeText, type DavAnswer, type DavHttp } from './http.ts';
import { normaliseUrl } from './href.ts';

interface Means {
  readonly http: DavHttp;
  readonly signal: AbortSignal;
}

/** UTF-16 units of an answer; one node is some hundred. */
const LARGEST = 512 * 1024;
/** Milliseconds: the notifier asks the calendar server and the XMPP server before it answers. */
const PATIENCE = 20_000;

/** Where a home says to enrol; null when it says nothing, or names another origin: credentials stay where they belong. */
export function enrolmentPlaceIn(properties: readonly Element[], home: string): EnrolmentPlace | null {
  const offer = readEnrolmentOffer(properties);
  if (!offer || !URL.canParse(offer.href, home)) return null;
  const url = new URL(offer.href, home);
  return url.origin === new URL(home).origin ? { url: url.href, ticket: offer.ticket } : null;
}

/** POST. What is at another origin cannot be enrolled there, and is left out. Throws BelfryError. */
export async function enrol(wish: EnrolmentWish, http: DavHttp, signal: AbortSignal): Promise<Enrolled> {
  const { origin, host } = new URL(wish.place.url);
  const near = wish.urls.filter((url) => new URL(url).origin === origin);
  const urls = new Map(near.map((url) => [new URL(url).pathname, normaliseUrl(url)]));
  const answer = await send('POST', wish, [...urls.keys()], { http, signal });
  const enrolled = answer.status === 200 ? read(await wholeText(answer, LARGEST)) : null;
  if (!enrolled) throw new BelfryError('protocol', { what: host, reason: 'no-enrolment' });
  const nodes = [...enrolled.nodes].flatMap(([href, node]) => {
    const url = urls.get(href);
    return url === undefined ? [] : [[url, node] as const];
  });
  return { ...enrolled, nodes: new Map(nodes) };
}

/** DELETE. Throws BelfryError. */
export async function leave(wish: EnrolmentWish, http: DavHttp, signal: AbortSignal): Promise<void> {
  const hrefs = wish.urls.map((url) => new URL(url).pathname);
  await wholeText(await send('DELETE', wish, hrefs, { http, signal }), LARGEST);
}

function send(
  method: 'POST' | 'DELETE',
  { place, device }: EnrolmentWish,
  hrefs: readonly string[],
  { http, signal }: Means,
): Promise<DavAnswer> {
  return http.send({
    method,
    url: place.url,
    body: writeEnrolmentRequest({ device, ticket: place.ticket, hrefs }),
    headers: { 'content-type': ENROLMENT_TYPE },
    // A ticket says it all, and a Digest would be for this request: nobody there can use it.
    anonymous: place.ticket !== null,
    redirect: 'manual',
    patience: PATIENCE,
    isAside: true,
    signal,
  });
}

function read(text: string): Enrolled | null {
  try {
    return readEnrolled(readXml(text));
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}
