// One calendar object as the index keeps it: its concrete happenings inside a window.
import { zoneFinder } from './custom-zone.ts';
import { parseCalendar } from './ical.ts';
import { instancesOf, snapshotOf } from './instances.ts';
import type { CalendarId, CalendarObject, Occurrence } from './model.ts';
import type { IndexEntry } from './ports.ts';
import type { Window } from './series.ts';
import { viewerZone } from './zones.ts';

/**
 * Expands an object. `window` in epoch ms, `zone` the viewer's IANA name. Never throws: what cannot be understood
 * comes back with `bad`. Single events are given wherever they lie after `window.from`. A series that overruns the
 * limits of expansion counts as complete up to the window's end, so that nobody tries again in vain.
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
    const zones = zoneFinder(calendar.timezones, zone);
    const { instances, ended } = instancesOf(calendar, window, zones, viewerZone(zone));
    const occurrences = instances.map((instance): Occurrence => {
      const { title, place, when, recurrence, cancelled } = snapshotOf(instance);
      const identity = { calendarId, href, uid: calendar.uid, recurrenceId: instance.key };
      return { ...identity, title, place, when, recurrence, cancelled };
    });
    const indexedUntil = ended ? Infinity : window.to;
    return { calendarId, href, uid: calendar.uid, occurrences, indexedUntil, bad: false };
  } catch {
    // Whatever the reason, one unreadable object must not keep the others from being shown: it is counted.
    return { calendarId, href, uid: '', occurrences: [], indexedUntil: Infinity, bad: true };
  }
}
