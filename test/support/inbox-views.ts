// States of the inbox, of invitations and of what is held back. The same Tuesday in Prague as in views.ts.
import type { ChangeGroupView, ChangesFilter, InvitationView } from '../../main/core/window/inbox-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { germanConnections } from './connection-views.ts';
import { aChange, aDay, aGroup, aRow, colors, lively, longTitle, longWord, noChanges } from './views.ts';

/** 'Quarterly planning' by Chidi, a single event, with anything else as given. */
export function anInvitation(facts: Partial<InvitationView> & { readonly id: string }): InvitationView {
  return {
    title: 'Quarterly planning',
    from: 'Chidi invites you',
    when: 'Thu 3 Dec, 09:00–11:00',
    repeats: '',
    place: 'Room 2.01',
    guests: 'Ana, Ben and 3 others',
    conflict: '',
    calendarName: 'Work',
    color: colors.work,
    isSeries: false,
    answered: null,
    busy: false,
    problem: '',
    ...facts,
  };
}

const planning = anInvitation({ id: 'planning', conflict: 'Overlaps with “Call the bank” (10:30)' });
const weekly = anInvitation({
  id: 'weekly',
  title: 'Design weekly',
  from: 'Ana Petrović invites you',
  when: 'Fri 27 Nov, 14:00–14:45',
  repeats: 'every week on Fri',
  place: 'Jitsi',
  calendarName: 'Team',
  color: colors.team,
  isSeries: true,
  answered: 'accepted',
});

/** Two invitations wait, one of them a series answered before. */
export const invited: View = {
  ...lively,
  invitations: { count: 2, rows: [planning, weekly], caution: '' },
  changes: {
    ...lively.changes,
    unread: 4,
    groups: [
      aGroup(
        [
          aChange({
            id: 'c6',
            unread: true,
            title: 'Quarterly planning',
            sentence: 'New invitation from Chidi · Thu 3 Dec, 09:00–11:00',
            warning: 'Overlaps with “Call the bank” (10:30)',
            time: '09:47',
            calendarName: 'Work',
            color: colors.work,
          }),
        ],
        { invitationId: 'planning' },
      ),
      ...lively.changes.groups,
    ],
  },
  agenda: {
    ...lively.agenda,
    days: [
      ...lively.agenda.days,
      aDay('2026-12-03', 'Thursday', 'Thursday 3 December', {
        allDay: [
          aRow({ id: 'fair', title: 'Book fair', start: '', span: '', answer: 'wanted' }),
          aRow({ id: 'offsite', title: 'Offsite', start: '', span: '', answer: 'tentative' }),
          aRow({
            id: 'party',
            title: 'Party',
            start: '',
            span: '',
            answer: 'declined',
            color: colors.family,
          }),
        ],
        timed: [
          aRow({
            id: 'planning',
            title: 'Quarterly planning',
            place: 'Room 2.01',
            start: '09:00',
            span: '09:00–11:00',
            color: colors.work,
            answer: 'wanted',
            conflict: 'overlaps Call the bank until 10:45',
            canJoin: true,
          }),
          aRow({
            id: 'sales',
            title: 'Sales review',
            start: '13:00',
            span: '13:00–14:00',
            color: colors.home,
            answer: 'tentative',
          }),
          aRow({
            id: 'drinks',
            title: 'Drinks',
            place: 'Lokál',
            start: '18:00',
            span: '18:00–20:00',
            color: colors.family,
            answer: 'declined',
          }),
        ],
      }),
    ],
  },
};

/** An answer is on its way, another was refused, and answers reach nobody on this server. */
export const replying: View = {
  ...invited,
  invitations: {
    count: 2,
    rows: [
      { ...planning, busy: true },
      { ...weekly, problem: 'The event has changed meanwhile. Please look at it and answer again.' },
    ],
    caution:
      'This server does not pass answers on; Belfry notes them in your calendar, and Chidi is not told.',
  },
};

/** An answer was given and can be taken back. */
export const replied: View = {
  ...invited,
  invitations: { count: 1, rows: [weekly], caution: '' },
  undo: { id: 'undo-1', text: 'You declined “Quarterly planning”' },
};

