// The exceptions of two versions of a series: which single occurrences changed, apart from what happened to all.
import { detailsOf, isCoveredBy, NO_DETAILS, type Told } from './change-details.ts';
import { followsField, kindOf, type Difference, type Observer, type Pair } from './difference.ts';
import type { ChangeDetails } from '../model.ts';
import type { ToldObject } from './told-object.ts';
import type { WholeChange } from './whole-change.ts';

/** More single changes than this in one series are told as one change of it. */
const MOST_TOLD = 30;
/** Looking up what a series has on one day costs; nobody's series needs it this often. */
const MOST_ASKED = 500;

/**
 * One difference for each occurrence whose exception or added date came, changed or went; one for the whole series when
 * there are too many to be read one by one. `whole`: what happened to all.
 */
export function occurrenceChanges(
  before: ToldObject,
  after: ToldObject,
  whole: WholeChange,
  observer: Observer,
): readonly Difference[] {
  const keys = keysOf(before, after);
  if (keys.length > MOST_ASKED) return [manyChanges(whole)].filter((one) => one !== null);
  const setting = { before, after, whole, observer };
  const found = keys.sort(byStart).flatMap((key) => occurrenceChange(key, setting) ?? []);
  return found.length > MOST_TOLD ? [manyChanges(whole)].filter((one) => one !== null) : found;
}

function byStart(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/** Where the two may differ: exceptions, and dates that only one of them adds or leaves out. */
function keysOf(before: ToldObject, after: ToldObject): string[] {
  const keys = new Set([...before.overrides.keys(), ...after.overrides.keys()]);
  for (const list of ['added', 'excluded'] as const) {
    for (const key of before[list]) if (!after[list].has(key)) keys.add(key);
    for (const key of after[list]) if (!before[list].has(key)) keys.add(key);
  }
  return [...keys];
}

function manyChanges({ before, after }: WholeChange): Difference | null {
  if (!before && !after) return null;
  return { kind: 'changed', scope: 'series', recurrenceId: '', before, after, details: NO_DETAILS };
}

interface Setting {
  readonly before: ToldObject;
  readonly after: ToldObject;
  readonly whole: WholeChange;
  readonly observer: Observer;
}

function occurrenceChange(key: string, setting: Setting): Difference | null {
  const { before, after, whole, observer } = setting;
  const [old, young] = [stateOf(before, key), stateOf(after, key)];
  const isFuture = before.future.has(key) || after.future.has(key);
  const scope = isFuture ? 'series' : 'occurrence';
  const details = detailsOf(old, young, observer.self);
  const difference = { scope, recurrenceId: key, before: old, after: young, details } as const;
  const kind = kindOf({ before: old, after: young, details }, observer);
  if (kind === null) return null;
  if (old && young) {
    const isPersonal = kind === 'invited' || kind === 'uninvited';
    const isAlike = !isPersonal || whole.difference?.kind === kind;
    return isAlike && isExplained([old, young], details, whole) ? null : { ...difference, kind };
  }
  if (young && before.excluded.has(key)) {
    // Its EXDATE was taken back: it had been called off, now it takes place after all.
    const called = { ...young, snapshot: { ...young.snapshot, cancelled: true } };
    return { ...difference, kind: 'restored', before: called, details: NO_DETAILS };
  }
  return { ...difference, kind };
}

function stateOf(object: ToldObject, key: string): Told | null {
  if (object.excluded.has(key)) return null;
  return object.overrides.get(key) ?? object.base(key);
}

/** Whether everything stayed, or followed the series from its old value to its new one. */
function isExplained(pair: Pair, details: ChangeDetails, whole: WholeChange): boolean {
  const ends = whole.before && whole.after ? ([whole.before, whole.after] as const) : null;
  const follows = (['title', 'place', 'join', 'cancelled'] as const).every((field) =>
    followsField(field, pair, ends),
  );
  const stays = followsField('when', pair, null);
  return follows && stays && isCoveredBy(details, whole.difference?.details ?? NO_DETAILS);
}
