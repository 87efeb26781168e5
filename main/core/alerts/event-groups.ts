// Changes sorted by what they are about: one event, or one calendar.
import { aspectsOf } from '../changes/aspects.ts';
import type { Change } from '../model.ts';

/** Changes of one event or one calendar, never empty. */
export type EventChanges = readonly [Change, ...Change[]];

/** Items with the same key together, each group where its first one stood. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** What a change is about: the same for all changes of one event, and of one calendar as a whole. */
export function subjectOf({ calendarId, scope, uid, id }: Change): string {
  return JSON.stringify(scope === 'calendar' ? [calendarId] : [calendarId, uid || id]);
}

/** By event, in the order of the changes. */
export function byEvent(changes: readonly Change[]): readonly EventChanges[] {
  return grouped(changes, subjectOf);
}

/** The change that speaks for an event: the latest one about the whole of it, else its latest. */
export function mainOf(changes: EventChanges): Change {
  const latestFirst = [...changes].reverse().sort((a, b) => b.detectedAt - a.detectedAt);
  return latestFirst.find((change) => change.scope !== 'occurrence') ?? latestFirst[0] ?? changes[0];
}

/** Guests answered, and nothing else happened. */
export function isReplyOnly(change: Change): boolean {
  return (
    change.kind === 'changed' &&
    aspectsOf(change).every((aspect) => aspect === 'replies') &&
    change.details.replies.length > 0
  );
}
