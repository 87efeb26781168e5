// When the alarms of an occurrence ring: days are counted on the calendar, the rest on the stopwatch (RFC 5545 3.8.6.3).
import type { Alarm, Occurrence } from '../model.ts';
import { endOf, startOf } from '../ical/series.ts';
import { DAY, wallOfDate } from '../time/wall-time.ts';
import { namedZone } from '../time/zone-names.ts';
import { instantOf, viewerZone, wallAt, type Zone } from '../time/zones.ts';

/** One ringing of one alarm. */
export interface Ring {
  /** Epoch ms. */
  readonly dueAt: number;
  /**
   * The moment as the event itself has it: the instant, or of a whole day what the clock on the wall shows. It stays
   * the same when the person travels.
   */
  readonly moment: string;
  /** Of a series it rings once: every occurrence has it at the same instant. */
  readonly isShared: boolean;
}

/** Every ringing of one alarm of an occurrence, in order; `zone` is the viewer's IANA name. */
export function ringsOf(alarm: Alarm, occurrence: Occurrence, zone: string): readonly Ring[] {
  const viewer = viewerZone(zone);
  const isShared = alarm.trigger.at === 'instant';
  const { at, isWall } = firstRing(alarm, occurrence, viewer);
  return Array.from({ length: alarm.repeat + 1 }, (_, again): Ring => {
    const time = at + again * alarm.every;
    return isWall
      ? { dueAt: instantOf(time, viewer), moment: `day ${time}`, isShared }
      : { dueAt: time, moment: String(time), isShared };
  });
}

interface FirstRing {
  readonly at: number;
  /** `at` is what the viewer's clock shows, not an instant. */
  readonly isWall: boolean;
}

function firstRing({ trigger }: Alarm, { when, zone }: Occurrence, viewer: Zone): FirstRing {
  if (trigger.at === 'instant') return { at: trigger.instant, isWall: false };
  const { days, ms } = trigger;
  if (when.at === 'day') {
    // A date begins at the viewer's midnight, and nine hours after that is nine o'clock whatever the clocks were put to.
    const date = wallOfDate(trigger.at === 'start' ? when.startDate : when.endDate);
    return { at: date + days * DAY + ms, isWall: true };
  }
  const from = trigger.at === 'start' ? when.startsAt : when.endsAt;
  const own = zone === '' ? viewer : (namedZone(zone)?.zone ?? viewer);
  return { at: daysLater(from, days, own) + ms, isWall: false };
}

/** The same time on the wall so many days later; 0 days later is the very instant, also in an hour that comes twice. */
function daysLater(instant: number, days: number, zone: Zone): number {
  return days === 0 ? instant : instantOf(wallAt(instant, zone) + days * DAY, zone);
}

/** The instant an occurrence is over: a whole day with the viewer's midnight. */
export function endsAt({ when }: Occurrence, zone: string): number {
  return endOf(when, viewerZone(zone));
}

/** The instant an occurrence begins. */
export function startsAt({ when }: Occurrence, zone: string): number {
  return startOf(when, viewerZone(zone));
}
