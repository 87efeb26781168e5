// One member of a home as a calendar of events, or as something that is none.
import { child, children, type Element } from '../../protocol/element.ts';
import { APPLE_ICAL, CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { ENROLMENT } from '../../protocol/enrolment.ts';
import { PUSH_PROPERTY_NAMES, readPushkey } from '../../protocol/push-properties.ts';
import { foundProperties, type MultistatusResponse } from '../../wire/multistatus.ts';
import type { FoundCalendar } from '../core/ports.ts';
import { placesIn } from './principal.ts';
import { property, type PropertyName } from './propfind.ts';
import { readVersion } from './version.ts';

/** What to ask of a home and its members, besides how far they have moved. */
export const CALENDAR_PROPERTIES: readonly PropertyName[] = [
  'd:resourcetype',
  'd:displayname',
  'd:owner',
  'd:current-user-privilege-set',
  'c:supported-calendar-component-set',
  'cs:invite',
  'ical:calendar-color',
  ...PUSH_PROPERTY_NAMES.map((name) => `cs:${name}` as const),
  `bf:${ENROLMENT}`,
];

/** A calendar, and what it says about whose it is. */
export interface OwnedCalendar {
  readonly calendar: Omit<FoundCalendar, 'person'>;
  /** URL of the owner's principal; null when it names none. */
  readonly ownerUrl: string | null;
  /** The sharer's name, when it is shared with the account and says so. */
  readonly sharer: string;
}

/** Collections that hold objects but are no place where somebody plans: what they receive, threw away, or may only drop. */
const OTHER_TYPES = ['schedule-inbox', 'schedule-outbox', 'notification', 'trash-bin', 'deleted-calendar'];

/**
 * Reads the member of a home at `url`; `otherwise`: whether it may be written when it does not tell (null: nobody
 * knows). null: it is no calendar of events, or one that the account may not read.
 */
export function readCalendar(
  url: string,
  response: MultistatusResponse,
  otherwise: boolean | null,
): OwnedCalendar | null {
  const properties = foundProperties(response);
  const privileges = privilegesOf(response);
  if (!isEventCalendar(properties) || !mayRead(privileges)) return null;
  const text = (namespace: string, name: string) => property(properties, namespace, name)?.text || null;
  const calendar = {
    url,
    name: text(DAV, 'displayname') ?? lastSegment(url),
    color: readColor(text(APPLE_ICAL, 'calendar-color') ?? ''),
    writable: mayWrite(privileges, otherwise),
    ...readVersion(properties),
    node: readPushkey(properties),
  };
  const [ownerUrl = null] = placesIn(property(properties, DAV, 'owner'), url);
  return { calendar, ownerUrl, sharer: sharerOf(properties) };
}

/** What a URL ends in, readable. */
export function lastSegment(url: string): string {
  const segment = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // not UTF-8: shown as it is
  }
}

function isEventCalendar(properties: readonly Element[]): boolean {
  const type = property(properties, DAV, 'resourcetype');
  if (!type || !child(type, CALDAV, 'calendar')) return false;
  if (type.children.some((t) => OTHER_TYPES.includes(t.name))) return false;
  const components = property(properties, CALDAV, 'supported-calendar-component-set');
  // RFC 4791 section 5.2.3: without the property every component is supported; the property has at least one.
  const names = components ? children(components, CALDAV, 'comp').map((c) => c.attributes['name']) : [];
  return names.length === 0 || names.some((name) => name?.toUpperCase() === 'VEVENT');
}

/** RFC 3744 section 5.4. 'unknown': the server has no such property. 'secret': it has, but does not tell this account. */
type Privileges = readonly string[] | 'unknown' | 'secret';

function privilegesOf(response: MultistatusResponse): Privileges {
  const name = 'current-user-privilege-set';
  const set = property(foundProperties(response), DAV, name);
  if (set) return set.children.flatMap((privilege) => privilege.children.map((c) => c.name));
  const secret = response.propstats.some((p) => p.status === 403 && property(p.properties, DAV, name));
  return secret ? 'secret' : 'unknown';
}

const READING = ['read', 'write', 'all'];

// Hidden is only what surely is a letter box: whoever lists nothing did answer, and some write who may read as well.
function mayRead(privileges: Privileges): boolean {
  if (typeof privileges === 'string' || privileges.length === 0) return true;
  return privileges.some((name) => READING.includes(name));
}

const WRITING = ['write', 'write-content', 'bind', 'all'];

function mayWrite(privileges: Privileges, otherwise: boolean | null): boolean {
  if (typeof privileges === 'string') return otherwise ?? privileges === 'unknown';
  return privileges.some((name) => WRITING.includes(name));
}

// Apple's caldav-sharing: `shared` is on what one was given, and the invitation names who gave it.
function sharerOf(properties: readonly Element[]): string {
  const type = property(properties, DAV, 'resourcetype');
  if (!type || !child(type, CALENDAR_SERVER, 'shared')) return '';
  const invite = property(properties, CALENDAR_SERVER, 'invite');
  const organizer = invite && child(invite, CALENDAR_SERVER, 'organizer');
  return (organizer && child(organizer, CALENDAR_SERVER, 'common-name')?.text.trim()) ?? '';
}

// Apple writes #RRGGBBAA.
function readColor(text: string): string {
  const match = /^#([0-9a-f]{6})(?:[0-9a-f]{2})?$/i.exec(text.trim());
  return match?.[1] ? `#${match[1].toLowerCase()}` : '';
}