const review = [
  aChange({
    id: 'h1',
    unread: true,
    sentence: 'Moved by Ana Petrović',
    warning: 'Overlaps with “Call the bank” (10:30)',
    differences: [{ label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
    rowId: 'review',
  }),
  aChange({
    id: 'h2',
    unread: true,
    sentence: 'New place',
    time: '09:12',
    differences: [{ label: 'Where', before: 'Room 4.12', after: 'Room 2.01' }],
  }),
  aChange({ id: 'h3', sentence: 'Sam added', time: 'yesterday' }),
] as const;

const longPast = [
  aChange({ id: 'p0', title: 'Stand-up', sentence: 'Moved', time: '08:50' }),
  ...Array.from({ length: 7 }, (_, n) =>
    aChange({
      id: `p${n + 1}`,
      title: 'Stand-up',
      sentence: 'Moved by Ben',
      time: `${12 - n} Nov`,
      differences: [{ label: 'When', before: '10:00–10:15', after: `10:${15 + n}–10:30` }],
    }),
  ),
] as const;

/** Events that changed more than once. */
export const histories: View = {
  ...lively,
  changes: { ...lively.changes, unread: 2, groups: [aGroup(review), aGroup(longPast)], more: true },
};

/** The view with something looked for, and what fits it. */
export function lookingFor(filter: Partial<ChangesFilter>, groups: readonly ChangeGroupView[]): View {
  const { changes } = lively;
  return { ...lively, changes: { ...changes, groups, filter: { ...noChanges.filter, ...filter } } };
}

/** Nothing fits what is looked for. */
export const nothingFits: View = lookingFor({ words: 'dentist', person: 'ana', unreadOnly: true }, []);

/** An inbox of two thousand events. */
export const fullInbox: View = {
  ...lively,
  changes: {
    ...lively.changes,
    unread: 700,
    groups: Array.from({ length: 2_000 }, (_, n) =>
      aGroup([
        aChange({
          id: `m${n}`,
          unread: n % 3 === 0,
          title: `Meeting ${n + 1}`,
          sentence: 'Moved by Ana Petrović',
          differences: [{ label: 'When', before: 'Tue 24, 14:00–15:00', after: 'Wed 25, 10:00–11:00' }],
          rowId: 'review',
        }),
      ]),
    ),
    more: true,
  },
};

/** Somebody watches the screen, and alerts wait. */
export const presenting: View = {
  ...lively,
  attention: { muted: true, label: 'Muted until 15:30', held: 3 },
  preferences: {
    ...lively.preferences,
    presenting: true,
    hardToMiss: true,
    defaultReminder: 20,
    quietHours: { on: true, from: '20:00', to: '07:00' },
    joinPatterns: ['meet.example.org/*', 'https://video.example.net/room/*'],
  },
};

/** Long words in every place of an invitation and of a history. */
export const awkwardInvitations: View = {
  ...lively,
  undo: { id: 'undo-2', text: `You declined “${longTitle}”` },
  attention: { muted: true, label: `Muted until ${longWord}`, held: 1_234 },
  invitations: {
    count: 128,
    caution: `${longTitle} ${longWord}`,
    rows: [
      anInvitation({
        id: 'long',
        title: longTitle,
        from: `${longWord} invites you`,
        when: longTitle,
        repeats: longWord,
        place: longWord,
        guests: longTitle,
        conflict: longTitle,
        calendarName: longWord,
        isSeries: true,
        problem: longTitle,
      }),
      anInvitation({
        id: 'rtl',
        title: 'פגישת צוות: תכנון (2026)',
        from: 'דנה כהן invites you',
        place: 'חדר 4.12',
        guests: 'أحمد، ليلى',
      }),
    ],
  },
  changes: {
    ...lively.changes,
    unread: 1_234,
    kept: `Kept for 90 days, ${longWord}`,
    people: [{ id: 'long', name: longTitle }],
    groups: [
      aGroup(
        [
          aChange({ id: 'a1', unread: true, title: longTitle, sentence: longTitle, warning: longTitle }),
          aChange({
            id: 'a2',
            unread: true,
            sentence: longWord,
            time: 'yesterday',
            differences: [{ label: 'Where', before: longWord, after: longWord }],
          }),
        ],
        { calendarName: longWord, invitationId: 'long', rowId: 'review' },
      ),
    ],
  },
};

/** The lively day for somebody who reads German. */
export const german: View = {
  ...invited,
  language: 'de',
  locale: 'de-DE',
  status: { ...lively.status, label: 'Verbunden', footer: '4 Kalender · letzte Änderung kam in 0,2 s' },
  changes: { ...invited.changes, kept: '90 Tage lang aufgehoben' },
  connections: germanConnections,
  preferences: { ...presenting.preferences, presenting: false, language: 'de' },
};

/** Every word of the window itself with accents. */
export const accented: View = { ...invited, language: 'en-XA' };
