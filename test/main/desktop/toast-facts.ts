// Toasts in their quietest state.
import type { ToastAction, ToastActionId, ToastView } from '../../../main/core/alerts/toast-view.ts';

export function aToast(facts: Partial<ToastView> = {}): ToastView {
  return {
    id: 'toast-1',
    title: 'Design review moved',
    lines: ['Tue 14:00–15:00 → Wed 10:00–11:00', 'Room 4.12 · Work'],
    differences: [],
    more: [],
    rowId: 'row-1',
    changeIds: ['change-1'],
    warning: '',
    actions: [anAction('open', 'Open')],
    about: 'change',
    isUrgent: false,
    isInsistent: false,
    ...facts,
  };
}

export function anAction(id: ToastActionId, label: string, isMore = false): ToastAction {
  return { id, label, isMore };
}

export const REMINDER: Partial<ToastView> = {
  id: 'toast-2',
  title: 'Stand-up in 5 minutes',
  lines: ['09:30–09:45 · Jitsi'],
  about: 'reminder',
  isUrgent: true,
  actions: [
    anAction('join', 'Join'),
    anAction('snooze-5', 'In 5 minutes'),
    anAction('dismiss', 'Dismiss'),
    anAction('open', 'Open'),
    anAction('snooze-tomorrow', 'Tomorrow', true),
  ],
};
