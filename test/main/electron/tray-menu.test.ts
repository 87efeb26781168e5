import { describe, expect, test } from 'vitest';
import type { DayView, View } from '../../../main/core/view.ts';
import { trayFace, trayMenu, trayTooltip, type TrayEntry } from '../../../main/electron/tray-menu.ts';
import { aChange, aRow } from '../../support/views.ts';

const account = { id: 'a1', label: 'ana', calendars: [], problem: null };
const idle = { stage: 'idle', steps: [], question: null, found: [], error: null, again: null } as const;

function day(label: string, facts: Partial<DayView> = {}): DayView {
  return { date: '2026-11-24', label, longDate: '', allDay: [], timed: [], nowIndex: null, ...facts };
}

function view(facts: Partial<View> = {}): View {
  return {
    now: Date.parse('2026-11-24T08:48:00Z'),
    zone: 'Europe/Prague',
    status: { name: 'listening', label: 'Listening', detail: '', footer: '' },
    accounts: [account],
    signIn: idle,
    agenda: { next: null, days: [day('Today')], loading: false },
    changes: { unread: 0, rows: [] },
    preferences: { startAtLogin: false, askedStartAtLogin: true },
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

  test('unread changes are counted and told, read ones are not', () => {
    const differences = [{ label: 'When', before: 'Tue 14:00', after: 'Wed 10:00' }];
    const moved = aChange({ id: 'c1', unread: true, differences, rowId: 'r1' });
    const rows = [
      moved,
      aChange({ id: 'c2' }),
      aChange({ id: 'c3', unread: true, title: 'Yoga', sentence: 'Cancelled' }),
    ];
    const entry = trayMenu(view({ changes: { unread: 2, rows } })).find((one) => one.kind === 'menu');
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
    const on = trayMenu(view({ preferences: { startAtLogin: true, askedStartAtLogin: true } }));
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
  expect(trayFace(view({ changes: { unread: 1, rows: [] } }))).toEqual({ name: 'listening', unread: true });
});
