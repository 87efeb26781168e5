// What alice's calendars hold when a world begins: a plausible week around now.
import type { CalendarFacts, Files } from './radicale.ts';
import { eventText } from './event-text.ts';
import type { EventFacts } from './event-text.ts';

export type Events = Readonly<Record<string, EventFacts>>;

/** Epoch ms of a wall clock time `days` from the day of `now`, in this process's zone. */
export function dayTime(now: number, days: number, hour: number, minute = 0): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hour, minute).getTime();
}

/** Epoch ms of midnight UTC, as whole days are stamped, of the date `days` from the day of `now` in this process's zone. */
function wholeDay(now: number, days: number): number {
  const date = new Date(now);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** The calendar the colleague may write into. Keys are file names without '.ics'. */
export function workWeek(now: number): Events {
  return {
    standup: {
      title: 'Stand-up',
      place: 'Jitsi',
      startsAt: dayTime(now, -21, 9, 30),
      minutes: 15,
      rule: 'FREQ=DAILY',
    },
    review: { title: 'Design review', place: 'Room 4.12', startsAt: dayTime(now, 1, 14), minutes: 60 },
    retro: {
      title: 'Retrospective',
      place: 'Room 2.01',
      startsAt: dayTime(now, -11, 15),
      minutes: 45,
      rule: 'FREQ=WEEKLY',
    },
    planning: {
      title: 'Quarterly planning',
      place: 'Big hall',
      startsAt: dayTime(now, 2, 9),
      minutes: 180,
    },
    interview: { title: 'Interview: platform engineer', startsAt: dayTime(now, 3, 16, 30), minutes: 60 },
    release: { title: 'Release day', startsAt: wholeDay(now, 5), allDay: true },
    kickoff: { title: 'Kick-off', place: 'Room 4.12', startsAt: dayTime(now, -2, 10), minutes: 60 },
  };
}

/** The calendar nobody else writes into. */
export function privateWeek(now: number): Events {
  return {
    lunch: { title: 'Lunch with Sam', place: 'Lokál', startsAt: dayTime(now, 0, 12, 30), minutes: 60 },
    yoga: { title: 'Yoga', startsAt: dayTime(now, -13, 18), minutes: 60, rule: 'FREQ=WEEKLY' },
    dentist: { title: 'Dentist', place: 'Main street 3', startsAt: dayTime(now, 4, 8, 15), minutes: 45 },
    birthday: { title: 'Mum’s birthday', startsAt: wholeDay(now, 2), allDay: true },
  };
}

/** Files to seed a calendar with. */
export function filesOf(events: Events): Files {
  return Object.fromEntries(
    Object.entries(events).map(([name, facts]) => [`${name}.ics`, eventText(name, facts)]),
  );
}

/** `count` single events, one each half hour of working days to come, named event-1 and so on. */
export function manyEvents(now: number, count: number): Events {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const startsAt = dayTime(now, 1 + Math.floor(index / 16), 9 + ((index % 16) >> 1), (index % 2) * 30);
      return [`event-${index + 1}`, { title: `Meeting ${index + 1}`, startsAt }];
    }),
  );
}

export const WORK: CalendarFacts = { name: 'Work', color: '#1a73a7' };
export const PRIVATE: CalendarFacts = { name: 'Private', color: '#7a55b5' };
