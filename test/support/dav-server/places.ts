// What lies where: root, principal, home, calendars, objects; and what PROPFIND says of each.
import { APPLE_ICAL, CALDAV, CALENDAR_SERVER, DAV } from '../../../protocol/namespaces.ts';
import type { DavCalendar, Member } from './calendar.ts';
import type { Quirks } from './quirks.ts';
import { etagOf } from './wording.ts';
import { element, escaped, type QName } from './xml.ts';

/** The one person this server is for. */
export interface Person {
  readonly username: string;
  readonly principal: string;
  readonly home: string;
}

export type Place =
  | { readonly at: 'root' | 'principal' | 'home' }
  | { readonly at: 'calendar'; readonly calendar: DavCalendar }
  | {
      readonly at: 'object';
      readonly calendar: DavCalendar;
      readonly name: string;
      readonly member: Member | null;
    }
  | { readonly at: 'nowhere' };

/** Paths of a person's principal and home. */
export function personNamed(username: string): Person {
  const segment = encodeURIComponent(username).replaceAll('%40', '@');
  return { username, principal: `/principals/${segment}/`, home: `/calendars/${segment}/` };
}

/** What a request path leads to; encoded in whatever way, collections with or without their slash. */
export function placeAt(path: string, person: Person, calendars: ReadonlyMap<string, DavCalendar>): Place {
  const segments = decoded(path);
  if (segments === null) return { at: 'nowhere' };
  const [first, username, name, object, ...rest] = segments;
  if (first === undefined) return { at: 'root' };
  if (username !== person.username || rest.length > 0) return { at: 'nowhere' };
  if (first === 'principals') return name === undefined ? { at: 'principal' } : { at: 'nowhere' };
  if (first !== 'calendars') return { at: 'nowhere' };
  if (name === undefined) return { at: 'home' };
  const calendar = calendars.get(name);
  if (calendar === undefined) return { at: 'nowhere' };
  if (object === undefined) return { at: 'calendar', calendar };
  return { at: 'object', calendar, name: object, member: calendar.member(object) };
}

function decoded(path: string): readonly string[] | null {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null; // not UTF-8
  }
}

const d = (name: string): QName => `{${DAV}}${name}`;
const c = (name: string): QName => `{${CALDAV}}${name}`;
const href = (path: string): string => element(d('href'), escaped(path));
const COLLECTION = element(d('collection'), '');

/** Everything a place has: inner XML by property name. */
export function propertiesOf(place: Place, person: Person, quirks: Quirks): ReadonlyMap<QName, string> {
  const everywhere: readonly (readonly [QName, string])[] = [
    [d('current-user-principal'), href(person.principal)],
    [d('owner'), href(person.principal)],
  ];
  return new Map([...everywhere, ...ownProperties(place, person, quirks)]);
}

function ownProperties(place: Place, person: Person, quirks: Quirks): readonly (readonly [QName, string])[] {
  const home = [c('calendar-home-set'), href(person.home)] as const;
  switch (place.at) {
    case 'root':
      return [[d('resourcetype'), COLLECTION], home];
    case 'principal':
      return [
        [d('resourcetype'), COLLECTION + element(d('principal'), '')],
        [d('displayname'), escaped(person.username)],
        [d('principal-URL'), href(person.principal)],
        home,
      ];
    case 'home':
      return [
        [d('resourcetype'), COLLECTION],
        [d('displayname'), 'Home'],
      ];
    case 'calendar':
      return calendarProperties(place.calendar, quirks);
    case 'object':
      return place.member === null ? [] : memberProperties(place.member, quirks);
    case 'nowhere':
      return [];
  }
}

function calendarProperties(calendar: DavCalendar, quirks: Quirks): readonly (readonly [QName, string])[] {
  const { facts, token, ctag } = calendar;
  const { noSync = false, noQuery = false } = quirks;
  const reports = [
    c('calendar-multiget'),
    ...(noQuery ? [] : [c('calendar-query')]),
    ...(noSync ? [] : [d('sync-collection')]),
  ];
  const privileges = [
    'read',
    'read-current-user-privilege-set',
    ...(facts.writable === false ? [] : ['write', 'bind']),
  ];
  return [
    [d('resourcetype'), COLLECTION + element(c('calendar'), '')],
    [d('displayname'), escaped(facts.title ?? calendar.name)],
    ...(facts.color === undefined ? [] : [[`{${APPLE_ICAL}}calendar-color`, escaped(facts.color)] as const]),
    ...(noSync ? [] : [[d('sync-token'), escaped(token)] as const]),
    [`{${CALENDAR_SERVER}}getctag`, escaped(ctag)],
    [d('getetag'), escaped(ctag)],
    [
      d('supported-report-set'),
      reports.map((name) => wrapped('supported-report', wrapped('report', element(name, '')))).join(''),
    ],
    [
      d('current-user-privilege-set'),
      privileges.map((name) => wrapped('privilege', element(d(name), ''))).join(''),
    ],
    [c('supported-calendar-component-set'), '<C:comp name="VEVENT"/>'],
  ];
}

function wrapped(name: string, inner: string): string {
  return element(d(name), inner);
}

function memberProperties(member: Member, quirks: Quirks): readonly (readonly [QName, string])[] {
  return [
    [d('resourcetype'), ''],
    [d('getetag'), escaped(etagOf(member, quirks))],
    [d('getcontenttype'), 'text/calendar; charset=utf-8'],
    [d('getcontentlength'), String(Buffer.byteLength(member.text))],
  ];
}
