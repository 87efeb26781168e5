// One calendar object as the index keeps it: its concrete happenings, the words it is found by, and how far it reaches.
import { farReach, type Reach } from '../reminders/alarm-reach.ts';
import { objectZones } from '../time/custom-zone.ts';
import { happenings, type Viewpoint } from './expansion.ts';
import { extentOf } from './extent.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from './ical.ts';
import { instancesOf, type Reading } from './instances.ts';
import type { CalendarId, CalendarObject, Occurrence } from '../model.ts';
import { answerOfSelf, isSelf } from './people.ts';
import type { Window } from './series.ts';
import { viewerZone } from '../time/zones.ts';

/** What the index knows of one object. */
export interface IndexEntry {
  readonly uid: string;
  readonly occurrences: readonly Occurrence[];
  /** Epoch ms; the occurrences are complete up to here. Infinity: nothing more comes after them. */
  readonly indexedUntil: number;
  /** The object could not be understood. */
  readonly bad: boolean;
  /** It happens more often in the window than MOST_STARTS (recurrence.ts) allows: the rest is not there. */
  readonly cut: boolean;
  /** Its instants depend on the viewer's zone: floating times, all-day dates, a TZID nobody knows. */
  readonly floating: boolean;
  /** For search: the descriptions, and the names and addresses of organisers and attendees, overrides included. */
  readonly notes: string;
  readonly people: string;
  /** Epoch ms; nothing of the object lies outside, whatever the window. Both 0 when there is nothing of it. */
  readonly startsAt: number;
  /** Infinity when endless. */
  readonly endsAt: number;
  /** Somebody waits for one's own answer to it, or to one of its occurrences. */
  readonly invited: boolean;
  /** When its alarms may ring that are absolute or far from it; null: it has none. */
  readonly rings: Reach | null;
}

/**
 * Expands an object for a window in epoch ms. Never throws: what cannot be understood comes back with `bad`. What is no
 * series is given whole, wherever it lies; of a series, what touches the window: so months far from today are the same
 * question with another window. A series that overruns the limits of expansion counts as complete up to the window's
 * end, so that nobody tries again in vain.
 */
export function indexObject(
  object: CalendarObject,
  calendarId: CalendarId,
  window: Window,
  viewpoint: Viewpoint,
): IndexEntry {
  try {
    const calendar = parseCalendar(object.ical);
    const events = eventsOf(calendar);
    let floating = events.some((event) => event.start.isDate);
    const zones = objectZones(calendar, { zone: viewpoint.zone, onAsked: () => (floating = true) });
    const viewer = viewerZone(viewpoint.zone);
    const { instances, ended, cut } = instancesOf(calendar, window, zones, viewer);
    const { uid } = calendar;
    const extent = extentOf(calendar, zones, viewer);
    return {
      uid,
      occurrences: happenings(instances, { calendarId, href: object.href, uid }, viewpoint),
      indexedUntil: ended ? Infinity : window.to,
      bad: false,
      cut,
      floating,
      ...wordsOf(events),
      ...extent,
      invited: events.some((event) => isInvitation(event, viewpoint)),
      rings: farReach(
        events.flatMap(({ alarms }) => alarms),
        extent,
      ),
    };
  } catch {
    // Whatever the reason, one unreadable object must not keep the others from being shown: it is counted.
    return BAD;
  }
}

const BAD: IndexEntry = {
  uid: '',
  occurrences: [],
  indexedUntil: Infinity,
  bad: true,
  cut: false,
  floating: false,
  notes: '',
  people: '',
  startsAt: 0,
  endsAt: 0,
  invited: false,
  rings: null,
};

function eventsOf({ master, overrides }: ParsedCalendar): readonly EventComponent[] {
  return master ? [master, ...overrides] : overrides;
}

// Who invites does not wait for their own answer.
function isInvitation({ cancelled, guests, organizer }: EventComponent, { self }: Reading): boolean {
  if (cancelled || guests.length === 0 || (organizer && isSelf(organizer, self))) return false;
  return answerOfSelf(guests, self) === 'needs-action';
}

function wordsOf(events: readonly EventComponent[]): { readonly notes: string; readonly people: string } {
  const once = (words: readonly string[]) => [...new Set(words)].filter(Boolean).join('\n');
  return {
    notes: once(events.map(({ notes }) => notes)),
    people: once(events.flatMap(({ people }) => people)),
  };
}
