// States of the page about the connection. The same Tuesday in Prague as in views.ts.
import type { ConnectionView } from '../../main/core/window/connection-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { listeningConnection, lively, longTitle, longWord, polling } from './views.ts';

/** The server does not push, so nothing can be tested. */
export const notOffered: View = {
  ...polling,
  connections: [
    {
      ...listeningConnection,
      name: 'polling',
      title: 'Checking every 5 minutes',
      why: 'This server does not announce changes, so Belfry asks.',
      facts: [{ name: 'Last change', value: '12 minutes ago (09:36); found by looking' }],
      test: null,
    },
  ],
};

/** The session stands, but the heartbeat does not come; two accounts. */
export const deaf: View = {
  ...lively,
  status: {
    ...polling.status,
    detail: 'The server’s regular heartbeat does not arrive.',
  },
  connections: [
    {
      ...listeningConnection,
      name: 'polling',
      title: 'Checking every 5 minutes instead',
      why: 'The connection stands, but nothing is heard of the server’s regular heartbeat. Belfry tries a fresh connection now and then.',
      test: {
        state: 'failed',
        text: 'The calendar server sent a test ping, but it never arrived. Something between its notifier, the XMPP server and this computer loses it.',
      },
    },
    {
      ...listeningConnection,
      accountId: 'a2',
      label: 'ema@work.example',
      test: { state: 'running', text: 'A test ping is on its way…' },
    },
  ],
};

/** Somewhere to listen was entered by hand. */
export const byHand: View = {
  ...lively,
  connections: [
    {
      ...listeningConnection,
      test: { state: 'idle', text: '' },
      manual: {
        server: 'xmpp.example.net:5223',
        jid: 'ema@example.net',
        service: 'pubsub.example.net',
        node: '/calendars/ema',
      },
    },
  ],
};

/** What was entered is refused: its password is wrong. */
export const byHandRefused: View = {
  ...byHand,
  connections: byHand.connections.map((connection) => ({
    ...connection,
    manualTry: {
      state: 'refused' as const,
      field: 'password' as const,
      text: 'The XMPP server does not accept this address and password.',
    },
  })),
};

/** As the German words of the page are. */
export const germanConnections: readonly ConnectionView[] = [
  {
    ...listeningConnection,
    title: 'Verbunden',
    why: 'Der Server meldet jede Änderung sofort.',
    facts: [
      { name: 'Server', value: 'xmpp.example.org:5222, verschlüsselt (TLS 1.3)' },
      { name: 'Verbunden seit', value: 'heute 07:10' },
      { name: 'Letzte Meldung', value: 'vor 2 Minuten (09:46)' },
      { name: 'Letztes Lebenszeichen', value: 'vor 8 Minuten (09:40); alle 10 Minuten ist eines fällig' },
      {
        name: 'Letzte Änderung',
        value: 'vor 2 Minuten (09:46); sie war 0,2 s nach der Meldung des Servers hier',
      },
      { name: 'Nicht gemeldet', value: '2 Kalender; Belfry sieht alle 5 Minuten danach' },
    ],
    test: { state: 'passed', text: 'Die Testmeldung brauchte 0,2 s: der ganze Weg funktioniert.' },
  },
];

/** Trying again, in German. */
export const connectingGerman: View = {
  ...lively,
  language: 'de',
  locale: 'de-DE',
  status: {
    name: 'polling',
    label: 'Prüft alle 5 min',
    detail: 'Die Sofortmeldung antwortet gerade nicht; Belfry versucht es weiter.',
    footer: '4 Kalender',
  },
  connections: germanConnections.map((connection) => ({
    ...connection,
    name: 'polling' as const,
    title: 'Prüft stattdessen alle 5 Minuten',
    why: 'xmpp.example.org antwortet nicht. Der nächste Versuch folgt in 3 Minuten.',
    test: {
      state: 'failed' as const,
      text: 'Der Test braucht eine Verbindung, die steht, und gerade gibt es keine.',
    },
  })),
};

/** Long words in every place of it. */
export const awkwardConnections: View = {
  ...lively,
  connections: [
    {
      ...listeningConnection,
      label: `ema.${longWord.toLowerCase()}@example.org`,
      title: longTitle,
      why: `${longWord} ${longTitle}`,
      facts: [
        {
          name: 'Server',
          value: `${'xmpp-very-long-name-of-a-host.'.repeat(7)}example.org:5222, encrypted (TLS 1.3)`,
        },
        { name: longWord, value: longWord },
      ],
      test: { state: 'failed', text: `${longWord} ${longTitle}` },
      manual: {
        server: `${'xmpp-very-long-name-of-a-host.'.repeat(7)}example.org`,
        jid: `${longWord}@${longWord}.example`,
        service: `${longWord}.example`,
        node: longWord.repeat(5),
      },
      manualTry: { state: 'refused', field: 'form', text: `${longTitle} ${longWord}` },
    },
  ],
};
