// Looks up what an event gets into the way of, in the person's own calendars.
import { busyTimes, overlapOf, overlapText } from '../core/alerts/conflicts.ts';
import type { Change } from '../core/model.ts';
import type { Reader } from '../core/time/time-wording.ts';
import { timeAskedFor } from '../core/alerts/toast-warning.ts';
import type { World } from './context.ts';

/** 'Overlaps “Call the bank” (10:30)', without the title where it is hidden; '' for nothing. Throws BelfryError 'storage'. */
export async function overlapWarning(
  change: Change,
  { settings, store }: Pick<World, 'settings' | 'store'>,
  { reader, hidden }: { readonly reader: Reader; readonly hidden: boolean },
): Promise<string> {
  const when = timeAskedFor(change);
  if (!when || when.at === 'day') return '';
  const calendars = settings.calendars().filter((c) => c.shown && c.person === '');
  const ids = calendars.map((c) => c.id);
  const around = await store.occurrences(ids, when.startsAt, when.endsAt);
  const other = overlapOf(when, busyTimes(around, calendars), change);
  return other ? overlapText(hidden ? { ...other, title: '' } : other, reader) : '';
}
