// A VTIMEZONE (RFC 5545 section 3.6.5) as the offsets it describes.
import ICAL from 'ical.js';
import { isProperty, stampOf, type Property } from '../ical/ical-values.ts';
import { expandRule } from '../ical/recurrence.ts';
import { readRule, type Rule } from '../ical/rule.ts';
import { DAY, readStamp } from './wall-time.ts';
import { remember, type Zone } from './zones.ts';

/** A VTIMEZONE that was understood. */
export interface Timezone {
  readonly tzid: string;
  /** X-LIC-LOCATION: libical names the IANA zone it made the VTIMEZONE from. '' when it is not there. */
  readonly location: string;
  readonly zone: Zone;
  /** The first year it describes from end to end: some exporters write only the rules of today. */
  readonly since: number;
  /** The same offset for ever. */
  readonly isFixed: boolean;
  /** The instants of a year (UTC) and of the days around it at which the offset may change. */
  changes(year: number): readonly number[];
}

/** More text than any zone's history needs. */
const LONGEST = 256 * 1024;
const known = new Map<string, Timezone | null>();

/** Reads the text of a VTIMEZONE; null when it makes no sense. Remembered by its text. */
export function readTimezone(text: string): Timezone | null {
  return text.length > LONGEST ? null : remember(known, text, () => described(text));
}

function described(text: string): Timezone | null {
  const [properties, children] = parts(text);
  const observances = children.flatMap(readObservance);
  const [first] = observances;
  if (!first) return null;
  const tzid = textOf(properties, 'tzid');
  const years = new Map<number, readonly Transition[]>();
  const table = (year: number) => remember(years, year, () => transitions(observances, year));
  const earliest = observances.reduce((a, b) => (b.start < a.start ? b : a));
  const offsetAt = (instant: number) =>
    table(new Date(instant).getUTCFullYear()).findLast((t) => t.instant <= instant)?.offset ??
    earliest.before;
  return {
    tzid,
    location: textOf(properties, 'x-lic-location'),
    zone: { name: tzid, offsetAt },
    since: new Date(earliest.start).getUTCFullYear() + 1,
    isFixed: observances.every((one) => one.after === first.after),
    changes: (year) => table(year).map(({ instant }) => instant),
  };
}

/** The properties of the VTIMEZONE and of each component in it. */
function parts(text: string): readonly [readonly Property[], readonly (readonly Property[])[]] {
  try {
    const [, properties, children]: unknown[] = ICAL.parse(text);
    return [propertiesIn(properties), listOf(children).map((child) => propertiesIn(listOf(child)[1]))];
  } catch {
    return [[], []]; // an unreadable VTIMEZONE is none: the name alone decides, or the viewer's clock
  }
}

function listOf(jcal: unknown): readonly unknown[] {
  return Array.isArray(jcal) ? jcal : [];
}

function propertiesIn(jcal: unknown): readonly Property[] {
  return listOf(jcal).filter(isProperty);
}

function named(properties: readonly Property[], name: string): Property | undefined {
  return properties.find((one) => one[0] === name);
}

function textOf(properties: readonly Property[], name: string): string {
  const value = named(properties, name)?.[3];
  return typeof value === 'string' ? value.trim() : '';
}

/** STANDARD or DAYLIGHT. */
interface Observance {
  readonly start: number;
  readonly before: number;
  readonly after: number;
  readonly rule: Rule | null;
  readonly dates: readonly number[];
}

function readObservance(properties: readonly Property[]): readonly Observance[] {
  const begin = named(properties, 'dtstart');
  const start = begin ? stampOf(begin) : null;
  const before = readOffset(textOf(properties, 'tzoffsetfrom'));
  const after = readOffset(textOf(properties, 'tzoffsetto'));
  if (!start || before === null || after === null) return [];
  const dates = properties
    .filter((one) => one[0] === 'rdate')
    .flatMap((one) => one.slice(3).flatMap((text) => readStamp(text)?.wall ?? []));
  const rule = ruleOf(named(properties, 'rrule')?.[3]);
  return [{ start: start.wall, before, after, rule, dates }];
}

/** From jCal's recur, which takes the text apart. */
function ruleOf(recur: unknown): Rule | null {
  if (typeof recur !== 'object' || recur === null) return null;
  return readRule(
    Object.entries(recur)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(';'),
  );
}

function readOffset(text: string): number | null {
  const match = /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?$/.exec(text);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((n) => Number(n ?? 0));
  const size = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return match[1] === '-' ? -size : size;
}

interface Transition {
  readonly instant: number;
  readonly offset: number;
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
