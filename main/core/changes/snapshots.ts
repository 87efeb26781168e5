// When two snapshots are the same to a person.
import type { Snapshot, When } from '../model.ts';
import { isSameText } from '../ical/plain-words.ts';

/** Whether both happen at the same instants, or on the same dates. */
export function isSameWhen(a: When, b: When): boolean {
  if (a.at === 'time') return b.at === 'time' && a.startsAt === b.startsAt && a.endsAt === b.endsAt;
  return b.at === 'day' && a.startDate === b.startDate && a.endDate === b.endDate;
}

/** What of a snapshot a person reads; its zone is only how the time is written. */
export type Field = 'when' | 'title' | 'place' | 'join' | 'recurrence' | 'cancelled';

/** Whether both say the same there. */
export function isSameField(field: Field, a: Snapshot, b: Snapshot): boolean {
  switch (field) {
    case 'when':
      return isSameWhen(a.when, b.when);
    case 'title':
    case 'place':
      return isSameText(a[field], b[field]);
    case 'join':
    case 'recurrence':
    case 'cancelled':
      return a[field] === b[field];
  }
}

const FIELDS: readonly Field[] = ['when', 'title', 'place', 'join', 'recurrence', 'cancelled'];

/** Whether a person would see no difference. */
export function isSameSnapshot(a: Snapshot, b: Snapshot): boolean {
  return FIELDS.every((field) => isSameField(field, a, b));
}
