// Between table rows and the model. The columns are ours and STRICT, so a row is believed to be what was written.
import type { CalendarObject, Occurrence, RecordedChange, Snapshot, SyncState, When } from '../core/model.ts';

export interface ObjectRow {
  readonly calendar: string;
  readonly href: string;
  readonly etag: string;
  readonly ical: string;
}

export interface OccurrenceRow {
  readonly calendar: string;
  readonly href: string;
  readonly uid: string;
  readonly recurrence_id: string;
  readonly title: string;
  readonly place: string;
  readonly recurrence: string;
  readonly cancelled: number;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly starts_at: number;
  readonly ends_at: number;
}

export interface ChangeRow {
  readonly id: string;
  readonly calendar: string;
  readonly uid: string;
  readonly kind: RecordedChange['kind'];
  readonly scope: RecordedChange['scope'];
  readonly recurrence_id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly detected_at: number;
  readonly read: number;
  readonly told: number;
}

/** A stored object, without what the index added to it. */
export function toObject(row: ObjectRow): CalendarObject {
  return { href: row.href, etag: row.etag, ical: row.ical };
}

/** An occurrence as the agenda takes it. */
export function toOccurrence(row: OccurrenceRow): Occurrence {
  return {
    calendarId: row.calendar,
    href: row.href,
    uid: row.uid,
    recurrenceId: row.recurrence_id,
    title: row.title,
    place: row.place,
    when: toWhen(row),
    recurrence: row.recurrence,
    cancelled: row.cancelled === 1,
  };
}

function toWhen(row: OccurrenceRow): When {
  return row.start_date !== null && row.end_date !== null
    ? { at: 'day', startDate: row.start_date, endDate: row.end_date }
    : { at: 'time', startsAt: row.starts_at, endsAt: row.ends_at };
}

/** The four time columns of an occurrence: start_date, end_date, starts_at, ends_at. */
export function fromWhen(when: When): readonly [string | null, string | null, number, number] {
  return when.at === 'day'
    ? [when.startDate, when.endDate, utcMidnight(when.startDate), utcMidnight(when.endDate)]
    : [null, null, when.startsAt, when.endsAt];
}

/** Epoch ms of 00:00 UTC on a date 'YYYY-MM-DD'. */
export function utcMidnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** A change of the inbox. */
export function toChange(row: ChangeRow): RecordedChange {
  return {
    id: row.id,
    calendarId: row.calendar,
    uid: row.uid,
    kind: row.kind,
    scope: row.scope,
    recurrenceId: row.recurrence_id,
    before: toSnapshot(row.before),
    after: toSnapshot(row.after),
    detectedAt: row.detected_at,
    read: row.read === 1,
    told: row.told === 1,
  };
}

function toSnapshot(json: string | null): Snapshot | null {
  return json === null ? null : (JSON.parse(json) as Snapshot); // written by fromSnapshot, nobody else
}

/** A snapshot as its column holds it. */
export function fromSnapshot(snapshot: Snapshot | null): string | null {
  return snapshot && JSON.stringify(snapshot);
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
