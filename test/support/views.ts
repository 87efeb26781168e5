// Views as the main process could send them, one per state the window can be in. Tuesday 24 November 2026, Prague.
import type {
  AccountView,
  CalendarView,
  DayView,
  RowView,
  StatusView,
  View,
} from '../../main/core/window/view.ts';
import type { ConnectionView } from '../../main/core/window/connection-view.ts';
import type { CertificateView, QuestionView, SignInView } from '../../main/core/window/sign-in-view.ts';
import type { ChangeGroupView, ChangeView, ChangesView } from '../../main/core/window/inbox-view.ts';
import { DEFAULT_PREFERENCES } from '../../main/core/preferences.ts';

/** 2026-11-24 09:48 in Prague. */
const NOW = Date.UTC(2026, 10, 24, 8, 48);
const HOUR = 3_600_000;

export const colors = {
  team: '#e67c15',
  home: '#2f7de1',
  work: '#8e63ce',
  family: '#d81b60',
  lemon: '#ffe94a',
};

/** An hour of 'Stand-up' in Team, with anything else as given. */
export function aRow(facts: Partial<RowView> & { readonly id: string }): RowView {
  return {
    title: 'Stand-up',
    place: '',
    start: '10:00',
    span: '10:00–11:00',
    startsAt: NOW,
    endsAt: NOW + HOUR,
    past: false,
    color: colors.team,
    calendarName: 'Team',
    cancelled: false,
    canJoin: false,
    answer: '',
    conflict: '',
    badge: '',
    badgeDetail: '',
    ...facts,
  };
}

/** A read change of 'Design review' without differences, with anything else as given. */
export function aChange(facts: Partial<ChangeView> & { readonly id: string }): ChangeView {
  return {
    unread: false,
    title: 'Design review',
    sentence: 'Moved',
    warning: '',
    time: '09:46',
    calendarName: 'Team',
    color: colors.team,
    differences: [],
    rowId: '',
    ...facts,
  };
}

/** What happened to one event, told by its rows, newest first. */
export function aGroup(
  rows: readonly [ChangeView, ...ChangeView[]],
  facts: Partial<ChangeGroupView> = {},
): ChangeGroupView {
  const [newest] = rows;
  return {
    id: `group ${newest.id}`,
    title: newest.title,
    calendarName: newest.calendarName,
    color: newest.color,
    unread: rows.some((row) => row.unread),
    rows,
    rowId: newest.rowId,
    invitationId: '',
    ...facts,
  };
}

function aCalendar(
  facts: Partial<CalendarView> & { readonly id: string; readonly name: string },
): CalendarView {
  return {
    color: colors.team,
    shown: true,
    alerts: true,
    reminds: true,
    person: '',
    writable: true,
    problem: '',
    unreadable: '',
    ...facts,
  };
}

export function aDay(date: string, label: string, longDate: string, rows: Partial<DayView> = {}): DayView {
  return { date, label, longDate, allDay: [], timed: [], nowIndex: null, ...rows };
}

const today = aDay('2026-11-24', 'Today', 'Tuesday 24 November', {
  allDay: [
    aRow({ id: 'sprint', title: 'Sprint 41', start: '', span: 'until Thursday', color: '#6b8e23' }),
    aRow({
      id: 'birthday',
      title: 'Mum’s birthday',
      start: '',
      span: '',
      color: colors.family,
      calendarName: 'Family',
    }),
  ],
  timed: [
    aRow({
      id: 'breakfast',
      title: 'Breakfast with Tomas',
      place: 'Café Slavia',
      start: '08:30',
      span: '08:30–09:15',
      past: true,
      color: colors.home,
    }),
    aRow({ id: 'standup', place: 'Jitsi', span: '10:00–10:15', canJoin: true }),
    aRow({
      id: 'lunch',
      title: 'Lunch with Sam',
      place: 'Lokál, Dlouhá 33',
      start: '13:00',
      span: '13:00–14:00',
      color: colors.home,
    }),
    aRow({
      id: 'interview',
      title: 'Interview: platform engineer',
      place: 'Room 4.12',
      start: '16:30',
      span: '16:30–17:30',
      color: colors.work,
      conflict: 'overlaps Dentist until 17:00',
      badge: 'new',
      badgeDetail: 'added by the team',
    }),
  ],
  nowIndex: 1,
});

