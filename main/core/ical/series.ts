// The occurrences of one calendar object: expanded on wall time, then placed in the zone (RFC 5545 section 3.8.5).
import type { ZoneFinder } from '../time/custom-zone.ts';
import type { AddedDate, Duration } from './ical-values.ts';
import type { EventComponent, ParsedCalendar } from './ical.ts';
import type { When } from '../model.ts';
import { expandRule, MOST_STARTS } from './recurrence.ts';
import { DAY, HOUR, dateText, startOfDay, type Stamp } from '../time/wall-time.ts';
import { dayStart, instantOf, UTC, wallAt, type Zone } from '../time/zones.ts';

/** One happening before it belongs to a calendar. */
export interface Instance {
  /** Original start: epoch ms, or the date; '' outside a series. */
  readonly key: string;
  readonly when: When;
  /** Where title, place and status come from. */
  readonly source: EventComponent;
}

/** Epoch ms: from inclusive, to exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** True for an object whose master repeats by rule or list. */
export function repeats(event: EventComponent): boolean {
  return event.rule !== null || event.added.length > 0;
}

/** The instant a stamp means; a date is its midnight in the viewer's zone. */
export function stampInstant(stamp: Stamp, zones: ZoneFinder): number {
  return instantOf(stamp.wall, zoneOf(stamp, zones));
}

/** The zone a stamp is written in. */
export function zoneOf(stamp: Stamp, zones: ZoneFinder): Zone {
  return stamp.isUtc ? UTC : zones(stamp.tzid);
}

/** When an event with this component happens if it begins at `wall` on its own clock. */
export function whenAt(event: EventComponent, wall: number, zones: ZoneFinder, added?: AddedDate): When {
  const own = added?.end ?? added?.duration ?? null;
  const { start } = event;
  const end = own ? (added?.end ?? null) : event.end;
  const duration = own ? (added?.duration ?? null) : event.duration;
  if (start.isDate) {
    const days = end ? (startOfDay(end.wall) - (own ? wall : start.wall)) / DAY : lengthInDays(duration);
    return { at: 'day', startDate: dateText(wall), endDate: lastDate(wall + Math.max(1, days) * DAY) };
  }
  const zone = zoneOf(start, zones);
  const startsAt = instantOf(wall, zone);
  if (end) {
    // RFC 5545 section 3.8.5.3: with DTEND, every occurrence has the same exact length.
    const first = own ? startsAt : instantOf(start.wall, zone);
    return { at: 'time', startsAt, endsAt: startsAt + Math.max(0, stampInstant(end, zones) - first) };
  }
  const days = (duration?.days ?? 0) * DAY;
  return { at: 'time', startsAt, endsAt: instantOf(wall + days, zone) + (duration?.ms ?? 0) };
}

function lengthInDays(duration: Duration | null): number {
  return duration ? duration.days + Math.ceil(duration.ms / DAY) : 1;
}

/** Dates have four digits here; what would end after them ends with them. */
function lastDate(wall: number): string {
  return dateText(Math.min(wall, Date.UTC(9999, 11, 31)));
}

/** The identity a stamp (EXDATE, RECURRENCE-ID) names in the series of `master`, in the form of Instance.key. */
export function keyOf(stamp: Stamp, master: EventComponent | null, zones: ZoneFinder): string {
  const allDay = master ? master.start.isDate : stamp.isDate;
  if (allDay) return dateText(stamp.wall);
  if (!stamp.isDate || !master) return String(stampInstant(stamp, zones));
  // A bare date in a series with times (some exporters' EXDATE;VALUE=DATE) means that day's occurrence.
  const clock = master.start.wall - startOfDay(master.start.wall);
  return String(instantOf(stamp.wall + clock, zoneOf(master.start, zones)));
}

/** Identity of the occurrence of `master` that begins at `wall` by its rule. */
export function keyAt(master: EventComponent, wall: number, zones: ZoneFinder): string {
  if (master.start.isDate) return dateText(wall);
  return String(instantOf(wall, zoneOf(master.start, zones)));
}

export interface BaseStart {
  readonly wall: number;
  readonly added?: AddedDate;
}

