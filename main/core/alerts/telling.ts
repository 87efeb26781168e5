// What toasts about changes are made of, whatever they say.
import type { Calendar, CalendarId, Change, Person } from '../model.ts';
import type { Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import type { ToastView } from './toast-view.ts';

/** To whom, and what may be said. */
export interface Telling {
  readonly calendars: ReadonlyMap<CalendarId, Calendar>;
  readonly reader: Reader;
  /** Somebody else may see the screen: no titles, places, notes and names; times may stay. */
  readonly hidden: boolean;
  /** More was found than is told now: the numbers are not the last word. */
  readonly more?: boolean;
}

/** A toast about changes that says nothing yet. */
export function plainToast(
  changes: readonly Change[],
  said: Pick<ToastView, 'id' | 'title' | 'lines' | 'actions'> & Partial<ToastView>,
): ToastView {
  return {
    differences: [],
    more: [],
    rowId: '',
    changeIds: changes.map((change) => change.id),
    warning: '',
    about: 'change',
    isUrgent: false,
    isInsistent: false,
    ...said,
  };
}

/** What a calendar is called, as it may stand in a sentence; '' for one that is gone. */
export function calendarName(id: CalendarId, { calendars }: Telling): string {
  return shortened(cleanText(calendars.get(id)?.name), 80);
}

/** The one person who did all of it; null when there are several, or nobody knows. */
export function onlyPerson(changes: readonly Change[]): Person | null {
  const [first] = changes;
  const who = first?.by ?? null;
  const key = who && (who.address || who.name);
  return changes.every(({ by }) => by !== null && (by.address || by.name) === key) ? who : null;
}
