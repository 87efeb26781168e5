// One calendar on the server: what changed, and the objects themselves (RFC 6578, RFC 4791 section 7.9).
import type { MultistatusResponse } from '../../wire/multistatus.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import { child } from '../../protocol/element.ts';
import { CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { BelfryError } from '../core/errors.ts';
import type { CalendarObject } from '../core/model.ts';
import type { RemoteCalendar, SyncPage } from '../core/ports.ts';
import { normaliseHref, withSlash } from './href.ts';
import { wholeText, type DavAnswer, type DavHttp } from './http.ts';
import { davBody, escapeXml, propElement, propfind, property, readAnswer } from './propfind.ts';

/** Bodies asked for in one multiget: large enough to save round trips, small enough for slow servers. */
const MULTIGET_CHUNK = 200;

/** The calendar at `url`. */
export function remoteCalendar(url: string, http: DavHttp): RemoteCalendar {
  return {
    changesSince: (token, signal) => changesSince(url, http, token, signal),
    list: (signal) => list(url, http, signal),
    async fetch(hrefs, signal) {
      const objects: CalendarObject[] = [];
      for (let i = 0; i < hrefs.length; i += MULTIGET_CHUNK) {
        objects.push(...(await multiget(url, http, hrefs.slice(i, i + MULTIGET_CHUNK), signal)));
      }
      return objects;
    },
  };
}

// RFC 6578 section 3.2. No limit is ever sent: Nextcloud fails the whole first listing over one.
async function changesSince(
  url: string,
  http: DavHttp,
  token: string | null,
  signal: AbortSignal,
): Promise<SyncPage> {
  const inner = `<d:sync-token>${escapeXml(token ?? '')}</d:sync-token><d:sync-level>1</d:sync-level>`;
  const body = davBody('d:sync-collection', inner + propElement(['d:getetag', 'd:resourcetype']));
  const send = (depth: '0' | '1') =>
    http.send({ method: 'REPORT', url, depth, body, signal, accept: (s) => REFUSALS.includes(s) });
  let answer = await send('0');
  // Some servers want Depth 1. Never tried with a token, where 400 means that the token is stale.
  if (answer.status === 400 && token === null) {
    await wholeText(answer);
    answer = await send('1');
  }
  return answer.status < 400 ? readPage(url, answer) : refusal(answer, token);
}

const REFUSALS = [400, 403, 405, 409, 410, 412, 415, 501, 507];

async function refusal(answer: DavAnswer, token: string | null): Promise<SyncPage> {
  const text = await wholeText(answer);
  // Google says "slow down" with 403 and an empty DAV:error.
  if (answer.status === 403 && /<(?:\w+:)?error\b[^>]*(?:\/>|>\s*<\/)/.test(text)) {
    throw new BelfryError('busy', { what: new URL(answer.url).host, retryAfter: 300_000 });
  }
  if (token === null) return { kind: 'unsupported' };
  return { kind: 'expired' };
}

async function readPage(url: string, answer: DavAnswer): Promise<SyncPage> {
  const self = normaliseHref(url, url);
  const changed: { href: string; etag: string }[] = [];
  const removed: string[] = [];
  let more = false;
  const token = await readAnswer(answer, (response) => {
    const href = normaliseHref(response.href, url);
    // Section 3.6: 507 for the collection itself says that the answer was cut short.
    if (response.status === 507) more = true;
    if (!isMember(href, self, response)) return;
    if (response.status === 404) removed.push(href);
    const etag = property(foundProperties(response), DAV, 'getetag')?.text;
    if (response.status === null && etag) changed.push({ href, etag });
  });
  if (!token) throw new BelfryError('protocol', { what: new URL(url).host, reason: 'no-sync-token' });
  return { kind: 'page', changed, removed, token, more };
}

async function list(url: string, http: DavHttp, signal: AbortSignal) {
  const properties = ['d:getetag', 'd:resourcetype', 'cs:getctag'] as const;
  const { responses } = await propfind(http, { url, depth: '1', properties }, signal);
  const self = normaliseHref(url, url);
  const objects: { href: string; etag: string }[] = [];
  let ctag = '';
  for (const response of responses) {
    const href = normaliseHref(response.href, url);
    const found = foundProperties(response);
    if (withSlash(href) === self) ctag = property(found, CALENDAR_SERVER, 'getctag')?.text ?? '';
    const etag = property(found, DAV, 'getetag')?.text;
    if (etag && isMember(href, self, response)) objects.push({ href, etag });
  }
  return { objects, ctag };
}

// Servers list the collection itself and collections inside it among its members, with and without their slash.
function isMember(href: string, self: string, response: MultistatusResponse): boolean {
  const type = property(foundProperties(response), DAV, 'resourcetype');
  return !href.endsWith('/') && withSlash(href) !== self && !(type && child(type, DAV, 'collection'));
}

async function multiget(url: string, http: DavHttp, hrefs: readonly string[], signal: AbortSignal) {
  const wanted = hrefs.map((href) => `<d:href>${escapeXml(href)}</d:href>`).join('');
  const body = davBody('c:calendar-multiget', propElement(['d:getetag', 'c:calendar-data']) + wanted);
  const answer = await http.send({
    method: 'REPORT',
    url,
    depth: '0',
    body,
    signal,
    accept: (s) => s === 404,
  });
  const objects = new Map<string, CalendarObject>();
  const gone = new Set<string>();
  const onResponse = (response: MultistatusResponse) => {
    const href = normaliseHref(response.href, url);
    const object = readObject(href, response);
    if (object) objects.set(href, object);
    else if (isGone(response)) gone.add(href);
  };
  if (answer.status === 404) await wholeText(answer); // one missing href fails the whole request on some servers
  else await readAnswer(answer, onResponse);
  for (const href of hrefs) {
    if (objects.has(href) || gone.has(href)) continue;
    const object = await getObject(href, url, http, signal);
    if (object) objects.set(href, object);
  }
  return [...objects.values()];
}

// The resource itself, that is: a server may say 404 of its data alone.
function isGone({ status, propstats }: MultistatusResponse): boolean {
  return status === 404 || (propstats.length > 0 && propstats.every((p) => p.status === 404));
}

function readObject(href: string, response: MultistatusResponse): CalendarObject | null {
  const found = foundProperties(response);
  const etag = property(found, DAV, 'getetag')?.text;
  const ical = property(found, CALDAV, 'calendar-data')?.text;
  return etag && ical ? { href, etag, ical } : null;
}

// An object left out of a multiget is asked for by itself: it may be gone, or the server may not like multigets.
async function getObject(
  href: string,
  url: string,
  http: DavHttp,
  signal: AbortSignal,
): Promise<CalendarObject | null> {
  const target = new URL(href, url).href;
  const answer = await http.send({
    method: 'GET',
    url: target,
    signal,
    accept: (s) => s === 404 || s === 410,
  });
  const ical = await wholeText(answer);
  if (answer.status >= 400) return null;
  const etag = answer.headers.get('etag');
  // It is there: taking it for gone would remove an event that is not.
  if (!etag) throw new BelfryError('protocol', { what: new URL(url).host, reason: 'no-etag' });
  return { href, etag, ical };
}
