import { expect, test } from 'vitest';
import type { ConnectionFacts } from '../../../../main/core/window/connection-view.ts';
import { portOf, pseudonyms } from '../../../../main/core/window/pseudonyms.ts';
import { dormant } from '../../../../main/core/window/status.ts';
import { aCalendar, anAccount } from '../../../support/model-facts.ts';

const connection: ConnectionFacts = {
  state: dormant(false),
  connection: null,
  host: 'XMPP.Example.org',
  offered: null,
  lacksEnrolment: false,
  lastPing: null,
  lastHeartbeat: null,
  heartbeatMinutes: null,
  lastDelay: null,
  lastChange: null,
  test: { at: 'idle' },
  manual: { server: '[2001:db8::1]:5222', jid: 'ema@jid.example', service: 'pubsub.example.net', node: 'n' },
  manualProblem: null,
};
const one = {
  account: anAccount({ id: 'a1', principalUrl: 'https://cal.example.org:8443/ema/', homeUrls: ['no URL'] }),
  connection,
  calendars: [
    aCalendar({ id: 'a1:x', url: 'https://cal.example.org:8443/ema/work/' }),
    aCalendar({ id: 'a1:y', url: 'https://other.example.org/y/' }),
  ],
};
const two = {
  ...one,
  account: anAccount({ id: 'a2', principalUrl: 'https://cal.example.org/bob/', homeUrls: [] }),
  calendars: [],
};

test('a server is called the same whatever its port, its case and who uses it', () => {
  const names = pseudonyms([one, two]);
  expect(['cal.example.org', 'cal.example.org:8443', 'CAL.example.org'].map(names.server)).toEqual([
    'server-1',
    'server-1',
    'server-1',
  ]);
  expect(names.server('xmpp.example.org:5223')).toBe('server-3');
  expect(names.server('[2001:db8::1]')).toBe(names.server('[2001:db8::1]:5222'));
  expect(new Set(['jid.example', 'pubsub.example.net', 'other.example.org'].map(names.server)).size).toBe(3);
});

test('what is not known has no name of its own', () => {
  const names = pseudonyms([one]);
  expect(names.server('elsewhere.example')).toBe('server-?');
  expect(names.of('elsewhere.example')).toBeNull();
  expect(pseudonyms([]).of('')).toBeNull();
});

test('accounts and calendars are counted', () => {
  const names = pseudonyms([one, two]);
  expect(['a1', 'a2', 'a1:x', 'a1:y'].map(names.of)).toEqual([
    'account-1',
    'account-2',
    'calendar-1',
    'calendar-2',
  ]);
});

test.each([
  ['xmpp.example.org:5223', 5223],
  ['[2001:db8::1]:5222', 5222],
  ['xmpp.example.org', null],
  ['[2001:db8::1]', null],
])('the port of %s is %o', (text, port) => {
  expect(portOf(text)).toBe(port);
});
