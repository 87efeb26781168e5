// A toast for a screen that others see: that something happened, and at most when. No title, place, note or name.
import { eventToastId, movedText } from './event-toast.ts';
import { byEvent, isReplyOnly, mainOf, type EventChanges } from './event-groups.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { Change, ChangeKind } from '../model.ts';
import { changedRowId } from '../window/row-id.ts';
import { plainToast, type Telling } from './telling.ts';
import { spanText } from '../time/time-wording.ts';
import { crowdButtons, eventButtons } from './toast-buttons.ts';
import type { ToastView } from './toast-view.ts';
import { aspectsOf, differencesOf } from '../changes/wording.ts';

/** 'An event moved', 'Tue 14:00 → Wed 10:00'. It replaces, and is replaced by, what says more about the same event. */
export function hiddenToast(changes: EventChanges, { calendars, reader }: Telling): ToastView {
  const main = mainOf(changes);
  const moved = movedText(main, reader);
  const when = main.after ?? main.before;
  const lines = moved !== '' ? [moved] : when ? [spanText(when.when, reader)] : [];
  const isFirst = aspectsOf(main)[0] === 'when';
  return plainToast(changes, {
    id: eventToastId(main),
    title: say(reader, hiddenTitle(main)),
    lines,
    differences: moved !== '' && isFirst ? differencesOf(main, reader).slice(0, 1) : [],
    rowId: changedRowId(main),
    actions: eventButtons(main, calendars.get(main.calendarId), reader),
  });
}

function hiddenTitle(change: Change): MessageId {
  if (change.kind !== 'changed') return TITLES[change.kind];
  if (isReplyOnly(change)) return 'hidden.replied';
  return aspectsOf(change)[0] === 'when' ? 'hidden.moved' : 'hidden.changed';
}

const TITLES = {
  created: 'hidden.created',
  cancelled: 'hidden.cancelled',
  restored: 'hidden.restored',
  deleted: 'hidden.deleted',
  invited: 'hidden.invited',
  uninvited: 'hidden.uninvited',
  'calendar-shared': 'hidden.calendar',
  'calendar-unshared': 'hidden.calendar',
  'calendar-removed': 'hidden.calendar',
} as const satisfies Record<Exclude<ChangeKind, 'changed'>, MessageId>;

/** For a locked screen: one toast whatever happened, which the next one replaces. `changes` is not empty. */
export function hintToast(changes: readonly Change[], telling: Telling): ToastView {
  const [event, ...others] = byEvent(changes);
  if (event && others.length === 0) return hiddenToast(event, telling);
  const { reader } = telling;
  return plainToast(changes, {
    id: 'toast-hint',
    title: say(reader, 'crowd.hidden', { count: others.length + 1 }),
    lines: [],
    actions: crowdButtons(reader),
  });
}
