// One calendar object as the index keeps it: its concrete happenings, the words it is found by, and how far it reaches.
import { objectZones } from './custom-zone.ts';
import { extentOf } from './extent.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from './ical.ts';
import { instancesOf } from './instances.ts';
import type { CalendarId, CalendarObject, Occurrence } from './model.ts';
import type { Window } from './series.ts';
import { viewerZone } from './zones.ts';

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
}

/**
 * Expands an object. `window` in epoch ms, `zone` the viewer's IANA name. Never throws: what cannot be understood
 * comes back with `bad`. What is no series is given whole, wherever it lies; of a series, what touches the window: so
 * months far from today are the same question with another window. A series that overruns the limits of expansion
 * counts as complete up to the window's end, so that nobody tries again in vain.
 */
export function indexObject(
  object: CalendarObject,
  calendarId: CalendarId,
  window: Window,
  zone: string,
): IndexEntry {
  const { href } = object;
  try {
    const calendar = parseCalendar(object.ical);
    const events = eventsOf(calendar);
    let floating = events.some((event) => event.start.isDate);
    const zones = objectZones(calendar, { zone, onAsked: () => (floating = true) });
    const viewer = viewerZone(zone);
    const { instances, ended, cut } = instancesOf(calendar, window, zones, viewer);
    const { uid } = calendar;
    const occurrences = instances.map(({ key, when, source: { title, place, cancelled } }): Occurrence => {
      return { calendarId, href, uid, recurrenceId: key, title, place, when, recurrence: '', cancelled };
    });
    const extent = extentOf(calendar, zones, viewer);
    const indexedUntil = ended ? Infinity : window.to;
    return {
      uid,
      occurrences,
      indexedUntil,
      bad: false,
      cut,
      floating,
      ...wordsOf(events),
      ...extent,
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
};

function eventsOf({ master, overrides }: ParsedCalendar): readonly EventComponent[] {
  return master ? [master, ...overrides] : overrides;
}

function wordsOf(events: readonly EventComponent[]): { readonly notes: string; readonly people: string } {
  const once = (words: readonly string[]) => [...new Set(words)].filter(Boolean).join('\n');
  return {
    notes: once(events.map(({ notes }) => notes)),
    people: once(events.flatMap(({ people }) => people)),
  };
}
