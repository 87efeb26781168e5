import { describe, expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../../main/core/preferences.ts';
import type { DayView, View } from '../../../main/core/window/view.ts';
import { trayFace, trayMenu, trayTooltip, type TrayEntry } from '../../../main/electron/tray-menu.ts';
import { aChange, aRow } from '../../support/views.ts';

const account = { id: 'a1', label: 'ana', calendars: [], problem: null };
const idle = { stage: 'idle', steps: [], question: null, found: [], error: null, again: null } as const;

function day(label: string, facts: Partial<DayView> = {}): DayView {
  return { date: '2026-11-24', label, longDate: '', allDay: [], timed: [], nowIndex: null, ...facts };
}

const NO_CHANGES: View['changes'] = {
  unread: 0,
  groups: [],
  latestUnread: [],
  more: false,
  filter: { calendar: '', person: '', words: '', unreadOnly: false },
  people: [],
  kept: 'Kept for 90 days',
};

function view(facts: Partial<View> = {}): View {
  return {
    now: Date.parse('2026-11-24T08:48:00Z'),
    zone: 'Europe/Prague',
    status: { name: 'listening', label: 'Listening', detail: '', footer: '' },
    accounts: [account],
    signIn: idle,
    agenda: { next: null, days: [day('Today')], loading: false },
    locale: 'en-GB',
    language: 'en',
    changes: NO_CHANGES,
    invitations: { count: 0, rows: [], caution: '' },
    undo: null,
    attention: { muted: false, label: '', held: 0 },
    preferences: DEFAULT_PREFERENCES,
    connections: [],
    notices: [],
    ...facts,
  };
}

const busy: View['agenda'] = {
  next: null,
  loading: false,
  days: [
    day('Today', {
      allDay: [aRow({ id: 'sprint', title: 'Sprint 41', start: '' })],
      timed: [
        aRow({ id: 'past', title: 'Breakfast', start: '08:30', past: true }),
        aRow({ id: 'off', title: 'Yoga', start: '09:55', cancelled: true }),
        aRow({ id: 'standup' }),
      ],
    }),
    day('Tomorrow', {
      timed: ['10:00', '11:00', '12:00', '13:00'].map((start) => aRow({ id: start, title: 'Review', start })),
    }),
  ],
};

function labels(entries: readonly TrayEntry[]): readonly string[] {
  return entries.map((entry) => (entry.kind === 'separator' ? '---' : entry.label));
}

describe('the menu', () => {
  test('holds the next five events and everything one needs without a window', () => {
    expect(labels(trayMenu(view({ agenda: busy })))).toEqual([
      'Listening',
      '---',
      'all day  Sprint 41',
      '10:00  Stand-up',
      'Tomorrow 10:00  Review',
      'Tomorrow 11:00  Review',
      'Tomorrow 12:00  Review',
      '---',
      'No unread changes',
      'Mute',
      'Presenting (hide titles)',
      'Refresh now',
      'Open Belfry',
      '---',
      'Start at login',
      'Quit',
    ]);
  });

  test('an event leads to its row', () => {
    expect(trayMenu(view({ agenda: busy }))).toContainEqual({
      kind: 'action',
      label: '10:00  Stand-up',
      action: { do: 'reveal', rowId: 'standup', changeIds: [] },
    });
  });

  test('unread changes are counted and told', () => {
    const differences = [{ label: 'When', before: 'Tue 14:00', after: 'Wed 10:00' }];
    const moved = aChange({ id: 'c1', unread: true, differences, rowId: 'r1' });
    const yoga = aChange({ id: 'c3', unread: true, title: 'Yoga', sentence: 'Cancelled' });
    const changes = { ...NO_CHANGES, unread: 2, latestUnread: [moved, yoga] };
    const entry = trayMenu(view({ changes })).find((one) => one.kind === 'menu');
    expect(entry).toEqual({
      kind: 'menu',
      label: 'Unread changes (2)',
      entries: [
        {
          kind: 'action',
          label: 'Design review: Moved, Tue 14:00 → Wed 10:00',
          action: { do: 'reveal', rowId: 'r1', changeIds: ['c1'] },
        },
        { kind: 'action', label: 'Yoga: Cancelled', action: { do: 'reveal', rowId: '', changeIds: ['c3'] } },
      ],
    });
  });

  test.each([
    [view(), 'Nothing coming up'],
    [view({ agenda: { ...busy, days: [day('Today')], loading: true } }), 'Fetching events…'],
    [view({ accounts: [] }), 'Not signed in'],
  ])('says why there are no events', (given, words) => {
    expect(labels(trayMenu(given))).toContain(words);
  });

  test('without an account it offers to sign in, and nothing to refresh', () => {
    const words = labels(trayMenu(view({ accounts: [] })));
    expect(words).toContain('Sign in…');
    expect(words).not.toContain('Refresh now');
  });

  test('the login switch shows what is and asks for the other', () => {
    const on = trayMenu(view({ preferences: { ...DEFAULT_PREFERENCES, startAtLogin: true } }));
    const action = { do: 'start-at-login', on: false };
    expect(on).toContainEqual({ kind: 'switch', label: 'Start at login', checked: true, action });
  });

  test('long and many-lined titles become one bearable line, family emoji whole', () => {
    const title = `A\nvery ${'👨‍👩‍👧'.repeat(80)}`;
    const agenda = { ...busy, days: [day('Today', { timed: [aRow({ id: 'x', title })] })] };
    const label = labels(trayMenu(view({ agenda })))[2] ?? '';
    expect([...new Intl.Segmenter().segment(label)]).toHaveLength(60);
    expect(label).toMatch(/^10:00 {2}A very (?:👨‍👩‍👧)+…$/u);
  });
});

describe('what the menu does for attention', () => {
  const menu = (facts: Partial<View>) => trayMenu(view({ agenda: busy, ...facts }));

  test('offers to mute, and to unmute while it is muted', () => {
    const mute = menu({}).find((entry) => entry.kind === 'menu');
    expect(mute).toEqual({
      kind: 'menu',
      label: 'Mute',
      entries: [
        { kind: 'action', label: 'For 1 hour', action: { do: 'mute', until: 'hour' } },
        { kind: 'action', label: 'Until tomorrow', action: { do: 'mute', until: 'tomorrow' } },
      ],
    });
    const muted = menu({ attention: { muted: true, label: 'Muted until 15:30', held: 2 } });
    expect(labels(muted)).toContain('Muted until 15:30');
    expect(muted).toContainEqual({ kind: 'action', label: 'Unmute', action: { do: 'mute', until: 'off' } });
  });

  test('says no title while somebody else sees the screen', () => {
    const changes = { ...NO_CHANGES, unread: 1, latestUnread: [aChange({ id: 'c1', unread: true })] };
    const agenda = { ...busy, next: { row: aRow({ id: 'standup', canJoin: true }), lead: 'now' } };
    const presenting = view({ agenda, changes, preferences: { ...DEFAULT_PREFERENCES, presenting: true } });
    const words = JSON.stringify(trayMenu(presenting)) + trayTooltip(presenting);
    expect(words).toContain('Busy');
    for (const title of ['Stand-up', 'Review', 'Sprint', 'Design']) expect(words).not.toContain(title);
  });

  test('joins what is next, where there is a place to', () => {
    const next = (canJoin: boolean) => ({
      ...busy,
      next: { row: aRow({ id: 'standup', canJoin }), lead: 'now' },
    });
    const join = { kind: 'action', label: 'Join Stand-up', action: { do: 'join', rowId: 'standup' } };
    expect(trayMenu(view({ agenda: next(true) }))).toContainEqual(join);
    expect(trayMenu(view({ agenda: next(false) }))).not.toContainEqual(join);
  });

  test('counts the invitations', () => {
    expect(labels(menu({ invitations: { count: 2, rows: [], caution: '' } }))).toContain(
      '2 invitations wait',
    );
  });

  test('leaves out what one has declined', () => {
    const timed = [aRow({ id: 'no', title: 'Declined', answer: 'declined' })];
    expect(labels(menu({ agenda: { ...busy, days: [day('Today', { timed })] } }))).toContain(
      'Nothing coming up',
    );
  });

  test('speaks the language of the view', () => {
    expect(labels(menu({ language: 'de' }))).toContain('Keine ungelesenen Änderungen');
  });
});

describe('the tooltip', () => {
  test('names the state and the next timed event', () => {
    expect(trayTooltip(view({ agenda: busy }))).toBe('Belfry: Listening · next: Stand-up 10:00');
  });

  test('names the day when it is not today', () => {
    const agenda = { ...busy, days: [day('Today'), busy.days[1]!] };
    expect(trayTooltip(view({ agenda }))).toBe('Belfry: Listening · next: Review Tomorrow 10:00');
  });

  test('is only the state when nothing comes', () => {
    expect(trayTooltip(view())).toBe('Belfry: Listening');
  });
});

test('the icon shows the state, and whether something is unread', () => {
  expect(trayFace(view())).toEqual({ name: 'listening', unread: false });
  expect(trayFace(view({ changes: { ...NO_CHANGES, unread: 1 } }))).toEqual({
    name: 'listening',
    unread: true,
  });
});
