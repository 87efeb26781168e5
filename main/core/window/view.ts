// Everything the window shows, as one JSON-safe value. Worded and ordered here; the renderer only draws it.
import type { Language } from '../messages/index.ts';
import type { CalendarId } from '../model.ts';
import type { Preferences } from '../preferences.ts';
import type { ConnectionView } from './connection-view.ts';
import type { ChangesView, InvitationsView, UndoView } from './inbox-view.ts';
import type { CertificateView, SignInView } from './sign-in-view.ts';
import type { AttentionView } from '../alerts/toast-view.ts';

/** The whole window. Sent complete each time: a window born at any moment is right after one of these. */
export interface View {
  /** Epoch ms and IANA zone this view was made for. */
  readonly now: number;
  readonly zone: string;
  /** BCP 47 tag for dates and numbers, and the language of the window's own words. */
  readonly locale: string;
  readonly language: Language;
  readonly status: StatusView;
  readonly accounts: readonly AccountView[];
  readonly signIn: SignInView;
  readonly agenda: AgendaView;
  readonly changes: ChangesView;
  readonly invitations: InvitationsView;
  /** What was done last and can still be undone; null: nothing. */
  readonly undo: UndoView | null;
  readonly attention: AttentionView;
  /** One for each account, in their order. */
  readonly connections: readonly ConnectionView[];
  readonly preferences: Preferences;
  /** Sentences above everything else, e.g. that this is not an official Electron, or that the keyring is locked. */
  readonly notices: readonly NoticeView[];
}

export type StatusName = 'listening' | 'polling' | 'connecting' | 'offline' | 'sign-in' | 'signed-out';

export interface StatusView {
  readonly name: StatusName;
  /** One or two words beside the shape: 'Listening', 'Checking every 5 min', 'Offline since 09:12'. */
  readonly label: string;
  /** Why, in one sentence; '' when there is nothing to add. */
  readonly detail: string;
  /** '4 calendars · last change arrived in 0.2 s'. */
  readonly footer: string;
}

export interface AccountView {
  readonly id: string;
  readonly label: string;
  readonly calendars: readonly CalendarView[];
  /** null when all is well; else what is wrong and what the person can do. */
  readonly problem: ProblemView | null;
}

export interface CalendarView {
  readonly id: CalendarId;
  readonly name: string;
  readonly color: string;
  readonly shown: boolean;
  readonly alerts: boolean;
  readonly reminds: boolean;
  /** Whose it is, when it is another person's; '' for one's own, which come first. Those of one person are together. */
  readonly person: string;
  /** Events can be written, changed and removed. */
  readonly writable: boolean;
  /** '' when well, else 'removed on the server', 'may not be read'... */
  readonly problem: string;
  /** '' when every event was understood, else '3 events could not be read'. */
  readonly unreadable: string;
}

export interface ProblemView {
  readonly kind: 'password' | 'certificate' | 'keyring' | 'server' | 'storage';
  readonly text: string;
  /** What its button does; null when only waiting helps. */
  readonly remedy: 'sign-in-again' | 'look-at-certificate' | 'unlock-keyring' | 'retry' | null;
  readonly certificate: CertificateView | null;
}

export interface NoticeView {
  readonly id: 'substitute-electron' | 'weak-storage' | 'session-only' | 'replica-damaged';
  readonly text: string;
}

export interface AgendaView {
  /** null when nothing is left in the window covered. */
  readonly next: NextView | null;
  /** Today first, always present, even when empty. Later days only when they hold something. */
  readonly days: readonly DayView[];
  /** Nothing was ever pulled yet: the first pull runs. */
  readonly loading: boolean;
}

export interface NextView {
  readonly row: RowView;
  /** 'in 12 minutes', 'now', 'tomorrow 09:00'. */
  readonly lead: string;
}

export interface DayView {
  readonly date: string;
  /** 'Today', 'Tomorrow', or the weekday. */
  readonly label: string;
  /** 'Tuesday 24 November'. */
  readonly longDate: string;
  readonly allDay: readonly RowView[];
  readonly timed: readonly RowView[];
  /** Position of the red now-line: before timed[nowIndex]; null when it is not drawn on this day. */
  readonly nowIndex: number | null;
}

export interface RowView {
  /** Stable identity of the occurrence; key and scroll target. */
  readonly id: string;
  readonly title: string;
  readonly place: string;
  /** '10:00', '' for all-day. */
  readonly start: string;
  /** '10:00–10:15'; for all-day rows of several days 'until Thursday'. */
  readonly span: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly past: boolean;
  readonly color: string;
  readonly calendarName: string;
  readonly cancelled: boolean;
  /** It can be joined by video: `join` with this row's id opens it. */
  readonly canJoin: boolean;
  /** Waiting for one's answer, answered with maybe, or declined; '' otherwise. */
  readonly answer: 'wanted' | 'tentative' | 'declined' | '';
  /** 'overlaps Dentist until 17:00'; '' for nothing. */
  readonly conflict: string;
  /** 'moved', 'new'... when an unread change is about this occurrence, else ''. */
  readonly badge: string;
  /** 'moved from Tue 14:00' beside it. */
  readonly badgeDetail: string;
}
