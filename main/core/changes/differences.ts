// What is different about an event, side by side: the lines under a sentence.
import { aspectsOf, type Aspect } from './aspects.ts';
import { DETAIL, listText, nameOf, placeText, titleText } from './event-words.ts';
import { say } from '../messages/index.ts';
import type { CalendarId, Change, Person, Reply, Snapshot } from '../model.ts';
import { repetitionText } from '../time/repetition.ts';
import { clock, momentText, spanText, startDate, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import type { DifferenceView } from '../window/inbox-view.ts';
import { ianaZone, viewerZone } from '../time/zones.ts';

/** What a calendar is called; '' for one nobody knows any more. */
export type CalendarNames = (id: CalendarId) => string;

/**
 * What is different, side by side. For what came and went: the one side there is. `names`: what calendars are called,
 * for what was moved from one to another.
 */
export function differencesOf(
  change: Change,
  reader: Reader,
  names: CalendarNames = () => '',
): readonly DifferenceView[] {
  const { before, after, kind } = change;
  if (!before || !after || kind === 'invited') return oneSided(change, reader);
  if (kind === 'cancelled' || kind === 'uninvited')
    return [row('when', whenText(before, reader), '', reader)];
  if (kind === 'restored') return [row('when', '', whenText(after, reader), reader)];
  const rows = aspectsOf(change).map((aspect) => {
    const [old, young] = sides(aspect, change, [before, after], { reader, names });
    return row(aspect, old, young, reader);
  });
  return rows.filter((one) => one.before !== '' || one.after !== '');
}

function row(aspect: Aspect, before: string, after: string, reader: Reader): DifferenceView {
  return { label: say(reader, `difference.${aspect}`), before, after };
}

type Sides = readonly [string, string];

interface Wording {
  readonly reader: Reader;
  readonly names: CalendarNames;
}

function sides(
  aspect: Aspect,
  { details, calendarId }: Change,
  [before, after]: readonly [Snapshot, Snapshot],
  { reader, names }: Wording,
): Sides {
  switch (aspect) {
    case 'when':
      return [whenText(before, reader), whenText(after, reader, isSameDay(before, after, reader))];
    case 'title':
      return [titleText(before.title, DETAIL, reader), titleText(after.title, DETAIL, reader)];
    case 'place':
      return [placeText(before.place), placeText(after.place)];
    case 'join':
      return [linkText(before.join), linkText(after.join)];
    case 'repetition':
      return [repeats(before, reader), repeats(after, reader)];
    case 'calendar':
      return [nameText(names(details.movedFrom)), nameText(names(calendarId))];
    case 'guests':
      return [peopleText(details.removed, reader), peopleText(details.added, reader)];
    case 'replies':
      return ['', repliesText(details.replies, reader)];
    case 'notes':
      return [notesText(details.notes?.before ?? ''), notesText(details.notes?.after ?? '')];
  }
}

function isSameDay(before: Snapshot, after: Snapshot, reader: Reader): boolean {
  const same = startDate(before.when, reader) === startDate(after.when, reader);
  return same && before.when.at === after.when.at;
}

/** When it is, with the clock of the place it was planned in where that shows another time. */
function whenText({ when, zone }: Snapshot, reader: Reader, timeOnly = false): string {
  const span = spanText(when, reader, timeOnly);
  const there = when.at === 'time' ? ianaZone(zone) : null;
  const city = cityOf(zone);
  if (when.at === 'day' || !there || city === '') return span;
  if (there.offsetAt(when.startsAt) === viewerZone(reader.zone).offsetAt(when.startsAt)) return span;
  const local = { ...reader, zone };
  const isSameDate = startDate(when, local) === startDate(when, reader);
  const time = isSameDate ? clock(when.startsAt, local) : momentText(when, local);
  return say(reader, 'difference.inZone', { span, time, city });
}

/** 'New York' of 'America/New_York'; '' for a zone that is no place. */
function cityOf(zone: string): string {
  const [area, ...rest] = zone.split('/');
  return area === 'Etc' ? '' : (rest.at(-1) ?? '').replaceAll('_', ' ');
}

function repeats({ recurrence }: Snapshot, reader: Reader): string {
  return repetitionText(recurrence, reader) || say(reader, 'difference.once');
}

/** An address without what is the same in all of them. */
function linkText(link: string): string {
  return shortened(cleanText(link).replace(/^https:\/\//, ''), DETAIL);
}

function nameText(name: string): string {
  return shortened(cleanText(name), DETAIL);
}

const LONGEST_NOTES = 160;

function notesText(notes: string): string {
  return shortened(cleanText(notes), LONGEST_NOTES);
}

/** More people than this are counted. */
const NAMED = 4;

function peopleText(people: readonly Person[], reader: Reader): string {
  return someOf(people.map(nameOf), reader);
}

function repliesText(replies: readonly Reply[], reader: Reader): string {
  const words = replies.map(({ person, participation }) =>
    say(reader, 'said.reply', { name: nameOf(person), answer: participation }),
  );
  return someOf(words, reader);
}

function someOf(words: readonly string[], reader: Reader): string {
  if (words.length <= NAMED) return listText(words, reader);
  const names = words.slice(0, NAMED - 1).join(', ');
  return say(reader, 'difference.more', { names, count: words.length - NAMED + 1 });
}

function oneSided(change: Change, reader: Reader): readonly DifferenceView[] {
  const { details, kind } = change;
  const snapshot = kind === 'invited' ? change.after : (change.before ?? change.after);
  if (!snapshot) return [];
  const rows: (readonly [Aspect, string])[] = [
    ['when', whenText(snapshot, reader)],
    ['place', placeText(snapshot.place)],
    ['repetition', repetitionText(snapshot.recurrence, reader)],
  ];
  const isNew = change.before === null;
  if (isNew) rows.push(['guests', peopleText(details.added, reader)]);
  if (isNew) rows.push(['notes', notesText(details.notes?.after ?? '')]);
  return rows
    .filter(([, text]) => text !== '')
    .map(([aspect, text]) => (change.after ? row(aspect, '', text, reader) : row(aspect, text, '', reader)));
}
