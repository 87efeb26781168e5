// When two snapshots are the same to a person.
import type { Snapshot, When } from './model.ts';

/** Whether both happen at the same instants, or on the same dates. */
export function isSameWhen(a: When, b: When): boolean {
  if (a.at === 'time') return b.at === 'time' && a.startsAt === b.startsAt && a.endsAt === b.endsAt;
  return b.at === 'day' && a.startDate === b.startDate && a.endDate === b.endDate;
}

/** Whether a person would see no difference. */
export function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const same = a.title === b.title && a.place === b.place && a.recurrence === b.recurrence;
  return same && a.cancelled === b.cancelled && isSameWhen(a.when, b.when);
}
