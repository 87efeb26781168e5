// What happened, as sentences: the titles of toasts, the lines of the inbox, the differences under them.
import type { Change, Snapshot } from './model.ts';
import { repetitionText } from './repetition.ts';
import { isSameWhen } from './snapshots.ts';
import { longDate, momentText, spanText, startDate, type Reader } from './time-wording.ts';
import { cleanText, shortened } from './untrusted-text.ts';
import type { DifferenceView } from './view.ts';
import { dateAt, viewerZone } from './zones.ts';

/** What fits into the title of a notification beside a few words. */
const TITLE = 80;
const DETAIL = 120;

/** A title or place as it may stand in a sentence; '(no title)' when there is none. */
export function titleText(title: string, most = TITLE): string {
  return shortened(cleanText(title), most) || '(no title)';
}

/** The title the event has now, or had last. */
export function currentTitle(change: Change, most = TITLE): string {
  return titleText(change.after?.title ?? change.before?.title ?? '', most);
}

/** The most important thing that changed. */
export type Aspect = 'when' | 'title' | 'place' | 'repetition';

/** What differs between before and after, most important first; nothing unless both are known. */
export function aspectsOf(change: Change): readonly Aspect[] {
  const { before, after } = change;
  if (!before || !after) return [];
  const differs: Record<Aspect, boolean> = {
    when: !isSameWhen(before.when, after.when),
    title: before.title !== after.title,
    place: before.place !== after.place,
    repetition: before.recurrence !== after.recurrence,
  };
  return (['when', 'title', 'place', 'repetition'] as const).filter((aspect) => differs[aspect]);
}

/** One line that can stand alone: 'Standup moved', 'New: Standup', '“Standup” is now “Daily”'. */
export function headline(change: Change): string {
  const title = currentTitle(change);
  switch (change.kind) {
    case 'created':
      return `New: ${title}`;
    case 'cancelled':
      return `${title} cancelled`;
    case 'deleted':
      return change.scope === 'occurrence' ? `${title} cancelled` : `${title} deleted`;
    case 'restored':
      return `${title} is back on`;
    case 'changed':
      return changedHeadline(change, title);
  }
}

function changedHeadline(change: Change, title: string): string {
  const aspect = aspectsOf(change)[0];
  if (aspect === undefined) return `${title} changed`;
  switch (aspect) {
    case 'when':
      return `${title} moved`;
    case 'title':
      return `“${titleText(change.before?.title ?? '')}” is now “${title}”`;
    case 'place':
      return `${title}: new place`;
    case 'repetition':
      return `${title} repeats differently`;
  }
}

/** What happened, for a line under the title: 'Moved', 'Whole series moved', 'Cancelled, only Thursday 26 November'. */
export function sentence(change: Change, calendarName: string, reader: Reader): string {
  const verb = verbOf(change, shortened(cleanText(calendarName), TITLE));
  switch (change.scope) {
    case 'event':
      return verb;
    case 'series':
      return change.kind === 'created'
        ? verb
        : `Whole series ${verb.charAt(0).toLowerCase()}${verb.slice(1)}`;
    case 'occurrence': {
      const date = originalDate(change, reader);
      return date === '' ? verb : `${verb}, only ${longDate(date, reader)}`;
    }
  }
}

function verbOf(change: Change, calendarName: string): string {
  switch (change.kind) {
    case 'created':
      return `${change.scope === 'series' ? 'New series' : 'New'} in ${calendarName}`;
    case 'cancelled':
      return 'Cancelled';
    case 'deleted':
      return change.scope === 'occurrence' ? 'Cancelled' : 'Deleted';
    case 'restored':
      return 'Back on';
    case 'changed':
      return CHANGED[aspectsOf(change)[0] ?? 'none'];
  }
}

const CHANGED = {
  when: 'Moved',
  title: 'Renamed',
  place: 'New place',
  repetition: 'Repeats differently',
  none: 'Changed',
} as const;

/** The date an occurrence had in its series, 'YYYY-MM-DD'; '' when nothing tells. */
export function originalDate(change: Change, reader: Reader): string {
  const { recurrenceId, before, after } = change;
  if (/^\d{4}-\d\d-\d\d$/.test(recurrenceId)) return recurrenceId;
  const instant = recurrenceId === '' ? Number.NaN : Number(recurrenceId);
  if (Number.isFinite(instant)) return dateAt(instant, viewerZone(reader.zone));
  const known = before ?? after;
  return known ? startDate(known.when, reader) : '';
}

/** What is different, side by side. For created and deleted: the one side there is. */
export function differencesOf(change: Change, reader: Reader): readonly DifferenceView[] {
  const { before, after, kind } = change;
  if (!before || !after) return oneSided(change, reader);
  if (kind === 'cancelled') return [whenOnly(before, '', reader)];
  if (kind === 'restored') return [whenOnly(null, spanText(after.when, reader), reader)];
  return aspectsOf(change).map((aspect) => difference(aspect, before, after, reader));
}

function difference(aspect: Aspect, before: Snapshot, after: Snapshot, reader: Reader): DifferenceView {
  switch (aspect) {
    case 'when': {
      const sameDay = startDate(before.when, reader) === startDate(after.when, reader);
      const compact = sameDay && before.when.at === after.when.at;
      return {
        label: 'When',
        before: spanText(before.when, reader),
        after: spanText(after.when, reader, compact),
      };
    }
    case 'title':
      return {
        label: 'Title',
        before: titleText(before.title, DETAIL),
        after: titleText(after.title, DETAIL),
      };
    case 'place':
      return { label: 'Where', before: placeText(before.place), after: placeText(after.place) };
    case 'repetition': {
      const words = (snapshot: Snapshot) => repetitionText(snapshot.recurrence, reader) || 'once';
      return { label: 'Repeats', before: words(before), after: words(after) };
    }
  }
}

function oneSided(change: Change, reader: Reader): readonly DifferenceView[] {
  const snapshot = change.before ?? change.after;
  if (!snapshot) return [];
  const side = (text: string) => (change.after ? { before: '', after: text } : { before: text, after: '' });
  const place = placeText(snapshot.place);
  const repeats = repetitionText(snapshot.recurrence, reader);
  return [
    { label: 'When', ...side(spanText(snapshot.when, reader)) },
    ...(place ? [{ label: 'Where', ...side(place) }] : []),
    ...(repeats ? [{ label: 'Repeats', ...side(repeats) }] : []),
  ];
}

function whenOnly(before: Snapshot | null, after: string, reader: Reader): DifferenceView {
  return { label: 'When', before: before ? spanText(before.when, reader) : '', after };
}

/** A place as it may stand in a line; '' when there is none. */
export function placeText(place: string): string {
  return shortened(cleanText(place), DETAIL);
}

/** 'Tue 14:00 → Wed 10:00'; with dates when the weekdays alone would not tell them apart. */
export function moveText(before: Snapshot, after: Snapshot, reader: Reader): string {
  const [from, to] = [startDate(before.when, reader), startDate(after.when, reader)];
  const sameStart =
    from === to &&
    before.when.at === 'time' &&
    after.when.at === 'time' &&
    before.when.startsAt === after.when.startsAt;
  // Only the end moved: the beginnings alone would look the same.
  if (sameStart || (from === to && before.when.at === 'day' && after.when.at === 'day')) {
    return `${spanText(before.when, reader)} → ${spanText(after.when, reader, true)}`;
  }
  const isAmbiguous = from !== to && new Date(from).getUTCDay() === new Date(to).getUTCDay();
  return `${momentText(before.when, reader, isAmbiguous)} → ${momentText(after.when, reader, isAmbiguous)}`;
}
