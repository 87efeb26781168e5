// Recorded changes as chains: every version of an event has a title of its own, so that a change that was recorded twice
// or lost shows as a broken link.
import { expect } from 'vitest';
import type { RecordedChange } from '../../main/core/model.ts';

/** UID -> title of the event as a whole; absent: it is not there. */
export type Titles = ReadonlyMap<string, string>;

/** The titles in texts of calendar objects. */
export function titlesOf(texts: Iterable<string>): Titles {
  const titles = new Map<string, string>();
  for (const text of texts) {
    const [master = ''] = text.split('RECURRENCE-ID');
    const uid = /^UID:(.*?)\r?$/m.exec(master)?.[1];
    const title = /^SUMMARY:(.*?)\r?$/m.exec(master)?.[1];
    if (uid !== undefined && title !== undefined) titles.set(uid, title);
  }
  return titles;
}

/**
 * Expects the changes (oldest first) to lead from one state to the other, link by link. `isOwn` tells titles that this
 * computer wrote itself: what leads to one of them is not recorded.
 */
export function expectChains(
  changes: readonly RecordedChange[],
  from: Titles,
  to: Titles,
  isOwn: (title: string) => boolean = () => false,
): void {
  expect(new Set(changes.map((c) => c.id)).size).toBe(changes.length);
  const at = new Map<string, string | null>(from);
  for (const { uid, scope, before, after } of changes) {
    if (scope === 'occurrence') continue;
    const [was, is] = [before?.title ?? null, after?.title ?? null];
    if (was === null || !isOwn(was)) expect([uid, was]).toEqual([uid, at.get(uid) ?? null]);
    expect(is === null || !isOwn(is)).toBe(true);
    at.set(uid, is);
  }
  for (const uid of new Set([...at.keys(), ...to.keys()])) {
    const end = to.get(uid) ?? null;
    if (end === null || !isOwn(end)) expect([uid, at.get(uid) ?? null]).toEqual([uid, end]);
  }
}
