// Every state a connection can be in, in both languages, line by line.
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../../main/core/sync/link.ts';
import { connectionView } from '../../../../main/core/window/connection.ts';
import type { AccountState } from '../../../../main/core/window/status.ts';
import type { StatusName } from '../../../../main/core/window/view.ts';
import { leser, MINUTE, NOW, owner, reader, standing, well } from '../../../support/connection-facts.ts';

const wait = (because: 'offline' | 'protocol' | 'busy', minutes: number): Link => ({
  at: 'waiting',
  attempt: 3,
  until: NOW + minutes * MINUTE,
  because,
});

type Case = readonly [
  string,
  Partial<AccountState>,
  StatusName,
  readonly [title: string, why: string],
  readonly [title: string, why: string],
];

const states: readonly Case[] = [
  [
    'it listens',
    {},
    'listening',
    ['Listening', 'The server announces every change at once.'],
    ['Verbunden', 'Der Server meldet jede Änderung sofort.'],
  ],
  [
    'it makes sure',
    { link: { at: 'probing', denied: [] } },
    'listening',
    ['Listening', 'Belfry is making sure that the connection still stands.'],
    ['Verbunden', 'Belfry vergewissert sich, dass die Verbindung noch steht.'],
  ],
  [
    'some calendars are denied',
    { denied: 2, link: { at: 'listening', denied: ['a', 'b'] } },
    'polling',
    ['Checking every 5 minutes instead', 'The server does not announce 2 calendars to you.'],
    ['Prüft stattdessen alle 5 Minuten', 'Der Server meldet dir 2 Kalender nicht.'],
  ],
  [
    'the heartbeat stays away',
    { deaf: 'heartbeat' },
    'polling',
    [
      'Checking every 5 minutes instead',
      'The connection stands, but nothing is heard of the server’s regular heartbeat. Belfry tries a fresh connection now and then.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'Die Verbindung steht, aber das regelmäßige Lebenszeichen des Servers bleibt aus. Belfry versucht ab und zu eine neue Verbindung.',
    ],
  ],
  [
    'changes were not announced',
    { deaf: 'missed' },
    'polling',
    [
      'Checking every 5 minutes instead',
      'The connection stands, but Belfry found changes that were not announced. It tries a fresh connection now and then.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'Die Verbindung steht, aber Belfry hat Änderungen gefunden, die nicht gemeldet wurden. Es versucht ab und zu eine neue Verbindung.',
    ],
  ],
  [
    'it connects for the first time',
    { link: { at: 'connecting', attempt: 1 } },
    'connecting',
    ['Connecting', 'xmpp.example.org is being connected to.'],
    ['Verbindet', 'xmpp.example.org wird gerade verbunden.'],
  ],
  [
    'it connects again',
    { link: { at: 'connecting', attempt: 4 } },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org is being connected to once more; this is attempt 4 in a row.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org wird noch einmal verbunden; es ist der 4. Versuch in Folge.',
    ],
  ],
  [
    'the server does not answer',
    { link: wait('offline', 3) },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org does not answer. The next attempt is made in 3 minutes.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org antwortet nicht. Der nächste Versuch folgt in 3 Minuten.',
    ],
  ],
  [
    'the server talks nonsense',
    { link: wait('protocol', 0.2) },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org answers in a way Belfry does not understand. The next attempt is made within a minute.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org antwortet auf eine Weise, die Belfry nicht versteht. Der nächste Versuch folgt binnen einer Minute.',
    ],
  ],
  [
    'the server is busy',
    { link: wait('busy', 3) },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org asks to be left alone for a while. The next attempt is made in 3 minutes.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org bittet um eine Pause. Der nächste Versuch folgt in 3 Minuten.',
    ],
  ],
  [
    'the password is refused there',
    { link: { at: 'refused', because: 'unauthorized' } },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org does not accept the password. Belfry tries it again with each look at the calendars, ever more rarely.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org nimmt das Passwort nicht an. Belfry versucht es beim Nachsehen wieder, immer seltener.',
    ],
  ],
  [
    'another program has the connection',
    { link: { at: 'refused', because: 'conflict' } },
    'polling',
    [
      'Checking every 5 minutes instead',
      'xmpp.example.org says that another program uses this very connection. Belfry does not fight over it.',
    ],
    [
      'Prüft stattdessen alle 5 Minuten',
      'xmpp.example.org sagt, dass ein anderes Programm genau diese Verbindung benutzt. Belfry streitet nicht darum.',
    ],
  ],
  [
    'its certificate is unknown',
    { link: { at: 'refused', because: 'untrusted' }, problem: 'untrusted' },
    'sign-in',
    [
      'Needs your attention',
      'A server shows a certificate this computer does not know. Belfry rests until you have looked at it.',
    ],
    [
      'Braucht dich',
      'Ein Server zeigt ein Zertifikat, das dieser Computer nicht kennt. Belfry ruht, bis du es angesehen hast.',
    ],
  ],
  [
    'the link has not begun',
    { link: { at: 'off' } },
    'connecting',
    ['Connecting', 'xmpp.example.org is not connected: the connection sleeps until this computer is awake.'],
    [
      'Verbindet',
      'xmpp.example.org ist nicht verbunden: die Verbindung schläft, bis dieser Computer wach ist.',
    ],
  ],
  [
    'nobody was asked yet',
    { reached: false, pushes: false, link: { at: 'off' } },
    'connecting',
    ['Connecting', 'Belfry is asking the calendar server for the first time.'],
    ['Verbindet', 'Belfry fragt den Kalenderserver zum ersten Mal.'],
  ],
  [
    'the calendar server is out of reach',
    { offlineSince: NOW - 36 * MINUTE },
    'offline',
    [
      'Offline since today 09:12',
      'The calendar server cannot be reached. What you see is the last known state.',
    ],
    [
      'Offline seit heute 09:12',
      'Der Kalenderserver ist nicht erreichbar. Gezeigt wird der letzte bekannte Stand.',
    ],
  ],
  [
    'the calendar password is refused',
    { problem: 'unauthorized' },
    'sign-in',
    [
      'Sign in again',
      'The calendar server does not accept the password any more. Belfry asks nothing of it until you sign in again.',
    ],
    [
      'Neu anmelden',
      'Der Kalenderserver nimmt das Passwort nicht mehr an. Belfry fragt ihn nichts, bis du dich neu anmeldest.',
    ],
  ],
  [
    'it does not run, and waits for the person',
    { needsPerson: true, reached: false, pushes: false, link: { at: 'off' } },
    'sign-in',
    ['Needs your attention', 'This account rests until you have done what Belfry asks you for.'],
    ['Braucht dich', 'Dieses Konto ruht, bis du getan hast, worum Belfry dich bittet.'],
  ],
  [
    'it is only just being started',
    { needsPerson: false, reached: false, pushes: false, link: { at: 'off' } },
    'connecting',
    ['Connecting', 'Belfry is only just starting this account.'],
    ['Verbindet', 'Belfry beginnt gerade erst mit diesem Konto.'],
  ],
];

