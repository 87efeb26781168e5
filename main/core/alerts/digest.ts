// What happened while nobody could be told -> one toast that counts it.
import { byEvent, isReplyOnly, mainOf } from './event-groups.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { Change, ChangeKind } from '../model.ts';
import { plainToast, type Telling } from './telling.ts';
import { clock, daysAhead, momentText, spokenLocale, startDate, type Reader } from '../time/time-wording.ts';
import { crowdButtons } from './toast-buttons.ts';
import { toastsFor } from './toasts.ts';
import type { ToastView } from './toast-view.ts';
import { aspectsOf } from '../changes/wording.ts';

/** A time in which nothing was said. */
export interface Pause {
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
  /** Nobody was there to tell, or to find out; or nothing was to be said. */
  readonly why: 'away' | 'quiet';
}

/**
 * 'While you were away', 'Fri 17:10 – Mon 08:55: 3 moved, 1 cancelled, 2 invitations'. A single event is told as
 * itself. `changes` are news still; a later digest replaces an earlier one. Nothing for nothing.
 */
export function digestFor(changes: readonly Change[], pause: Pause, telling: Telling): readonly ToastView[] {
  const events = byEvent(changes);
  if (events.length < 2) return toastsFor(changes, telling);
  const { reader } = telling;
  const categories = events.map((event) => categoryOf(mainOf(event)));
  const counts = CATEGORIES.flatMap(([category, id]) => {
    const count = categories.filter((one) => one === category).length;
    return count > 0 ? [say(reader, id, { count })] : [];
  });
  const words = {
    from: pauseText(pause.since, pause, reader),
    to: pauseText(pause.until, pause, reader),
    counts: counted(counts, reader),
  };
  const toast = plainToast(changes, {
    id: 'toast-digest',
    title: say(reader, pause.why === 'away' ? 'digest.away' : 'digest.quiet'),
    lines: [say(reader, 'digest.line', words)],
    actions: crowdButtons(reader),
    about: 'digest',
  });
  return [toast];
}

type Category = Exclude<ChangeKind, `calendar-${string}`> | 'moved' | 'replied' | 'calendars';

/** In the order in which they matter. */
const CATEGORIES = [
  ['moved', 'digest.moved'],
  ['cancelled', 'digest.cancelled'],
  ['deleted', 'digest.deleted'],
  ['restored', 'digest.restored'],
  ['created', 'digest.created'],
  ['invited', 'digest.invited'],
  ['uninvited', 'digest.uninvited'],
  ['changed', 'digest.changed'],
  ['replied', 'digest.replied'],
  ['calendars', 'digest.calendars'],
] as const satisfies readonly (readonly [Category, MessageId])[];

function categoryOf(change: Change): Category {
  switch (change.kind) {
    case 'calendar-shared':
    case 'calendar-unshared':
    case 'calendar-removed':
      return 'calendars';
    case 'deleted':
      // An occurrence that is taken out of its series does not take place: to a person it is cancelled.
      return change.scope === 'occurrence' ? 'cancelled' : 'deleted';
    case 'changed':
      if (isReplyOnly(change)) return 'replied';
      return aspectsOf(change)[0] === 'when' ? 'moved' : 'changed';
    case 'created':
    case 'invited':
    case 'uninvited':
    case 'cancelled':
    case 'restored':
      return change.kind;
  }
}

/** '3 moved, 1 cancelled'. */
function counted(words: readonly string[], reader: Reader): string {
  return new Intl.ListFormat(spokenLocale(reader), { type: 'unit', style: 'short' }).format(words);
}

/** '12:05' within one day, else 'Fri 17:10'. */
function pauseText(instant: number, pause: Pause, reader: Reader): string {
  const at = (startsAt: number) => ({ at: 'time', startsAt, endsAt: startsAt }) as const;
  const days = [pause.since, pause.until].map((end) => daysAhead(startDate(at(end), reader), reader));
  return days.every((day) => day === 0) ? clock(instant, reader) : momentText(at(instant), reader);
}
