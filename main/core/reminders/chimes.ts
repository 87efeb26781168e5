// Every ringing of the alarms of one's events in a stretch of time, each under a name that outlives re-serialisation.
import { endsAt, ringsOf, type Ring } from './alarm-times.ts';
import type { Alarm, Calendar, Occurrence } from '../model.ts';
import type { Preferences } from '../preferences.ts';
import type { Bell } from '../sync/store-port.ts';
import { shortHash } from '../short-hash.ts';
import { MINUTE } from '../time/wall-time.ts';

/** The name of one ringing. */
export type BellName = Pick<Bell, 'id' | 'calendarId' | 'dueAt'>;

export interface ReminderFacts {
  /** At least those that may ring in the window. */
  readonly occurrences: readonly Occurrence[];
  readonly calendars: readonly Calendar[];
  readonly bells: readonly Bell[];
  readonly preferences: Pick<Preferences, 'defaultReminder' | 'mutedUntil'>;
}

/** When it is planned, and for which stretch of time. */
export interface ReminderMoment {
  /** Epoch ms. */
  readonly now: number;
  /** IANA zone of the viewer. */
  readonly zone: string;
  /** Up to when somebody looked before, epoch ms; what came due since then was slept over. */
  readonly since: number;
  /** Only what is due in [from, to) counts, epoch ms. */
  readonly from: number;
  readonly to: number;
}

/** One ringing of one occurrence. */
export interface Chime extends BellName {
  readonly occurrence: Occurrence;
  /** Those that ring then: mostly one. */
  readonly alarms: readonly Alarm[];
  /** When it is to be heard: when it is due, or what it was put off to. */
  readonly at: number;
  readonly endsAt: number;
  /** Somebody answered it, here or on another device. */
  readonly isAnswered: boolean;
}

/** By the ids of their bells. */
export function chimesIn(
  { occurrences, calendars, preferences }: ReminderFacts,
  moment: ReminderMoment,
): ReadonlyMap<string, Chime> {
  const { zone } = moment;
  const heard = heardOccurrences(occurrences, calendars);
  const alarmed = new Set(heard.filter(({ alarms }) => alarms.length > 0).map(happening));
  const chimes = new Map<string, Chime>();
  for (const occurrence of heard) {
    const own = occurrence.alarms.length > 0;
    const alarms = own
      ? occurrence.alarms
      : alarmed.has(happening(occurrence))
        ? []
        : defaults(occurrence, preferences);
    for (const alarm of alarms) {
      for (const chime of chimesOf(alarm, occurrence, moment)) {
        const known = chimes.get(chime.id);
        chimes.set(chime.id, known ? together(known, chime, zone) : chime);
      }
    }
  }
  return chimes;
}

/** Two of one name: alarms at one instant, one event in two calendars, or one alarm of a whole series. */
function together(known: Chime, other: Chime, zone: string): Chime {
  const isAnswered = known.isAnswered || other.isAnswered;
  if (known.occurrence === other.occurrence)
    return { ...known, alarms: [...known.alarms, ...other.alarms], isAnswered };
  // Of a series, the first that is not over by then.
  return { ...(endsAt(known.occurrence, zone) <= known.dueAt ? other : known), isAnswered };
}

/** Those that may ring at all; of one event in two calendars, the one that can be written to comes first. */
function heardOccurrences(
  occurrences: readonly Occurrence[],
  calendars: readonly Calendar[],
): readonly Occurrence[] {
  const ranks = new Map(
    calendars
      .filter(({ shown, reminds }) => shown && reminds)
      .sort((a, b) => Number(b.writable) - Number(a.writable))
      .map(({ id }, rank) => [id, rank]),
  );
  const rank = ({ calendarId }: Occurrence): number => ranks.get(calendarId) ?? 0;
  return occurrences
    .filter(({ calendarId, cancelled, mine }) => {
      return ranks.has(calendarId) && !cancelled && mine !== 'declined' && mine !== 'delegated';
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** An event as people know it, in whichever calendar it is. */
export function happening({ uid, href, when }: Occurrence): string {
  return `${when.at === 'time' ? when.startsAt : when.startDate} ${uid || href}`;
}

const DEFAULT_ALARM = 'default';

/** The reminder of an event that has none: not of whole days, nor of what takes nobody's time. */
function defaults(
  { when, free }: Occurrence,
  { defaultReminder }: ReminderFacts['preferences'],
): readonly Alarm[] {
  if (defaultReminder === null || when.at === 'day' || free) return [];
  const trigger = { at: 'start', days: 0, ms: 0 - defaultReminder * MINUTE } as const;
  return [{ id: DEFAULT_ALARM, trigger, repeat: 0, every: 0, acknowledgedAt: null }];
}

function chimesOf(
  alarm: Alarm,
  occurrence: Occurrence,
  { from, to, zone }: ReminderMoment,
): readonly Chime[] {
  const rings = ringsOf(alarm, occurrence, zone);
  const answeredAt = alarm.acknowledgedAt ?? -Infinity;
  // Whoever answers an alarm wants none of its repetitions (RFC 9074 section 6.1).
  const isAnswered = answeredAt >= (rings[0]?.dueAt ?? Infinity);
  return rings
    .filter(({ dueAt }) => dueAt >= from && dueAt < to)
    .map((ring) => ({
      ...nameOf(ring, alarm, occurrence),
      occurrence,
      alarms: [alarm],
      at: ring.dueAt,
      endsAt: endsAt(occurrence, zone),
      isAnswered,
    }));
}

// Without calendar and alarm: one event in two calendars, and two alarms at one instant, are one ringing, and an alarm
// that another program wrote anew is the same. A default reminder stays what it is when the preference changes.
function nameOf({ dueAt, moment, isShared }: Ring, { id }: Alarm, occurrence: Occurrence): BellName {
  const { calendarId, recurrenceId, uid, href } = occurrence;
  const when = id === DEFAULT_ALARM ? happening(occurrence) : moment;
  const name = JSON.stringify([uid || href, isShared ? '' : recurrenceId, when]);
  return { id: `bell-${shortHash(name)}`, calendarId, dueAt };
}

/** The event's own alarms that ring then. */
export function ownAlarms({ alarms }: Chime): readonly Alarm[] {
  return alarms.filter(({ id }) => id !== DEFAULT_ALARM);
}

/** The ringings of the same alarms after an instant. */
export function repetitionsAfter(
  { alarms, occurrence }: Chime,
  instant: number,
  zone: string,
): readonly BellName[] {
  return alarms.flatMap((alarm) =>
    ringsOf(alarm, occurrence, zone)
      .filter(({ dueAt }) => dueAt > instant)
      .map((ring) => nameOf(ring, alarm, occurrence)),
  );
}
