// iCalendar text to what Belfry understands of it. ical.js does the syntax; nothing here looks at zones or clocks.
import ICAL from 'ical.js';
import { BelfryError } from './errors.ts';
import { readRule, type Rule } from './rule.ts';
import { cleanNotes, cleanText } from './untrusted-text.ts';
import { readStamp, type Stamp } from './wall-time.ts';

/** A jCal property (RFC 7265): name, parameters, type, values. */
type Property = readonly [string, Readonly<Record<string, unknown>>, string, ...unknown[]];

export interface Component {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly children: readonly Component[];
}

/** DURATION: days on the calendar and milliseconds on the stopwatch are different things across summer time. */
export interface Duration {
  readonly days: number;
  readonly ms: number;
}

export interface AddedDate {
  readonly start: Stamp;
  /** With VALUE=PERIOD, the length or end of this one. */
  readonly end: Stamp | null;
  readonly duration: Duration | null;
}

/** One VEVENT. */
export interface EventComponent {
  readonly title: string;
  readonly place: string;
  /** DESCRIPTION, for search. */
  readonly notes: string;
  /** Names and addresses of organiser and attendees, for search. */
  readonly people: readonly string[];
  readonly cancelled: boolean;
  readonly start: Stamp;
  readonly end: Stamp | null;
  readonly duration: Duration | null;
  readonly rule: Rule | null;
  readonly added: readonly AddedDate[];
  readonly excluded: readonly Stamp[];
  readonly recurrenceId: Stamp | null;
  /** RECURRENCE-ID with RANGE=THISANDFUTURE. */
  readonly andFuture: boolean;
}

/** One calendar object. Neither master nor overrides: it holds tasks or journals only. */
export interface ParsedCalendar {
  readonly uid: string;
  readonly master: EventComponent | null;
  readonly overrides: readonly EventComponent[];
  readonly timezones: readonly Component[];
}

/** Reads the text of one calendar object. Throws BelfryError 'bad-object' when it cannot be understood. */
export function parseCalendar(text: string): ParsedCalendar {
  const parts = readComponents(text).flatMap((calendar) => calendar.children);
  const events = parts.filter((part) => part.name === 'vevent');
  const told = events.length > 0 ? events : parts.filter((part) => OTHER_OBJECTS.includes(part.name));
  if (told.length === 0) throw bad('nothing in it');
  const uids = new Set(told.map((part) => cleanText(value(part, 'uid'))));
  if (uids.size > 1) throw bad('several UIDs'); // RFC 4791 section 4.1 forbids it
  const read = events.map(readEvent);
  return {
    uid: [...uids][0] ?? '',
    master: read.find((event) => event.recurrenceId === null) ?? null,
    overrides: read.filter((event) => event.recurrenceId !== null),
    timezones: parts.filter((part) => part.name === 'vtimezone'),
  };
}

const OTHER_OBJECTS = ['vtodo', 'vjournal', 'vfreebusy', 'vavailability'];

function readComponents(text: string): readonly Component[] {
  const parsed: unknown = parseText(text);
  if (!Array.isArray(parsed)) throw bad('not iCalendar');
  const roots = typeof parsed[0] === 'string' ? [parsed] : parsed;
  return roots.map(asComponent).filter((root) => root.name === 'vcalendar');
}

function parseText(text: string): unknown {
  try {
    return ICAL.parse(text);
  } catch (error) {
    // ical.js quotes the offending line, which is somebody's text: only the kind of error is passed on.
    throw bad(error instanceof Error ? error.name : 'not iCalendar');
  }
}

function asComponent(jcal: unknown): Component {
  const [name, properties, children]: unknown[] = Array.isArray(jcal) ? jcal : [];
  return {
    name: typeof name === 'string' ? name : '',
    properties: Array.isArray(properties) ? properties.filter(isProperty) : [],
    children: Array.isArray(children) ? children.map(asComponent) : [],
  };
}

function isProperty(jcal: unknown): jcal is Property {
  return Array.isArray(jcal) && typeof jcal[0] === 'string' && typeof jcal[1] === 'object';
}

/** The first property of this name (lower case). */
export function property(component: Component, name: string): Property | undefined {
  return component.properties.find((p) => p[0] === name);
}

/** The first value of the first property of this name. */
export function value(component: Component, name: string): unknown {
  return property(component, name)?.[3];
}

function readEvent(event: Component): EventComponent {
  const start = stampOf(property(event, 'dtstart'));
  if (!start) throw bad('no start');
  const recurrence = property(event, 'recurrence-id');
  const recurrenceId = stampOf(recurrence);
  if (recurrence && !recurrenceId) throw bad('no recurrence id');
  return {
    title: cleanText(value(event, 'summary')),
    place: cleanText(value(event, 'location')),
    notes: cleanNotes(value(event, 'description')),
    people: peopleOf(event),
    cancelled: String(value(event, 'status')).toUpperCase() === 'CANCELLED',
    start,
    end: stampOf(property(event, 'dtend')),
    duration: readDuration(value(event, 'duration')),
    rule: readRule(value(event, 'rrule')),
    added: named(event, 'rdate').flatMap(addedDates),
    excluded: named(event, 'exdate').flatMap(stampsOf),
    recurrenceId,
    andFuture: String(recurrence?.[1]['range']).toUpperCase() === 'THISANDFUTURE',
  };
}

/** More than a mailing list of attendees is found by nobody. */
const MOST_PEOPLE = 500;

function peopleOf(event: Component): readonly string[] {
  const guests = event.properties.filter((p) => p[0] === 'organizer' || p[0] === 'attendee');
  return guests.slice(0, MOST_PEOPLE).flatMap(([, parameters, , address]) => {
    const name = cleanText(parameters['cn']);
    const mail = cleanText(address).replace(/^mailto:/i, '');
    return [name, mail].filter(Boolean);
  });
}

function named(component: Component, name: string): readonly Property[] {
  return component.properties.filter((p) => p[0] === name);
}

/** The stamp a date or date-time property holds, null when there is none. */
export function stampOf(from: Property | undefined): Stamp | null {
  return from ? (stampsOf(from)[0] ?? null) : null;
}

function stampsOf(from: Property): readonly Stamp[] {
  return from.slice(3).flatMap((text) => readStamp(text, tzidOf(from)) ?? []);
}

function tzidOf(from: Property): string {
  const tzid = from[1]['tzid'];
  return typeof tzid === 'string' ? tzid : '';
}

function addedDates(from: Property): readonly AddedDate[] {
  return from.slice(3).flatMap((item) => {
    const [first, last]: unknown[] = Array.isArray(item) ? item : [item];
    const start = readStamp(first, tzidOf(from));
    return start ? [{ start, end: readStamp(last, tzidOf(from)), duration: readDuration(last) }] : [];
  });
}

/** Two centuries: beyond it a length is a mistake, and dates run out of digits. */
const LONGEST_DAYS = 73_000;

function readDuration(text: unknown): Duration | null {
  const match =
    typeof text === 'string'
      ? /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
      : null;
  if (!match || match[1] === '-') return null; // an event cannot end before it begins
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((n) => Number(n ?? 0));
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return { days: Math.min(weeks * 7 + days, LONGEST_DAYS), ms: Math.min(ms, LONGEST_DAYS * 86_400_000) };
}

function bad(reason: string): BelfryError {
  return new BelfryError('bad-object', { reason });
}
