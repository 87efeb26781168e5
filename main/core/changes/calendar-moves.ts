// A move between calendars is found as two changes, by two pulls, in either order: it is told as one.
import { mergeCalendarMoves } from './changes.ts';
import type { Change, ChangeKind } from '../model.ts';

/** How long a deletion waits for its other half, milliseconds: the pull of another calendar. */
export const PARTNER_COMES = 2_000;

export interface Joined {
  /** What there is to tell, moves as one change each. */
  readonly changes: readonly Change[];
  /** Deletions that may yet turn out to be half of a move. */
  readonly waiting: readonly Change[];
  /** Id of a change -> ids of those that it tells as well. */
  readonly partners: ReadonlyMap<string, readonly string[]>;
}

const HALVES: ReadonlySet<ChangeKind> = new Set<ChangeKind>(['created', 'invited', 'deleted']);

/**
 * `fresh` with moves joined. `lately` is what was told a moment ago: one half may be told already when the other is
 * found. `now` is epoch ms; `alone`: there is but one calendar, so nothing comes from elsewhere.
 */
export function joinMoves(
  fresh: readonly Change[],
  lately: readonly Change[],
  { now, alone }: { readonly now: number; readonly alone: boolean },
): Joined {
  const isFresh = new Set(fresh.map((change) => change.id));
  const before = [...lately.filter(({ id, kind }) => !isFresh.has(id) && HALVES.has(kind)), ...fresh];
  const merged = mergeCalendarMoves(before);
  const kept = new Set(merged.map((change) => change.id));
  const partners = new Map<string, readonly string[]>();
  for (const gone of before.filter((change) => !kept.has(change.id))) {
    const heir = merged.find((change) => change.before === gone.before && change.details.movedFrom !== '');
    if (heir) partners.set(heir.id, [gone.id]);
  }
  const news = merged.filter(
    ({ id }) => isFresh.has(id) || partners.get(id)?.some((gone) => isFresh.has(gone)),
  );
  const waits = ({ kind, scope, detectedAt }: Change) =>
    !alone &&
    kind === 'deleted' &&
    scope !== 'occurrence' &&
    now >= detectedAt &&
    now < detectedAt + PARTNER_COMES;
  return {
    changes: news.filter((change) => !waits(change)),
    waiting: news.filter(waits),
    partners,
  };
}
