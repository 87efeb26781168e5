// The calendars of one account as the settings page lists them: one's own first, then those of other people.
import { calendarProblem } from './account-problem.ts';
import type { BelfryError } from '../errors.ts';
import { say, type Speaker } from '../messages/index.ts';
import type { Calendar } from '../model.ts';
import type { CalendarView } from './view.ts';

/** What is known of a calendar besides its settings. */
export interface CalendarFacts {
  readonly calendar: Calendar;
  readonly trouble: BelfryError | 'removed' | null;
  /** Objects kept but not understood. */
  readonly badObjects: number;
}

/** In the order given, but for people: theirs follow one's own, by name. */
export function calendarViews(calendars: readonly CalendarFacts[], reader: Speaker): readonly CalendarView[] {
  return calendars
    .map(({ calendar, trouble, badObjects }) => {
      const { id, name, person, color, shown, alerts, reminds, writable } = calendar;
      const unreadable = badObjects === 0 ? '' : say(reader, 'calendars.unreadable', { n: badObjects });
      const words = { problem: calendarProblem(trouble, reader), unreadable };
      return { id, name, person, color, shown, alerts, reminds, writable, ...words };
    })
    .toSorted((a, b) => a.person.localeCompare(b.person)); // '' is one's own, before every name
}
