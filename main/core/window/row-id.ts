// One name for one occurrence, the same in the agenda, the inbox and the toasts. It says nothing about the server:
// UIDs and hrefs stay in the main process.
import type { Change, Occurrence } from '../model.ts';
import { shortHash } from '../short-hash.ts';

/** Identity of an occurrence as a row: deterministic, safe as an element id. */
export function rowId(occurrence: Pick<Occurrence, 'calendarId' | 'href' | 'uid' | 'recurrenceId'>): string {
  // Objects without a UID exist although RFC 5545 forbids them; their href is the next best identity.
  const object = occurrence.uid || occurrence.href;
  return idOf(occurrence.calendarId, object, occurrence.recurrenceId);
}

/** The row a change is about; '' when nothing of it is left to show. For a series, its next occurrence. */
export function changedRowId(change: Change): string {
  const { after, calendarId, uid } = change;
  if (!after || uid === '') return '';
  if (change.scope !== 'series' || after.recurrence === '') return idOf(calendarId, uid, change.recurrenceId);
  const start = after.when.at === 'time' ? String(after.when.startsAt) : after.when.startDate;
  return idOf(calendarId, uid, start);
}

function idOf(calendarId: string, object: string, recurrenceId: string): string {
  return `row-${shortHash(JSON.stringify([calendarId, object, recurrenceId]))}`;
}
