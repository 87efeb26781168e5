// One pull of one calendar: ask, compare, commit. Each delta is committed with its token before the next is asked for.
import { detectChanges, mergeMoves } from '../core/changes.ts';
import type { Calendar, CalendarObject, Change, Delta } from '../core/model.ts';
import { indexObject } from '../core/occurrences.ts';
import type { RemoteCalendar } from '../core/ports.ts';
import { pull, type Held } from '../core/pull.ts';
import type { World } from './context.ts';
import { indexWindow } from './index-window.ts';

/** What a pull did: how many objects changed and how many changes it recorded. */
export interface PullResult {
  readonly objects: number;
  readonly changes: number;
}

/** Pulls until the replica is level with the server. Throws BelfryError; what was committed before stays. */
export async function pullCalendar(
  calendar: Calendar,
  remote: RemoteCalendar,
  world: World,
  signal: AbortSignal,
): Promise<PullResult> {
  const { store } = world;
  const state = await store.syncState(calendar.id);
  const held: Held = {
    etags: (hrefs) => store.etags(calendar.id, hrefs),
    size: async () => (await store.health(calendar.id)).objects,
  };
  let objects = 0;
  let changes = 0;
  // The first pull tells nothing: everything is new and nothing happened.
  const first = state.at === 'nothing';
  for await (const delta of pull({ state, held }, remote, signal)) {
    const gone = delta.complete ? goneBeside(delta, await held.etags()) : delta.removals;
    const found = first ? [] : await changesIn(calendar, delta, gone, world);
    const at = world.clock.now();
    const window = indexWindow(at);
    const index = delta.upserts.map((o) => indexObject(o, calendar.id, window, world.clock.zone()));
    await store.commit({
      calendarId: calendar.id,
      delta,
      index,
      changes: found,
      silent: !calendar.alerts,
      at,
    });
    objects += delta.upserts.length + gone.length;
    changes += found.length;
  }
  return { objects, changes };
}

// A complete delta says what there is; whatever else the replica holds is gone.
function goneBeside(delta: Delta, known: ReadonlyMap<string, string>): readonly string[] {
  const kept = new Set([...delta.unchanged, ...delta.upserts.map((o) => o.href)]);
  return [...known.keys()].filter((href) => !kept.has(href));
}

async function changesIn(
  calendar: Calendar,
  delta: Delta,
  gone: readonly string[],
  world: World,
): Promise<readonly Change[]> {
  const { clock, newId, store } = world;
  const context = { calendarId: calendar.id, now: clock.now(), zone: clock.zone(), newId };
  const before = await store.objects(calendar.id, [...delta.upserts.map((o) => o.href), ...gone]);
  const compare = (href: string, after: CalendarObject | null) =>
    detectChanges(before.get(href) ?? null, after, context);
  const changed = delta.upserts.flatMap((object) => compare(object.href, object));
  const removed = gone.flatMap((href) => compare(href, null));
  return mergeMoves([...changed, ...removed]);
}
