// One occurrence on one day of the agenda, with the mark of an unread change about it.
import type { Calendar, Change, Occurrence, RecordedChange, When } from './model.ts';
import { changedRowId, rowId } from './row-id.ts';
import {
  clock,
  lastDate,
  momentText,
  shortDate,
  spanText,
  startDate,
  weekday,
  daysAhead,
  type Reader,
} from './time-wording.ts';
import type { RowView } from './view.ts';
import { aspectsOf, placeText, titleText } from './wording.ts';
import { dayStart, viewerZone } from './zones.ts';

export interface Badge {
  readonly badge: string;
  readonly badgeDetail: string;
}

/** What is said about the rows that unread changes are about; `changes` newest first, the newest wins. */
export function badges(changes: readonly RecordedChange[], reader: Reader): ReadonlyMap<string, Badge> {
  const found = new Map<string, Badge>();
  for (const change of changes.filter((c) => !c.read)) {
    const row = changedRowId(change);
    if (row !== '' && !found.has(row)) found.set(row, badgeOf(change, reader));
  }
  return found;
}

function badgeOf(change: Change, reader: Reader): Badge {
  switch (change.kind) {
    case 'created':
      return { badge: 'new', badgeDetail: '' };
    case 'cancelled':
    case 'deleted':
      return { badge: 'cancelled', badgeDetail: '' };
    case 'restored':
      return { badge: 'back on', badgeDetail: '' };
    case 'changed':
      return changedBadge(change, reader);
  }
}

function changedBadge(change: Change, reader: Reader): Badge {
  const { before } = change;
  const aspect = aspectsOf(change)[0];
  if (!before || aspect === undefined) return { badge: 'changed', badgeDetail: '' };
  switch (aspect) {
    case 'when':
      return { badge: 'moved', badgeDetail: `moved from ${momentText(before.when, reader)}` };
    case 'title':
      return { badge: 'renamed', badgeDetail: `was “${titleText(before.title)}”` };
    case 'place':
      return { badge: 'new place', badgeDetail: before.place ? `was ${placeText(before.place)}` : '' };
    case 'repetition':
      return { badge: 'changed', badgeDetail: 'repeats differently' };
  }
}

interface RowContext {
  /** The day the row stands on. */
  readonly date: string;
  readonly marks: ReadonlyMap<string, Badge>;
  readonly reader: Reader;
}

/** The row of an occurrence on a day. On the days after its first it has an id of its own, so that ids stay unique. */
export function agendaRow(occurrence: Occurrence, calendar: Calendar, context: RowContext): RowView {
  const { date, marks, reader } = context;
  const { when } = occurrence;
  const id = rowId(occurrence);
  const isFirst = date <= startDate(when, reader);
  const zone = viewerZone(reader.zone);
  const mark = marks.get(id) ?? { badge: '', badgeDetail: '' };
  return {
    id: isFirst ? id : `${id}-${date}`,
    title: titleText(occurrence.title, 200),
    place: placeText(occurrence.place),
    start: when.at === 'time' && isFirst ? clock(when.startsAt, reader) : '',
    span: spanOn(when, isFirst, reader),
    startsAt: when.at === 'time' ? when.startsAt : dayStart(when.startDate, zone),
    endsAt: when.at === 'time' ? when.endsAt : dayStart(when.endDate, zone),
    past: isOver(when, reader),
    color: calendar.color,
    calendarName: calendar.name,
    cancelled: occurrence.cancelled,
    ...mark,
  };
}

function spanOn(when: When, isFirst: boolean, reader: Reader): string {
  const last = lastDate(when, reader);
  const isNear = Math.abs(daysAhead(last, reader)) < 7;
  const until = `until ${isNear ? weekday(last, 'long') : shortDate(last, reader)}`;
  if (when.at === 'day') return last === startDate(when, reader) ? '' : until;
  if (isFirst) return spanText(when, reader, true);
  return isNear ? `until ${weekday(last, 'short')} ${clock(when.endsAt, reader)}` : until;
}

/** Whether nothing of it lies ahead. */
export function isOver(when: When, reader: Reader): boolean {
  if (when.at === 'day') return dayStart(when.endDate, viewerZone(reader.zone)) <= reader.now;
  return when.endsAt <= reader.now && when.startsAt < reader.now;
}
