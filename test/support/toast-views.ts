// Toasts as the main process could send them, with the buttons it gives them.
import type { ToastAction, ToastActionId, ToastView } from '../../main/core/alerts/toast-view.ts';
import { longTitle, longWord } from './views.ts';

/** A button; `isMore`: only where there is room for it. */
export function aButton(id: ToastActionId, label: string, isMore = false): ToastAction {
  return { id, label, isMore };
}

/** A toast about a change with 'Open' alone, with anything else as given. */
export function aToast(facts: Partial<ToastView> & { readonly id: string }): ToastView {
  return {
    title: 'Design review moved',
    lines: [],
    differences: [],
    more: [],
    rowId: '',
    changeIds: [],
    warning: '',
    actions: [aButton('open', 'Open')],
    about: 'change',
    isUrgent: false,
    isInsistent: false,
    ...facts,
  };
}

/** A toast about the moved design review. */
export const movedToast = aToast({
  id: 't1',
  lines: ['Tue 14:00 → Wed 10:00', 'The whole series', 'Overlaps with “Call the bank”'],
  differences: [{ label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
  more: ['The whole series', 'Overlaps with “Call the bank”'],
  rowId: 'review',
  changeIds: ['c1'],
  warning: 'Overlaps with “Call the bank”',
});

/** A toast that merges several changes. */
export const mergedToast = aToast({
  id: 't2',
  title: 'While you were away',
  lines: ['3 moved, 1 cancelled', 'The first is Stand-up'],
  changeIds: ['c2', 'c3'],
  actions: [aButton('open', 'Show changes')],
  about: 'digest',
});

/** Somebody invites. */
export const invitedToast = aToast({
  id: 't3',
  title: 'Quarterly planning',
  lines: ['New invitation from Chidi', 'Thu 3 Dec, 09:00–11:00'],
  rowId: 'planning',
  changeIds: ['c6'],
  actions: [
    aButton('accept', 'Accept'),
    aButton('decline', 'Decline'),
    aButton('tentative', 'Maybe', true),
    aButton('open', 'Open', true),
  ],
});

/** An event is about to start. */
export const reminderToast = aToast({
  id: 't4',
  title: 'Stand-up in 5 minutes',
  lines: ['10:00–10:15 · Jitsi'],
  rowId: 'standup',
  actions: [
    aButton('join', 'Join'),
    aButton('snooze-start', 'Snooze to start'),
    aButton('dismiss', 'Dismiss'),
    aButton('snooze-5', 'In 5 minutes', true),
    aButton('snooze-tomorrow', 'Tomorrow', true),
  ],
  about: 'reminder',
  isUrgent: true,
});

/** Long words in every place of a toast. */
export const awkwardToast = aToast({
  id: 't5',
  title: longTitle,
  lines: [longWord],
  differences: [{ label: 'Where', before: longWord, after: longTitle }],
  more: [longTitle, 'فريق التصميم'],
  warning: `Overlaps with “${longTitle}”`,
  actions: [
    aButton('open', `Show ${longWord}`),
    aButton('decline', 'Decline'),
    aButton('tentative', longWord, true),
  ],
});
