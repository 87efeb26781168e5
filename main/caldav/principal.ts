// A person on the server: their homes, and who lets them look into theirs (RFC 3744, RFC 4791 section 6.2.1, Apple's
// caldav-proxy). Also the names of other people.
import { child, children, type Element } from '../../protocol/element.ts';
import { CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import {
  PUSH_PROPERTY_NAMES,
  readPushTransport,
  type PushTransport,
} from '../../protocol/push-properties.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import { addressOf } from '../core/ical/people.ts';
import { withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { placeOf } from './place.ts';
import { propfind, property, type PropertyName } from './propfind.ts';

export interface Principal {
  readonly url: string;
  /** Every URL it is known by, ending in '/'. */
  readonly urls: readonly string[];
  readonly name: string;
  /** Calendar user addresses (RFC 6638 section 2.4.1), spelt as in core/people.ts. */
  readonly addresses: readonly string[];
  /** The server schedules for this person (RFC 6638 section 2); null: that answer left it open. */
  readonly schedules: boolean | null;
  readonly homeUrls: readonly string[];
  readonly push: PushTransport | null;
  /** Who lets this principal look into (and write to) their calendars. */
  readonly delegators: readonly Delegator[];
}

export interface Delegator {
  readonly url: string;
  readonly writable: boolean;
}

const PROPERTIES: readonly PropertyName[] = [
  'd:displayname',
  'd:principal-URL',
  'c:calendar-home-set',
  'c:calendar-user-address-set',
  'c:schedule-outbox-URL',
  'cs:calendar-proxy-read-for',
  'cs:calendar-proxy-write-for',
  ...PUSH_PROPERTY_NAMES.map((name) => `cs:${name}` as const),
];

/** One PROPFIND of the principal. Throws BelfryError. */
export async function readPrincipal(
  principalUrl: string,
  http: DavHttp,
  signal: AbortSignal,
): Promise<Principal> {
  const request = { url: principalUrl, depth: '0', properties: PROPERTIES } as const;
  const { url, responses, dav } = await propfind(http, request, signal);
  const found = responses.flatMap((response) => foundProperties(response));
  const addresses = property(found, CALDAV, 'calendar-user-address-set');
  const homeUrls = placesIn(property(found, CALDAV, 'calendar-home-set'), url);
  const self = placesIn(property(found, DAV, 'principal-URL'), url);
  const writers = placesIn(property(found, CALENDAR_SERVER, 'calendar-proxy-write-for'), url);
  const readers = placesIn(property(found, CALENDAR_SERVER, 'calendar-proxy-read-for'), url);
  const urls = new Set([withSlash(principalUrl), ...self, ...placesIn(addresses, url)]);
  const others = [...new Set([...writers, ...readers])].filter((other) => !urls.has(other));
  return {
    url: principalUrl,
    urls: [...urls],
    name: textOf(found, 'displayname'),
    addresses: addressesIn(addresses),
    // Section 2.1.1: who has no outbox is not enabled for scheduling, whatever the server can do.
    schedules: property(found, CALDAV, 'schedule-outbox-URL') ? namesScheduling(dav) || null : false,
    homeUrls,
    push: readPushTransport(found),
    delegators: others.map((other) => ({ url: other, writable: writers.includes(other) })),
  };
}

/** True for a DAV header (RFC 4918 section 10.1) that names automatic scheduling. */
export function namesScheduling(header: string | null): boolean {
  return (header ?? '').split(',').some((name) => name.trim().toLowerCase() === 'calendar-auto-schedule');
}

/** What the person at this URL is called, as far as the server says; '' when it does not. Throws BelfryError. */
export async function readName(personUrl: string, http: DavHttp, signal: AbortSignal): Promise<string> {
  const properties = ['d:displayname', 'd:resourcetype', 'd:owner'] as const;
  const { url, responses } = await propfind(http, { url: personUrl, depth: '0', properties }, signal);
  const found = responses.flatMap((response) => foundProperties(response));
  const [owner] = placesIn(property(found, DAV, 'owner'), url);
  // Some name a collection of the owner's where the owner is asked for.
  if (!isPrincipal(found) && owner !== undefined && owner !== withSlash(personUrl)) {
    const request = { url: owner, depth: '0', properties } as const;
    const { responses: next } = await propfind(http, request, signal);
    return textOf(
      next.flatMap((response) => foundProperties(response)),
      'displayname',
    );
  }
  return textOf(found, 'displayname');
}

/** The references in a property that may be followed, in one spelling, ending in '/'. */
export function placesIn(element: Element | undefined, base: string): readonly string[] {
  const hrefs = element ? children(element, DAV, 'href') : [];
  const places = hrefs.map((href) => placeOf(href.text.trim(), base)).filter((place) => place !== null);
  return [...new Set(places.map(withSlash))];
}

function addressesIn(set: Element | undefined): readonly string[] {
  const hrefs = set ? children(set, DAV, 'href') : [];
  return [...new Set(hrefs.map((href) => addressOf(href.text)).filter((address) => address !== ''))];
}

function isPrincipal(found: readonly Element[]): boolean {
  const type = property(found, DAV, 'resourcetype');
  return type !== undefined && child(type, DAV, 'principal') !== undefined;
}

function textOf(found: readonly Element[], name: string): string {
  return property(found, DAV, name)?.text.trim() ?? '';
}
