// One calendar seen through two accounts is two replicas, and each finds every change: it is told once.
import type { Calendar, CalendarId, Change, RecordedChange } from '../model.ts';

/** Whether any two of the calendars are the same one. */
export function haveTwins(calendars: readonly Calendar[]): boolean {
  return twinsOf(calendars).size > 0;
}

/**
 * The untold changes (oldest first) that no twin told before. `recorded` are the latest of all changes, told and untold.
 * The same thing may happen twice (moved, moved back, moved again): of each kind as many are told as one twin found.
 */
export function withoutTwins<C extends Change>(
  untold: readonly C[],
  recorded: readonly RecordedChange[],
  calendars: readonly Calendar[],
): readonly C[] {
  const twins = twinsOf(calendars);
  const fresh = new Set(untold.map(({ id }) => id));
  const counts = new Map<string, number>();
  const count = (calendar: CalendarId, change: Change): number => counts.get(key(calendar, change)) ?? 0;
  const note = (change: Change): void =>
    void counts.set(key(change.calendarId, change), count(change.calendarId, change) + 1);
  for (const change of recorded) if (!fresh.has(change.id)) note(change);
  return untold.filter((change) => {
    const mine = count(change.calendarId, change);
    const others = twins.get(change.calendarId) ?? [];
    note(change);
    return others.every((twin) => count(twin, change) <= mine);
  });
}

/** Calendar -> the others at the same URL; only those that tell at all. */
function twinsOf(calendars: readonly Calendar[]): ReadonlyMap<CalendarId, readonly CalendarId[]> {
  const telling = calendars.filter((c) => c.shown && c.alerts);
  return new Map(
    telling.flatMap(({ id, url }) => {
      const others = telling.filter((c) => c.url === url && c.id !== id).map((c) => c.id);
      return others.length > 0 ? [[id, others] as const] : [];
    }),
  );
}

function key(calendar: CalendarId, { uid, kind, scope, recurrenceId, before, after }: Change): string {
  return JSON.stringify([calendar, uid, kind, scope, recurrenceId, before, after]);
}
