// Wall clocks to instants and back. Zones are found by name in the system's own data; an object's VTIMEZONE is
// read only when nobody knows the name (see custom-zone.ts).
import { DAY, dateText, wallOfDate } from './wall-time.ts';

export interface Zone {
  /** Two zones with the same name are the same. */
  readonly name: string;
  /** Milliseconds to add to an instant to get the wall time. */
  offsetAt(instant: number): number;
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 };

/** How many names and tables are remembered: TZIDs are foreign text, so memory must not grow with them. */
const REMEMBERED = 2000;
const byName = new Map<string, Zone | null>();

/** The zone with this IANA name, whatever its case; null when the system does not know it. */
export function ianaZone(name: string): Zone | null {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const zone = remember(byName, name.toLowerCase(), () => {
    const format = offsetFormat(name);
    return format && zoneFrom(name, format);
  });
  if (zone?.name === name) byName.set(name, zone);
  return zone;
}

/** The offsets of a zone at some instants, without keeping anything of it: for looking through all there are. */
export function offsetsOf(name: string, instants: readonly number[]): readonly number[] {
  const format = offsetFormat(name);
  return format ? instants.map((instant) => askOffset(instant, format)) : [];
}

/** The viewer's zone; a name the system does not know is read as UTC, so that nothing is ever unshown. */
export function viewerZone(name: string): Zone {
  return ianaZone(name) ?? UTC;
}

/**
 * The instant a wall clock in `zone` shows `wall` (RFC 5545 section 3.3.5): of two, the first; a time skipped by the
 * change to summer time is read with the offset before it.
 */
export function instantOf(wall: number, zone: Zone): number {
  if (zone === UTC) return wall;
  const before = zone.offsetAt(wall - DAY);
  const after = zone.offsetAt(wall + DAY);
  if (zone.offsetAt(wall - before) === before) return wall - before;
  return zone.offsetAt(wall - after) === after ? wall - after : wall - before;
}

/** What a wall clock in `zone` shows at an instant. */
export function wallAt(instant: number, zone: Zone): number {
  return instant + zone.offsetAt(instant);
}

/** The date in `zone` at an instant, 'YYYY-MM-DD'. */
export function dateAt(instant: number, zone: Zone): string {
  return dateText(wallAt(instant, zone));
}

/** The instant a date begins in `zone`. */
export function dayStart(date: string, zone: Zone): number {
  return instantOf(wallOfDate(date), zone);
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null; // a RangeError is how Intl says that it does not know the name
  }
}

interface Year {
  /** Instants from which the offset of the same index holds; the first is the year's start in UTC. */
  readonly since: readonly number[];
  readonly offsets: readonly number[];
}

function zoneFrom(name: string, format: Intl.DateTimeFormat): Zone {
  const years = new Map<number, Year>();
  // Questions come in runs about the same season, so the stretch that answered last is kept at hand.
  let last = { from: 0, to: 0, offset: 0 };
  const offsetAt = (instant: number) => {
    if (instant >= last.from && instant < last.to) return last.offset;
    const year = new Date(instant).getUTCFullYear();
    const { since, offsets } = remember(years, year, () => yearTable(year, format));
    let i = since.length - 1;
    while (i > 0 && instant < (since[i] ?? 0)) i--;
    last = { from: since[i] ?? 0, to: since[i + 1] ?? Date.UTC(year + 1, 0, 1), offset: offsets[i] ?? 0 };
    return last.offset;
  };
  return { name: format.resolvedOptions().timeZone || name, offsetAt };
}

// Asking Intl costs a microsecond or two, so each year is asked once: in steps shorter than any summer time
// (Morocco's pause for Ramadan lasts a month), then halving the step in which the offset changed.
function yearTable(year: number, format: Intl.DateTimeFormat): Year {
  const start = Date.UTC(year, 0, 1);
  const end = Date.UTC(year + 1, 0, 1);
  const since = [start];
  const offsets = [askOffset(start, format)];
  for (let at = start; at < end; at += 10 * DAY) {
    const next = Math.min(at + 10 * DAY, end - 1000);
    const known = offsets[offsets.length - 1] ?? 0;
    const offset = askOffset(next, format);
    if (offset === known) continue;
    since.push(firstInstantAfterChange(at, next, known, format));
    offsets.push(offset);
  }
  return { since, offsets };
}

function firstInstantAfterChange(
  from: number,
  to: number,
  known: number,
  format: Intl.DateTimeFormat,
): number {
  let [low, high] = [from, to];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (askOffset(middle, format) === known) low = middle;
    else high = middle;
  }
  return high;
}

function askOffset(instant: number, format: Intl.DateTimeFormat): number {
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instant));
  if (!match) return 0; // plain 'GMT'
  const [hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
  const size = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  return match[1] === '-' ? -size : size;
}

// A piece of a text keeps the whole text alive; what is kept must be a text of its own.
function detached<K extends string>(key: K): K {
  return JSON.parse(JSON.stringify(key)) as K;
}

/** The remembered value, made on first use; forgets everything rather than growing without end. */
export function remember<K, V extends object | null>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key);
  if (value !== undefined) return value;
  if (known.size >= REMEMBERED) known.clear();
  const made = make();
  known.set(typeof key === 'string' ? detached(key) : key, made);
  return made;
}
