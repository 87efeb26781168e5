// Changes worth telling -> what is said at once: one toast for each event, one for many of a kind.
import { calendarToast } from './calendar-toast.ts';
import { byEvent, grouped, isReplyOnly, mainOf, type EventChanges } from './event-groups.ts';
import { eventToast } from './event-toast.ts';
import { hiddenToast } from './hidden-toast.ts';
import type { Change } from '../model.ts';
import { replyToast } from './reply-toast.ts';
import { STORM, stormKey, stormToast } from './storms.ts';
import type { Telling } from './telling.ts';
import type { ToastView } from './toast-view.ts';

/**
 * What to tell about changes that are news, in their order. The same event changing again gives the same id, so that
 * its new toast replaces the old one; what guests answered is told in a toast of its own.
 */
export function toastsFor(changes: readonly Change[], telling: Telling): readonly ToastView[] {
  const [replies, others] = [changes.filter(isReplyOnly), changes.filter((change) => !isReplyOnly(change))];
  const kinds = grouped(byEvent(others), (event) => stormKey(mainOf(event)));
  return [
    ...kinds.flatMap((alike) =>
      alike.length > STORM ? [stormToast(alike, telling)] : alike.map((event) => oneToast(event, telling)),
    ),
    ...byEvent(replies).map((event) =>
      telling.hidden ? hiddenToast(event, telling) : replyToast(event, telling),
    ),
  ];
}

function oneToast(event: EventChanges, telling: Telling): ToastView {
  if (telling.hidden) return hiddenToast(event, telling);
  return mainOf(event).scope === 'calendar' ? calendarToast(event, telling) : eventToast(event, telling);
}
