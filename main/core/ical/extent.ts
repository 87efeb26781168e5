// From when to when an object happens at all: what tells, without expanding it, that it has nothing in a far-off month.
import type { ZoneFinder } from '../time/custom-zone.ts';
import type { EventComponent, ParsedCalendar } from './ical.ts';
import { futureShifts, overrideInstance } from './instances.ts';
import { expandRule } from './recurrence.ts';
import { endOf, lengthOf, repeats, startOf, stampInstant, untilWall, whenAt, zoneOf } from './series.ts';
import { DAY } from '../time/wall-time.ts';
import { instantOf, type Zone } from '../time/zones.ts';

/** Epoch ms. Nothing of the object lies outside; a series may end earlier than `endsAt` says, never later. */
export interface Extent {
  readonly startsAt: number;
  /** Infinity when endless, or too long to be counted through. */
  readonly endsAt: number;
}

/** Counting further than this to find an end is not worth it: the series is taken for endless. */
const COUNTED = 1000;

/** The extent of everything an object describes; { 0, 0 } when it describes nothing. */
export function extentOf(calendar: ParsedCalendar, zones: ZoneFinder, viewer: Zone): Extent {
  const { master, overrides } = calendar;
  const whens = overrides.map((override) => overrideInstance(override, master, zones).when);
  if (master) whens.push(whenAt(master, master.start.wall, zones));
  if (whens.length === 0) return { startsAt: 0, endsAt: 0 };
  const single = {
    startsAt: least(whens.map((when) => startOf(when, viewer))),
    endsAt: most(whens.map((when) => endOf(when, viewer))),
  };
  return master && repeats(master) ? withSeries(single, master, calendar, zones) : single;
}

function withSeries(
  single: Extent,
  master: EventComponent,
  { overrides }: ParsedCalendar,
  zones: ZoneFinder,
): Extent {
  const shifts = futureShifts(overrides, master, zones).map(({ shift }) => shift);
  const length = most([master, ...overrides].map((one) => lengthOf(one, zones)));
  // A day more on both sides, for all-day dates seen from other zones and for the offset at the far end.
  const added = master.added.map(({ start }) => stampInstant(start, zones));
  const lengths = master.added.map((one) => {
    const when = whenAt(master, one.start.wall, zones, one);
    return when.at === 'time'
      ? when.endsAt - when.startsAt
      : Date.parse(when.endDate) - Date.parse(when.startDate);
  });
  const last = most([lastRuled(master, zones), ...added]);
  return {
    startsAt: Math.min(single.startsAt, least(added) - DAY) + Math.min(0, least(shifts)),
    endsAt: Math.max(single.endsAt, last + most([length, ...lengths]) + DAY + most([0, ...shifts])),
  };
}

function lastRuled(master: EventComponent, zones: ZoneFinder): number {
  const { rule, start } = master;
  const zone = zoneOf(start, zones);
  if (!rule) return instantOf(start.wall, zone);
  const until = untilWall(master, zone);
  if (until !== Infinity) return instantOf(until, zone);
  if (rule.count === null || rule.count > COUNTED) return Infinity;
  const range = { from: start.wall, to: Infinity, limit: rule.count + 1 };
  const { starts, ended } = expandRule(rule, start.wall, until, range);
  return ended ? instantOf(starts.at(-1) ?? start.wall, zone) : Infinity;
}

// Not Math.max(...list): an object may list more dates than a call takes arguments.
function most(list: readonly number[]): number {
  return list.reduce((a, b) => Math.max(a, b), -Infinity);
}

function least(list: readonly number[]): number {
  return list.reduce((a, b) => Math.min(a, b), Infinity);
}
