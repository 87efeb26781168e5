// What an account holds: calendars, how far each has moved, and where its changes are announced.
import { child, children, type Element } from '../../protocol/element.ts';
import { APPLE_ICAL, CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import {
  PUSH_PROPERTY_NAMES,
  readPushkey,
  readPushTransport,
  type PushTransport,
} from '../../protocol/push-properties.ts';
import { foundProperties, type MultistatusResponse } from '../../wire/multistatus.ts';
import type { FoundAccount, FoundCalendar } from '../core/ports.ts';
import { normaliseUrl, withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { propfind, property, type PropertyName } from './propfind.ts';

const PUSH: readonly PropertyName[] = PUSH_PROPERTY_NAMES.map((name) => `cs:${name}` as const);
const HOME_PROPERTIES: readonly PropertyName[] = [
  'd:resourcetype',
  'd:displayname',
  'd:sync-token',
  'd:supported-report-set',
  'd:current-user-privilege-set',
  'c:supported-calendar-component-set',
  'cs:getctag',
  'ical:calendar-color',
  ...PUSH,
];

/**
 * One PROPFIND (Depth 1) of each home, and one of the principal when no home says where changes are announced.
 * Throws BelfryError.
 */
export async function survey(
  http: DavHttp,
  account: { readonly principalUrl: string; readonly homeUrls: readonly string[] },
  signal: AbortSignal,
): Promise<FoundAccount> {
  const calendars = new Map<string, FoundCalendar>();
  let push: PushTransport | null = null;
  for (const homeUrl of account.homeUrls) {
    const { url, responses } = await propfind(
      http,
      { url: homeUrl, depth: '1', properties: HOME_PROPERTIES },
      signal,
    );
    for (const response of responses) {
      const properties = foundProperties(response);
      const itself = withSlash(normaliseUrl(response.href, url));
      if (itself === withSlash(normaliseUrl(url))) push ??= readPushTransport(properties);
      if (isEventCalendar(properties)) calendars.set(itself, describe(itself, properties));
    }
  }
  push ??= await pushOfPrincipal(http, account.principalUrl, account.homeUrls, signal);
  return { ...account, calendars: [...calendars.values()], push };
}

// DAViCal says it on the principal and nowhere else; where principal and home are one it was asked already.
async function pushOfPrincipal(
  http: DavHttp,
  principalUrl: string,
  homeUrls: readonly string[],
  signal: AbortSignal,
): Promise<PushTransport | null> {
  if (homeUrls.some((home) => withSlash(home) === withSlash(principalUrl))) return null;
  const { responses } = await propfind(http, { url: principalUrl, depth: '0', properties: PUSH }, signal);
  return readPushTransport(responses.flatMap((r: MultistatusResponse) => foundProperties(r)));
}

function isEventCalendar(properties: readonly Element[]): boolean {
  const type = property(properties, DAV, 'resourcetype');
  if (!type || !child(type, CALDAV, 'calendar')) return false;
  const components = property(properties, CALDAV, 'supported-calendar-component-set');
  // RFC 4791 section 5.2.3: without the property every component is supported.
  return (
    !components ||
    children(components, CALDAV, 'comp').some((c) => c.attributes['name']?.toUpperCase() === 'VEVENT')
  );
}

function describe(url: string, properties: readonly Element[]): FoundCalendar {
  const text = (namespace: string, name: string) => property(properties, namespace, name)?.text || null;
  return {
    url,
    name: text(DAV, 'displayname') ?? lastSegment(url),
    color: readColor(text(APPLE_ICAL, 'calendar-color') ?? ''),
    writable: isWritable(property(properties, DAV, 'current-user-privilege-set')),
    supportsSync: supportsSync(property(properties, DAV, 'supported-report-set')),
    token: text(DAV, 'sync-token'),
    ctag: text(CALENDAR_SERVER, 'getctag'),
    node: readPushkey(properties),
  };
}

function lastSegment(url: string): string {
  const segment = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // not UTF-8: shown as it is
  }
}

// Apple writes #RRGGBBAA.
function readColor(text: string): string {
  const match = /^#([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(text.trim());
  return match?.[1] ? `#${match[1].toLowerCase()}` : '';
}

function isWritable(privileges: Element | undefined): boolean {
  if (!privileges) return true;
  const names = privileges.children.flatMap((p) => p.children.map((c) => c.name));
  return names.some((n) => n === 'write' || n === 'write-content' || n === 'bind' || n === 'all');
}

// Xandikos leaves the <report> wrapper out, others nest as RFC 3253 says: any mention counts.
function supportsSync(reports: Element | undefined): boolean {
  const mentions = (e: Element): boolean => e.name === 'sync-collection' || e.children.some(mentions);
  return reports ? mentions(reports) : false;
}
