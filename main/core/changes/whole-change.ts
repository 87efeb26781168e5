// What happened to an event or a series as a whole, apart from its exceptions.
import { detailsOf, type Told } from './change-details.ts';
import { kindOf, type Difference, type Observer } from './difference.ts';
import { isSameRhythm } from './same-rhythm.ts';
import type { Instance } from '../ical/series.ts';
import { isSameWhen } from './snapshots.ts';
import type { ToldObject } from './told-object.ts';

export interface WholeChange {
  /** null: nothing worth telling. */
  readonly difference: Difference | null;
  /** What stands for the whole before and after; null on a side that has no master. */
  readonly before: Told | null;
  readonly after: Told | null;
  /** Its times are others, or there is no whole on one side: exceptions are taken along. */
  readonly takesAll: boolean;
}

/** Compares the masters of two versions. */
export function wholeChange(before: ToldObject, after: ToldObject, observer: Observer): WholeChange {
  const { old, young, recurrenceId, isMoved } = pairOf(before, after);
  const scope = before.isSeries || after.isSeries ? 'series' : 'event';
  const details = detailsOf(old, young, observer.self);
  const kind = kindOf({ before: old, after: young, details }, observer, isMoved);
  return {
    difference: kind && { kind, scope, recurrenceId, before: old, after: young, details },
    before: old,
    after: young,
    takesAll: (old === null) !== (young === null) || isMoved,
  };
}

interface Pair {
  readonly old: Told | null;
  readonly young: Told | null;
  /** From this occurrence on; '' all of them. */
  readonly recurrenceId: string;
  readonly isMoved: boolean;
}

/** The two happenings that stand for the whole: the next ones, or where the times first part. */
function pairOf(before: ToldObject, after: ToldObject): Pair {
  const [old, young] = [nextOf(before), nextOf(after)];
  if (!old || !young) {
    return {
      old: old && before.tell(old),
      young: young && after.tell(young),
      recurrenceId: '',
      isMoved: false,
    };
  }
  if (!isSameRhythm(before, after)) return pair([before, old], [after, young], { isMoved: true });
  const at = firstParting(before.ruled, after.ruled);
  if (at === null) {
    const [one, other] = sameOccurrence(before, after) ?? [old, young];
    return sameRepetition(pair([before, one], [after, other], { isMoved: false }));
  }
  const [one, other] = at > 0 ? [before.ruled[at], after.ruled[at]] : nextPair(before, after);
  const recurrenceId = at > 0 && one ? one.key : '';
  return sameRepetition(pair([before, one ?? old], [after, other ?? young], { isMoved: true, recurrenceId }));
}

/** Of two series that run side by side: the next date that was to take place, and does now. */
function nextPair(
  before: ToldObject,
  after: ToldObject,
): readonly [Instance | undefined, Instance | undefined] {
  if (after.rule === '') return [nextOf(before) ?? undefined, nextOf(after) ?? undefined];
  const at = after.ruled.findIndex((instance, i) => {
    return after.isUsual(instance) && !before.excluded.has(before.ruled[i]?.key ?? '');
  });
  return [before.ruled[at], after.ruled[at]];
}

function pair(
  [before, old]: readonly [ToldObject, Instance],
  [after, young]: readonly [ToldObject, Instance],
  { isMoved, recurrenceId = '' }: { readonly isMoved: boolean; readonly recurrenceId?: string },
): Pair {
  return { old: before.tell(old), young: after.tell(young), recurrenceId, isMoved };
}

/** One end of a rule in two spellings is no difference, and must not look like one. */
function sameRepetition(found: Pair): Pair {
  const { old, young } = found;
  if (!old || !young) return found;
  const { recurrence } = young.snapshot;
  return { ...found, old: { ...old, snapshot: { ...old.snapshot, recurrence } } };
}

function nextOf(object: ToldObject): Instance | null {
  return object.coming.find((instance) => object.isUsual(instance)) ?? object.coming[0] ?? null;
}

/** The next occurrence that both have as usual: an exception of only one of them is told apart. */
function sameOccurrence(before: ToldObject, after: ToldObject): readonly [Instance, Instance] | null {
  for (const old of before.coming) {
    const young = after.coming.find(({ key }) => key === old.key);
    if (young && before.isUsual(old) && after.isUsual(young)) return [old, young];
  }
  return null;
}

function firstParting(before: readonly Instance[], after: readonly Instance[]): number | null {
  const most = Math.max(before.length, after.length);
  for (let i = 0; i < most; i++) {
    const [old, young] = [before[i], after[i]];
    if (!old || !young || !isSameWhen(old.when, young.when)) return i;
  }
  return null;
}
