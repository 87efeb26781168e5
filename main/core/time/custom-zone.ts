// The zone of each TZID of one object, and whose word counts: a known name's; then what the VTIMEZONE beside it does;
// then a doubtful name; at last the viewer's own clock.
import type { ParsedCalendar } from '../ical/ical.ts';
import { readTimezone } from './observances.ts';
import { zoneByRules } from './zone-by-rules.ts';
import { namedZone } from './zone-names.ts';
import { viewerZone, type Zone } from './zones.ts';

/** Finds the zone of a TZID; '' and what nobody can find are the viewer's. */
export type ZoneFinder = (tzid: string) => Zone;

export interface Viewer {
  /** IANA name of the viewer's zone. */
  readonly zone: string;
  /** Called whenever the answer depends on the viewer's zone. */
  readonly onAsked?: () => void;
}

/** A finder for one object. */
export function objectZones(calendar: ParsedCalendar, viewer: Viewer): ZoneFinder {
  const event = calendar.master ?? calendar.overrides[0];
  return zoneFinder(calendar.timezones, viewer, new Date(event?.start.wall ?? 0).getUTCFullYear());
}

/** `timezones` the text of each VTIMEZONE; `year` the one the object is about, in which rules are compared. */
function zoneFinder(timezones: readonly string[], viewer: Viewer, year: number): ZoneFinder {
  let last: { readonly tzid: string; readonly zone: Zone } | null = null;
  return (tzid) => {
    if (last?.tzid !== tzid || tzid === '') {
      const named = tzid === '' ? null : namedZone(tzid);
      const zone = named?.isSure ? named.zone : (ownZone(tzid, timezones, viewer, year) ?? named?.zone);
      if (!zone) viewer.onAsked?.();
      last = { tzid, zone: zone ?? viewerZone(viewer.zone) };
    }
    return last.zone;
  };
}

function ownZone(tzid: string, timezones: readonly string[], viewer: Viewer, year: number): Zone | null {
  if (tzid === '') return null;
  for (const text of timezones) {
    const timezone = readTimezone(text);
    if (timezone?.tzid !== tzid.trim()) continue;
    const located = timezone.location === '' ? null : namedZone(timezone.location);
    if (located?.isSure) return located.zone;
    const alike = zoneByRules(timezone, text, year, viewer.zone);
    if (alike) viewer.onAsked?.(); // of zones that agree, the viewer's is taken
    return alike ?? timezone.zone;
  }
  return null;
}
