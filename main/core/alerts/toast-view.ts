// Toasts and what holds them back, as the desktop and the window show them.
import type { DifferenceView } from '../window/inbox-view.ts';

/** Whether alerts are held back just now, and how. */
export interface AttentionView {
  /** Muted by hand (of the menu's two, or not at all). */
  readonly muted: boolean;
  /** 'Muted until 15:30', 'Quiet hours until 07:00', 'Held back: do not disturb'; '' when nothing is held back. */
  readonly label: string;
  /** How many alerts wait for the end of it. */
  readonly held: number;
}

/** A toast as the window draws it; the desktop notification carries the same title and lines. */
export interface ToastView {
  readonly id: string;
  readonly title: string;
  /** Everything under the title as plain text, for desktops that show no more. */
  readonly lines: readonly string[];
  /** The same as old and new; empty when there is nothing to compare. */
  readonly differences: readonly DifferenceView[];
  /** The lines that the differences leave out. */
  readonly more: readonly string[];
  readonly rowId: string;
  readonly changeIds: readonly string[];
  /** What it may lead to that is not wanted: 'Overlaps “Call the bank”'; also among `lines`. '' for nothing. */
  readonly warning: string;
  /** Buttons, the useful one first. */
  readonly actions: readonly ToastAction[];
  readonly about: 'change' | 'reminder' | 'digest';
  /** A reminder is worth a sound, and stays until it is answered; a change is read when there is time. */
  readonly isUrgent: boolean;
  /** It stands above everything until it is answered, where that was asked for. */
  readonly isInsistent: boolean;
}

export type ToastActionId =
  | 'open'
  | 'join'
  | 'accept'
  | 'tentative'
  | 'decline'
  | 'snooze-5'
  | 'snooze-before'
  | 'snooze-start'
  | 'snooze-tomorrow'
  | 'dismiss';

export interface ToastAction {
  readonly id: ToastActionId;
  readonly label: string;
  /** Only where there is room for more than three. */
  readonly isMore: boolean;
}

/** Where the window is to look. */
export interface RevealTarget {
  readonly rowId: string;
  readonly changeIds: readonly string[];
}
