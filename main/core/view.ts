// Everything the window shows, as one JSON-safe value. Worded and ordered here; the renderer only draws it.
import type { CalendarId } from './model.ts';

/** The whole window. Sent complete each time: a window born at any moment is right after one of these. */
export interface View {
  /** Epoch ms and IANA zone this view was made for. */
  readonly now: number;
  readonly zone: string;
  readonly status: StatusView;
  readonly accounts: readonly AccountView[];
  readonly signIn: SignInView;
  readonly agenda: AgendaView;
  readonly changes: ChangesView;
  readonly preferences: { readonly startAtLogin: boolean; readonly askedStartAtLogin: boolean };
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

/** Where signing in has got to. */
export interface SignInView {
  /** idle: the form; working: steps run; asking: `question` waits; choosing: pick calendars. */
  readonly stage: 'idle' | 'working' | 'asking' | 'choosing';
  readonly steps: readonly StepView[];
  readonly question: QuestionView | null;
  readonly found: readonly FoundCalendarView[];
  readonly error: SignInErrorView | null;
  /** True: an account exists and this asks for its password again; address and user name are given. */
  readonly again: { readonly address: string; readonly username: string } | null;
}

export interface StepView {
  readonly id: string;
  readonly state: 'waiting' | 'doing' | 'done' | 'failed';
  /** 'Found cal.example.org for example.org'. */
  readonly text: string;
}

export type QuestionView =
  | { readonly kind: 'certificate'; readonly certificate: CertificateView }
  /** The address leads to a server outside its own domain. */
  | { readonly kind: 'host'; readonly host: string; readonly domain: string }
  /** May the calendar password be used at this XMPP server, as this JID? */
  | { readonly kind: 'push'; readonly host: string; readonly jid: string }
  /** No keyring: this run only, or weaker storage? */
  | { readonly kind: 'storage' }
  /** The keyring is locked: unlock, or this run only? */
  | { readonly kind: 'keyring' }
  /** This is not an official Electron: really use a real account? */
  | { readonly kind: 'substitute' };

export interface CertificateView {
  readonly host: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
  readonly validUntil: number;
  /** In words: 'It is signed by an authority this computer does not know.' */
  readonly reason: string;
  readonly anchorFingerprint: string;
  readonly isAuthority: boolean;
}

export interface FoundCalendarView {
  readonly url: string;
  readonly name: string;
  readonly color: string;
}

export interface SignInErrorView {
  /** Which field or fact is wrong, for focus and for tests. */
  readonly kind:
    | 'host-not-found'
    | 'refused'
    | 'offline'
    | 'untrusted'
    | 'wrong-password'
    | 'not-caldav'
    | 'no-calendars'
    | 'clear-text'
    | 'bad-address'
    | 'busy'
    | 'storage'
    | 'unknown';
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
  /** 'moved', 'new'... when an unread change is about this occurrence, else ''. */
  readonly badge: string;
  /** 'moved from Tue 14:00' beside it. */
  readonly badgeDetail: string;
}

export interface ChangesView {
  readonly unread: number;
  readonly rows: readonly ChangeView[];
}

export interface ChangeView {
  readonly id: string;
  readonly unread: boolean;
  readonly title: string;
  /** 'Moved', 'New in Team', 'Cancelled, only Thursday 26 November'. */
  readonly sentence: string;
  /** '09:46', 'yesterday', '12 Nov'. */
  readonly time: string;
  readonly calendarName: string;
  readonly color: string;
  readonly differences: readonly DifferenceView[];
  /** RowView.id to jump to, '' when it is not in the agenda. */
  readonly rowId: string;
}

export interface DifferenceView {
  /** 'When', 'Where', 'Title', 'Repeats'. */
  readonly label: string;
  /** '' when there was nothing. */
  readonly before: string;
  readonly after: string;
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
}