describe('the state of a connection', () => {
  test.each(states)('%s', (...[, over, name, [title, why], [titel, warum]]) => {
    const facts = { ...well, state: { ...standing, ...over } };
    expect(connectionView(owner, facts, reader)).toMatchObject({ name, title, why });
    expect(connectionView(owner, facts, leser)).toMatchObject({ name, title: titel, why: warum });
  });

  test('without push says whether the server offers none or the person wants none', () => {
    const state = { ...standing, pushes: false, link: { at: 'off' } as const };
    const none = { ...well, state, host: null, connection: null };
    expect(connectionView(owner, { ...none, offered: false }, reader)).toMatchObject({
      name: 'polling',
      title: 'Checking every 5 minutes',
      why: 'This server does not announce changes, so Belfry asks.',
      test: null,
    });
    expect(connectionView(owner, { ...none, offered: true }, leser)).toMatchObject({
      title: 'Prüft alle 5 Minuten',
      why: 'Dieser Server meldet Änderungen, aber du hast Belfry nicht erlaubt, darauf zu hören.',
    });
  });

  test('a host with anything odd in its name disturbs nothing around it', () => {
    const facts = {
      ...well,
      host: 'xmpp\u202e.\nexample',
      connection: null,
      state: { ...standing, link: wait('offline', 3) },
    };
    const { why, facts: rows } = connectionView(owner, facts, reader);
    expect(why).toBe('xmpp. example does not answer. The next attempt is made in 3 minutes.');
    expect(rows[0]?.value).toBe('xmpp. example, not connected');
  });
});
