// What differs between two versions of a happening beyond its snapshot: notes, guests and their answers.
import type { EventComponent } from '../ical/ical.ts';
import type { ChangeDetails, Guest, Person, Reply, Self, Snapshot } from '../model.ts';
import { notesDifference } from './notes-difference.ts';
import { answerOfSelf, isSelf, personKey } from '../ical/people.ts';

/** One happening as it is compared: what a person sees of it, and where the rest is read. */
export interface Told {
  readonly snapshot: Snapshot;
  readonly source: EventComponent;
}

/** Details of a change in which nothing but the snapshots differs. */
export const NO_DETAILS: ChangeDetails = {
  notes: null,
  added: [],
  removed: [],
  replies: [],
  organizer: null,
  mine: null,
  movedFrom: '',
  calendarName: '',
};

/** More people than this are not named one by one. */
const MOST_NAMED = 100;

/** The details of what became of `before`; null is "not there", and then everything on the other side is new or gone. */
export function detailsOf(before: Told | null, after: Told | null, self: Self): ChangeDetails {
  const [old, young] = [before?.source ?? null, after?.source ?? null];
  const known = young ?? old;
  if (!known || isPlain(old, young)) return NO_DETAILS;
  return {
    ...NO_DETAILS,
    notes: notesOf(before, after),
    ...guestsOf(old, young, self),
    organizer: known.guests.length > 0 ? known.organizer && person(known.organizer) : null,
    mine: young ? answerOfSelf(young.guests, self) : null,
  };
}

/** Neither side has guests, and the notes are the same to the letter: what most events are like. */
function isPlain(old: EventComponent | null, young: EventComponent | null): boolean {
  const guests = (old?.guests.length ?? 0) + (young?.guests.length ?? 0);
  return guests === 0 && (old?.notes ?? '') === (young?.notes ?? '');
}

function notesOf(before: Told | null, after: Told | null): ChangeDetails['notes'] {
  const [old, young] = [before?.source.notes ?? '', after?.source.notes ?? ''];
  const found = notesDifference(old, young);
  if (!found || !before || !after) return found;
  const [was, is] = [before.snapshot.join, after.snapshot.join];
  // The link is told as such; that it stands in the notes as well is no second difference.
  if (was === is || notesDifference(without(old, was), without(young, is))) return found;
  return null;
}

function without(notes: string, link: string): string {
  return link === '' ? notes : notes.replaceAll(link, '').replaceAll(link.replaceAll('&', '&amp;'), '');
}

type Guests = Pick<ChangeDetails, 'added' | 'removed' | 'replies'>;

function guestsOf(old: EventComponent | null, young: EventComponent | null, self: Self): Guests {
  if (old && young && isSameList(old.guests, young.guests)) return NO_GUESTS;
  const organizers = [old?.organizer, young?.organizer].flatMap((one) => (one ? [personKey(one)] : []));
  const [before, after] = [byKey(old?.guests ?? []), byKey(young?.guests ?? [])];
  // Whether the organizer stands among the guests is a habit of programs. What oneself does there is told in other ways.
  const isOther = (guest: Guest) => !isSelf(guest, self) && !organizers.includes(personKey(guest));
  const missing = (list: Keyed, from: Keyed) =>
    [...list].filter(([key, guest]) => !from.has(key) && isOther(guest)).map(([, guest]) => person(guest));
  return {
    added: missing(after, before).slice(0, MOST_NAMED),
    removed: missing(before, after).slice(0, MOST_NAMED),
    replies: old && young ? repliesIn(before, after, { self, organizers }) : [],
  };
}

const NO_GUESTS: Guests = { added: [], removed: [], replies: [] };

/** The same people with the same answers in the same order: nearly always, and cheap to see. */
function isSameList(old: readonly Guest[], young: readonly Guest[]): boolean {
  if (old.length !== young.length) return false;
  return old.every((guest, i) => {
    const other = young[i];
    return personKey(guest) === (other && personKey(other)) && guest.participation === other?.participation;
  });
}

type Keyed = ReadonlyMap<string, Guest>;

function byKey(guests: readonly Guest[]): Keyed {
  const found = new Map<string, Guest>();
  for (const guest of guests) {
    const key = personKey(guest);
    if (!found.has(key)) found.set(key, guest);
  }
  return found;
}

function repliesIn(
  before: Keyed,
  after: Keyed,
  { self, organizers }: { readonly self: Self; readonly organizers: readonly string[] },
): readonly Reply[] {
  const replies: Reply[] = [];
  for (const [key, guest] of after) {
    const { participation } = guest;
    const old = before.get(key);
    // Back to "needs action" is what a new time does to everybody's answer.
    if (!old || old.participation === participation || participation === 'needs-action') continue;
    if (isSelf(guest, self)) continue;
    // Rooms accept by themselves, and who invites comes: only a no of theirs is news.
    const isExpected = participation !== 'declined' && (guest.isResource || organizers.includes(key));
    if (!isExpected && replies.length < MOST_NAMED) replies.push({ person: person(guest), participation });
  }
  return replies;
}

/** Just who it is: a guest is a person with an answer. */
function person({ address, name }: Person): Person {
  return { address, name };
}

/** Whether the details tell of anything that happened. */
export function isNews({ notes, added, removed, replies, movedFrom }: ChangeDetails): boolean {
  return notes !== null || added.length + removed.length + replies.length > 0 || movedFrom !== '';
}

/** Whether everything in `part` also stands in `whole`: an exception that went the way of its series. */
export function isCoveredBy(part: ChangeDetails, whole: ChangeDetails): boolean {
  const keys = (people: readonly Person[]) => new Set(people.map(personKey));
  const within = (some: readonly Person[], all: readonly Person[]) => {
    const known = keys(all);
    return some.every((one) => known.has(personKey(one)));
  };
  const answers = whole.replies.map((reply) => personKey(reply.person) + reply.participation);
  const sameNotes =
    part.notes === null ||
    (part.notes.before === whole.notes?.before && part.notes.after === whole.notes.after);
  return (
    sameNotes &&
    within(part.added, whole.added) &&
    within(part.removed, whole.removed) &&
    part.replies.every((reply) => answers.includes(personKey(reply.person) + reply.participation))
  );
}
