// What happened, as sentences: the titles of toasts and the lines of the inbox.
import { aspectsOf, timeShift, type Aspect } from './aspects.ts';
import { currentTitle, listText, nameOf, TITLE, titleText } from './event-words.ts';
import { say, type Values } from '../messages/index.ts';
import type { Change, Participation, Person, Snapshot } from '../model.ts';
import { longDate, momentText, spanText, startDate, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import { dateAt, viewerZone } from '../time/zones.ts';

export { aspectsOf, type Aspect } from './aspects.ts';
export { differencesOf } from './differences.ts';
export { currentTitle, placeText, titleText } from './event-words.ts';

/** One line that can stand alone: 'Standup moved', 'New: Standup', '“Standup” is now “Daily”'. */
export function headline(change: Change, reader: Reader): string {
  const news = newsOf(change);
  if (isCalendarNews(news)) return calendarLine(news, change, reader);
  return say(reader, `change.${news}`, {
    title: currentTitle(change, TITLE, reader),
    before: titleText(change.before?.title ?? '', TITLE, reader),
    ...countsOf(change, reader),
  });
}

function calendarLine(news: CalendarNews, { details, by: person }: Change, reader: Reader): string {
  const by = person ? nameOf(person) : '';
  const values = { calendar: titleText(details.calendarName, TITLE, reader), by };
  switch (news) {
    case 'calendar-shared':
      return say(reader, by === '' ? 'change.shared' : 'change.sharedBy', values);
    case 'calendar-unshared':
      return say(reader, by === '' ? 'change.unshared' : 'change.unsharedBy', values);
    case 'calendar-removed':
      return say(reader, 'change.removed', values);
  }
}

type CalendarNews = 'calendar-shared' | 'calendar-unshared' | 'calendar-removed';
type ChangedNews =
  | ReturnType<typeof timeShift>
  | ReturnType<typeof guestNews>
  | ReturnType<typeof notesNews>
  | 'renamed'
  | 'newPlace'
  | 'noPlace'
  | 'newJoin'
  | 'noJoin'
  | 'repeats'
  | 'otherCalendar'
  | 'reply'
  | 'replies'
  | 'changed';
type EventNews = 'created' | 'invited' | 'cancelled' | 'deleted' | 'restored' | 'uninvited' | ChangedNews;

type News = EventNews | CalendarNews;

function isCalendarNews(news: News): news is CalendarNews {
  return news === 'calendar-shared' || news === 'calendar-unshared' || news === 'calendar-removed';
}

/** The most important thing that happened, as messages name it. */
function newsOf(change: Change): News {
  const { kind, before, after } = change;
  if (kind === 'deleted') return change.scope === 'occurrence' ? 'cancelled' : 'deleted';
  if (kind !== 'changed') return kind;
  const [aspect] = aspectsOf(change);
  return before && after && aspect ? aspectNews(aspect, change, [before, after]) : 'changed';
}

function aspectNews(
  aspect: Aspect,
  { details }: Change,
  [before, after]: readonly [Snapshot, Snapshot],
): ChangedNews {
  switch (aspect) {
    case 'when':
      return timeShift(before, after);
    case 'title':
      return 'renamed';
    case 'place':
      return after.place === '' ? 'noPlace' : 'newPlace';
    case 'join':
      return after.join === '' ? 'noJoin' : 'newJoin';
    case 'repetition':
      return 'repeats';
    case 'calendar':
      return 'otherCalendar';
    case 'guests':
      return guestNews(details);
    case 'replies':
      return details.replies.length === 1 ? 'reply' : 'replies';
    case 'notes':
      return notesNews(details);
  }
}

function guestNews({ added, removed }: Change['details']) {
  if (added.length > 0 && removed.length > 0) return 'guestsChanged';
  if (added.length > 0) return added.length === 1 ? 'guestAdded' : 'guestsAdded';
  return removed.length === 1 ? 'guestRemoved' : 'guestsRemoved';
}

function notesNews({ notes }: Change['details']) {
  if (notes?.before === '') return 'newNotes';
  return notes?.after === '' ? 'noNotes' : 'notes';
}

const ANSWERS = ['accepted', 'declined', 'tentative', 'delegated'] as const satisfies Participation[];

/** Whom it is about, and how many. */
function countsOf({ details }: Change, reader: Reader): Values {
  const { added, removed, replies } = details;
  const people: readonly Person[] = added.length > 0 ? added : removed;
  const [reply] = replies;
  const person = added.length + removed.length > 0 ? people[0] : reply?.person;
  const answers = ANSWERS.flatMap((answer) => {
    const count = replies.filter(({ participation }) => participation === answer).length;
    return count > 0 ? [say(reader, `answers.${answer}`, { count })] : [];
  });
  return {
    name: person ? nameOf(person) : '',
    count: people.length,
    answer: reply?.participation ?? '',
    answers: listText(answers, reader),
  };
}

/**
 * What happened, for a line under the title: 'Moved by Ana Petrović', 'Whole series moved', 'Cancelled, only Thursday 26
 * November', 'Moved from Tuesday 8 December on'.
 */
export function sentence(change: Change, calendarName: string, reader: Reader): string {
  const news = newsOf(change);
  if (isCalendarNews(news)) return calendarLine(news, change, reader);
  const by = change.by ? nameOf(change.by) : '';
  const isFrom = change.scope === 'series' && change.recurrenceId !== '';
  const values = {
    ...countsOf(change, reader),
    // Of a calendar nobody knows any more there is no name to say.
    calendar: shortened(cleanText(calendarName), TITLE),
    scope: change.scope === 'series' && !isFrom ? 'series' : 'other',
    by,
  };
  const isNamed = by !== '' && (news === 'created' || news === 'invited');
  const said = say(reader, isNamed ? `said.${news}By` : `said.${news}`, values);
  return withTail(said, isNamed || isOwnWord(news) ? '' : by, { change, news, isFrom, reader });
}

/** The person who did it is the subject already. */
function isOwnWord(news: EventNews): boolean {
  return news === 'reply' || news === 'replies';
}

/** What is no participle cannot be followed by a bare 'by'. */
const NOUNS: ReadonlySet<EventNews> = new Set<EventNews>([
  'restored',
  'newPlace',
  'noPlace',
  'newJoin',
  'noJoin',
  'repeats',
  'newNotes',
  'noNotes',
  'guestsChanged',
]);

interface Tail {
  readonly change: Change;
  readonly news: EventNews;
  readonly isFrom: boolean;
  readonly reader: Reader;
}

function withTail(said: string, by: string, { change, news, isFrom, reader }: Tail): string {
  const isSingle = change.scope === 'occurrence' || isFrom;
  const day = isSingle ? originalDate(change, reader) : '';
  const date = day === '' ? '' : longDate(day, reader);
  const isNoun = NOUNS.has(news);
  const values = { said, by, date };
  if (date === '') return by === '' ? said : say(reader, isNoun ? 'said.withBy' : 'said.by', values);
  if (by === '') return say(reader, isFrom ? 'said.from' : 'said.only', values);
  if (isFrom) return say(reader, isNoun ? 'said.withFromBy' : 'said.fromBy', values);
  return say(reader, isNoun ? 'said.withOnlyBy' : 'said.onlyBy', values);
}

/** The date an occurrence had in its series, 'YYYY-MM-DD'; '' when nothing tells. */
export function originalDate(change: Change, reader: Reader): string {
  const { recurrenceId, before, after } = change;
  if (/^\d{4}-\d\d-\d\d$/.test(recurrenceId)) return recurrenceId;
  const instant = recurrenceId === '' ? Number.NaN : Number(recurrenceId);
  if (Number.isFinite(instant)) return dateAt(instant, viewerZone(reader.zone));
  const known = before ?? after;
  return known ? startDate(known.when, reader) : '';
}

/** 'Tue 14:00 → Wed 10:00'; with dates when the weekdays alone would not tell them apart. */
export function moveText(before: Snapshot, after: Snapshot, reader: Reader): string {
  const [from, to] = [startDate(before.when, reader), startDate(after.when, reader)];
  // Only the end moved: the beginnings alone would look the same.
  if (timeShift(before, after) !== 'moved') {
    return `${spanText(before.when, reader)} → ${spanText(after.when, reader, true)}`;
  }
  const isAmbiguous = from !== to && new Date(from).getUTCDay() === new Date(to).getUTCDay();
  return `${momentText(before.when, reader, isAmbiguous)} → ${momentText(after.when, reader, isAmbiguous)}`;
}
