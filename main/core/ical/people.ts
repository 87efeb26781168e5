// People as iCalendar names them, and which of them is oneself.
import type { Property } from './ical-values.ts';
import type { Guest, Participation, Person, Self } from '../model.ts';
import { cleanText } from './untrusted-text.ts';

/** The calendar user of an ORGANIZER or ATTENDEE (RFC 5545 section 3.3.3); null when it names nobody. */
export function personOf([, parameters, , value]: Property): Person | null {
  const address = mailOf(value, parameters['email']);
  const name = cleanText(parameters['cn']);
  // Some write the address where the name belongs.
  const isNamed = name !== '' && addressOf(name) !== address;
  return address === '' && !isNamed ? null : { address, name: isNamed ? name : '' };
}

/** An ATTENDEE with its answer (RFC 5545 section 3.8.4.1); null when it names nobody. */
export function guestOf(property: Property): Guest | null {
  const person = personOf(property);
  const { partstat, cutype } = property[1];
  const kind = typeof cutype === 'string' ? cutype.toUpperCase() : '';
  return (
    person && {
      ...person,
      participation: answerOf(partstat),
      isResource: kind === 'ROOM' || kind === 'RESOURCE',
    }
  );
}

const ANSWERS: ReadonlySet<string> = new Set<Participation>([
  'accepted',
  'declined',
  'tentative',
  'delegated',
]);

function answerOf(partstat: unknown): Participation {
  const answer = typeof partstat === 'string' ? partstat.toLowerCase() : '';
  return ANSWERS.has(answer) ? (answer as Participation) : 'needs-action'; // the set holds nothing else
}

/** A calendar user address in one spelling: lower case, without 'mailto:'. */
export function addressOf(value: unknown): string {
  return cleanText(value)
    .replace(/^mailto:/i, '')
    .toLowerCase();
}

// Apple's server writes the path of somebody's principal, with their address beside it: it is the same person.
function mailOf(value: unknown, email: unknown): string {
  const address = addressOf(value);
  return address.includes('@') ? address : addressOf(email) || address;
}

/** What tells people apart: their address, else their name. */
export function personKey({ address, name }: Person): string {
  return address === '' ? `name:${name.toLowerCase()}` : address;
}

/** Whether this is the person the account belongs to. */
export function isSelf({ address }: Person, self: Self): boolean {
  return address !== '' && self.addresses.includes(address);
}

/** One's own answer; null: one is not among the guests. */
export function answerOfSelf(guests: readonly Guest[], self: Self): Participation | null {
  return guests.find((guest) => isSelf(guest, self))?.participation ?? null;
}