const tomorrow = aDay('2026-11-25', 'Tomorrow', 'Wednesday 25 November', {
  timed: [
    aRow({
      id: 'review',
      title: 'Design review',
      place: 'Room 2.01',
      badge: 'moved',
      badgeDetail: 'moved from Tue 14:00',
    }),
    aRow({
      id: 'pickup',
      title: 'Pick up Ema',
      place: 'School gate',
      start: '15:00',
      span: '15:00–15:30',
      color: colors.home,
    }),
  ],
});

const thursday = aDay('2026-11-26', 'Thursday', 'Thursday 26 November', {
  timed: [
    aRow({
      id: 'yoga',
      title: 'Yoga',
      start: '18:00',
      span: '18:00–19:00',
      color: colors.lemon,
      calendarName: 'Family',
      cancelled: true,
    }),
  ],
});

const changes: readonly ChangeGroupView[] = [
  aGroup([
    aChange({
      id: 'c1',
      unread: true,
      sentence: 'Moved by Ana Petrović',
      warning: 'Overlaps with “Call the bank” (10:30)',
      differences: [
        { label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' },
        { label: 'Where', before: 'Room 4.12', after: 'Room 2.01' },
      ],
      rowId: 'review',
    }),
  ]),
  aGroup([
    aChange({
      id: 'c2',
      unread: true,
      title: 'Interview: platform engineer',
      sentence: 'New in Work',
      time: '09:31',
      calendarName: 'Work',
      color: colors.work,
      differences: [{ label: 'When', before: '', after: 'Tue 24, 16:30–17:30' }],
      rowId: 'interview',
    }),
  ]),
  aGroup([
    aChange({
      id: 'c3',
      unread: true,
      title: 'Yoga',
      sentence: 'Cancelled, only Thursday 26 November',
      time: '08:02',
      calendarName: 'Family',
      color: colors.lemon,
    }),
  ]),
  aGroup([
    aChange({
      id: 'c4',
      title: '14 events added to Team',
      sentence: 'The first is Mon 30 Nov',
      time: 'yesterday',
    }),
  ]),
  aGroup([
    aChange({
      id: 'c5',
      title: 'Quarterly planning',
      sentence: 'Renamed',
      time: '12 Nov',
      differences: [{ label: 'Title', before: 'Planning', after: 'Quarterly planning' }],
    }),
  ]),
];

const listening: StatusView = {
  name: 'listening',
  label: 'Listening',
  detail: 'Changes arrive the moment they are made.',
  footer: '4 calendars · last change arrived in 0.2 s',
};

const account: AccountView = {
  id: 'a1',
  label: 'ema@example.org',
  calendars: [
    aCalendar({ id: 'a1:team', name: 'Team' }),
    aCalendar({ id: 'a1:home', name: 'Home', color: colors.home }),
    aCalendar({ id: 'a1:work', name: 'Work', color: colors.work, alerts: false }),
    aCalendar({
      id: 'a1:family',
      name: 'Family',
      color: colors.lemon,
      shown: false,
      problem: 'may not be read',
    }),
    aCalendar({
      id: 'a1:holidays',
      name: 'Public holidays',
      color: '#6b8e23',
      alerts: false,
      writable: false,
      unreadable: '3 events could not be read',
    }),
    aCalendar({ id: 'a1:jana', name: 'Jana’s diary', color: colors.home, person: 'Jana Nováková' }),
    aCalendar({
      id: 'a1:jana-trips',
      name: 'Trips',
      color: colors.work,
      person: 'Jana Nováková',
      writable: false,
    }),
    aCalendar({
      id: 'a1:room',
      name: 'Bookings',
      color: colors.family,
      person: 'Room 4.12',
      writable: false,
    }),
  ],
  problem: null,
};

/** Listening since this morning, tested with success. */
export const listeningConnection: ConnectionView = {
  accountId: 'a1',
  label: 'ema@example.org',
  name: 'listening',
  title: 'Listening',
  why: 'The server announces every change at once.',
  facts: [
    { name: 'Server', value: 'xmpp.example.org:5222, encrypted (TLS 1.3)' },
    { name: 'Connected since', value: 'today 07:10' },
    { name: 'Last ping', value: '2 minutes ago (09:46)' },
    { name: 'Last heartbeat', value: '8 minutes ago (09:40); one is due every 10 minutes' },
    { name: 'Last change', value: '2 minutes ago (09:46); it was here 0.2 s after the server’s ping' },
  ],
  test: { state: 'passed', text: 'The test ping took 0.2 s: the whole way works.' },
  canEnter: true,
  manual: null,
  manualTry: null,
};

const signInIdle: SignInView = {
  stage: 'idle',
  steps: [],
  question: null,
  found: [],
  error: null,
  again: null,
};

const preferences: View['preferences'] = { ...DEFAULT_PREFERENCES, askedStartAtLogin: true };

/** An inbox without anything in it. */
export const noChanges: ChangesView = {
  unread: 0,
  groups: [],
  latestUnread: [],
  more: false,
  filter: { calendar: '', person: '', words: '', unreadOnly: false },
  people: [],
  kept: 'Kept for 90 days',
};

/** Signed in, listening, a lively day. */
export const lively: View = {
  now: NOW,
  zone: 'Europe/Prague',
  locale: 'en-GB',
  language: 'en',
  status: listening,
  accounts: [account],
  signIn: signInIdle,
  agenda: {
    next: {
      row: aRow({ id: 'standup', place: 'Jitsi', span: '10:00–10:15', canJoin: true }),
      lead: 'in 12 minutes',
    },
    days: [today, tomorrow, thursday],
    loading: false,
  },
  changes: {
    ...noChanges,
    unread: 3,
    groups: changes,
    people: [
      { id: 'ana', name: 'Ana Petrović' },
      { id: 'chidi', name: 'Chidi' },
    ],
  },
  invitations: { count: 0, rows: [], caution: '' },
  undo: null,
  attention: { muted: false, label: '', held: 0 },
  connections: [listeningConnection],
  preferences,
  notices: [],
};

const emptyToday = aDay('2026-11-24', 'Today', 'Tuesday 24 November', { nowIndex: 0 });

/** Signed in, nothing planned, nothing happened; the question about starting still open. */
export const empty: View = {
  ...lively,
  agenda: { next: null, days: [emptyToday], loading: false },
  changes: noChanges,
  preferences: { ...preferences, askedStartAtLogin: false },
};

/** Nothing today, something tomorrow. */
export const freeToday: View = {
  ...lively,
  agenda: { next: null, days: [emptyToday, tomorrow], loading: false },
};

/** The first pull runs. */
export const firstPull: View = {
  ...empty,
  status: { name: 'connecting', label: 'Connecting', detail: '', footer: '4 calendars' },
  agenda: { next: null, days: [emptyToday], loading: true },
  preferences,
};

/** No network since this morning; the agenda stays. */
export const offline: View = {
  ...lively,
  status: {
    name: 'offline',
    label: 'Offline since 09:12',
    detail: 'cal.example.org cannot be reached. This is what Belfry knew at 09:12.',
    footer: '4 calendars · as of 09:12',
  },
};

/** The server does not push. */
export const polling: View = {
  ...lively,
  status: {
    name: 'polling',
    label: 'Checking every 5 min',
    detail: 'This server does not announce changes, so Belfry asks.',
    footer: '4 calendars · as of 09:45',
  },
  notices: [
    {
      id: 'replica-damaged',
      text: 'The local copy of your calendars could not be read and is being loaded again. Nothing on the server is affected; the list of changes starts anew.',
    },
    { id: 'substitute-electron', text: 'This is a rebuilt Electron, for trying and testing only.' },
    { id: 'session-only', text: 'The password is kept only until Belfry ends.' },
  ],
};

const certificate: CertificateView = {
  host: 'cal.example.org',
  subject: 'CN=cal.example.org',
  issuer: 'CN=Example Authority, O=Example Ltd',
  fingerprint:
    '7A:1B:44:90:2C:DE:55:0F:81:9A:C3:72:64:BE:10:D9:3E:F8:27:6D:05:4B:AC:91:E2:38:70:FC:19:AB:6E:53',
  validUntil: Date.UTC(2027, 4, 1),
  reason: 'It is signed by an authority this computer does not know.',
  anchorFingerprint:
    'C0:FF:EE:90:2C:DE:55:0F:81:9A:C3:72:64:BE:10:D9:3E:F8:27:6D:05:4B:AC:91:E2:38:70:FC:19:AB:6E:01',
  isAuthority: true,
};

/** The password does not work any more. */
export const passwordProblem: View = {
  ...lively,
  status: {
    name: 'sign-in',
    label: 'Sign in again',
    detail: 'The password was refused.',
    footer: '4 calendars · as of 09:12',
  },
  accounts: [
    {
      ...account,
      problem: {
        kind: 'password',
        text: 'cal.example.org refused the password of ema@example.org.',
        remedy: 'sign-in-again',
        certificate: null,
      },
    },
  ],
};

/** The server's certificate changed. */
export const certificateProblem: View = {
  ...passwordProblem,
  accounts: [
    {
      ...account,
      problem: {
        kind: 'certificate',
        text: 'cal.example.org shows a certificate this computer does not know.',
        remedy: 'look-at-certificate',
        certificate,
      },
    },
  ],
};

const signedOut: View = {
  ...empty,
  status: { name: 'signed-out', label: 'Signed out', detail: '', footer: '' },
  accounts: [],
  connections: [],
};

/** The very first start. */
export const signIn: View = signedOut;

/** Signing in, half-way. */
export const signInWorking: View = {
  ...signedOut,
  signIn: {
    ...signInIdle,
    stage: 'working',
    steps: [
      { id: 'find', state: 'done', text: 'Found cal.example.org for example.org' },
      { id: 'login', state: 'done', text: 'Signed in as Ema Nováková' },
      { id: 'list', state: 'doing', text: 'Looking for calendars' },
      { id: 'push', state: 'waiting', text: 'Ask whether changes are announced' },
    ],
  },
};

/** The password was wrong. */
export const signInWrong: View = {
  ...signedOut,
  signIn: {
    ...signInIdle,
    steps: [
      { id: 'find', state: 'done', text: 'Found cal.example.org for example.org' },
      { id: 'login', state: 'failed', text: 'cal.example.org refused the password' },
    ],
    error: { kind: 'wrong-password', text: 'The user name or the password is wrong.' },
  },
};

/** A failure that is about no field. */
export const signInOffline: View = {
  ...signedOut,
  signIn: {
    ...signInIdle,
    error: { kind: 'offline', text: 'There is no network. Nothing was sent.' },
  },
};

/** The password of an existing account is asked again. */
export const signInAgain: View = {
  ...passwordProblem,
  signIn: { ...signInIdle, again: { address: 'https://cal.example.org/', username: 'ema' } },
};

/** Signing in waits for an answer. */
export function asking(question: QuestionView): View {
  return { ...signedOut, signIn: { ...signInWorking.signIn, stage: 'asking', question } };
}

export const questions = {
  certificate: asking({ kind: 'certificate', certificate }),
  host: asking({ kind: 'host', host: 'dav.calendars.example.net', domain: 'example.org' }),
  push: asking({ kind: 'push', host: 'xmpp.example.org', jid: 'ema@xmpp.example.org' }),
  storage: asking({ kind: 'storage' }),
  keyring: asking({ kind: 'keyring' }),
  substitute: asking({ kind: 'substitute' }),
} as const satisfies Record<QuestionView['kind'], View>;

/** Calendars to choose from. */
export const choosing: View = {
  ...signedOut,
  signIn: {
    ...signInIdle,
    stage: 'choosing',
    found: [
      { url: 'https://cal.example.org/ema/home/', name: 'Home', color: colors.home },
      { url: 'https://cal.example.org/ema/team/', name: 'Team', color: colors.team },
      { url: 'https://cal.example.org/ema/family/', name: 'Family', color: colors.lemon },
    ],
  },
};

export const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
export const longTitle = `${'A very long title that somebody pasted from a mail, with every detail in it. '.repeat(6)}${longWord}`;

/** Long words, long sentences, right-to-left titles, everywhere they can occur. */
export const awkward: View = {
  ...lively,
  status: { ...offline.status, label: 'Offline since yesterday evening at 23:12' },
  notices: polling.notices,
  accounts: [
    {
      ...account,
      label: `ema.${longWord.toLowerCase()}@example.org`,
      calendars: [
        aCalendar({ id: 'a1:long', name: `${longWord} ${longTitle}`, problem: 'removed on the server' }),
        aCalendar({ id: 'a1:rtl', name: 'לוח השנה של הצוות', color: '#000000' }),
        aCalendar({ id: 'a1:white', name: 'White', color: '#ffffff' }),
        aCalendar({
          id: 'a1:theirs',
          name: `${longWord} ${longTitle}`,
          person: `${longTitle}${longWord}`,
          writable: false,
          unreadable: '3 events could not be read',
        }),
        aCalendar({ id: 'a1:theirs-rtl', name: 'פגישות', person: 'דנה כהן', writable: false }),
      ],
      problem: {
        kind: 'server',
        text: `The server ${longWord} answers in a way Belfry does not understand.`,
        remedy: 'retry',
        certificate: null,
      },
    },
  ],
  agenda: {
    next: { row: aRow({ id: 'long', title: longTitle, place: longWord }), lead: 'tomorrow 09:00' },
    loading: false,
    days: [
      {
        ...today,
        allDay: [
          aRow({ id: 'long-day', title: longTitle, start: '', span: 'until Thursday', badge: 'renamed' }),
          aRow({ id: 'rtl-day', title: 'יום הולדת', start: '', span: '', color: '#ffffff' }),
        ],
        timed: [
          aRow({
            id: 'long',
            title: longTitle,
            place: `${longWord} ${longTitle}`,
            badge: 'moved',
            badgeDetail: 'moved from Tue 14:00',
          }),
          aRow({ id: 'word', title: longWord, place: longWord, color: '#000000' }),
          aRow({
            id: 'rtl',
            title: 'פגישת צוות: תכנון (2026)',
            place: 'חדר 4.12',
            badge: 'moved',
            color: '#ffffff',
          }),
          aRow({
            id: 'arabic',
            title: 'اجتماع الفريق Q4 review',
            place: 'القاعة ٣',
            start: '23:30',
            span: '23:30–00:30',
          }),
        ],
      },
    ],
  },
  changes: {
    ...noChanges,
    unread: 128,
    groups: [
      aGroup([
        aChange({
          id: 'long',
          unread: true,
          title: longTitle,
          sentence: `Moved by ${longWord}`,
          calendarName: longWord,
          rowId: 'long',
          differences: [
            { label: 'When', before: 'Tue 24 November, 14:00–15:00', after: 'Wed 25 November, 10:00–11:00' },
            { label: 'Where', before: longWord, after: longTitle },
            { label: 'Repeats', before: 'every week on Tuesday', after: '' },
          ],
        }),
      ]),
      aGroup([
        aChange({
          id: 'rtl',
          unread: true,
          title: 'פגישת צוות',
          sentence: 'Moved',
          calendarName: 'לוח השנה',
          differences: [{ label: 'Title', before: 'פגישה', after: 'פגישת צוות' }],
        }),
      ]),
    ],
  },
};

/** Five hundred rows on fifty days. */
export const crowded: View = {
  ...lively,
  agenda: {
    ...lively.agenda,
    days: Array.from({ length: 50 }, (_, day) => {
      const date = new Date(Date.UTC(2026, 10, 24 + day)).toISOString().slice(0, 10);
      return aDay(date, day === 0 ? 'Today' : `Day ${day + 1}`, date, {
        timed: Array.from({ length: 10 }, (_, n) =>
          aRow({
            id: `${date}-${n}`,
            title: `Meeting ${n + 1}`,
            place: 'Room 4.12',
            start: `${n + 8}:00`.padStart(5, '0'),
          }),
        ),
      });
    }),
  },
};
