// One version of a calendar object, asked the questions a comparison of two versions asks.
import type { Told } from './change-details.ts';
import { objectZones, type ZoneFinder } from '../time/custom-zone.ts';
import type { EventComponent, ParsedCalendar } from '../ical/ical.ts';
import {
  baseInstance,
  futureShifts,
  overrideInstance,
  snapshotOf,
  type FutureShift,
} from '../ical/instances.ts';
import type { Reading } from '../ical/instances.ts';
import type { When } from '../model.ts';
import { ruleText } from '../ical/rule.ts';
import {
  baseStarts,
  excludedKeys,
  keyAt,
  repeats,
  untilWall,
  wallIn,
  zoneOf,
  type Instance,
} from '../ical/series.ts';
import { isSameWhen } from './snapshots.ts';
import { DAY, dateText, wallOfDate } from '../time/wall-time.ts';
import { viewerZone, wallAt } from '../time/zones.ts';

/** For whom and when a version is read. */
export interface ToldFor extends Reading {
  /** Epoch ms. */
  readonly now: number;
  /** The viewer's IANA zone. */
  readonly zone: string;
}

/** A version read for comparison. */
export interface ToldObject {
  readonly uid: string;
  readonly master: EventComponent | null;
  readonly zones: ZoneFinder;
  readonly isSeries: boolean;
  /** Canonical rule; '' for a single event and for a list of dates. */
  readonly rule: string;
  /** The coming occurrences (or the only one, or the last known) without exceptions, with dates that were added. */
  readonly coming: readonly Instance[];
  /** The same by the rule alone: what a move of the series changes. */
  readonly ruled: readonly Instance[];
  readonly overrides: ReadonlyMap<string, Told>;
  /** Those of the overrides that hold from there on (RANGE=THISANDFUTURE). */
  readonly future: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  /** Whether an occurrence takes place when the series has it, as far as its exceptions go. */
  isUsual(instance: Instance): boolean;
  /** An occurrence as the series alone would have it; null when the series has none with this key. */
  base(key: string): Told | null;
  tell(instance: Instance): Told;
}

/** Enough to tell two rhythms apart without walking a series to its end. */
const COMPARED = 12;
const HORIZON = 5 * 366 * DAY;

/** Nothing: what was before an object came, and is after it went. */
export const NOTHING: ToldObject = {
  uid: '',
  master: null,
  zones: () => viewerZone('UTC'),
  isSeries: false,
  rule: '',
  coming: [],
  ruled: [],
  overrides: new Map(),
  future: new Set(),
  added: new Set(),
  excluded: new Set(),
  isUsual: () => false,
  base: () => null,
  tell: (instance) => ({ snapshot: snapshotOf(instance, NOBODY), source: instance.source }),
};

const NOBODY: Reading = {
  self: { addresses: [], principals: [], username: '', name: '' },
  joinPatterns: [],
};

/** Reads a version for comparison. Throws on an object that ical.ts lets through and nobody can expand. */
export function toldObject(calendar: ParsedCalendar, reading: ToldFor): ToldObject {
  const { uid, master, overrides } = calendar;
  const { now, zone } = reading;
  const zones = objectZones(calendar, { zone });
  const excluded = excludedKeys(calendar, zones);
  const series = master && repeats(master) ? seriesOf(master, overrides, zones) : null;
  const coming = series ? comingInstances(series, now, zone) : master ? [onlyOf(master, zones)] : [];
  const isListed = master !== null && master.added.length > 0;
  const bare = series && isListed ? { ...series, master: { ...master, added: [] } } : null;
  const tell = (instance: Instance): Told => {
    const recurrence = series ? recurrenceOf(series) : '';
    return { snapshot: snapshotOf(instance, reading, recurrence), source: instance.source };
  };
  const replaced = overridesOf(calendar, zones, reading);
  return {
    uid,
    master,
    zones,
    isSeries: series !== null,
    rule: series?.rule ?? '',
    coming,
    ruled: bare ? comingInstances(bare, now, zone) : coming,
    overrides: replaced.told,
    future: replaced.future,
    added: new Set(master?.added.map((one) => keyAt(master, wallIn(one.start, master, zones), zones))),
    excluded,
    isUsual: ({ key, when }) => !excluded.has(key) && isUsualAt(when, replaced.told.get(key)),
    base: (key) => (series && !excluded.has(key) ? baseOf(series, key, reading) : null),
    tell,
  };
}

function isUsualAt(when: When, exception: Told | undefined): boolean {
  return !exception || (isSameWhen(exception.snapshot.when, when) && !exception.snapshot.cancelled);
}

function onlyOf(master: EventComponent, zones: ZoneFinder): Instance {
  return { ...baseInstance(master, { wall: master.start.wall }, zones), key: '' };
}

function overridesOf({ master, overrides }: ParsedCalendar, zones: ZoneFinder, reading: Reading) {
  const told = new Map<string, Told>();
  const future = new Set<string>();
  for (const override of overrides) {
    const instance = overrideInstance(override, master, zones);
    told.set(instance.key, {
      snapshot: snapshotOf(instance, reading),
      source: invitedLike(override, master),
    });
    if (override.andFuture) future.add(instance.key);
  }
  return { told, future };
}

/** An exception without a word about people was written by a program that leaves them to the series. */
function invitedLike(override: EventComponent, master: EventComponent | null): EventComponent {
  const isSilent = override.organizer === null && override.guests.length === 0;
  return isSilent && master ? { ...override, organizer: master.organizer, guests: master.guests } : override;
}

interface Series {
  readonly master: EventComponent;
  readonly zones: ZoneFinder;
  readonly shifts: readonly FutureShift[];
  readonly rule: string;
}

function seriesOf(master: EventComponent, overrides: readonly EventComponent[], zones: ZoneFinder): Series {
  const { start } = master;
  // Its end as a date on the clock of the series: programs write it in UTC, as a bare date or as the last second of a day.
  const until = master.rule?.until ? untilWall(master, zoneOf(start, zones)) : null;
  const rule = master.rule && {
    ...master.rule,
    until: until === null ? null : { wall: until, isDate: true, isUtc: false, tzid: '' },
  };
  return {
    master,
    zones,
    shifts: futureShifts(overrides, master, zones),
    rule: rule ? ruleText(rule, start.wall) : '',
  };
}

/** Canonical rule and added dates, as Snapshot.recurrence has them. */
function recurrenceOf({ master, rule }: Series): string {
  const dates = master.added.map((one) => dateText(one.start.wall)).sort();
  return [rule, dates.length > 0 ? `RDATE=${dates.join(',')}` : ''].filter(Boolean).join(';');
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

function baseOf({ master, zones, shifts }: Series, key: string, reading: Reading): Told | null {
  const at = master.start.isDate ? wallOfDate(key) : Number(key);
  if (!Number.isFinite(at)) return null;
  const { starts } = baseStarts(master, { from: at - DAY, to: at + 2 * DAY }, zones);
  const found = starts
    .map((start) => baseInstance(master, start, zones, shifts))
    .find((instance) => instance.key === key);
  return found ? { snapshot: snapshotOf(found, reading), source: found.source } : null;
}
