// Who is behind a change, as far as anything says so. No name is ever guessed.
import { aspectsOf, type Aspect } from './aspects.ts';
import type { Change, Person, Self, Writer } from '../model.ts';
import { answerOfSelf, isSelf } from '../ical/people.ts';
import type { Difference, Observer } from './difference.ts';

type Doer = Pick<Change, 'by' | 'own'>;

const NOBODY_KNOWN: Doer = { by: null, own: false };

/** Who made `difference`: the writer of the new version, where the server names one; else whoever only can have. */
export function whoDidIt(difference: Difference, writer: Writer | undefined, observer: Observer): Doer {
  if (writer) {
    if (isWriterSelf(writer, observer.self)) return { by: null, own: true };
    if (writer.name !== '') return { by: personNamed(writer.name, difference), own: false };
  }
  const [reply, ...others] = difference.details.replies;
  if (reply && others.length === 0 && onlyAspect(difference) === 'replies')
    return { by: reply.person, own: false };
  return isOrganizersDoing(difference, observer) ? { by: organizerOf(difference), own: false } : NOBODY_KNOWN;
}

function isWriterSelf({ name, principal }: Writer, self: Self): boolean {
  if (principal !== '' && self.principals.length > 0) return self.principals.includes(principal);
  const spelt = name.toLowerCase();
  const names = [self.username, self.name, ...self.addresses];
  return spelt !== '' && names.some((own) => own.toLowerCase() === spelt);
}

/** With their address, where exactly this name stands among the people of the event. */
function personNamed(name: string, { before, after }: Difference): Person {
  const sources = [after, before].flatMap((told) => (told ? [told.source] : []));
  const people = sources.flatMap(({ organizer, guests }) => [...(organizer ? [organizer] : []), ...guests]);
  const known = people.find((one) => one.name === name);
  return { address: known?.address ?? '', name };
}

function aspects(difference: Difference): readonly Aspect[] {
  const { before, after, details } = difference;
  return aspectsOf({ before: before?.snapshot ?? null, after: after?.snapshot ?? null, details });
}

function onlyAspect(difference: Difference): Aspect | null {
  const [first, ...others] = aspects(difference);
  return difference.kind === 'changed' && others.length === 0 ? (first ?? null) : null;
}

/** What a guest cannot change for others: in one's own calendar, the server has it from whoever invites. */
const ORGANIZERS: ReadonlySet<Aspect> = new Set(['when', 'title', 'place', 'join', 'repetition']);

function isOrganizersDoing(difference: Difference, { self, isOwnCalendar }: Observer): boolean {
  const { kind, before, after } = difference;
  const source = (after ?? before)?.source;
  if (!isOwnCalendar || !source?.organizer || isSelf(source.organizer, self)) return false;
  const isGuest = [before, after].some((told) => told && answerOfSelf(told.source.guests, self) !== null);
  if (!isGuest) return false;
  switch (kind) {
    case 'created':
    case 'invited':
    case 'uninvited':
    case 'cancelled':
    case 'restored':
      return true;
    case 'changed':
      return aspects(difference).some((aspect) => ORGANIZERS.has(aspect));
    // One's own hand on another device removes an event as well.
    case 'deleted':
    case 'calendar-shared':
    case 'calendar-unshared':
    case 'calendar-removed':
      return false;
  }
}

function organizerOf({ before, after }: Difference): Person | null {
  const organizer = (after ?? before)?.source.organizer ?? null;
  return organizer && { address: organizer.address, name: organizer.name };
}
