// One event that changed -> its toast.
import { mainOf, type EventChanges } from './event-groups.ts';
import { nameOf } from '../changes/event-words.ts';
import { say } from '../messages/index.ts';
import type { Change } from '../model.ts';
import { repetitionText } from '../time/repetition.ts';
import { changedRowId } from '../window/row-id.ts';
import { shortHash } from '../short-hash.ts';
import { calendarName, plainToast, type Telling } from './telling.ts';
import { longDate, spanText, startDate, type Reader } from '../time/time-wording.ts';
import { eventButtons } from './toast-buttons.ts';
import type { DifferenceView } from '../window/inbox-view.ts';
import type { ToastView } from './toast-view.ts';
import {
  aspectsOf,
  differencesOf,
  headline,
  moveText,
  originalDate,
  placeText,
  type Aspect,
} from '../changes/wording.ts';

/** What happened to one event. It gets the same id each time, so that a new toast about it replaces the old one. */
export function eventToast(changes: EventChanges, telling: Telling): ToastView {
  const { calendars, reader } = telling;
  const main = mainOf(changes);
  const differences = comparisons(main, telling);
  const more = [...restOf(main, reader), ...countOf(changes.length - 1, reader)];
  const told = differences.length > 0 ? comparedLines(main, differences, reader) : factLines(main, telling);
  return plainToast(changes, {
    id: eventToastId(main),
    title: headline(main, reader),
    lines: [...told, ...more],
    differences,
    more: differences.length > 0 ? more : [],
    rowId: changedRowId(main),
    actions: eventButtons(main, calendars.get(main.calendarId), reader),
  });
}

/** The same for everything that happens to one event, or to one occurrence of it. */
export function eventToastId({ calendarId, uid, id, recurrenceId }: Change): string {
  return `toast-${shortHash(JSON.stringify([calendarId, uid || id, recurrenceId]))}`;
}

/** 'Tue 14:00 → Wed 10:00'; '' when it did not move. */
export function movedText(change: Change, reader: Reader): string {
  const { kind, before, after } = change;
  const moved = kind === 'changed' && before !== null && after !== null;
  return moved && aspectsOf(change).includes('when') ? moveText(before, after, reader) : '';
}

function comparisons(change: Change, telling: Telling): readonly DifferenceView[] {
  if (change.kind !== 'changed' || !change.before || !change.after) return [];
  return differencesOf(change, telling.reader, (id) => calendarName(id, telling));
}

/** Old and new as text. The time is said short, and nothing twice that the headline says whole. */
function comparedLines(
  change: Change,
  differences: readonly DifferenceView[],
  reader: Reader,
): readonly string[] {
  const labelOf = (aspect: Aspect) => say(reader, `difference.${aspect}`);
  const said = saidByHeadline(change);
  const rows = differences.filter(({ label }) => said === null || label !== labelOf(said));
  const lines = rows.map((row) => {
    if (row.label === labelOf('when')) return movedText(change, reader);
    // Guests came and went; that the others are gone as well is not said.
    return differenceText(row, row.label === labelOf('guests'), reader);
  });
  const when = change.after?.when;
  // Which of several events with this title it is.
  const isNamed = !when || change.scope !== 'event' || aspectsOf(change).includes('when');
  return isNamed ? lines : [...lines, spanText(when, reader)];
}

/** What nothing can be added to: '“Standup” is now “Daily”', 'Ana accepted Standup'. */
function saidByHeadline(change: Change): Aspect | null {
  const [aspect = null] = aspectsOf(change);
  const { added, removed, replies } = change.details;
  const isWhole =
    aspect === 'title' ||
    (aspect === 'guests' && added.length + removed.length === 1) ||
    (aspect === 'replies' && replies.length === 1);
  return isWhole ? aspect : null;
}

function differenceText({ label, before, after }: DifferenceView, isList: boolean, reader: Reader): string {
  if (before === '') return say(reader, 'toast.difference', { label, text: after });
  if (after !== '') return say(reader, 'toast.differences', { label, before, after });
  return say(reader, isList ? 'toast.difference' : 'toast.differenceGone', { label, text: before });
}

/** When and where, of what came or went whole. */
function factLines(change: Change, telling: Telling): readonly string[] {
  const { reader } = telling;
  const name = calendarName(change.calendarId, telling);
  const known = change.after ?? change.before;
  if (!known) return name === '' ? [] : [name];
  const facts = [spanText(known.when, reader), repetitionText(known.recurrence, reader)].filter(Boolean);
  return [facts.join(', '), [placeText(known.place), name].filter(Boolean).join(' · ')].filter(Boolean);
}

/** How much of a series it is about, and whose doing it was. */
function restOf(change: Change, reader: Reader): readonly string[] {
  // Whoever wrote the invitation down, it is the organiser's.
  const person = change.by ?? (change.kind === 'invited' ? change.details.organizer : null);
  const who = person ? nameOf(person) : '';
  const isSaid = who === '' || headline(change, reader).includes(who);
  return [...extentOf(change, reader), ...(isSaid ? [] : [say(reader, 'toast.by', { who })])];
}

function extentOf(change: Change, reader: Reader): readonly string[] {
  const { before, after, kind, recurrenceId, scope } = change;
  const date = () => longDate(originalDate(change, reader), reader);
  if (scope === 'series' && recurrenceId !== '') return [say(reader, 'toast.fromOn', { date: date() })];
  if (scope === 'series')
    return kind === 'created' || kind === 'invited' ? [] : [say(reader, 'toast.wholeSeries')];
  const isChange = kind === 'changed' && before !== null && after !== null;
  const isOnly = isChange && scope === 'occurrence' && isDateWorthSaying(change, reader);
  return isOnly ? [say(reader, 'toast.only', { date: date() })] : [];
}

/** 'Only Tuesday…' would repeat what 'Tue 24, 14:00 →' says, unless the occurrence had been moved before. */
function isDateWorthSaying(change: Change, reader: Reader): boolean {
  if (!aspectsOf(change).includes('when')) return true;
  return change.before !== null && startDate(change.before.when, reader) !== originalDate(change, reader);
}

function countOf(others: number, reader: Reader): readonly string[] {
  return others > 0 ? [say(reader, 'toast.moreChanges', { count: others })] : [];
}
