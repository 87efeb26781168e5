// The exceptions of two versions of a series: which single occurrences changed, apart from what happened to all.
import type { Change, Snapshot } from './model.ts';
import { isSameWhen } from './snapshots.ts';
import type { ToldObject } from './told-object.ts';

/** What a change says, before it has an id. */
export type Difference = Pick<Change, 'kind' | 'scope' | 'recurrenceId' | 'before' | 'after'>;

/** One difference for each occurrence whose exception was added, changed or removed. */
export function occurrenceChanges(before: ToldObject, after: ToldObject): readonly Difference[] {
  const keys = new Set([
    ...before.overrides.keys(),
    ...after.overrides.keys(),
    ...before.excluded,
    ...after.excluded,
  ]);
  return [...keys].sort(byStart).flatMap((key) => occurrenceChange(key, before, after) ?? []);
}

function byStart(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function occurrenceChange(key: string, before: ToldObject, after: ToldObject): Difference | null {
  const old = stateOf(before, key);
  const young = stateOf(after, key);
  const difference = { scope: 'occurrence', recurrenceId: key, before: old, after: young } as const;
  if (!old || !young) return appearance(difference, before);
  if (old.cancelled !== young.cancelled) {
    // The whole series was cancelled or restored, and this occurrence with it.
    if (before.whole?.cancelled === old.cancelled && after.whole?.cancelled === young.cancelled) return null;
    return { ...difference, kind: young.cancelled ? 'cancelled' : 'restored' };
  }
  return isExplained(old, young, before, after) ? null : { ...difference, kind: 'changed' };
}

function appearance(difference: Omit<Difference, 'kind'>, before: ToldObject): Difference | null {
  const { before: old, after: young, recurrenceId } = difference;
  if (old && !young) return old.cancelled ? null : { ...difference, kind: 'deleted' };
  if (!young || young.cancelled) return null;
  if (!before.excluded.has(recurrenceId)) return { ...difference, kind: 'created' };
  // Its EXDATE was taken back: it had been called off, now it takes place after all.
  return { ...difference, kind: 'restored', before: { ...young, cancelled: true } };
}

function stateOf(object: ToldObject, key: string): Snapshot | null {
  if (object.excluded.has(key)) return null;
  return object.overrides.get(key) ?? object.base(key);
}

/** Whether each field stayed, or followed the series from its old value to its new one. */
function isExplained(old: Snapshot, young: Snapshot, before: ToldObject, after: ToldObject): boolean {
  const follows = (field: 'title' | 'place') =>
    old[field] === young[field] ||
    (old[field] === before.whole?.[field] && young[field] === after.whole?.[field]);
  return follows('title') && follows('place') && isSameWhen(old.when, young.when);
}
