// An account's connection in its best state, for tests that are about one thing of it.
import type { ConnectionFacts } from '../../main/core/window/connection-view.ts';
import type { AccountState } from '../../main/core/window/status.ts';

export const MINUTE = 60_000;
/** Tuesday 24 November 2026, 09:48 in Prague. */
export const NOW = Date.UTC(2026, 10, 24, 8, 48);
/** An English and a German reader there. */
export const reader = { now: NOW, zone: 'Europe/Prague', locale: 'en-GB', language: 'en' } as const;
export const leser = { ...reader, locale: 'de-DE', language: 'de' } as const;
export const owner = { id: 'a1', label: 'ema@example.org' };

/** Reached, and listening. */
export const standing: AccountState = {
  reached: true,
  link: { at: 'listening', denied: [] },
  pushes: true,
  problem: null,
  offlineSince: null,
  denied: 0,
  deaf: null,
};
/** Connected since 07:10, pinged two minutes ago. */
export const well: ConnectionFacts = {
  state: standing,
  connection: {
    since: NOW - 158 * MINUTE,
    server: 'xmpp.example.org:5222',
    tls: 'TLSv1.3',
    direct: true,
    mechanism: 'SCRAM-SHA-256',
    resumable: true,
  },
  host: 'xmpp.example.org',
  offered: true,
  lacksEnrolment: false,
  lastPing: NOW - 2 * MINUTE,
  lastHeartbeat: NOW - 8 * MINUTE,
  heartbeatMinutes: 10,
  lastDelay: 180,
  lastChange: { at: NOW - 2 * MINUTE, seenAfter: 240 },
  test: { at: 'idle' },
  manual: null,
  manualProblem: null,
};
