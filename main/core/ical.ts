// iCalendar text to what Belfry understands of it. Nothing here looks at zones or clocks.
import { badObject, readCalendarText, type RawComponent, type RawLine } from './content-lines.ts';
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
} from './ical-values.ts';
import { readRule, type Rule } from './rule.ts';
import { cleanNotes, cleanText } from './untrusted-text.ts';
import type { Stamp } from './wall-time.ts';

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
  /** The text of its VTIMEZONEs. */
  readonly timezones: readonly string[];
}

/** Reads the text of one calendar object. Throws BelfryError 'bad-object' when it cannot be understood. */
export function parseCalendar(text: string): ParsedCalendar {
  const { components, timezones } = readCalendarText(text);
  const events = components.filter((part) => part.name === 'VEVENT');
  const told = events.length > 0 ? events : components.filter((part) => OTHER_OBJECTS.includes(part.name));
  const [first] = told;
  if (!first) throw badObject('nothing in it');
  const uid = uidOf(first);
  // RFC 4791 section 4.1: one object, one UID.
  if (told.some((part) => part !== first && uidOf(part) !== uid)) throw badObject('several UIDs');
  const read = events.map(readEvent);
  return {
    uid,
    // Of several masters, which no server should let in, the first counts.
    master: read.find((event) => event.recurrenceId === null) ?? null,
    overrides: read.filter((event) => event.recurrenceId !== null),
    timezones,
  };
}

const OTHER_OBJECTS = ['VTODO', 'VJOURNAL', 'VFREEBUSY', 'VAVAILABILITY'];

function uidOf({ lines }: RawComponent): string {
  const line = lines.find(({ name }) => name === 'UID');
  return line ? cleanText(readLine(line.text)[3]) : '';
}

/** An event while its lines are read. */
type Draft = { -readonly [K in keyof Omit<EventComponent, 'start' | ListName>]: EventComponent[K] } & {
  start: Stamp | null;
  people: string[];
  added: AddedDate[];
  excluded: Stamp[];
};
type ListName = 'people' | 'added' | 'excluded';

function emptyDraft(): Draft {
  return {
    title: '',
    place: '',
    notes: '',
    people: [],
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

const SEVERAL: ReadonlySet<string> = new Set(['ATTENDEE', 'ORGANIZER', 'RDATE', 'EXDATE']);

function readEvent({ lines }: RawComponent): EventComponent {
  const draft = emptyDraft();
  const seen = new Set<string>();
  for (const line of lines) {
    // Of what may stand only once, the first counts.
    if (!SEVERAL.has(line.name) && seen.has(line.name)) continue;
    seen.add(line.name);
    if (!readTimes(draft, line)) readWords(draft, line);
  }
  const { start } = draft;
  if (!start) throw badObject('no start');
  return { ...draft, start };
}

/** False for a line that is not about time. An unreadable one makes the object bad: a wrong time is worse than none. */
function readTimes(draft: Draft, { name, text }: RawLine): boolean {
  switch (name) {
    case 'DTSTART':
      draft.start = stampOf(readLine(text));
      return true;
    case 'DTEND':
      draft.end = stampOf(readLine(text));
      return true;
    case 'DURATION':
      draft.duration = readDuration(readLine(text)[3]);
      return true;
    case 'RRULE':
      draft.rule = readRule(rawValue(text));
      return true;
    case 'RDATE':
      for (const one of addedDates(readLine(text))) draft.added.push(one);
      return true;
    case 'EXDATE':
      for (const one of stampsOf(readLine(text))) draft.excluded.push(one);
      return true;
    case 'RECURRENCE-ID':
      readRecurrenceId(draft, readLine(text));
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
function readWords(draft: Draft, { name, text }: RawLine): void {
  if (name === 'UID') return; // read for the whole object
  const property = readLineOrNull(text);
  if (!property) return;
  if (name === 'SUMMARY') draft.title = cleanText(property[3]);
  else if (name === 'LOCATION') draft.place = cleanText(property[3]);
  else if (name === 'DESCRIPTION') draft.notes = cleanNotes(property[3]);
  else if (name === 'STATUS') draft.cancelled = String(property[3]).trim().toUpperCase() === 'CANCELLED';
  else if (draft.people.length < MOST_PEOPLE) draft.people.push(...personOf(property));
}

/** More names and addresses than this are a mailing list. */
const MOST_PEOPLE = 1000;

function personOf([, parameters, , address]: Property): readonly string[] {
  const mail = cleanText(address).replace(/^mailto:/i, '');
  return [cleanText(parameters['cn']), mail].filter(Boolean);
}

function readLineOrNull(text: string): Property | null {
  try {
    return readLine(text);
  } catch {
    return null; // one guest or note with a stray quotation mark must not hide the event
  }
}
