// What is in a collection: by its own properties, by sync-collection (RFC 6578), and by plain listings.
import { escapeXml } from '../../protocol/xml-text.ts';
import { foundProperties, type MultistatusResponse } from '../../wire/multistatus.ts';
import { BelfryError, isAbort } from '../core/errors.ts';
import type { ListedMember, RemoteVersion, SyncAnswer, Take } from '../core/sync/replica-ports.ts';
import { memberReader, type Collection } from './collection.ts';
import { normaliseHref, withSlash } from './href.ts';
import type { DavAnswer } from './http.ts';
import { errorText, readParts } from './multistatus-answer.ts';
import { davBody, propElement, propfind } from './propfind.ts';
import { EVENTS_ONLY, REPORT_PATIENCE } from './query.ts';
import { readRefusal } from './refusal.ts';
import { readVersion, VERSION_PROPERTIES } from './version.ts';

/** Members handed over at once. */
const PART = { count: 1_000 };

/** One PROPFIND of the collection itself. Throws BelfryError. */
export async function probe({ url, http }: Collection, signal: AbortSignal): Promise<RemoteVersion> {
  const asked = { url, depth: '0', properties: VERSION_PROPERTIES } as const;
  const { responses } = await propfind(http, asked, signal);
  return readVersion(responses.flatMap((response) => foundProperties(response)));
}

/** Section 3.2. No limit is ever sent: Nextcloud fails the whole first listing over one. Throws BelfryError. */
export async function changesSince(
  collection: Collection,
  token: string | null,
  take: Take<readonly ListedMember[]>,
  signal: AbortSignal,
): Promise<SyncAnswer> {
  const answer = await askForChanges(collection, token, signal);
  if (answer.status >= 400) return refusal(collection, answer, token, signal);
  const page = await readPage(collection, answer, take);
  collection.habits.failing.delete(collection.url);
  return page;
}

async function askForChanges(
  { url, http, habits }: Collection,
  token: string | null,
  signal: AbortSignal,
): Promise<DavAnswer> {
  const inner = `<d:sync-token>${escapeXml(token ?? '')}</d:sync-token><d:sync-level>1</d:sync-level>`;
  const body = davBody('d:sync-collection', inner + propElement(['d:getetag', 'd:resourcetype']));
  const accept = (status: number) =>
    MEANINGFUL.has(status) || (status === 410 && token !== null) || status === 500;
  const send = (depth: '0' | '1') =>
    http.send({ method: 'REPORT', url, depth, body, signal, accept, patience: REPORT_PATIENCE });
  const answer = await send(habits.depth);
  // Some servers want Depth 1. Never tried with a token, where 400 means that the token is stale.
  if (answer.status !== 400 || token !== null || habits.depth === '1') return answer;
  await errorText(answer);
  const again = await send('1');
  if (again.status < 400) habits.depth = '1';
  return again;
}

const MEANINGFUL: ReadonlySet<number> = new Set([400, 403, 405, 409, 412, 413, 415, 422, 501, 507]);
const STALE: ReadonlySet<number> = new Set([400, 403, 409, 410, 412]);

async function refusal(
  collection: Collection,
  answer: DavAnswer,
  token: string | null,
  signal: AbortSignal,
): Promise<SyncAnswer> {
  const what = new URL(answer.url).host;
  const named = await readRefusal(collection, answer);
  if (answer.status === 500) return afterFailure(collection, token, signal);
  if (answer.status === 403 && named?.name === 'need-privileges')
    throw new BelfryError('forbidden', { what, reason: 'need-privileges' });
  const isStale = token !== null && STALE.has(answer.status) && named?.name !== 'supported-report';
  return { kind: isStale ? 'expired' : 'unsupported' };
}

/**
 * Xandikos answers 500 to a token it does not know. When the collection is well and somewhere else, that is what it
 * means. Without a token, a second failure of a server that is well otherwise means that it cannot do this.
 */
async function afterFailure(
  collection: Collection,
  token: string | null,
  signal: AbortSignal,
): Promise<SyncAnswer> {
  const { url, habits } = collection;
  const failure = new BelfryError('protocol', { what: new URL(url).host, reason: 'http-500' });
  const version = await probe(collection, signal).catch((error: unknown) => {
    if (error instanceof Error && isAbort(error)) throw error;
    throw failure;
  });
  if (token !== null && version.token !== null && version.token !== token) return { kind: 'expired' };
  if (token !== null) throw failure;
  if (habits.failing.has(url)) return { kind: 'unsupported' };
  habits.failing.add(url);
  throw failure;
}

async function readPage(
  collection: Collection,
  answer: DavAnswer,
  take: Take<readonly ListedMember[]>,
): Promise<SyncAnswer> {
  const isItself = selfTest(collection, answer);
  const readMember = memberReader(collection, answer.url);
  let more = false;
  const read = (response: MultistatusResponse) => {
    // Section 3.6: 507 for the collection itself says that the answer was cut short.
    if (response.status === 507 && isItself(response)) more = true;
    return readMember(response);
  };
  const token = await readParts(answer, read, take, PART);
  if (!token) throw new BelfryError('protocol', { what: new URL(answer.url).host, reason: 'no-sync-token' });
  return { kind: 'page', token, more };
}

function selfTest({ url }: Collection, answer: DavAnswer): (response: MultistatusResponse) => boolean {
  const selves = [url, answer.url].map((self) => withSlash(normaliseHref(self, self)));
  return (response) => selves.includes(withSlash(normaliseHref(response.href, answer.url)));
}

/** Every member with its ETag, by PROPFIND Depth 1; by calendar-query where that is refused. Throws BelfryError. */
export async function list(
  collection: Collection,
  take: Take<readonly ListedMember[]>,
  signal: AbortSignal,
): Promise<void> {
  const { url, http } = collection;
  const properties = propElement(['d:getetag', 'd:resourcetype']);
  const request = { url, depth: '1', signal, patience: REPORT_PATIENCE } as const;
  const accept = (status: number) => status === 403 || status === 405 || status === 501;
  const propfindBody = davBody('d:propfind', properties);
  let answer = await http.send({ ...request, method: 'PROPFIND', body: propfindBody, accept });
  if (answer.status >= 400) {
    await readRefusal(collection, answer);
    const body = davBody('c:calendar-query', properties + EVENTS_ONLY);
    answer = await http.send({ ...request, method: 'REPORT', body });
  }
  await readParts(answer, memberReader(collection, answer.url), take, PART);
}
