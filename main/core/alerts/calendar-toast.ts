// A calendar that was shared, taken back or removed -> its toast.
import { mainOf, type EventChanges } from './event-groups.ts';
import { say, type Speaker } from '../messages/index.ts';
import type { Calendar, Change } from '../model.ts';
import { shortHash } from '../short-hash.ts';
import { plainToast, type Telling } from './telling.ts';
import { crowdButtons } from './toast-buttons.ts';
import type { ToastView } from './toast-view.ts';
import { headline } from '../changes/wording.ts';

/** What happened to a calendar as a whole; what happens to it next replaces it. */
export function calendarToast(changes: EventChanges, { calendars, reader }: Telling): ToastView {
  const main = mainOf(changes);
  return plainToast(changes, {
    id: `toast-${shortHash(JSON.stringify(['calendar', main.calendarId]))}`,
    title: headline(main, reader),
    lines: [consequence(main, calendars.get(main.calendarId), reader)],
    actions: crowdButtons(reader),
  });
}

function consequence({ kind }: Change, calendar: Calendar | undefined, speaker: Speaker): string {
  if (kind !== 'calendar-shared') return say(speaker, 'calendar.outOfAgenda');
  return say(speaker, calendar?.shown ? 'calendar.inAgenda' : 'calendar.notInAgenda');
}
