// Occurrences and unread changes -> the days and rows the window shows.
import { busyTimes, overlapOf, type BusyTimes } from '../alerts/conflicts.ts';
import { agendaRow, badges, isOver, type Badge } from './agenda-row.ts';
import { say } from '../messages/index.ts';
import type { Calendar, Occurrence, RecordedChange } from '../model.ts';
import {
  clock,
  daysAhead,
  lastDate,
  leadText,
  longDate,
  startDate,
  today,
  weekday,
  type Reader,
} from '../time/time-wording.ts';
import type { AgendaView, DayView, NextView, RowView } from './view.ts';
import { DAY, MINUTE, dateText, wallOfDate } from '../time/wall-time.ts';
import { titleText } from '../changes/wording.ts';
import { dayStart, viewerZone } from '../time/zones.ts';

interface AgendaContext extends Reader {
  /** Nothing was ever pulled yet. Default false. */
  readonly loading?: boolean;
  /** Days shown, today included. Default 14. */
  readonly days?: number;
}

/**
 * The agenda of the calendars shown. Today comes first and is always there; later days only when they hold something.
 * `changes` newest first: the unread ones mark their rows.
 */
export function agendaView(
  occurrences: readonly Occurrence[],
  calendars: readonly Calendar[],
  changes: readonly RecordedChange[],
  context: AgendaContext,
): AgendaView {
  const shown = new Map(calendars.filter((c) => c.shown).map((c) => [c.id, c]));
  const setting = {
    marks: badges(changes, context),
    busy: busyTimes(occurrences, calendars),
    reader: context,
  };
  const entries = occurrences.flatMap((occurrence) => {
    const calendar = shown.get(occurrence.calendarId);
    return calendar ? [{ occurrence, calendar }] : [];
  });
  const dates = new Map<string, Entry[]>([[today(context), []]]);
  for (const entry of entries) {
    for (const date of datesShown(entry.occurrence, context)) {
      const there = dates.get(date);
      if (there) there.push(entry);
      else dates.set(date, [entry]);
    }
  }
  const days = [...dates]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, those]) => dayView(date, those, setting));
  return { next: nextView(entries, setting), days, loading: context.loading ?? false };
}

interface Entry {
  readonly occurrence: Occurrence;
  readonly calendar: Calendar;
}

/** The dates of an occurrence that the agenda covers, however long it lasts. */
function datesShown({ when }: Occurrence, context: AgendaContext): readonly string[] {
  const first = wallOfDate(startDate(when, context));
  const last = wallOfDate(lastDate(when, context));
  const begin = wallOfDate(today(context));
  const end = begin + ((context.days ?? 14) - 1) * DAY;
  const dates: string[] = [];
  for (let wall = Math.max(first, begin); wall <= Math.min(last, end); wall += DAY)
    dates.push(dateText(wall));
  return dates;
}

/** What all rows are made with. */
interface Setting {
  readonly marks: ReadonlyMap<string, Badge>;
  readonly busy: BusyTimes;
  readonly reader: AgendaContext;
}

function dayView(date: string, entries: readonly Entry[], setting: Setting): DayView {
  const context = setting.reader;
  const rows = entries.map((entry) => ({
    isAllDay: coversDay(entry.occurrence, date, context),
    row: rowOf(entry, date, setting),
  }));
  const pick = (isAllDay: boolean) =>
    rows
      .filter((one) => one.isAllDay === isAllDay)
      .map((one) => one.row)
      .sort(byStart);
  const timed = pick(false);
  const isToday = date === today(context);
  const begun = timed.filter((row) => row.startsAt <= context.now).length;
  return {
    date,
    label: dayLabel(date, context),
    longDate: longDate(date, context),
    allDay: pick(true),
    timed,
    nowIndex: isToday && timed.length > 0 ? begun : null,
  };
}

function rowOf({ occurrence, calendar }: Entry, date: string, setting: Setting): RowView {
  return agendaRow(occurrence, calendar, { ...setting, date, overlap: overlapFor(occurrence, setting) });
}

/** Of two that overlap, the one that begins later says so. */
function overlapFor(occurrence: Occurrence, { busy, reader }: Setting): string {
  const { when } = occurrence;
  if (when.at === 'day' || when.endsAt <= reader.now || !isBusy(occurrence, busy)) return '';
  const other = overlapOf(when, busy, occurrence);
  if (other?.when.at !== 'time' || other.when.startsAt > when.startsAt) return '';
  const title = titleText(other.title, undefined, reader);
  return say(reader, 'agenda.overlaps', { title, time: clock(other.when.endsAt, reader) });
}

function isBusy(occurrence: Occurrence, { busy }: BusyTimes): boolean {
  return busy.some((one) => one.occurrence === occurrence);
}

/** All-day, or a timed one that began on an earlier day and lasts through this one. */
function coversDay({ when }: Occurrence, date: string, context: Reader): boolean {
  if (when.at === 'day') return true;
  const zone = viewerZone(context.zone);
  const next = dayStart(dateText(wallOfDate(date) + DAY), zone);
  return when.startsAt < dayStart(date, zone) && when.endsAt >= next;
}

function byStart(a: RowView, b: RowView): number {
  return a.startsAt - b.startsAt || a.endsAt - b.endsAt || (a.title + a.id < b.title + b.id ? -1 : 1);
}

function dayLabel(date: string, context: Reader): string {
  const ahead = daysAhead(date, context);
  if (ahead === 0) return say(context, 'agenda.today');
  return ahead === 1 ? say(context, 'agenda.tomorrow') : weekday(date, 'long', context);
}

/** Something about to begin matters more than something that has been going on for hours. */
const SOON = 30 * MINUTE;

function nextView(entries: readonly Entry[], setting: Setting): NextView | null {
  const context = setting.reader;
  const left = entries
    .filter(({ occurrence: one }) => !one.cancelled && one.mine !== 'declined' && !isOver(one.when, context))
    .map((entry) => ({ ...entry, startsAt: beginOf(entry.occurrence, context) }))
    .sort((a, b) => a.startsAt - b.startsAt);
  const timed = left.filter(({ occurrence }) => occurrence.when.at === 'time');
  const coming = timed.find(({ startsAt }) => startsAt > context.now);
  const running = timed.findLast(({ startsAt }) => startsAt <= context.now);
  const isSoon = coming !== undefined && coming.startsAt - context.now <= SOON;
  const allDay = left.find(({ startsAt }) => startsAt > context.now);
  const next = (isSoon ? coming : running) ?? coming ?? allDay;
  if (!next) return null;
  const { when } = next.occurrence;
  return { row: rowOf(next, startDate(when, context), setting), lead: leadText(when, context) };
}

function beginOf({ when }: Occurrence, context: Reader): number {
  return when.at === 'time' ? when.startsAt : dayStart(when.startDate, viewerZone(context.zone));
}
