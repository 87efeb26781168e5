// Between table rows and the model. The columns are ours and STRICT, so a row is believed to be what was written.
import type { Occurrence, SyncState, When } from '../core/model.ts';
import { dateText, wallOfDate } from '../core/time/wall-time.ts';
import { toExtra } from './extras.ts';

/** An occurrence joined with its object and calendar. */
export interface OccurrenceRow {
  /** The object's key. */
  readonly object: number;
  readonly calendar: string;
  readonly href: string;
  readonly uid: string;
  readonly recurrence_id: string | null;
  readonly title: string;
  readonly place: string;
  readonly recurrence: string;
  readonly cancelled: number;
  readonly whole_days: number;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly planned: string;
  readonly extra: string | null;
}

/** An occurrence as the agenda takes it. */
export function toOccurrence(row: OccurrenceRow): Occurrence {
  const when = toWhen(row);
  return {
    calendarId: row.calendar,
    href: row.href,
    uid: row.uid,
    recurrenceId: row.recurrence_id ?? startKey(when),
    title: row.title,
    place: row.place,
    when,
    recurrence: row.recurrence,
    cancelled: row.cancelled === 1,
    zone: row.planned,
    ...toExtra(row.extra),
  };
}

function toWhen({ whole_days: wholeDays, starts_at: startsAt, ends_at: endsAt }: OccurrenceRow): When {
  return wholeDays === 1
    ? { at: 'day', startDate: dateText(startsAt), endDate: dateText(endsAt) }
    : { at: 'time', startsAt, endsAt };
}

/** Where an occurrence begins and ends, epoch ms; of whole days the UTC midnights of the dates. */
export function extentOf(when: When): readonly [startsAt: number, endsAt: number] {
  return when.at === 'day'
    ? [wallOfDate(when.startDate), wallOfDate(when.endDate)]
    : [when.startsAt, when.endsAt];
}

/** The identity in its series of an occurrence that begins when the series says. */
export function startKey(when: When): string {
  return when.at === 'day' ? when.startDate : String(when.startsAt);
}

/** The two sync columns as a state; no row means nothing was ever pulled. */
export function toSyncState(
  row: { readonly sync_at: string; readonly sync_value: string } | undefined,
): SyncState {
  if (row?.sync_at === 'token') return { at: 'token', token: row.sync_value };
  if (row?.sync_at === 'ctag') return { at: 'ctag', ctag: row.sync_value };
  return { at: 'nothing' };
}

/** The sync_value column of a state. */
export function syncValue(state: SyncState): string {
  switch (state.at) {
    case 'nothing':
      return '';
    case 'token':
      return state.token;
    case 'ctag':
      return state.ctag;
  }
}
