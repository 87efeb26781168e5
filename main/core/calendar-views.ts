// The calendars of one account as the settings page lists them: one's own first, then those of other people.
import { calendarProblem } from './account-problem.ts';
import type { BelfryError } from './errors.ts';
import type { Calendar } from './model.ts';
import type { CalendarView } from './view.ts';

/** What is known of a calendar besides its settings. */
export interface CalendarFacts {
  readonly calendar: Calendar;
  readonly trouble: BelfryError | 'removed' | null;
  /** Objects kept but not understood. */
  readonly badObjects: number;
}

/** In the order given, but for people: theirs follow one's own, by name. */
export function calendarViews(calendars: readonly CalendarFacts[]): readonly CalendarView[] {
  return calendars
    .map(({ calendar, trouble, badObjects }) => {
      const { id, name, person, color, shown, alerts, writable } = calendar;
      const words = { problem: calendarProblem(trouble), unreadable: unreadable(badObjects) };
      return { id, name, person, color, shown, alerts, writable, ...words };
    })
    .toSorted((a, b) => a.person.localeCompare(b.person)); // '' is one's own, before every name
}

function unreadable(count: number): string {
  if (count === 0) return '';
  return count === 1 ? '1 event could not be read' : `${count} events could not be read`;
}
