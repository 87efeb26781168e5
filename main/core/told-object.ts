// One version of a calendar object, asked the questions a comparison of two versions asks.
import { objectZones, type ZoneFinder } from './custom-zone.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from './ical.ts';
import { baseInstance, futureShifts, overrideInstance, snapshotOf, type FutureShift } from './instances.ts';
import type { CalendarObject, Snapshot, When } from './model.ts';
import { ruleText } from './rule.ts';
import { baseStarts, excludedKeys, repeats, type Instance } from './series.ts';
import { isSameWhen } from './snapshots.ts';
import { DAY, dateText, wallOfDate } from './wall-time.ts';
import { viewerZone, wallAt } from './zones.ts';

export interface ToldObject {
  readonly uid: string;
  readonly master: EventComponent | null;
  readonly isSeries: boolean;
  /** Canonical rule and added dates; '' for a single event. */
  readonly recurrence: string;
  /** The next occurrence (or the only one, or the last known) as the whole stands; null without a master. */
  readonly whole: Snapshot | null;
  /** The coming occurrences by the rule alone, exceptions not applied: what a move of the series changes. */
  readonly upcoming: readonly When[];
  readonly overrides: ReadonlyMap<string, Snapshot>;
  readonly excluded: ReadonlySet<string>;
  /** An occurrence as the series alone would have it; null when the series has none with this key. */
  base(key: string): Snapshot | null;
}

/** Enough to tell two rhythms apart without walking a series to its end. */
const COMPARED = 12;
const HORIZON = 5 * 366 * DAY;

/** Reads a version for comparison; null when it cannot be understood. `zone` is the viewer's. */
export function toldObject(object: CalendarObject, now: number, zone: string): ToldObject | null {
  try {
    const calendar = parseCalendar(object.ical);
    return described(calendar, objectZones(calendar, { zone }), now, zone);
  } catch {
    return null; // counted where it is indexed; there is nothing to compare
  }
}

function described(calendar: ParsedCalendar, zones: ZoneFinder, now: number, zone: string): ToldObject {
  const { uid, master, overrides } = calendar;
  const isSeries = master !== null && repeats(master);
  const excluded = excludedKeys(calendar, zones);
  const replaced = new Map(
    overrides.map((override) => {
      const instance = overrideInstance(override, master, zones);
      return [instance.key, snapshotOf(instance)] as const;
    }),
  );
  const recurrence = isSeries ? recurrenceOf(master) : '';
  const series = isSeries ? { master, zones, shifts: futureShifts(overrides, master, zones) } : null;
  const coming = series
    ? comingInstances(series, now, zone)
    : master
      ? [baseInstance(master, { wall: master.start.wall }, zones)]
      : [];
  const stays = (instance: Instance) => {
    const exception = replaced.get(instance.key);
    return !excluded.has(instance.key) && (!exception || isSameWhen(exception.when, instance.when));
  };
  const next = coming.find(stays) ?? coming[0];
  const whole = next ? { ...snapshotOf(next), recurrence } : null;
  const upcoming = coming.map((instance) => instance.when);
  const base = (key: string) => (series && !excluded.has(key) ? baseSnapshot(series, key) : null);
  return { uid, master, isSeries, recurrence, whole, upcoming, overrides: replaced, excluded, base };
}

function recurrenceOf(master: EventComponent): string {
  const rule = master.rule ? ruleText(master.rule, master.start.wall) : '';
  const dates = master.added.map((one) => dateText(one.start.wall)).sort();
  return [rule, dates.length > 0 ? `RDATE=${dates.join(',')}` : ''].filter(Boolean).join(';');
}

interface Series {
  readonly master: EventComponent;
  readonly zones: ZoneFinder;
  readonly shifts: readonly FutureShift[];
}

/** Up to COMPARED occurrences not over yet; when all are over, the one the master describes. */
function comingInstances(series: Series, now: number, zone: string): readonly Instance[] {
  const { master, zones, shifts } = series;
  const today = dateText(wallAt(now, viewerZone(zone)));
  const isAhead = ({ when }: Instance) =>
    when.at === 'time' ? when.endsAt > now || when.startsAt >= now : when.endDate > today;
  const window = { from: now, to: Math.max(now, master.start.wall) + HORIZON, limit: 4 * COMPARED };
  const { starts } = baseStarts(master, window, zones);
  const coming = starts.map((start) => baseInstance(master, start, zones, shifts)).filter(isAhead);
  return coming.length > 0
    ? coming.slice(0, COMPARED)
    : [baseInstance(master, { wall: master.start.wall }, zones)];
}

function baseSnapshot({ master, zones, shifts }: Series, key: string): Snapshot | null {
  const at = master.start.isDate ? wallOfDate(key) : Number(key);
  if (!Number.isFinite(at)) return null;
  const window = { from: at - DAY, to: at + 2 * DAY };
  const found = baseStarts(master, window, zones)
    .starts.map((start) => baseInstance(master, start, zones, shifts))
    .find((instance) => instance.key === key);
  return found ? snapshotOf(found) : null;
}
