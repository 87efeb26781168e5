import { describe, expect, test } from 'vitest';
import { firstFlaw, formOf, isTaken, trimmed } from '../../renderer/manual-push-form.ts';
import { byHand, byHandRefused } from '../support/connection-views.ts';
import { listeningConnection } from '../support/views.ts';

const good = {
  server: 'xmpp.example.org:5222',
  jid: 'ema@example.org',
  service: 'pubsub.example.org',
  node: '/calendars/ema',
  password: 'secret',
};

test('a form begins with what was entered before, never with its password', () => {
  expect(formOf(null)).toEqual({ server: '', jid: '', service: '', node: '', password: '' });
  const { password: _p, ...manual } = good;
  expect(formOf(manual)).toEqual({ ...good, password: '' });
});

test('the space around is nothing anybody meant, but in a password', () => {
  const spacious = { server: ' s ', jid: ' a@b ', service: ' p ', node: ' n ', password: ' x ' };
  expect(trimmed(spacious)).toEqual({ server: 's', jid: 'a@b', service: 'p', node: 'n', password: ' x ' });
});

describe('the first thing that cannot be right', () => {
  test('is nothing when everything can', () => {
    expect(firstFlaw(good, false)).toBeNull();
    for (const server of [
      'localhost',
      '192.0.2.7',
      '[2001:db8::1]',
      '[2001:db8::1]:5223',
      ' xmpp.example.org ',
    ])
      expect([server, firstFlaw({ ...good, server }, false)]).toEqual([server, null]);
    expect(firstFlaw({ ...good, service: 'ema@example.org' }, false)).toBeNull();
  });

  test.each([
    ['server', ''],
    ['server', 'https://xmpp.example.org'],
    ['server', 'xmpp.example.org:'],
    ['server', 'xmpp.example.org:0'],
    ['server', 'xmpp.example.org:65536'],
    ['server', '2001:db8::1'],
    ['server', 'ema@xmpp.example.org'],
    ['jid', ''],
    ['jid', 'ema'],
    ['jid', 'ema@'],
    ['jid', 'ema@example.org/phone'],
    ['service', ''],
    ['service', 'pubsub example'],
    ['service', 'pubsub.example.org/x'],
    ['node', '   '],
    ['password', ''],
  ] as const)('is the %s when it is %j', (field, text) => {
    expect(firstFlaw({ ...good, [field]: text }, false)?.field).toBe(field);
  });

  test('is told in the order in which the fields stand', () => {
    expect(firstFlaw(formOf(null), false)).toEqual({
      state: 'refused',
      field: 'server',
      text: 'Enter the server’s name, or name:port.',
    });
  });

  test('is not the password when there is one already', () => {
    expect(firstFlaw({ ...good, password: '' }, true)).toBeNull();
  });
});

describe('what was sent', () => {
  const [taken = listeningConnection] = byHand.connections;
  const [refused = listeningConnection] = byHandRefused.connections;
  const sent = { ...formOf(taken.manual), password: 'new' };

  test('is taken when the view has it and says nothing against it', () => {
    expect(isTaken(sent, taken)).toBe(true);
    expect(isTaken({ ...sent, node: 'another' }, taken)).toBe(false);
    expect(isTaken(sent, listeningConnection)).toBe(false);
    expect(isTaken(sent, refused)).toBe(false);
  });

  test('is taken back when the view has nothing', () => {
    expect(isTaken(null, listeningConnection)).toBe(true);
    expect(isTaken(null, taken)).toBe(false);
  });
});
