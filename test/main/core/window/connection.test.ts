import { describe, expect, test } from 'vitest';
import { connectionView } from '../../../../main/core/window/connection.ts';
import type {
  ConnectionFacts,
  ManualProblem,
  PushTest,
} from '../../../../main/core/window/connection-view.ts';
import { leser, MINUTE, NOW, owner, reader, standing, well } from '../../../support/connection-facts.ts';

const rows = (over: Partial<ConnectionFacts>, who: typeof reader | typeof leser = reader) =>
  connectionView(owner, { ...well, ...over }, who).facts.map(({ name, value }) => `${name}: ${value}`);

describe('the facts', () => {
  test('in English', () => {
    expect(rows({ state: { ...standing, denied: 1 } })).toEqual([
      'Server: xmpp.example.org:5222, encrypted (TLS\u00a01.3)',
      'Connected since: today 07:10',
      'Last ping: 2 minutes ago (09:46)',
      'Last heartbeat: 8 minutes ago (09:40); one is due every 10 minutes',
      'Last change: 2 minutes ago (09:46); it was here 0.2 s after the server’s ping',
      'Not announced: 1 calendar; Belfry looks at it every 5 minutes',
    ]);
  });

  test('in German', () => {
    expect(rows({ state: { ...standing, denied: 3 } }, leser)).toEqual([
      'Server: xmpp.example.org:5222, verschlüsselt (TLS\u00a01.3)',
      'Verbunden seit: heute 07:10',
      'Letzte Meldung: vor 2 Minuten (09:46)',
      'Letztes Lebenszeichen: vor 8 Minuten (09:40); alle 10 Minuten ist eines fällig',
      'Letzte Änderung: vor 2 Minuten (09:46); sie war 0,2 s nach der Meldung des Servers hier',
      'Nicht gemeldet: 3 Kalender; Belfry sieht alle 5 Minuten danach',
    ]);
  });

  test('say what is not known yet, and that a server sends no heartbeat', () => {
    const nothing = { connection: null, lastPing: null, lastHeartbeat: null, lastChange: null };
    expect(rows({ ...nothing, heartbeatMinutes: null })).toEqual([
      'Server: xmpp.example.org, not connected',
      'Last ping: none yet',
      'Last heartbeat: This server sends none',
      'Last change: none yet',
    ]);
    expect(rows({ ...nothing, heartbeatMinutes: 1 })[2]).toBe(
      'Last heartbeat: none yet; one is due every minute',
    );
  });

  test('without push are the changes that were found, and nothing about pings', () => {
    const state = { ...standing, pushes: false, link: { at: 'off' } as const };
    const found = { host: null, connection: null, state };
    expect(rows({ ...found, lastChange: { at: NOW - MINUTE, seenAfter: null } })).toEqual([
      'Last change: 1 minute ago (09:47); found by looking',
    ]);
    expect(rows({ ...found, lastChange: null })).toEqual([]);
  });

  test.each([
    [0, 'just now (09:48)', 'gerade eben (09:48)'],
    [59 * MINUTE, '59 minutes ago (08:49)', 'vor 59 Minuten (08:49)'],
    [3 * 60 * MINUTE, 'today 06:48', 'heute 06:48'],
    [14 * 60 * MINUTE, 'yesterday 19:48', 'gestern 19:48'],
    [22 * 24 * 60 * MINUTE, 'Mon 2, 09:48', 'Mo 2., 09:48'],
    [40 * 24 * 60 * MINUTE, 'Thu 15 Oct, 10:48', 'Do 15. Okt., 10:48'],
    // The clock was put back since.
    [-5 * MINUTE, 'today 09:53', 'heute 09:53'],
  ])('a ping %i ms ago was %s', (ago, english, german) => {
    expect(rows({ lastPing: NOW - ago })[2]).toBe(`Last ping: ${english}`);
    expect(rows({ lastPing: NOW - ago }, leser)[2]).toBe(`Letzte Meldung: ${german}`);
  });
});

