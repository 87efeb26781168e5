// What an invitation says beyond the occurrence it begins with: who invites, who else comes, how often it happens.
import { objectZones } from '../time/custom-zone.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from '../ical/ical.ts';
import { objectLines, partsOf } from '../ical/object-lines.ts';
import { overrideWith, ruledOccurrence } from '../ical/occurrence-text.ts';
import type { CalendarObject, Guest, Occurrence, Participation, Person, Self } from '../model.ts';
import { answerOfSelf, isSelf, personKey } from '../ical/people.ts';
import { ruleText } from '../ical/rule.ts';
import { repeats } from '../ical/series.ts';
import { dateText } from '../time/wall-time.ts';

export interface InvitationFacts {
  /** Null when nobody is named. */
  readonly organizer: Person | null;
  /** Who else is asked: neither oneself nor who invites, nor rooms and things. */
  readonly others: readonly Person[];
  readonly isSeries: boolean;
  /** Canonical, see rule.ts; '' for what happens once. */
  readonly recurrence: string;
  /** Somebody is named whom the server may tell of the answer, and telling is left to it (RFC 6638 section 7.1). */
  readonly isForServer: boolean;
  /** What one answered to the whole series, where one occurrence asks anew; null: nothing yet. */
  readonly answered: Exclude<Participation, 'needs-action' | 'delegated'> | null;
}

/** Reads them off the object; null when it cannot be understood, or the occurrence is not in it. */
export function invitationFacts(
  { ical }: Pick<CalendarObject, 'ical'>,
  { recurrenceId }: Pick<Occurrence, 'recurrenceId'>,
  self: Self,
  zone: string,
): InvitationFacts | null {
  let calendar: ParsedCalendar;
  try {
    calendar = parseCalendar(ical);
  } catch {
    return null; // counted where it was indexed
  }
  const { master } = calendar;
  const event = eventOf(calendar, recurrenceId, zone);
  if (!event) return null;
  const { organizer, guests } = event;
  const isSeries = master !== null && repeats(master);
  return {
    organizer,
    others: othersOf(guests, organizer, self),
    isSeries,
    recurrence: isSeries ? recurrenceOf(master) : '',
    isForServer: isForServer(ical),
    answered: event === master || !master ? null : answerBefore(answerOfSelf(master.guests, self)),
  };
}

function eventOf(calendar: ParsedCalendar, key: string, zone: string): EventComponent | null {
  const zones = objectZones(calendar, { zone });
  const own = key === '' ? calendar.master : overrideWith(calendar, key, zones);
  return own ?? ruledOccurrence(calendar, key, zones)?.instance.source ?? null;
}

// SCHEDULE-AGENT=CLIENT stands where a mail program put an invitation into the calendar: the answer is its to send.
function isForServer(ical: string): boolean {
  const organizers = objectLines(ical).filter(({ name }) => name === 'ORGANIZER');
  const agents = organizers.flatMap(({ text }) => partsOf(text)?.parameters ?? []);
  return organizers.length > 0 && !agents.some((one) => /^schedule-agent=(?!"?server)/i.test(one));
}

function othersOf(guests: readonly Guest[], organizer: Person | null, self: Self): readonly Person[] {
  const known = new Set(organizer ? [personKey(organizer)] : []);
  return guests.filter((guest) => {
    const key = personKey(guest);
    if (known.has(key) || isSelf(guest, self) || guest.isResource) return false;
    known.add(key);
    return true;
  });
}

function recurrenceOf({ rule, start, added }: EventComponent): string {
  const dates = added.map((one) => dateText(one.start.wall)).sort();
  return [rule ? ruleText(rule, start.wall) : '', dates.length > 0 ? `RDATE=${dates.join(',')}` : '']
    .filter(Boolean)
    .join(';');
}

function answerBefore(mine: Participation | null): InvitationFacts['answered'] {
  return mine === 'accepted' || mine === 'tentative' || mine === 'declined' ? mine : null;
}
