// The IANA zone a VTIMEZONE with a meaningless name describes, found by comparing what the clocks do.
import type { Timezone } from './observances.ts';
import { DAY } from './wall-time.ts';
import { ianaZone, remember, unkeptZone, viewerZone, type Zone } from './zones.ts';

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

/**
 * The zone whose clock does what the VTIMEZONE says in `year` (UTC), the year before and the year after. Of several the
 * viewer's own, then a well-known one. Null when there is none, and for one offset for ever: that needs no zone.
 * `text` is what the answer is remembered by.
 */
export function zoneByRules(timezone: Timezone, text: string, year: number, viewer: string): Zone | null {
  if (timezone.isFixed) return null;
  const middle = Math.max(year, timezone.since + 1);
  return remember(found, JSON.stringify([viewer, middle, text]), () => {
    const points = pointsOf(timezone, middle);
    const matches = (zone: Zone) => points.every(({ at, offset }) => zone.offsetAt(at) === offset);
    const own = viewerZone(viewer);
    if (matches(own)) return own;
    const wellKnown = WELL_KNOWN.flatMap((name) => ianaZone(name) ?? []).find(matches);
    if (wellKnown) return wellKnown;
    const name = Intl.supportedValuesOf('timeZone').find((one) => {
      const zone = unkeptZone(one);
      return zone !== null && matches(zone);
    });
    return name === undefined ? null : ianaZone(name);
  });
}

interface Point {
  readonly at: number;
  readonly offset: number;
}

/** Each season of three years, and the seconds around each change: the seasons first, they tell most zones apart. */
function pointsOf(timezone: Timezone, middle: number): readonly Point[] {
  const years = [middle, middle + 1, middle - 1];
  const seasons = years.flatMap((year) => [6, 0, 3, 9].map((month) => Date.UTC(year, month, 15)));
  const from = Date.UTC(middle - 1, 0, 1);
  const to = Date.UTC(middle + 2, 0, 1);
  const changes = years
    .flatMap((year) => timezone.changes(year))
    .filter((at) => at >= from + DAY && at < to - DAY);
  const instants = [...new Set([...seasons, ...changes.flatMap((at) => [at - 1000, at])])];
  return instants.map((at) => ({ at, offset: timezone.zone.offsetAt(at) }));
}
