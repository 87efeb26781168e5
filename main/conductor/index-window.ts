// How far the stored occurrence index reaches, and rolling it forward.
import { indexObject } from '../core/occurrences.ts';
import type { World } from './context.ts';

const DAY = 86_400_000;
const BEHIND = 31 * DAY;
const AHEAD = 400 * DAY;
/** An index that reaches less far than this is rolled forward. */
const ENOUGH = 120 * DAY;
const BATCH = 200;

/** The span every object is indexed for, epoch ms. */
export function indexWindow(now: number): { readonly from: number; readonly to: number } {
  return { from: now - BEHIND, to: now + AHEAD };
}

/** Extends the index of series that run on for ever; cheap when nothing is due. */
export async function rollIndex(world: World, signal: AbortSignal): Promise<void> {
  const { clock, store } = world;
  for (;;) {
    signal.throwIfAborted();
    const now = clock.now();
    const stale = await store.staleIndex(now + ENOUGH, BATCH);
    if (stale.length === 0) return;
    const window = indexWindow(now);
    await store.reindex(stale.map((o) => indexObject(o, o.calendarId, window, clock.zone())));
  }
}
