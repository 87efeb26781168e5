// One occurrence on one day of the agenda, with the mark of an unread change about it.
import { say, type MessageId, type Values } from '../messages/index.ts';
import type {
  Calendar,
  Change,
  Occurrence,
  Participation,
  RecordedChange,
  Snapshot,
  When,
} from '../model.ts';
import { timeShift } from '../changes/aspects.ts';
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
} from '../time/time-wording.ts';
import type { RowView } from './view.ts';
import { aspectsOf, placeText, titleText } from '../changes/wording.ts';
import { dayStart, viewerZone } from '../time/zones.ts';

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
      return { badge: say(reader, 'badge.new'), badgeDetail: '' };
    case 'invited':
      return { badge: say(reader, 'badge.invited'), badgeDetail: '' };
    case 'cancelled':
    case 'deleted':
      return { badge: say(reader, 'badge.cancelled'), badgeDetail: '' };
    case 'restored':
      return { badge: say(reader, 'badge.backOn'), badgeDetail: '' };
    case 'changed':
    case 'uninvited':
      return changedBadge(change, reader);
    case 'calendar-shared':
    case 'calendar-unshared':
    case 'calendar-removed':
      return { badge: '', badgeDetail: '' };
  }
}

function changedBadge(change: Change, reader: Reader): Badge {
  const { before } = change;
  const [aspect] = aspectsOf(change);
  const detail = (id: MessageId, values: Values) => say(reader, id, values);
  if (before && aspect === 'when') {
    return movedBadge(before, change.after ?? before, reader);
  }
  if (before && aspect === 'title') {
    const title = titleText(before.title, undefined, reader);
    return { badge: say(reader, 'badge.renamed'), badgeDetail: detail('badge.wasTitle', { title }) };
  }
  if (before && aspect === 'place') {
    const text = placeText(before.place);
    const badgeDetail = text === '' ? '' : detail('badge.was', { text });
    return { badge: say(reader, 'badge.newPlace'), badgeDetail };
  }
  const badgeDetail = aspect === 'repetition' ? say(reader, 'badge.repeats') : '';
  return { badge: say(reader, 'badge.changed'), badgeDetail };
}

function movedBadge(before: Snapshot, after: Snapshot, reader: Reader): Badge {
  const badgeDetail = (when: string) => say(reader, 'badge.movedFrom', { when });
  switch (timeShift(before, after)) {
    case 'moved':
      return { badge: say(reader, 'badge.moved'), badgeDetail: badgeDetail(momentText(before.when, reader)) };
    case 'extended':
      return { badge: say(reader, 'badge.longer'), badgeDetail: '' };
    case 'shortened':
      return { badge: say(reader, 'badge.shorter'), badgeDetail: '' };
  }
}

interface RowContext {
  /** The day the row stands on. */
  readonly date: string;
  readonly marks: ReadonlyMap<string, Badge>;
  /** What the occurrence overlaps, in words; '' for nothing. */
  readonly overlap: string;
  readonly reader: Reader;
}

const ANSWERS: Readonly<Record<Participation, RowView['answer']>> = {
  'needs-action': 'wanted',
  tentative: 'tentative',
  declined: 'declined',
  accepted: '',
  delegated: '',
};

/** The row of an occurrence on a day. On the days after its first it has an id of its own, so that ids stay unique. */
export function agendaRow(occurrence: Occurrence, calendar: Calendar, context: RowContext): RowView {
  const { date, marks, overlap, reader } = context;
  const { when } = occurrence;
  const id = rowId(occurrence);
  const isFirst = date <= startDate(when, reader);
  const zone = viewerZone(reader.zone);
  const mark = marks.get(id) ?? { badge: '', badgeDetail: '' };
  return {
    id: isFirst ? id : `${id}-${date}`,
    title: titleText(occurrence.title, 200, reader),
    place: placeText(occurrence.place),
    start: when.at === 'time' && isFirst ? clock(when.startsAt, reader) : '',
    span: spanOn(when, isFirst, reader),
    startsAt: when.at === 'time' ? when.startsAt : dayStart(when.startDate, zone),
    endsAt: when.at === 'time' ? when.endsAt : dayStart(when.endDate, zone),
    past: isOver(when, reader),
    color: calendar.color,
    calendarName: calendar.name,
    cancelled: occurrence.cancelled,
    canJoin: occurrence.join !== '' && !occurrence.cancelled && !isOver(when, reader),
    answer: ANSWERS[occurrence.mine ?? 'accepted'],
    conflict: isFirst ? overlap : '',
    ...mark,
  };
}

function spanOn(when: When, isFirst: boolean, reader: Reader): string {
  const last = lastDate(when, reader);
  const isNear = Math.abs(daysAhead(last, reader)) < 7;
  const lastDay = isNear ? weekday(last, 'long', reader) : shortDate(last, reader);
  const until = say(reader, 'time.until', { when: lastDay });
  if (when.at === 'day') return last === startDate(when, reader) ? '' : until;
  if (isFirst) return spanText(when, reader, true);
  if (!isNear) return until;
  const moment = { day: weekday(last, 'short', reader), time: clock(when.endsAt, reader) };
  return say(reader, 'time.until', { when: say(reader, 'time.dayTime', moment) });
}

/** Whether nothing of it lies ahead. */
export function isOver(when: When, reader: Reader): boolean {
  if (when.at === 'day') return dayStart(when.endDate, viewerZone(reader.zone)) <= reader.now;
  return when.endsAt <= reader.now && when.startsAt < reader.now;
}
