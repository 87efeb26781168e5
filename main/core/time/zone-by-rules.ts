// The IANA zone a VTIMEZONE with a meaningless name describes, found by comparing what the clocks do.
import type { Timezone } from './observances.ts';
import { DAY } from './wall-time.ts';
import { ianaZone, offsetsOf, remember, viewerZone, type Zone } from './zones.ts';

// Where many zones share their rules, the one that most people know.
const WELL_KNOWN =
  `Europe/Berlin Europe/London America/New_York America/Chicago America/Denver America/Los_Angeles
  America/Phoenix America/Anchorage America/Halifax America/St_Johns America/Sao_Paulo America/Argentina/Buenos_Aires
  America/Santiago America/Mexico_City America/Bogota America/Caracas Pacific/Honolulu Europe/Lisbon Europe/Athens
  Europe/Helsinki Europe/Moscow Europe/Istanbul Africa/Cairo Africa/Johannesburg Africa/Lagos Africa/Casablanca
  Asia/Jerusalem Asia/Beirut Asia/Tehran Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Bangkok
  Asia/Shanghai Asia/Tokyo Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth
  Pacific/Auckland Atlantic/Azores Atlantic/Reykjavik`.split(/\s+/);

const found = new Map<string, Zone | null>();

// Years in which the engine's data is more than a guess; a VTIMEZONE of another is compared in the nearest of these.
const FIRST_YEAR = 1970;
const LAST_YEAR = 2037;

/**
 * The zone whose clock does what the VTIMEZONE says in `year` (UTC), the year before and the year after. Of several the
 * viewer's own, then a well-known one. Null when there is none, and for one offset for ever: that needs no zone.
 * `text` is what the answer is remembered by.
 */
export function zoneByRules(timezone: Timezone, text: string, year: number, viewer: string): Zone | null {
  if (timezone.isFixed) return null;
  const middle = Math.min(Math.max(year, timezone.since + 1, FIRST_YEAR), LAST_YEAR);
  return remember(found, JSON.stringify([viewer, middle, text]), () => {
    const points = pointsOf(timezone, middle);
    const matches = (zone: Zone) => points.every(({ at, offset }) => zone.offsetAt(at) === offset);
    const own = viewerZone(viewer);
    if (matches(own)) return own;
    const alike = zonesBySeasons(middle).get(
      seasonsKey(seasons(middle).map((at) => timezone.zone.offsetAt(at))),
    );
    const names = [...WELL_KNOWN.filter((name) => alike?.includes(name)), ...(alike ?? [])];
    for (const name of names) {
      const zone = ianaZone(name);
      if (zone && matches(zone)) return zone;
    }
    return null;
  });
}

const bySeasons = new Map<number, ReadonlyMap<string, readonly string[]>>();

/** Every zone by what its clock showed in the middle of each season of a year. */
function zonesBySeasons(year: number): ReadonlyMap<string, readonly string[]> {
  return remember(bySeasons, year, () => {
    const table = new Map<string, string[]>();
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const key = seasonsKey(offsetsOf(name, seasons(year)));
      table.set(key, [...(table.get(key) ?? []), name]);
    }
    return table;
  });
}

function seasons(year: number): readonly number[] {
  return [0, 3, 6, 9].map((month) => Date.UTC(year, month, 15));
}

function seasonsKey(offsets: readonly number[]): string {
  return offsets.join();
}

interface Point {
  readonly at: number;
  readonly offset: number;
}

/** Each season of three years, and the seconds around each change. */
function pointsOf(timezone: Timezone, middle: number): readonly Point[] {
  const years = [middle, middle + 1, middle - 1];
  const from = Date.UTC(middle - 1, 0, 1);
  const to = Date.UTC(middle + 2, 0, 1);
  const changes = years
    .flatMap((year) => timezone.changes(year))
    .filter((at) => at >= from + DAY && at < to - DAY);
  const instants = [...new Set([...years.flatMap(seasons), ...changes.flatMap((at) => [at - 1000, at])])];
  return instants.map((at) => ({ at, offset: timezone.zone.offsetAt(at) }));
}
