// The recorded changes -> the list of what happened, by event.
import { say } from '../messages/index.ts';
import type { Calendar, Change, Occurrence, RecordedChange } from '../model.ts';
import type { InboxPage } from '../sync/store-port.ts';
import { changedRowId, rowId } from './row-id.ts';
import { shortHash } from '../short-hash.ts';
import { lastDate, pastText, today, type Reader } from '../time/time-wording.ts';
import type { ChangeGroupView, ChangesFilter, ChangesView, ChangeView } from './inbox-view.ts';
import { currentTitle, differencesOf, sentence, titleText } from '../changes/wording.ts';

export interface InboxFacts {
  readonly page: InboxPage;
  /** The latest of all, newest first. */
  readonly latest: readonly RecordedChange[];
  /** What was looked for. */
  readonly filter: ChangesFilter;
  readonly calendars: readonly Calendar[];
  /** Those in the agenda: only they can be jumped to. */
  readonly occurrences: readonly Occurrence[];
  /** Rows whose answer is wanted. */
  readonly invitations: ReadonlySet<string>;
  readonly keepDays: number;
  /** What the event of a change would overlap, in words; '' for nothing. */
  readonly overlap: (change: Change) => string;
}

/** A title that fills a line or two. */
const TITLE = 200;
const MENU = 8;

/** The inbox by event, the one that changed last first. */
export function changesView(facts: InboxFacts, reader: Reader): ChangesView {
  const { page, filter, keepDays } = facts;
  const rows = rowsOf(facts, reader);
  const groups = new Map<string, RecordedChange[]>();
  for (const change of page.changes) {
    const key = groupKey(change);
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return {
    unread: page.unread,
    groups: [...groups.values()].map((changes) => groupView(changes, facts, { rows, reader })),
    latestUnread: facts.latest
      .filter((change) => !change.read)
      .slice(0, MENU)
      .map((change) => changeView(change, facts, { rows, reader })),
    more: page.more,
    filter,
    people: page.people.map(({ address, name }) => ({
      id: address || name.toLowerCase(),
      name: name || address,
    })),
    kept: say(reader, 'inbox.kept', { days: keepDays }),
  };
}

interface Setting {
  /** RowView.id of what stands in the agenda. */
  readonly rows: ReadonlySet<string>;
  readonly reader: Reader;
}

function rowsOf({ calendars, occurrences }: InboxFacts, reader: Reader): ReadonlySet<string> {
  const shown = new Set(calendars.filter((calendar) => calendar.shown).map(({ id }) => id));
  const begin = today(reader);
  const listed = occurrences.filter((o) => shown.has(o.calendarId) && lastDate(o.when, reader) >= begin);
  return new Set(listed.map(rowId));
}

/** What happens to one event belongs together, and so does what happens to one calendar. */
function groupKey({ calendarId, uid, href, scope }: Change): string {
  return JSON.stringify([calendarId, scope === 'calendar' ? '' : uid || href]);
}

function groupView(changes: readonly RecordedChange[], facts: InboxFacts, setting: Setting): ChangeGroupView {
  const [newest] = changes as readonly [RecordedChange, ...RecordedChange[]]; // a group begins with its first change
  const calendar = facts.calendars.find(({ id }) => id === newest.calendarId);
  const rows = changes.map((change) => changeView(change, facts, setting));
  const rowIds = rows.map((row) => row.rowId).filter(Boolean);
  return {
    id: `group-${shortHash(groupKey(newest))}`,
    title: titleOf(newest, setting.reader),
    calendarName: calendar?.name ?? newest.details.calendarName,
    color: calendar?.color ?? '',
    unread: rows.some((row) => row.unread),
    rows,
    rowId: rowIds[0] ?? '',
    invitationId: rowIds.find((id) => facts.invitations.has(id)) ?? '',
  };
}

function titleOf(change: Change, reader: Reader): string {
  if (change.scope === 'calendar') return titleText(change.details.calendarName, TITLE, reader);
  return currentTitle(change, TITLE, reader);
}

function changeView(
  change: RecordedChange,
  { calendars, overlap }: InboxFacts,
  { rows, reader }: Setting,
): ChangeView {
  const calendar = calendars.find(({ id }) => id === change.calendarId);
  const name = calendar?.name ?? change.details.calendarName;
  const row = changedRowId(change);
  return {
    id: change.id,
    unread: !change.read,
    title: titleOf(change, reader),
    sentence: sentence(change, name, reader),
    warning: change.read ? '' : overlap(change),
    time: pastText(change.detectedAt, reader),
    calendarName: name,
    color: calendar?.color ?? '',
    differences: differencesOf(change, reader, (id) => calendars.find((one) => one.id === id)?.name ?? ''),
    rowId: rows.has(row) ? row : '',
  };
}
