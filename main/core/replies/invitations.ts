// The list of invitations that wait for an answer, as the window shows it.
import { listText, placeText, titleText } from '../changes/event-words.ts';
import type { InvitationFacts } from './invitation-facts.ts';
import { say } from '../messages/index.ts';
import type { Account, Calendar, Occurrence, Person } from '../model.ts';
import { repetitionText } from '../time/repetition.ts';
import { rowId } from '../window/row-id.ts';
import { spanText, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import type { InvitationsView, InvitationView } from '../window/inbox-view.ts';

/** One that waits. */
export interface Invitation {
  /** The first one concerned that is not over. */
  readonly occurrence: Occurrence;
  readonly facts: InvitationFacts;
  /** 'Overlaps “Call the bank” (10:30)'; '' for nothing. */
  readonly conflict: string;
  /** An answer is on its way. */
  readonly isBusy: boolean;
  /** Why the last answer was not sent; '' when nothing went wrong. */
  readonly problem: string;
}

export interface InvitationContext {
  readonly calendars: readonly Calendar[];
  readonly accounts: readonly Pick<Account, 'id' | 'schedules'>[];
  readonly reader: Reader;
}

/** The rows in the order given; those in calendars nobody knows are left out. */
export function invitationsView(
  invitations: readonly Invitation[],
  context: InvitationContext,
): InvitationsView {
  const calendars = new Map(context.calendars.map((calendar) => [calendar.id, calendar]));
  const known = invitations.flatMap((invitation) => {
    const calendar = calendars.get(invitation.occurrence.calendarId);
    return calendar ? [{ invitation, calendar }] : [];
  });
  const rows = known.map(({ invitation, calendar }) => row(invitation, calendar, context.reader));
  return { count: rows.length, rows, caution: caution(known, context) };
}

function row(invitation: Invitation, calendar: Calendar, reader: Reader): InvitationView {
  const { occurrence, facts, conflict, isBusy, problem } = invitation;
  const name = personText(facts.organizer);
  return {
    id: rowId(occurrence),
    title: titleText(occurrence.title, 200, reader),
    from: name === '' ? '' : say(reader, 'invitation.from', { name }),
    when: spanText(occurrence.when, reader),
    repeats: repetitionText(facts.recurrence, reader),
    place: placeText(occurrence.place),
    guests: guestsText(facts.others, reader),
    conflict,
    calendarName: calendar.name,
    color: calendar.color,
    isSeries: facts.isSeries,
    answered: facts.answered,
    busy: isBusy,
    problem: problem || (calendar.writable ? '' : say(reader, 'reply.readOnly')),
  };
}

const NAME = 60;

/** '' for nobody, and for an address that says nothing to a person. */
function personText(person: Person | null): string {
  if (!person) return '';
  const { name, address } = person;
  return shortened(cleanText(name || (address.includes('@') ? address : '')), NAME);
}

/** How many guests are named before the rest is counted. */
const NAMED = 3;

/** 'Ana, Ben and 3 others'; '' for nobody else. */
function guestsText(others: readonly Person[], reader: Reader): string {
  const names = others.map(personText).filter((name) => name !== '');
  const unnamed = others.length - names.length;
  if (names.length === 0) return others.length === 0 ? '' : say(reader, 'invitation.others', { n: unnamed });
  if (names.length <= NAMED && unnamed === 0) return listText(names, reader);
  const shown = names.slice(0, NAMED - 1);
  const n = others.length - shown.length;
  return listText([...shown, say(reader, 'invitation.others', { n })], reader);
}

interface Known {
  readonly invitation: Invitation;
  readonly calendar: Calendar;
}

/** An answer is only a line in one's own copy where the server does not carry it to anybody (RFC 6638 section 2). */
function caution(known: readonly Known[], { accounts, reader }: InvitationContext): string {
  const carrying = new Set(accounts.filter((account) => account.schedules).map((account) => account.id));
  const silent = known.filter(({ calendar }) => !carrying.has(calendar.accountId));
  if (silent.length === known.length) return silent.length === 0 ? '' : say(reader, 'invitation.notSent');
  const others = known.filter(
    ({ invitation, calendar }) => carrying.has(calendar.accountId) && !invitation.facts.isForServer,
  );
  const names = new Set(silent.map(({ calendar }) => calendar.name));
  const titles = new Set(others.map(({ invitation }) => invitation.occurrence.title));
  return [
    ...(names.size > 0 ? [say(reader, 'invitation.notSentIn', { calendars: quoted(names, reader) })] : []),
    ...(titles.size > 0 ? [say(reader, 'invitation.notSentTo', { titles: quoted(titles, reader) })] : []),
  ].join(' ');
}

function quoted(names: ReadonlySet<string>, reader: Reader): string {
  const each = [...names].map((name) =>
    say(reader, 'invitation.quoted', { name: titleText(name, NAME, reader) }),
  );
  return listText(each, reader);
}