const tests: readonly (readonly [PushTest, string, string])[] = [
  [{ at: 'idle' }, '', ''],
  [{ at: 'running' }, 'A test ping is on its way…', 'Eine Testmeldung ist unterwegs …'],
  [
    { at: 'passed', took: 1_340 },
    'The test ping took 1.3 s: the whole way works.',
    'Die Testmeldung brauchte 1,3 s: der ganze Weg funktioniert.',
  ],
  [
    { at: 'failed', because: 'not-listening' },
    'The test needs a connection that stands, and there is none right now.',
    'Der Test braucht eine Verbindung, die steht, und gerade gibt es keine.',
  ],
  [
    { at: 'failed', because: 'unsupported' },
    'This server offers no test. Change an event elsewhere to see how long it takes.',
    'Dieser Server bietet keinen Test. Ändere anderswo einen Termin, um zu sehen, wie lange es dauert.',
  ],
  [
    { at: 'failed', because: 'silent' },
    'The calendar server sent a test ping, but it never arrived. Something between its notifier, the XMPP server and this computer loses it.',
    'Der Kalenderserver hat eine Testmeldung gesendet, aber sie kam nie an. Irgendwo zwischen seinem Melder, dem XMPP-Server und diesem Computer geht sie verloren.',
  ],
  [
    { at: 'failed', because: 'unreachable' },
    'The calendar server did not answer, so nothing could be tested.',
    'Der Kalenderserver hat nicht geantwortet, darum ließ sich nichts testen.',
  ],
  [
    { at: 'failed', because: 'refused' },
    'The calendar server did not allow the test.',
    'Der Kalenderserver hat den Test nicht erlaubt.',
  ],
];

test.each(tests)('the test of the whole way: %o', (how, english, german) => {
  expect(connectionView(owner, { ...well, test: how }, reader).test).toEqual({
    state: how.at,
    text: english,
  });
  expect(connectionView(owner, { ...well, test: how }, leser).test).toEqual({ state: how.at, text: german });
});

const refusals: readonly (readonly [ManualProblem, string, string])[] = [
  ['bad-server', 'server', 'This is not a server: enter its name, or name:port.'],
  ['bad-jid', 'jid', 'This is not an XMPP address like ema@example.org.'],
  ['bad-service', 'service', 'This is not the address of a service like pubsub.example.org.'],
  ['bad-node', 'node', 'Enter the name of the node.'],
  ['no-password', 'password', 'Enter the password of this XMPP address.'],
  ['unauthorized', 'password', 'The XMPP server does not accept this address and password.'],
  [
    'untrusted',
    'form',
    'The certificate of the XMPP server is not known to this computer; nothing was sent to it.',
  ],
  ['offline', 'server', 'The XMPP server does not answer. Is its name right, and are you online?'],
  ['protocol', 'server', 'Something answers there, but not as an XMPP server should.'],
  ['storage', 'form', 'The password could not be stored. Nothing was changed.'],
];

describe('what was entered by hand', () => {
  const manual = { server: 'x.example', jid: 'ema@x.example', service: 'pubsub.x.example', node: 'n' };

  test('is shown as it was entered, and nothing is said of it while all is well', () => {
    expect(connectionView(owner, { ...well, manual }, reader)).toMatchObject({ manual, manualTry: null });
  });

  test('can be entered only where something runs that could try it', () => {
    const canEnter = (needsPerson: { needsPerson?: boolean }) =>
      connectionView(owner, { ...well, state: { ...standing, ...needsPerson } }, reader).canEnter;
    expect([canEnter({}), canEnter({ needsPerson: true }), canEnter({ needsPerson: false })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is being tried', () => {
    const { manualTry } = connectionView(owner, { ...well, manualProblem: 'checking' }, reader);
    expect(manualTry).toEqual({ state: 'checking', field: 'form', text: 'Belfry is trying it…' });
  });

  test.each(refusals)('was refused: %s is said at the field %s', (manualProblem, field, text) => {
    const { manualTry } = connectionView(owner, { ...well, manualProblem }, reader);
    expect(manualTry).toEqual({ state: 'refused', field, text });
  });
});
