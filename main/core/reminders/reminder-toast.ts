// A reminder in words, with its buttons.
import { endsAt, startsAt } from './alarm-times.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { Occurrence } from '../model.ts';
import type { Due } from './reminders.ts';
import { rowId } from '../window/row-id.ts';
import { snoozeChoices, type SnoozeId } from './snooze.ts';
import { clock, daysAhead, shortDate, spanText, startDate, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import type { ToastAction, ToastView } from '../alerts/toast-view.ts';
import { HOUR, MINUTE } from '../time/wall-time.ts';

/** What fits into the title of a notification beside a few words. */
const TITLE = 80;
const DETAIL = 120;

/** How a reminder may show itself just now. */
export interface Manner {
  /** Somebody else may see the screen: neither title nor place. */
  readonly isPrivate: boolean;
  /** No sound. */
  readonly isQuiet: boolean;
  /** Above everything until it is answered. */
  readonly isInsistent: boolean;
  /** Whose calendar it is, when it is another person's; '' otherwise. */
  readonly person: string;
}

/** 'Stand-up in 5 minutes': what is due, as a toast. */
export function reminderToast({ toastId, occurrence }: Due, reader: Reader, manner: Manner): ToastView {
  const lines = reminderLines(occurrence, reader, manner);
  return {
    id: toastId,
    title: reminderTitle(occurrence, reader, manner.isPrivate),
    lines,
    differences: [],
    more: lines,
    rowId: rowId(occurrence),
    changeIds: [],
    warning: '',
    actions: reminderActions(occurrence, reader),
    about: 'reminder',
    isUrgent: !manner.isQuiet,
    isInsistent: manner.isInsistent,
  };
}

/** How far off it is, rounded as people say it; what was slept over says when it began. */
function reminderTitle(occurrence: Occurrence, reader: Reader, isPrivate: boolean): string {
  const own = shortened(cleanText(occurrence.title), TITLE) || say(reader, 'reminder.untitled');
  const title = isPrivate ? say(reader, 'reminder.yourNext') : own;
  const told = (id: MessageId, values = {}): string => say(reader, id, { title, ...values });
  const { now, zone } = reader;
  const start = startsAt(occurrence, zone);
  const minutes = Math.round((start - now) / MINUTE);
  const date = shortDate(startDate(occurrence.when, reader), reader);
  const ahead = daysAhead(startDate(occurrence.when, reader), reader);
  if (now >= endsAt(occurrence, zone) && minutes < 0) return told('reminder.over');
  if (occurrence.when.at === 'day') {
    if (ahead < 0) return told('reminder.beganOn', { date });
    return ahead === 0
      ? told('reminder.today')
      : ahead === 1
        ? told('reminder.tomorrow')
        : told('reminder.on', { date });
  }
  if (minutes === 0) return told('reminder.now');
  const time = clock(start, reader);
  if (minutes < 0) {
    if (now - start < HOUR) return told('reminder.began', { count: -minutes });
    return ahead === 0 ? told('reminder.beganAt', { time }) : told('reminder.beganOn', { date });
  }
  if (start - now <= HOUR) return told('reminder.inMinutes', { count: minutes });
  if (ahead <= 1) return told(ahead === 0 ? 'reminder.todayAt' : 'reminder.tomorrowAt', { time });
  return told('reminder.on', { date });
}

function reminderLines(occurrence: Occurrence, reader: Reader, manner: Manner): readonly string[] {
  const isToday = daysAhead(startDate(occurrence.when, reader), reader) === 0;
  const time = spanText(occurrence.when, reader, isToday);
  if (manner.isPrivate) return [time];
  const words = [occurrence.place, manner.person].map((text) => shortened(cleanText(text), DETAIL));
  return [time, ...words].filter(Boolean);
}

function reminderActions(occurrence: Occurrence, reader: Reader): readonly ToastAction[] {
  const snoozes = snoozeChoices(occurrence, reader.now, reader.zone).map(({ id, until }): ToastAction => {
    const label = say(reader, SNOOZES[id], { time: clock(until, reader) });
    return { id, label, isMore: id !== 'snooze-5' };
  });
  const join: ToastAction = { id: 'join', label: say(reader, 'reminder.join'), isMore: false };
  const dismiss: ToastAction = { id: 'dismiss', label: say(reader, 'reminder.dismiss'), isMore: false };
  const isFirst = ({ isMore }: ToastAction): boolean => !isMore;
  return [
    ...(occurrence.join === '' ? [] : [join]),
    ...snoozes.filter(isFirst),
    dismiss,
    ...snoozes.filter((action) => action.isMore),
    { id: 'open', label: say(reader, 'toast.open'), isMore: true },
  ];
}

const SNOOZES: Readonly<Record<SnoozeId, MessageId>> = {
  'snooze-5': 'reminder.snooze5',
  'snooze-before': 'reminder.snoozeBefore',
  'snooze-start': 'reminder.snoozeStart',
  'snooze-tomorrow': 'reminder.snoozeTomorrow',
};
