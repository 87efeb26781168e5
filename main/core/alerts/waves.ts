// A bulk import reaches us in waves, one for each ping. What was told a moment ago is told again together with what has
// come since, once that makes it a crowd: "20 events added to Work" in the place of "6 events added", "8 events added".
import { subjectOf } from './event-groups.ts';
import type { Change, ChangeKind } from '../model.ts';
import type { ToastView } from './toast-view.ts';

/** Waves of one import follow each other closer than this (a notifier's window and a pull), milliseconds. */
const LONGEST_GAP = 5_000;
/** What goes on for longer than this is no import but a busy day: what was told before stands for itself. */
const LONGEST_STORM = 60_000;

/** The waves, oldest first, that one told at `now` continues. */
export function continued<W extends { readonly at: number }>(waves: readonly W[], now: number): readonly W[] {
  const last = waves.at(-1);
  if (!last || now - last.at > LONGEST_GAP) return [];
  // As far back as each followed the one before it closely.
  const first = waves.findLastIndex((wave, i) => wave.at - (waves[i - 1]?.at ?? -Infinity) > LONGEST_GAP);
  return waves.slice(first).filter((wave) => now - wave.at <= LONGEST_STORM);
}

/** What programs do to many events at once. A few edits by hand, close together, stay pieces of news. */
const IN_BULK: ReadonlySet<ChangeKind> = new Set<ChangeKind>(['created', 'deleted', 'invited']);

/**
 * What to tell about `untold`, given what was told `lately`. `say` words a set of changes. Toasts about one event are
 * never joined with what was said before: two edits of it are two pieces of news. Nor do edits become a crowd that were
 * none before.
 */
export function joinWaves(
  untold: readonly Change[],
  lately: readonly Change[],
  say: (changes: readonly Change[]) => readonly ToastView[],
): readonly ToastView[] {
  const alone = say(untold);
  if (lately.length === 0) return alone;
  const all = new Map([...lately, ...untold].map((change) => [change.id, change]));
  const isNew = new Set(untold.map((change) => change.id));
  const known = new Set(
    [...say(lately), ...alone].filter((toast) => isCrowd(toast, all)).map(({ id }) => id),
  );
  const crowds = say([...all.values()]).filter((toast) => {
    if (!isCrowd(toast, all) || !toast.changeIds.some((id) => isNew.has(id))) return false;
    return known.has(toast.id) || toast.changeIds.every((id) => IN_BULK.has(all.get(id)?.kind ?? 'changed'));
  });
  return [...alone.filter((toast) => !crowds.some((crowd) => covers(crowd, toast))), ...crowds];
}

function isCrowd({ changeIds }: ToastView, all: ReadonlyMap<string, Change>): boolean {
  return new Set(changeIds.flatMap((id) => all.get(id) ?? []).map(subjectOf)).size > 1;
}

/** True when `toast` says nothing that `crowd` does not say as well. */
export function covers(crowd: ToastView, toast: ToastView): boolean {
  const said = new Set(crowd.changeIds);
  return toast.changeIds.every((id) => said.has(id));
}
