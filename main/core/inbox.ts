// The recorded changes -> the list of what happened.
import type { Calendar, Change, Occurrence, RecordedChange } from './model.ts';
import { changedRowId, rowId } from './row-id.ts';
import { lastDate, pastText, today, type Reader } from './time-wording.ts';
import type { ChangesView } from './view.ts';
import { currentTitle, differencesOf, sentence } from './wording.ts';

/** The inbox, in the order given (newest first). `occurrences` are those in the agenda: only they can be jumped to. */
export function changesView(
  changes: readonly RecordedChange[],
  calendars: readonly Calendar[],
  occurrences: readonly Occurrence[],
  reader: Reader,
): ChangesView {
  const byId = new Map(calendars.map((calendar) => [calendar.id, calendar]));
  const begin = today(reader);
  const isListed = (o: Occurrence) => byId.get(o.calendarId)?.shown && lastDate(o.when, reader) >= begin;
  const rows = new Set(occurrences.filter(isListed).map(rowId));
  return {
    unread: changes.filter((change) => !change.read).length,
    rows: changes.map((change) => {
      const calendar = byId.get(change.calendarId);
      const name = calendar?.name ?? '';
      return {
        id: change.id,
        unread: !change.read,
        title: currentTitle(change, 200),
        sentence: sentence(change, name, reader),
        time: pastText(change.detectedAt, reader),
        calendarName: name,
        color: calendar?.color ?? '',
        differences: differencesOf(change, reader),
        rowId: known(rows, change),
      };
    }),
  };
}

function known(rows: ReadonlySet<string>, change: Change): string {
  const id = changedRowId(change);
  return rows.has(id) ? id : '';
}
