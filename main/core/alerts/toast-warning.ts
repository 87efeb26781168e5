// Whether a change gets into the way of something, and a toast that says so.
import type { Change, When } from '../model.ts';
import { isSameWhen } from '../changes/snapshots.ts';
import type { ToastView } from './toast-view.ts';

/** The time a change newly asks for; null when it asks for none, or was declined. */
export function timeAskedFor({ kind, before, after, details }: Change): When | null {
  if (!after || after.cancelled || details.mine === 'declined') return null;
  switch (kind) {
    case 'created':
    case 'invited':
    case 'restored':
      return after.when;
    case 'changed':
      return before && isSameWhen(before.when, after.when) ? null : after.when;
    case 'cancelled':
    case 'deleted':
    case 'uninvited':
    case 'calendar-shared':
    case 'calendar-unshared':
    case 'calendar-removed':
      return null;
  }
}

/** The toast with what is in the way, under everything else. */
export function warned(toast: ToastView, warning: string): ToastView {
  return warning === '' ? toast : { ...toast, warning, lines: [...toast.lines, warning] };
}
