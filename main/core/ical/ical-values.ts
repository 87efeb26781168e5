// What single lines of iCalendar say: ical.js reads the syntax, this turns its values into Belfry's.
import ICAL from 'ical.js';
import { badObject } from './content-lines.ts';
import { readStamp, type Stamp } from '../time/wall-time.ts';

/** A jCal property (RFC 7265): name in lower case, parameters, type, values. */
export type Property = readonly [string, Readonly<Record<string, unknown>>, string, ...unknown[]];

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

/** Text without parameters and escapes, which is what most lines are: nothing in it for a parser to do. */
const BARE_TEXT = /^(SUMMARY|LOCATION|DESCRIPTION|UID|STATUS|TRANSP):([^\\]*)$/;
/** An instant in a zone with a plain name, or in none. */
const BARE_TIME =
  /^(DTSTART|DTEND|RECURRENCE-ID)(?:;TZID=([\w/+-]+))?:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)$/;

/** Reads one content line. Throws BelfryError 'bad-object'. */
export function readLine(line: string): Property {
  const bare = bareLine(line);
  if (bare) return bare;
  const property: unknown = parsedLine(line);
  if (isProperty(property)) return property;
  throw badObject('no property');
}

/** The commonest lines, read as ical.js reads them in a fraction of the time; null for all others. */
function bareLine(line: string): Property | null {
  const text = BARE_TEXT.exec(line);
  if (text?.[1] !== undefined) return [text[1].toLowerCase(), {}, 'text', text[2]];
  const time = BARE_TIME.exec(line);
  if (time?.[1] === undefined) return null;
  const [, name, tzid, year, month, day, hour, minute, second, zulu] = time;
  const stamp = `${year}-${month}-${day}T${hour}:${minute}:${second}${zulu}`;
  return [name.toLowerCase(), tzid === undefined ? {} : { tzid }, 'date-time', stamp];
}

/** Reads a content line. Throws BelfryError 'bad-object'. */
export type ReadLine = (line: string) => Property;

/** Remembers what it read: for two versions of one object, which have most of their lines in common. */
export function rememberingLines(): ReadLine {
  const known = new Map<string, Property>();
  return (line) => {
    // Looking a line up costs as much as reading a bare one.
    const before = bareLine(line) ?? known.get(line);
    if (before) return before;
    const property = readLine(line);
    known.set(line, property);
    return property;
  };
}

function parsedLine(line: string): unknown {
  try {
    return ICAL.parse.property(line);
  } catch (error) {
    // ical.js quotes the offending line, which is somebody's text: only the kind of error is passed on.
    throw badObject(error instanceof Error ? error.name : 'not iCalendar');
  }
}

/** Whether a part of jCal is a property. */
export function isProperty(jcal: unknown): jcal is Property {
  return Array.isArray(jcal) && typeof jcal[0] === 'string' && typeof jcal[1] === 'object';
}

/** The value of a line as it stands, parameters left out: for what ical.js is too strict about. */
export function rawValue(line: string): string {
  const value = readLine(`X-${line}`)[3]; // of a name it does not know it changes nothing
  return typeof value === 'string' ? value : '';
}

/** The stamp a date or date-time property holds, null when there is none. */
export function stampOf(from: Property): Stamp | null {
  return readStamp(from[3], tzidOf(from));
}

/** All stamps of a property that may hold several. */
export function stampsOf(from: Property): readonly Stamp[] {
  const tzid = tzidOf(from);
  return from.slice(3).flatMap((text) => readStamp(text, tzid) ?? []);
}

function tzidOf(from: Property): string {
  const { tzid } = from[1];
  return typeof tzid === 'string' ? tzid : '';
}

/** The dates and periods of an RDATE. */
export function addedDates(from: Property): readonly AddedDate[] {
  const tzid = tzidOf(from);
  return from.slice(3).flatMap((item) => {
    const [first, last]: unknown[] = Array.isArray(item) ? item : [item];
    const start = readStamp(first, tzid);
    return start ? [{ start, end: readStamp(last, tzid), duration: readDuration(last) }] : [];
  });
}

/** Two centuries: beyond it a length is a mistake, and dates run out of digits. */
const LONGEST_DAYS = 73_000;
const DURATION = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Reads 'P1DT2H'; null for what is no length, or one that would end before it begins. */
export function readDuration(text: unknown): Duration | null {
  const match = typeof text === 'string' ? DURATION.exec(text.trim().toUpperCase()) : null;
  if (!match || match[1] === '-') return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((n) => Number(n ?? 0));
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return { days: Math.min(weeks * 7 + days, LONGEST_DAYS), ms: Math.min(ms, LONGEST_DAYS * 86_400_000) };
}
