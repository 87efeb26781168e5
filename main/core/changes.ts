// Two versions of a calendar object -> the changes a person should hear about. What no person would notice (DTSTAMP,
// SEQUENCE, alarms, X-properties, order of lines, VTIMEZONE text) is never read, so it can never be told.
import type { CalendarId, CalendarObject, Change, ChangeKind, Snapshot } from './model.ts';
import { occurrenceChanges, type Difference } from './occurrence-changes.ts';
import { saysTheSame } from './re-serialised.ts';
import { isSameSnapshot, isSameWhen } from './snapshots.ts';
import { toldObject, type ToldObject } from './told-object.ts';
import { HOUR, wallOfDate } from './wall-time.ts';

interface ChangeContext {
  readonly calendarId: CalendarId;
  readonly now: number;
  /** The viewer's IANA zone. */
  readonly zone: string;
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
  if (before && after && saysTheSame(before.ical, after.ical)) return [];
  const { now, zone } = context;
  const told = (object: CalendarObject | null) => (object ? toldObject(object, now, zone) : NOTHING);
  const [old, young] = [told(before), told(after)];
  if (!old || !young) return [];
  // Another event under the same name: one is gone, and one has come.
  if (old.uid && young.uid && old.uid !== young.uid)
    return [...detectChanges(before, null, context), ...detectChanges(null, after, context)];
  const { calendarId } = context;
  const uid = young.uid || old.uid;
  return differences(old, young).map((difference) => ({
    id: context.newId(),
    calendarId,
    uid,
    ...difference,
    detectedAt: now,
  }));
}

const NOTHING: ToldObject = {
  uid: '',
  master: null,
  isSeries: false,
  recurrence: '',
  whole: null,
  upcoming: [],
  overrides: new Map(),
  excluded: new Set(),
  base: () => null,
};

function differences(before: ToldObject, after: ToldObject): readonly Difference[] {
  const whole = wholeDifference(before, after);
  // A series that begins, ends or moves takes its exceptions along: one sentence says it all.
  const takesAll = (before.master === null) !== (after.master === null) || isMoved(before, after);
  if (whole && takesAll) return [whole];
  return [...(whole ? [whole] : []), ...occurrenceChanges(before, after)];
}

function wholeDifference(before: ToldObject, after: ToldObject): Difference | null {
  const scope = before.isSeries || after.isSeries ? 'series' : 'event';
  const kind = kindOfWhole(before, after);
  return kind && { kind, scope, recurrenceId: '', before: before.whole, after: after.whole };
}

function kindOfWhole(before: ToldObject, after: ToldObject): ChangeKind | null {
  const [old, young] = [before.whole, after.whole];
  if (!old) return young && !young.cancelled ? 'created' : null;
  if (!young) return old.cancelled ? null : 'deleted';
  if (old.cancelled !== young.cancelled) return young.cancelled ? 'cancelled' : 'restored';
  const same = old.title === young.title && old.place === young.place && !isMoved(before, after);
  return same ? null : 'changed';
}

/** Whether the whole happens at other times: what is compared is when things happen, not how the rule is written. */
function isMoved(before: ToldObject, after: ToldObject): boolean {
  if (!before.whole || !after.whole) return false;
  if (before.recurrence !== after.recurrence) return true;
  if (before.upcoming.length !== after.upcoming.length) return true;
  return before.upcoming.some((when, i) => {
    const other = after.upcoming[i];
    return !other || !isSameWhen(when, other);
  });
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

/**
 * Some clients move an object by deleting it and writing it again under another name. Within one pull, what vanished
 * and appeared with the same UID in the same calendar is one change, or none.
 */
export function mergeMoves(changes: readonly Change[]): readonly Change[] {
  const gone = new Map<string, Change>();
  const come = new Map<string, Change>();
  for (const change of changes) {
    if (change.kind === 'deleted') gone.set(moveKey(change), change);
    if (change.kind === 'created') come.set(moveKey(change), change);
  }
  return changes.flatMap((change) => {
    const [old, young] = [gone.get(moveKey(change)), come.get(moveKey(change))];
    if (!old || !young || change.uid === '') return [change];
    if (change !== young) return change === old ? [] : [change];
    const move: Change = { ...young, kind: 'changed', before: old.before };
    return isUnchanged(move) ? [] : [move];
  });
}

function moveKey({ calendarId, uid, recurrenceId }: Change): string {
  return JSON.stringify([calendarId, uid, recurrenceId]);
}

function isUnchanged(change: Change): boolean {
  return change.before !== null && change.after !== null && isSameSnapshot(change.before, change.after);
}
