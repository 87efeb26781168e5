// What a person may choose, and what Belfry does until they do.
import type { Language } from './messages/index.ts';

export interface Preferences {
  readonly startAtLogin: boolean;
  /** The question about starting at login was put once. */
  readonly askedStartAtLogin: boolean;
  /** Language of Belfry's own words; 'system': as the computer, English where there is none. */
  readonly language: 'system' | Language;
  /** Minutes before its start at which an event without an alarm of its own rings; null: it does not. */
  readonly defaultReminder: number | null;
  /** Reminders stand above everything until they are answered. */
  readonly hardToMiss: boolean;
  /** A dismissed reminder is acknowledged on the server too, where the calendar is writable. */
  readonly acknowledgeOnServer: boolean;
  /** Every day from one time to the other ('HH:MM', the reader's clock, over midnight too) changes are held back. */
  readonly quietHours: { readonly on: boolean; readonly from: string; readonly to: string };
  /** Epoch ms until which nothing is said at all; null: not muted. */
  readonly mutedUntil: number | null;
  /** Somebody else sees the screen: toasts and tray say no titles. */
  readonly presenting: boolean;
  /** The same while the screen is locked. */
  readonly hideWhenLocked: boolean;
  /** Changes in calendars of one's own, made by nobody knows whom, are kept for the inbox. */
  readonly quietOwn: boolean;
  /** Days ahead beyond which changes are kept for the inbox. */
  readonly horizonDays: number;
  /** Days the inbox keeps what was told. */
  readonly keepDays: number;
  /** Where one's own organisation meets, each like 'meet.example.org/*'. */
  readonly joinPatterns: readonly string[];
}

export const DEFAULT_PREFERENCES: Preferences = {
  startAtLogin: false,
  askedStartAtLogin: false,
  language: 'system',
  defaultReminder: 10,
  hardToMiss: false,
  acknowledgeOnServer: false,
  quietHours: { on: false, from: '20:00', to: '07:00' },
  mutedUntil: null,
  presenting: false,
  hideWhenLocked: true,
  quietOwn: false,
  horizonDays: 180,
  keepDays: 90,
  joinPatterns: [],
};
