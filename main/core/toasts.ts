// Changes -> what is said at once: one toast for each event, one for many of a kind, nothing about the past.
import { isPast } from './changes.ts';
import type { Calendar, Change, ChangeKind, Snapshot } from './model.ts';
import { changedRowId } from './row-id.ts';
import { shortHash } from './short-hash.ts';
import { longDate, momentText, spanText, startDate, type Reader } from './time-wording.ts';
import type { DifferenceView, ToastView } from './view.ts';
import {
  aspectsOf,
  differencesOf,
  headline,
  moveText,
  originalDate,
  placeText,
  titleText,
  type Aspect,
} from './wording.ts';
import { dayStart, viewerZone } from './zones.ts';
import { repetitionText } from './repetition.ts';

/** More events of one kind in one calendar at once than this are told as one number. */
const STORM = 3;

/**
 * What to tell, in the order of the changes. Leaves out what lies in the past and calendars that are gone or silenced.
 * The same event changing again gives the same id, so that its new toast replaces the old one.
 */
export function toastsFor(
  changes: readonly Change[],
  calendars: readonly Calendar[],
  reader: Reader,
): readonly ToastView[] {
  const alerting = new Map(calendars.filter((c) => c.alerts).map((c) => [c.id, c]));
  const told = changes.filter((c) => alerting.has(c.calendarId) && !isPast(c, reader.now));
  const events = [...grouped(told, (c) => `${c.calendarId} ${c.uid || c.id}`).values()];
  const kinds = grouped(events, (event) => `${mainOf(event).calendarId} ${mainOf(event).kind}`);
  return [...kinds.values()].flatMap((alike) => {
    const calendar = alerting.get(alike[0]?.[0]?.calendarId ?? '');
    if (calendar && alike.length > STORM) return [stormToast(alike, calendar, reader)];
    return alike.map((event) => eventToast(event, calendar?.name ?? '', reader));
  });
}

/** Changes of one event, never empty. */
type EventChanges = readonly [Change, ...Change[]];

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** The change that speaks for an event: the latest one about the whole of it, else its latest. */
function mainOf(changes: EventChanges): Change {
  const latestFirst = [...changes].sort((a, b) => b.detectedAt - a.detectedAt);
  return latestFirst.find((change) => change.scope !== 'occurrence') ?? latestFirst[0] ?? changes[0];
}

function eventToast(changes: EventChanges, calendarName: string, reader: Reader): ToastView {
  const main = mainOf(changes);
  const others = changes.length - 1;
  const [told, differences] = toldOf(main, calendarName, reader);
  const more = [
    ...restOf(main, reader),
    ...(others > 0 ? [`and ${others} more ${others === 1 ? 'change' : 'changes'} to it`] : []),
  ];
  return {
    id: `toast-${shortHash(JSON.stringify([main.calendarId, main.uid || main.id, main.recurrenceId]))}`,
    title: headline(main),
    lines: [...told, ...more],
    differences,
    more: differences.length > 0 ? more : [],
    rowId: changedRowId(main),
    changeIds: changes.map((change) => change.id),
  };
}

/** What happened, as lines of text and, where there is something to compare, as old and new. */
function toldOf(
  change: Change,
  calendarName: string,
  reader: Reader,
): readonly [readonly string[], readonly DifferenceView[]] {
  const { before, after } = change;
  if (before && after && change.kind === 'changed') {
    const lines = aspectsOf(change).map((aspect) => aspectLine(aspect, before, after, reader));
    return [lines, differencesOf(change, reader)];
  }
  const known = after ?? before;
  if (!known) return [[titleText(calendarName)], []];
  const repeats = repetitionText(known.recurrence, reader);
  const facts = [spanText(known.when, reader), repeats].filter(Boolean).join(', ');
  const where = [placeText(known.place), titleText(calendarName)].filter(Boolean).join(' · ');
  return [[facts, where], []];
}

/** How much of a series it is about. */
function restOf(change: Change, reader: Reader): readonly string[] {
  const isChange = change.kind === 'changed' && change.before !== null && change.after !== null;
  const named = isChange && change.scope === 'occurrence' && isDateWorthSaying(change, reader);
  const only = named ? [`Only ${longDate(originalDate(change, reader), reader)}`] : [];
  return change.scope === 'series' && change.kind !== 'created' ? [...only, 'The whole series'] : only;
}

/** 'Only Tuesday…' would repeat what 'Tue 24, 14:00 →' says, unless the occurrence had been moved before. */
function isDateWorthSaying(change: Change, reader: Reader): boolean {
  if (!aspectsOf(change).includes('when')) return true;
  return change.before !== null && startDate(change.before.when, reader) !== originalDate(change, reader);
}

function aspectLine(aspect: Aspect, before: Snapshot, after: Snapshot, reader: Reader): string {
  switch (aspect) {
    case 'when':
      return moveText(before, after, reader);
    case 'title':
      return `“${titleText(before.title)}” → “${titleText(after.title)}”`;
    case 'place':
      return `${placeText(before.place) || 'no place'} → ${placeText(after.place) || 'no place'}`;
    case 'repetition':
      return `${repetitionText(before.recurrence, reader) || 'once'} → ${repetitionText(after.recurrence, reader) || 'once'}`;
  }
}

function stormToast(events: readonly EventChanges[], calendar: Calendar, reader: Reader): ToastView {
  const mains = events.map(mainOf);
  const kind = mains[0]?.kind ?? 'changed';
  const first = mains
    .flatMap((change) => change.after ?? change.before ?? [])
    .reduce((a, b) => (startOf(b, reader) < startOf(a, reader) ? b : a));
  return {
    id: `toast-${shortHash(JSON.stringify([calendar.id, 'many', kind]))}`,
    title: `${events.length} events ${STORM_VERB[kind]} ${titleText(calendar.name)}`,
    lines: [`the first is ${momentText(first.when, reader, true)}`],
    differences: [],
    more: [],
    rowId: '',
    changeIds: events.flat().map((change) => change.id),
  };
}

const STORM_VERB: Record<ChangeKind, string> = {
  created: 'added to',
  changed: 'changed in',
  cancelled: 'cancelled in',
  restored: 'back on in',
  deleted: 'deleted from',
};

function startOf({ when }: Snapshot, reader: Reader): number {
  return when.at === 'time' ? when.startsAt : dayStart(when.startDate, viewerZone(reader.zone));
}
