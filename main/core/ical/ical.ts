// iCalendar text to what Belfry understands of it. Nothing here looks at zones or clocks.
import { readAlarms } from './alarms.ts';
import {
  badObject,
  readCalendarText,
  type RawCalendar,
  type RawComponent,
  type RawLine,
} from './content-lines.ts';
import {
  addedDates,
  rawValue,
  readDuration,
  readLine,
  stampOf,
  stampsOf,
  type AddedDate,
  type Duration,
  type Property,
  type ReadLine,
} from './ical-values.ts';
import type { Alarm, Guest, Person } from '../model.ts';
import { guestOf, personOf } from './people.ts';
import { readRule, type Rule } from './rule.ts';
import { cleanNotes, cleanText } from './untrusted-text.ts';
import type { Stamp } from '../time/wall-time.ts';

/** One VEVENT. */
export interface EventComponent {
  readonly title: string;
  readonly place: string;
  /** DESCRIPTION, for search. */
  readonly notes: string;
  /** Names and addresses of organiser and attendees, for search. */
  readonly people: readonly string[];
  readonly organizer: Person | null;
  readonly guests: readonly Guest[];
  /** Where it may say how to join it: CONFERENCE (RFC 7986), URL and vendors' properties, as they stand. */
  readonly links: readonly Link[];
  readonly alarms: readonly Alarm[];
  /** TRANSP:TRANSPARENT. */
  readonly free: boolean;
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

/** A property that may hold an address to join at. */
export interface Link {
  /** Upper case: 'CONFERENCE', 'URL', 'X-GOOGLE-CONFERENCE'. */
  readonly property: string;
  readonly value: string;
  /** FEATURE of a CONFERENCE in upper case ('AUDIO,VIDEO'); absent when it names none. */
  readonly features?: string;
}

/** One calendar object. Neither master nor overrides: it holds tasks or journals only. */
export interface ParsedCalendar {
  readonly uid: string;
  readonly master: EventComponent | null;
  readonly overrides: readonly EventComponent[];
  /** The text of its VTIMEZONEs. */
  readonly timezones: readonly string[];
}

/** Reads the text of one calendar object. Throws BelfryError 'bad-object' when it cannot be understood. */
export function parseCalendar(text: string): ParsedCalendar {
  return calendarOf(readCalendarText(text));
}

/** Reads a calendar object already taken apart into lines. Throws BelfryError 'bad-object'. */
export function calendarOf(
  { components, timezones }: RawCalendar,
  read: ReadLine = readLine,
): ParsedCalendar {
  const events = components.filter((part) => part.name === 'VEVENT');
  const told = events.length > 0 ? events : components.filter((part) => OTHER_OBJECTS.includes(part.name));
  const [first] = told;
  if (!first) throw badObject('nothing in it');
  const uid = uidOf(first, read);
  // RFC 4791 section 4.1: one object, one UID.
  if (told.some((part) => part !== first && uidOf(part, read) !== uid)) throw badObject('several UIDs');
  const parts = events.map((event) => readEvent(event, read));
  return {
    uid,
    // Of several masters, which no server should let in, the first counts.
    master: parts.find((event) => event.recurrenceId === null) ?? null,
    overrides: parts.filter((event) => event.recurrenceId !== null),
    timezones,
  };
}

const OTHER_OBJECTS = ['VTODO', 'VJOURNAL', 'VFREEBUSY', 'VAVAILABILITY'];

function uidOf({ lines }: RawComponent, read: ReadLine): string {
  const line = lines.find(({ name }) => name === 'UID');
  return line ? cleanText(read(line.text)[3]) : '';
}

/** An event while its lines are read. */
type Draft = { -readonly [K in keyof Omit<EventComponent, 'start' | ListName>]: EventComponent[K] } & {
  start: Stamp | null;
  people: string[];
  guests: Guest[];
  links: Link[];
  added: AddedDate[];
  excluded: Stamp[];
};
type ListName = 'people' | 'guests' | 'links' | 'added' | 'excluded';

function emptyDraft(): Draft {
  return {
    title: '',
    place: '',
    notes: '',
    people: [],
    organizer: null,
    guests: [],
    links: [],
    alarms: [],
    free: false,
    cancelled: false,
    start: null,
    end: null,
    duration: null,
    rule: null,
    added: [],
    excluded: [],
    recurrenceId: null,
    andFuture: false,
  };
}

const SEVERAL: ReadonlySet<string> = new Set(['ATTENDEE', 'CONFERENCE', 'ORGANIZER', 'RDATE', 'EXDATE']);

function readEvent(component: RawComponent, read: ReadLine): EventComponent {
  const draft = emptyDraft();
  draft.alarms = readAlarms(component);
  const seen = new Set<string>();
  for (const line of component.lines) {
    // Of what may stand only once, the first counts.
    if (!SEVERAL.has(line.name) && seen.has(line.name)) continue;
    seen.add(line.name);
    if (!readTimes(draft, line, read)) readWords(draft, line, read);
  }
  const { start } = draft;
  if (!start) throw badObject('no start');
  return { ...draft, start };
}

/** False for a line that is not about time. An unreadable one makes the object bad: a wrong time is worse than none. */
function readTimes(draft: Draft, { name, text }: RawLine, read: ReadLine): boolean {
  switch (name) {
    case 'DTSTART':
      draft.start = stampOf(read(text));
      return true;
    case 'DTEND':
      draft.end = stampOf(read(text));
      return true;
    case 'DURATION':
      draft.duration = readDuration(read(text)[3]);
      return true;
    case 'RRULE':
      draft.rule = readRule(rawValue(text));
      return true;
    case 'RDATE':
      for (const one of addedDates(read(text))) draft.added.push(one);
      return true;
    case 'EXDATE':
      for (const one of stampsOf(read(text))) draft.excluded.push(one);
      return true;
    case 'RECURRENCE-ID':
      readRecurrenceId(draft, read(text));
      return true;
    default:
      return false;
  }
}

function readRecurrenceId(draft: Draft, property: Property): void {
  draft.recurrenceId = stampOf(property);
  if (!draft.recurrenceId) throw badObject('no recurrence id');
  draft.andFuture = String(property[1]['range']).toUpperCase() === 'THISANDFUTURE';
}

/** What only words are lost from when it cannot be read. */
function readWords(draft: Draft, { name, text }: RawLine, read: ReadLine): void {
  if (name === 'UID') return; // read for the whole object
  const property = propertyOrNull(text, read);
  if (!property) return;
  if (name === 'SUMMARY') draft.title = cleanText(property[3]);
  else if (name === 'LOCATION') draft.place = cleanText(property[3]);
  else if (name === 'DESCRIPTION') draft.notes = cleanNotes(property[3]);
  else if (name === 'STATUS') draft.cancelled = String(property[3]).trim().toUpperCase() === 'CANCELLED';
  else if (name === 'TRANSP') draft.free = String(property[3]).trim().toUpperCase() === 'TRANSPARENT';
  else if (name === 'ORGANIZER' || name === 'ATTENDEE') readPerson(draft, name, property);
  else if (draft.links.length < MOST_LINKS) draft.links.push(linkOf(name, property));
}

function linkOf(name: string, [, { feature }, , text]: Property): Link {
  const value = cleanNotes(text); // an address in its wrappers is longer than any title
  const features = [feature].flat().filter((one) => typeof one === 'string');
  return features.length === 0
    ? { property: name, value }
    : { property: name, value, features: features.join(',').toUpperCase() };
}

const MOST_LINKS = 20;

function readPerson(draft: Draft, name: string, property: Property): void {
  if (draft.people.length >= MOST_PEOPLE) return;
  draft.people.push(...wordsOf(property));
  if (name === 'ORGANIZER') draft.organizer ??= personOf(property);
  else draft.guests.push(...[guestOf(property)].filter((guest) => guest !== null));
}

/** More names and addresses than this are a mailing list. */
const MOST_PEOPLE = 1000;

function wordsOf([, parameters, , address]: Property): readonly string[] {
  const mail = cleanText(address).replace(/^mailto:/i, '');
  return [cleanText(parameters['cn']), mail].filter(Boolean);
}

function propertyOrNull(text: string, read: ReadLine): Property | null {
  try {
    return read(text);
  } catch {
    return null; // one guest or note with a stray quotation mark must not hide the event
  }
}
