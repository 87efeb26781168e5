// What must hold after a soak: the replica is the server, each change was recorded once, nothing grew.
import type { RecordedChange } from '../../main/core/model.ts';
import type { Figures } from './engine.ts';

/** UID -> title; absent: the event is not there. */
export type Titles = ReadonlyMap<string, string>;

/** What may be more at the end than after a fifth of the time: medians of several looks, everything collected. */
const GROWTH = { heap: 12 * 2 ** 20, rss: 64 * 2 ** 20, descriptors: 4 };

/**
 * What is wrong with changes (oldest first) that should lead from one state to another, each title to the next: a change
 * recorded twice or lost shows as a broken link.
 */
export function brokenChains(
  changes: readonly RecordedChange[],
  from: Titles,
  to: Titles,
): readonly string[] {
  const wrong: string[] = [];
  const at = new Map<string, string | null>(from);
  if (new Set(changes.map(({ id }) => id)).size !== changes.length)
    wrong.push('a change has no id of its own');
  for (const { uid, scope, before, after } of changes) {
    if (scope === 'occurrence') continue;
    const known = at.get(uid) ?? null;
    const was = before?.title ?? null;
    if (was !== known) wrong.push(`${uid}: recorded as changed from ${was}, but ${known} was told before`);
    at.set(uid, after?.title ?? null);
  }
  for (const uid of new Set([...at.keys(), ...to.keys()])) {
    const [told, is] = [at.get(uid) ?? null, to.get(uid) ?? null];
    if (told !== is) wrong.push(`${uid}: ${told} was told last, and it is ${is}`);
  }
  return wrong;
}

/** What differs between two listings, path to ETag. */
export function differences(
  replica: ReadonlyMap<string, string>,
  server: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...replica.keys(), ...server.keys()]);
  return [...paths]
    .filter((path) => replica.get(path) !== server.get(path))
    .map((path) => `${path}: ${replica.get(path) ?? 'nothing'} here, ${server.get(path) ?? 'nothing'} there`);
}

/** What grew over the looks at an engine; their first fifth is its warming up. */
export function growth(figures: readonly Figures[]): readonly string[] {
  const warm = figures.slice(Math.floor(figures.length / 5));
  const span = Math.max(1, Math.floor(warm.length / 3));
  return (['heap', 'rss', 'descriptors'] as const).flatMap((what) => {
    const [early, late] = [warm.slice(0, span), warm.slice(-span)].map((part) =>
      median(part.map((f) => f[what])),
    );
    const more = (late ?? 0) - (early ?? 0);
    return more > GROWTH[what] ? [`${what} grew by ${more} (from ${early} to ${late})`] : [];
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