interface BaseStarts {
  readonly starts: readonly BaseStart[];
  /** True: nothing comes after the window. */
  readonly ended: boolean;
  /** True: a limit of expansion was reached before the end of the window. */
  readonly cut: boolean;
}

/** The starts of a series before exceptions, as wall times of its own zone, that may touch the window. */
export function baseStarts(
  master: EventComponent,
  window: Window & { readonly limit?: number },
  zones: ZoneFinder,
): BaseStarts {
  const zone = zoneOf(master.start, zones);
  const range = {
    from: wallAt(window.from, zone) - lengthOf(master, zones),
    to: wallAt(window.to, zone) + (master.start.isDate ? DAY : 0),
    limit: Math.min(window.limit ?? MOST_STARTS, MOST_STARTS),
  };
  const ruled = master.rule
    ? expandRule(master.rule, master.start.wall, untilWall(master, zone), range)
    : { starts: [master.start.wall], ended: true, cut: false };
  const bare = ruled.starts.map((wall) => ({ wall }));
  if (master.added.length === 0) return { ...ruled, starts: bare };
  const walls = new Set(ruled.starts);
  const added = master.added.map((one) => ({ wall: wallIn(one.start, master, zones), added: one }));
  const extra = added.filter(
    (one) => !walls.has(one.wall) && one.wall < range.to && reaches(one, range.from),
  );
  return {
    starts: [...bare, ...extra.slice(0, MOST_STARTS)].sort((a, b) => a.wall - b.wall),
    ended: ruled.ended && added.every((one) => one.wall < range.to),
    cut: ruled.cut || extra.length > MOST_STARTS,
  };
}

/** Whether an added date may still be going on at `from`; one with a length of its own is looked at more closely later. */
function reaches(
  { wall, added }: { readonly wall: number; readonly added: AddedDate },
  from: number,
): boolean {
  return wall >= from || added.end !== null || added.duration !== null;
}

/** An upper bound of how long one occurrence lasts, in ms, with an hour for summer time. */
export function lengthOf(master: EventComponent, zones: ZoneFinder): number {
  const when = whenAt(master, master.start.wall, zones);
  if (when.at === 'day') return Date.parse(when.endDate) - Date.parse(when.startDate) + DAY;
  return when.endsAt - when.startsAt + HOUR;
}

/** A stamp on the series' own wall clock. */
export function wallIn(stamp: Stamp, master: EventComponent, zones: ZoneFinder): number {
  if (master.start.isDate) return startOfDay(stamp.wall);
  if (stamp.isDate) return stamp.wall + master.start.wall - startOfDay(master.start.wall);
  return wallAt(stampInstant(stamp, zones), zoneOf(master.start, zones));
}

/** The last wall time the rule allows, Infinity when it names none. */
export function untilWall(master: EventComponent, zone: Zone): number {
  const until = master.rule?.until;
  if (!until) return Infinity;
  if (master.start.isDate) return startOfDay(until.wall);
  // Section 3.3.10 wants UTC here; a bare date is written all the same and means the whole day.
  if (until.isDate) return until.wall + DAY - 1;
  return until.isUtc ? wallAt(until.wall, zone) : until.wall;
}

/** Whether any of `when` lies inside the window; all-day dates are days of the viewer. */
export function touches(when: When, window: Window, viewer: Zone): boolean {
  const startsAt = startOf(when, viewer);
  return startsAt < window.to && (startsAt >= window.from || endOf(when, viewer) > window.from);
}

/** The instant it begins; an all-day date at the viewer's midnight. */
export function startOf(when: When, viewer: Zone): number {
  return when.at === 'time' ? when.startsAt : dayStart(when.startDate, viewer);
}

/** The instant it ends. */
export function endOf(when: When, viewer: Zone): number {
  return when.at === 'time' ? when.endsAt : dayStart(when.endDate, viewer);
}

/** Keys removed from the series of a parsed object by EXDATE. */
export function excludedKeys(calendar: ParsedCalendar, zones: ZoneFinder): ReadonlySet<string> {
  const { master } = calendar;
  return new Set((master?.excluded ?? []).map((stamp) => keyOf(stamp, master, zones)));
}
