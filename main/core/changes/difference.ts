// What became of one happening, before it has an id: which kind of change two versions of it amount to.
import { isNews, type Told } from './change-details.ts';
import type { Change, ChangeKind, Self } from '../model.ts';
import { answerOfSelf, isSelf } from '../ical/people.ts';
import { isSameField, type Field } from './snapshots.ts';

/** What a change says, before it has an id. */
export interface Difference extends Pick<Change, 'kind' | 'scope' | 'recurrenceId' | 'details'> {
  readonly before: Told | null;
  readonly after: Told | null;
}

/** Who looks, and at whose calendar. */
export interface Observer {
  readonly self: Self;
  readonly isOwnCalendar: boolean;
}

type Versions = Pick<Difference, 'before' | 'after' | 'details'>;

/** The kind of change; null when a person would see none. `isMoved`: its times are others, whatever the snapshots say. */
export function kindOf(versions: Versions, observer: Observer, isMoved = false): ChangeKind | null {
  const { before, after } = versions;
  if (!before || !after) return appearance(before, after, observer);
  const [was, is] = [before.snapshot.cancelled, after.snapshot.cancelled];
  if (was && is) return null; // whatever happens to what does not take place
  if (was !== is) return is ? 'cancelled' : 'restored';
  if (!wasGuest(before, observer) && isInvited(after, observer)) return 'invited';
  if (isTakenOff(before, after, observer)) return 'uninvited';
  return isMoved || isNews(versions.details) || FIELDS.some((field) => !isSame(field, before, after))
    ? 'changed'
    : null;
}

const FIELDS: readonly Field[] = ['when', 'title', 'place', 'join', 'recurrence'];

function isSame(field: Field, before: Told, after: Told): boolean {
  return isSameField(field, before.snapshot, after.snapshot);
}

function appearance(before: Told | null, after: Told | null, observer: Observer): ChangeKind | null {
  if (after) {
    if (after.snapshot.cancelled) return null;
    return isInvited(after, observer) ? 'invited' : 'created';
  }
  return before && !before.snapshot.cancelled ? 'deleted' : null;
}

/** One's answer is wanted by somebody else. In another person's calendar it is theirs that matters. */
function isInvited({ source }: Told, { self, isOwnCalendar }: Observer): boolean {
  const { organizer, guests } = source;
  if (!isOwnCalendar || !organizer || isSelf(organizer, self)) return false;
  return answerOfSelf(guests, self) === 'needs-action';
}

function wasGuest({ source }: Told, { self }: Observer): boolean {
  return answerOfSelf(source.guests, self) !== null;
}

/** One was among the guests and is not any more, of a meeting that goes on. Who had declined has got what they wanted. */
function isTakenOff(before: Told, after: Told, observer: Observer): boolean {
  const { self, isOwnCalendar } = observer;
  const { organizer, guests } = after.source;
  const old = answerOfSelf(before.source.guests, self);
  if (!isOwnCalendar || old === null || old === 'declined' || wasGuest(after, observer)) return false;
  return organizer !== null && !isSelf(organizer, self) && guests.length > 0;
}

/** Whether a field stayed, or went with the whole (its versions are given as well) from its old value to its new one. */
export function followsField(field: Field, [old, young]: Pair, whole: Pair | null): boolean {
  if (isSame(field, old, young)) return true;
  return whole !== null && isSame(field, old, whole[0]) && isSame(field, young, whole[1]);
}

/** A happening before and after. */
export type Pair = readonly [Told, Told];
