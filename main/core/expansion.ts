// A calendar object read once, to be expanded for one stretch of time after another.
import { objectZones } from './custom-zone.ts';
import { parseCalendar } from './ical.ts';
import { instancesOf } from './instances.ts';
import type { CalendarId, CalendarObject, Occurrence } from './model.ts';
import type { Window } from './series.ts';
import { restsIn } from './week-pattern.ts';
import { viewerZone } from './zones.ts';

/** Gives what an object has in a window (epoch ms), as indexObject() does. Never throws. */
export type Expansion = (window: Window) => readonly Occurrence[];

/** Reads an object; `zone` the viewer's IANA name. Never throws: what cannot be understood has nothing. */
export function expansionOf(object: CalendarObject, calendarId: CalendarId, zone: string): Expansion {
  const { href } = object;
  return unfailing(() => {
    const calendar = parseCalendar(object.ical);
    const { uid } = calendar;
    const zones = objectZones(calendar, { zone });
    const viewer = viewerZone(zone);
    const rests = restsIn(calendar, zones);
    return (window) => {
      if (rests(window)) return [];
      return instancesOf(calendar, window, zones, viewer).instances.map(
        ({ key, when, source: { title, place, cancelled } }) => {
          return { calendarId, href, uid, recurrenceId: key, title, place, when, recurrence: '', cancelled };
        },
      );
    };
  });
}

// Whatever the reason, one unreadable object must not keep the others from being shown.
function unfailing(read: () => Expansion): Expansion {
  try {
    const expand = read();
    return (window) => {
      try {
        return expand(window);
      } catch {
        return [];
      }
    };
  } catch {
    return () => [];
  }
}
