// A zone nobody knows by name, read from the VTIMEZONE that came with the object (RFC 5545 section 3.6.5).
import { property, stampOf, value, type Component } from './ical.ts';
import { expandRule } from './recurrence.ts';
import { readRule, type Rule } from './rule.ts';
import { DAY, readStamp } from './wall-time.ts';
import { namedZone, remember, viewerZone, type Zone } from './zones.ts';

/** Finds the zone of a TZID; '' and what nobody can find are the viewer's. */
export type ZoneFinder = (tzid: string) => Zone;

/**
 * A finder for one object: by name first, its own VTIMEZONEs only when the name means nothing. `onViewer` is called
 * whenever the answer is the viewer's zone only because there was no better one.
 */
export function zoneFinder(
  timezones: readonly Component[],
  viewer: string,
  onViewer: () => void = () => undefined,
): ZoneFinder {
  const own = new Map<string, Zone | null>();
  return (tzid) => {
    const zone =
      tzid === '' ? null : (namedZone(tzid) ?? remember(own, tzid, () => customZone(timezones, tzid)));
    if (zone) return zone;
    // Without a known name and without a VTIMEZONE, the viewer's own clock is the best guess there is.
    onViewer();
    return viewerZone(viewer);
  };
}

function customZone(timezones: readonly Component[], tzid: string): Zone | null {
  const component = timezones.find((zone) => value(zone, 'tzid') === tzid);
  if (!component) return null;
  // libical names the IANA zone it made the VTIMEZONE from.
  const location = value(component, 'x-lic-location');
  const known = typeof location === 'string' ? namedZone(location) : null;
  if (known) return known;
  const observances = component.children.flatMap(readObservance);
  return observances.length > 0 ? zoneOfObservances(tzid, observances) : null;
}

/** STANDARD or DAYLIGHT. */
interface Observance {
  readonly start: number;
  readonly before: number;
  readonly after: number;
  readonly rule: Rule | null;
  readonly dates: readonly number[];
}

function readObservance(component: Component): readonly Observance[] {
  const start = stampOf(property(component, 'dtstart'));
  const before = readOffset(value(component, 'tzoffsetfrom'));
  const after = readOffset(value(component, 'tzoffsetto'));
  if (!start || before === null || after === null) return [];
  const dates = component.properties
    .filter((p) => p[0] === 'rdate')
    .flatMap((p) => p.slice(3).flatMap((text) => readStamp(text)?.wall ?? []));
  return [{ start: start.wall, before, after, rule: readRule(value(component, 'rrule')), dates }];
}

function readOffset(text: unknown): number | null {
  const match = typeof text === 'string' ? /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?$/.exec(text) : null;
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((n) => Number(n ?? 0));
  const size = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return match[1] === '-' ? -size : size;
}

interface Transition {
  readonly instant: number;
  readonly offset: number;
}

function zoneOfObservances(name: string, observances: readonly Observance[]): Zone {
  const years = new Map<number, readonly Transition[]>();
  const earliest = observances.reduce((a, b) => (b.start < a.start ? b : a));
  return {
    name,
    offsetAt: (instant) => {
      const year = new Date(instant).getUTCFullYear();
      const table = remember(years, year, () => transitions(observances, year));
      return table.findLast((t) => t.instant <= instant)?.offset ?? earliest.before;
    },
  };
}

/** What decides the offset in a year: the last change of each observance before it, and those within it. */
function transitions(observances: readonly Observance[], year: number): readonly Transition[] {
  const from = Date.UTC(year, 0, 1) - DAY;
  const to = Date.UTC(year + 1, 0, 1) + DAY;
  const found = observances.flatMap((observance) =>
    onsets(observance, from, to).map((wall) => ({
      instant: wall - observance.before,
      offset: observance.after,
    })),
  );
  return found.sort((a, b) => a.instant - b.instant);
}

function onsets(observance: Observance, from: number, to: number): readonly number[] {
  const { start, rule, before } = observance;
  const dates = [start, ...observance.dates].filter((wall) => wall < to);
  if (!rule) return dates;
  // UNTIL of an observance is in UTC (section 3.3.10); onsets are written in the offset that ends with them.
  const until = rule.until ? rule.until.wall + (rule.until.isUtc ? before : 0) : Infinity;
  // Zone rules are yearly, so the last onset before the year lies within two years of it, or is the series' end.
  const back = Math.min(from, until) - 800 * DAY;
  return [...dates, ...expandRule(rule, start, until, { from: back, to, limit: 1000 }).starts];
}
