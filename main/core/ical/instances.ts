// Everything of one calendar object that happens inside a window: the series with its exceptions applied.
import type { ZoneFinder } from '../time/custom-zone.ts';
import type { EventComponent, ParsedCalendar } from './ical.ts';
import { joinLinkOf } from './join-link.ts';
import type { Occurrence, Self, Snapshot } from '../model.ts';
import { answerOfSelf } from './people.ts';
import {
  baseStarts,
  excludedKeys,
  keyAt,
  keyOf,
  lengthOf,
  repeats,
  startOf,
  touches,
  wallIn,
  whenAt,
  type BaseStart,
  type Instance,
  type Window,
} from './series.ts';
import { DAY, wallOfDate } from '../time/wall-time.ts';
import { namedZone } from '../time/zone-names.ts';
import { UTC, type Zone } from '../time/zones.ts';

interface Instances {
  readonly instances: readonly Instance[];
  /** True: nothing more happens after the window. */
  readonly ended: boolean;
  /** True: a limit of expansion left out some of what happens in the window. */
  readonly cut: boolean;
}

/**
 * The happenings of an object: of a series, those that touch the window; what is no series is given whole, wherever
 * it lies.
 */
export function instancesOf(
  calendar: ParsedCalendar,
  window: Window,
  zones: ZoneFinder,
  viewer: Zone,
): Instances {
  const { master, overrides } = calendar;
  const excluded = excludedKeys(calendar, zones);
  // Of two overrides of one occurrence the later counts, here as in what is told of changes.
  const latest = new Map(
    overrides.map((override) => {
      const instance = overrideInstance(override, master, zones);
      return [instance.key, instance];
    }),
  );
  const replaced = [...latest.values()].filter((instance) => !excluded.has(instance.key));
  if (master && repeats(master))
    return seriesIn(calendar, master, replaced, { window, zones, viewer, excluded });
  if (!master) return { instances: replaced, ended: true, cut: false };
  const only = { key: '', when: whenAt(master, master.start.wall, zones), source: master };
  // An override of something that does not repeat is a leftover; it is shown beside the event, never instead.
  return { instances: [only, ...replaced], ended: true, cut: false };
}

interface Frame {
  readonly window: Window;
  readonly zones: ZoneFinder;
  readonly viewer: Zone;
  readonly excluded: ReadonlySet<string>;
}

function seriesIn(
  { overrides }: ParsedCalendar,
  master: EventComponent,
  replaced: readonly Instance[],
  { window, zones, viewer, excluded }: Frame,
): Instances {
  const gone = new Set(excluded);
  for (const override of overrides) gone.add(keyOf(recurrence(override), master, zones));
  const shifts = futureShifts(overrides, master, zones);
  const { starts, ended, cut } = baseStarts(master, widened(window, shifts, zones), zones);
  const instances: Instance[] = [];
  for (const start of starts) {
    const one = baseInstance(master, start, zones, shifts);
    if (gone.has(one.key) || !touches(one.when, window, viewer)) continue;
    // A date listed twice, or an hour that summer time skipped and the hour after it, are one occurrence.
    if (instances.at(-1)?.key !== one.key) instances.push(one);
  }
  const later = replaced.some(({ when }) => startOf(when, viewer) >= window.to);
  const inside = replaced.filter((one) => touches(one.when, window, viewer));
  return { instances: [...instances, ...inside], ended: ended && !later, cut };
}

/** What THISANDFUTURE moves into the window, or makes reach into it, begins outside by the rule alone. */
function widened(window: Window, shifts: readonly FutureShift[], zones: ZoneFinder): Window {
  return shifts.reduce(
    (wide, { shift, source }) => ({
      from: Math.min(wide.from, window.from - shift - lengthOf(source, zones)),
      to: Math.max(wide.to, window.to - shift + DAY),
    }),
    window,
  );
}

/** An override as the one happening it describes. */
export function overrideInstance(
  override: EventComponent,
  master: EventComponent | null,
  zones: ZoneFinder,
): Instance {
  return {
    key: keyOf(recurrence(override), master, zones),
    when: whenAt(override, override.start.wall, zones),
    source: override,
  };
}

function recurrence(override: EventComponent) {
  return override.recurrenceId ?? override.start;
}

/** RANGE=THISANDFUTURE: from this original start on, everything is as `source` and moved by `shift`. */
export interface FutureShift {
  readonly from: number;
  readonly shift: number;
  readonly source: EventComponent;
}

/** The THISANDFUTURE overrides of a series, in order. */
export function futureShifts(
  overrides: readonly EventComponent[],
  master: EventComponent,
  zones: ZoneFinder,
): readonly FutureShift[] {
  return overrides
    .filter((override) => override.andFuture)
    .map((source) => ({
      from: orderOf(keyOf(recurrence(source), master, zones), master),
      // Measured on the series' own clock, whatever zone the RECURRENCE-ID is written in.
      shift: source.start.wall - wallIn(recurrence(source), master, zones),
      source,
    }))
    .sort((a, b) => a.from - b.from);
}

/** Keys as numbers that can be compared within one series. */
function orderOf(key: string, master: EventComponent): number {
  return master.start.isDate ? wallOfDate(key) : Number(key);
}

/** An occurrence as the series alone would have it. */
export function baseInstance(
  master: EventComponent,
  start: BaseStart,
  zones: ZoneFinder,
  shifts: readonly FutureShift[] = [],
): Instance {
  const key = keyAt(master, start.wall, zones);
  const at = orderOf(key, master);
  const future = shifts.findLast((shift) => shift.from <= at);
  if (!future) return { key, when: whenAt(master, start.wall, zones, start.added), source: master };
  return { key, when: whenAt(future.source, start.wall + future.shift, zones), source: future.source };
}

/** For whom an object is read: what depends on the person, not on the text. */
export interface Reading {
  readonly self: Self;
  readonly joinPatterns: readonly string[];
}

/** What a person would notice of an instance. */
export function snapshotOf({ source, when }: Instance, { joinPatterns }: Reading, recurrence = ''): Snapshot {
  const { title, place, cancelled, start } = source;
  const zone = when.at === 'day' || start.tzid === '' ? '' : zoneNamed(start.tzid);
  return { title, place, when, recurrence, cancelled, join: joinLinkOf(source, joinPatterns), zone };
}

/** The IANA name behind a TZID; '' for a doubtful one: a wrong city is worse than none. */
function zoneNamed(tzid: string): string {
  const named = namedZone(tzid);
  return named?.isSure === true && named.zone !== UTC ? named.zone.name : '';
}

/** The instance as it stands in the agenda. */
export function occurrenceOf(
  instance: Instance,
  object: Pick<Occurrence, 'calendarId' | 'href' | 'uid'>,
  reading: Reading,
): Occurrence {
  const { alarms, free, guests } = instance.source;
  const mine = answerOfSelf(guests, reading.self);
  return { ...object, recurrenceId: instance.key, ...snapshotOf(instance, reading), alarms, free, mine };
}
