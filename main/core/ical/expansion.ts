// A calendar object read once, to be expanded for one stretch of time after another.
import { objectZones } from '../time/custom-zone.ts';
import { parseCalendar, type EventComponent } from './ical.ts';
import { instancesOf, occurrenceOf, type Reading } from './instances.ts';
import type { CalendarId, CalendarObject, Occurrence } from '../model.ts';
import type { Instance, Window } from './series.ts';
import { restsIn } from './week-pattern.ts';
import { viewerZone } from '../time/zones.ts';

/** For whom, and where they are, an object is expanded. */
export interface Viewpoint extends Reading {
  /** Their IANA zone. */
  readonly zone: string;
}

/** Gives what an object has in a window (epoch ms), as indexObject() does. Never throws. */
export type Expansion = (window: Window) => readonly Occurrence[];

/** Reads an object. Never throws: what cannot be understood has nothing. */
export function expansionOf(object: CalendarObject, calendarId: CalendarId, viewpoint: Viewpoint): Expansion {
  const { href } = object;
  return unfailing(() => {
    const calendar = parseCalendar(object.ical);
    const zones = objectZones(calendar, viewpoint);
    const viewer = viewerZone(viewpoint.zone);
    const rests = restsIn(calendar, zones);
    const owner = { calendarId, href, uid: calendar.uid };
    return (window) => {
      if (rests(window)) return [];
      return happenings(instancesOf(calendar, window, zones, viewer).instances, owner, viewpoint);
    };
  });
}

/** Instances of one object as they stand in the agenda, in the same order. */
export function happenings(
  instances: readonly Instance[],
  owner: Pick<Occurrence, 'calendarId' | 'href' | 'uid'>,
  reading: Reading,
): readonly Occurrence[] {
  // What one component says is read out of it once, however often it happens.
  const read = new Map<EventComponent, Occurrence>();
  return instances.map((instance) => {
    const alike = read.get(instance.source);
    if (alike) return { ...alike, recurrenceId: instance.key, when: instance.when };
    const one = occurrenceOf(instance, owner, reading);
    read.set(instance.source, one);
    return one;
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
