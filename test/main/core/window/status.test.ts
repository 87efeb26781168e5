import { describe, expect, test } from 'vitest';
import type { Link } from '../../../../main/core/sync/link.ts';
import {
  accountStatus,
  overallStatus,
  statusView,
  type AccountState,
} from '../../../../main/core/window/status.ts';
import type { StatusName } from '../../../../main/core/window/view.ts';

const listening: Link = { at: 'listening', denied: [] };
const well: AccountState = {
  reached: true,
  link: listening,
  pushes: true,
  problem: null,
  offlineSince: null,
  denied: 0,
  deaf: null,
};
const NINE_TWELVE = Date.parse('2026-11-24T09:12:00Z');

function view(
  accounts: readonly AccountState[],
  more: { calendars?: number; lastDelay?: number | null; locale?: string } = {},
) {
  return statusView({ accounts, calendars: 4, lastDelay: null, zone: 'UTC', locale: 'en-GB', ...more });
}

describe('one account', () => {
  const cases: readonly (readonly [string, Partial<AccountState>, StatusName])[] = [
    ['hears pings', {}, 'listening'],
    ['is asked whether the link lives', { link: { at: 'probing', denied: [] } }, 'listening'],
    ['is denied some nodes', { denied: 1 }, 'polling'],
    ['is deaf', { deaf: 'heartbeat' }, 'polling'],
    [
      'is deaf and tries a fresh connection',
      { deaf: 'missed', link: { at: 'connecting', attempt: 1 } },
      'polling',
    ],
    ['does not push', { pushes: false, link: { at: 'off' } }, 'polling'],
    ['connects for the first time', { link: { at: 'connecting', attempt: 1 } }, 'connecting'],
    ['connects again and again', { link: { at: 'connecting', attempt: 2 } }, 'polling'],
    ['waits to connect', { link: { at: 'waiting', attempt: 1, until: 1, because: 'offline' } }, 'polling'],
    ['was not reached yet', { reached: false }, 'connecting'],
    ['cannot be reached', { offlineSince: 1 }, 'offline'],
    ['wants a password', { problem: 'unauthorized' }, 'sign-in'],
    ['wants a password and is offline', { problem: 'unauthorized', offlineSince: 1 }, 'sign-in'],
    ['shows a strange certificate', { problem: 'untrusted' }, 'sign-in'],
    [
      'has an XMPP server with a strange certificate',
      { link: { at: 'refused', because: 'untrusted' } },
      'sign-in',
    ],
    ['is refused by XMPP alone', { link: { at: 'refused', because: 'unauthorized' } }, 'polling'],
    ['is in conflict', { link: { at: 'refused', because: 'conflict' } }, 'polling'],
    ['sleeps', { link: { at: 'off' } }, 'connecting'],
    ['has a server that answers nonsense', { problem: 'protocol' }, 'listening'],
  ];
  test.each(cases)('that %s', (_what, over, name) => {
    expect(accountStatus({ ...well, ...over })).toBe(name);
  });
});

describe('all accounts', () => {
  test('are as well as the worst of them', () => {
    const polling = { ...well, pushes: false };
    const offline = { ...well, offlineSince: 1 };
    const signIn = { ...well, problem: 'unauthorized' as const };
    const connecting = { ...well, reached: false };
    const order = [well, polling, connecting, offline, signIn];
    const names = order.map((_, i) => overallStatus(order.slice(0, i + 1)));
    expect(names).toEqual(['listening', 'polling', 'connecting', 'offline', 'sign-in']);
  });

  test('none means signed out', () => {
    expect(overallStatus([])).toBe('signed-out');
    expect(view([])).toMatchObject({ name: 'signed-out', label: 'Not signed in', detail: '' });
  });

  test('offline says since when, the earliest of them', () => {
    const later = { ...well, offlineSince: NINE_TWELVE + 600_000 };
    expect(view([later, { ...well, offlineSince: NINE_TWELVE }]).label).toBe('Offline since 09:12');
  });

  test('a password outranks a certificate in the label', () => {
    const untrusted = { ...well, problem: 'untrusted' as const };
    expect(view([untrusted]).label).toBe('Needs your attention');
    expect(view([untrusted, { ...well, problem: 'unauthorized' }]).label).toBe('Sign in again');
  });
});

test('a system locale that is no language tag still gives a time', () => {
  expect(view([{ ...well, offlineSince: NINE_TWELVE }], { locale: 'C' }).label).toBe('Offline since 09:12');
});

describe('why it only polls', () => {
  const reasons: readonly (readonly [Partial<AccountState>, string])[] = [
    [{ pushes: false }, 'does not announce changes, or you did not allow it'],
    [{ denied: 2 }, 'of some calendars'],
    [{ link: { at: 'refused', because: 'unauthorized' } }, 'does not accept the password'],
    [{ link: { at: 'refused', because: 'conflict' } }, 'Another program'],
    [{ deaf: 'heartbeat' }, 'pings do not arrive: nothing was heard'],
    [{ deaf: 'missed' }, 'pings do not arrive: there were changes'],
    [{ deaf: 'missed', denied: 1 }, 'of some calendars'],
    [{ link: { at: 'waiting', attempt: 2, until: 1, because: 'offline' } }, 'keeps trying'],
  ];
  test.each(reasons)('%o', (over, sentence) => {
    expect(view([{ ...well, ...over }]).detail).toContain(sentence);
  });
});

test('the footer counts calendars and says how fast the last change came', () => {
  expect(view([well], { calendars: 1 }).footer).toBe('1 calendar');
  expect(view([well], { calendars: 0 }).footer).toBe('0 calendars');
  expect(view([well], { lastDelay: 213 }).footer).toBe('4 calendars · last change arrived in 0.2 s');
  expect(view([well], { lastDelay: 12_300 }).footer).toBe('4 calendars · last change arrived in 12 s');
});
