// Two versions of a calendar object -> the changes a person should hear about. What no person would notice (DTSTAMP,
// SEQUENCE, alarms, X-properties, order of lines, VTIMEZONE text, one's own answer) is never read, so it can never be told.
import { readCalendarText, type RawCalendar } from '../ical/content-lines.ts';
import type { Difference } from './difference.ts';
import { rememberingLines, type ReadLine } from '../ical/ical-values.ts';
import { calendarOf } from '../ical/ical.ts';
import type { Reading } from '../ical/instances.ts';
import type { CalendarId, CalendarObject, Change, Snapshot } from '../model.ts';
import { occurrenceChanges } from './occurrence-changes.ts';
import { saysTheSame } from './re-serialised.ts';
import { NOTHING, toldObject, type ToldObject } from './told-object.ts';
import { HOUR, wallOfDate } from '../time/wall-time.ts';
import { whoDidIt } from './who-did-it.ts';
import { wholeChange } from './whole-change.ts';

/** For whom two versions are compared, and where they lie. */
export interface ChangeContext extends Reading {
  readonly calendarId: CalendarId;
  /** Epoch ms. */
  readonly now: number;
  /** The viewer's IANA zone. */
  readonly zone: string;
  /** The calendar is the account's own, not another person's: only there does the server bring what organisers decide. */
  readonly isOwnCalendar: boolean;
  newId(): string;
}

/**
 * Compares two versions of one object; null is "not there". Never throws: a version that cannot be understood
 * tells nothing. One change for the whole, or one for each occurrence concerned.
 */
export function detectChanges(
  before: CalendarObject | null,
  after: CalendarObject | null,
  context: ChangeContext,
): readonly Change[] {
  if (before?.ical === after?.ical) return [];
  const [raw, other] = [before && linesOf(before), after && linesOf(after)];
  if (raw && other && saysTheSame(raw, other)) return [];
  const read = rememberingLines();
  const [old, young] = [told(raw, read, context), told(other, read, context)];
  // What cannot be read is counted where it is indexed; there is nothing to compare.
  if ((before && !old) || (after && !young)) return [];
  return changesOf([before, old ?? NOTHING], [after, young ?? NOTHING], context);
}

type Version = readonly [CalendarObject | null, ToldObject];

function changesOf(before: Version, after: Version, context: ChangeContext): readonly Change[] {
  const [[gone, old], [come, young]] = [before, after];
  // Another event under the same name: one is gone, and one has come.
  if (old.uid && young.uid && old.uid !== young.uid) {
    const nothing: Version = [null, NOTHING];
    return [...changesOf(before, nothing, context), ...changesOf(nothing, after, context)];
  }
  const { calendarId, now } = context;
  const event = { calendarId, uid: young.uid || old.uid, href: (come ?? gone)?.href ?? '' };
  return differences(old, young, context).map((difference) => ({
    id: context.newId(),
    ...event,
    ...difference,
    before: difference.before?.snapshot ?? null,
    after: difference.after?.snapshot ?? null,
    ...whoDidIt(difference, come?.writer, context),
    detectedAt: now,
  }));
}

function linesOf({ ical }: CalendarObject): RawCalendar | null {
  try {
    return readCalendarText(ical);
  } catch {
    return null; // see detectChanges
  }
}

function told(raw: RawCalendar | null, read: ReadLine, context: ChangeContext): ToldObject | null {
  try {
    return raw && toldObject(calendarOf(raw, read), context);
  } catch {
    return null; // see detectChanges
  }
}

function differences(before: ToldObject, after: ToldObject, context: ChangeContext): readonly Difference[] {
  const whole = wholeChange(before, after, context);
  const told = whole.difference ? [whole.difference] : [];
  // A series that begins, ends or moves takes its exceptions along: one sentence says it all.
  const isAllSaid = whole.difference !== null && whole.takesAll;
  if (isAllSaid && (after.master !== null || after.overrides.size === 0)) return told;
  const single = occurrenceChanges(before, after, whole, context);
  // Without their master, single occurrences may stay: what happened to those is not said by the end of the series.
  return [...told, ...(isAllSaid ? single.filter((one) => one.before && one.after) : single)];
}

/** Far enough west for a date to be over everywhere on Earth. */
const LAST_PLACE = 12 * HOUR;

/** True when nothing the change speaks of lies in the future: nobody needs to be interrupted for it. */
export function isPast(change: Change, now: number): boolean {
  const ends = [change.before, change.after].flatMap((s) => (s ? [endOf(s)] : []));
  return ends.every((end) => end <= now);
}

function endOf({ when }: Snapshot): number {
  return when.at === 'time' ? when.endsAt : wallOfDate(when.endDate) + LAST_PLACE;
}

export { mergeCalendarMoves, mergeMoves } from './moved-objects.ts';
