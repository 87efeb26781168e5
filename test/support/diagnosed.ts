// One account as the diagnostics find it, with everything in it that names somebody.
import type { ConnectionFacts } from '../../main/core/window/connection-view.ts';
import type { DiagnosticsFacts } from '../../main/core/window/diagnostics.ts';
import { aCalendar, anAccount } from './model-facts.ts';

export const NOW = Date.parse('2026-11-24T08:48:00Z');
export const MOMENT = '2026-11-24T08:48:00.000Z';

export const connection: ConnectionFacts = {
  state: {
    reached: true,
    link: { at: 'waiting', attempt: 3, until: NOW + 1_000, because: 'offline' },
    pushes: true,
    problem: null,
    offlineSince: null,
    denied: 0,
    deaf: null,
  },
  connection: {
    since: NOW - 1_000,
    server: 'xmpp.example.org:5223',
    tls: 'TLSv1.3',
    direct: true,
    mechanism: 'SCRAM-SHA-256',
    resumable: true,
  },
  host: 'xmpp.example.org',
  offered: true,
  lacksEnrolment: false,
  lastPing: NOW,
  lastHeartbeat: null,
  heartbeatMinutes: 10,
  lastDelay: 180,
  lastChange: { at: NOW, seenAfter: null },
  test: { at: 'failed', because: 'silent' },
  manual: null,
  manualProblem: null,
};
export const account = anAccount({
  id: 'a1',
  label: 'ema@example.org',
  username: 'ema',
  principalUrl: 'https://cal.example.org/ema/',
  homeUrls: ['https://cal.example.org/ema/calendars/'],
});
const calendar = aCalendar({
  id: 'a1:77',
  accountId: 'a1',
  url: 'https://cal.example.org/ema/calendars/work/',
});
export const health = { pulledAt: NOW, auditAt: null, objects: 1_240, badObjects: 2 };
export const surroundings = {
  belfry: '0.2.0',
  electron: '33.0.0',
  node: '24.1.0',
  platform: 'linux',
  release: '6.8.0',
  arch: 'x64',
};
export const facts: DiagnosticsFacts = {
  now: NOW,
  surroundings,
  accounts: [{ account, connection, calendars: [{ calendar, health, sync: 'token' }] }],
  log: [],
};
