// The facts of the connections as a text that can be posted publicly: no title, name, address, path or secret is in it.
import type { Account, Calendar, SyncState } from '../model.ts';
import type { ReplicaHealth } from '../sync/store-port.ts';
import type { ConnectionFacts, PushTest } from './connection-view.ts';
import type { LinkConnection } from '../sync/link-ports.ts';
import type { Link } from '../sync/link.ts';
import { maskedLog } from './masked-log.ts';
import { portOf, pseudonyms, type Pseudonyms } from './pseudonyms.ts';
import { accountStatus } from './status.ts';

/** Lines of the log that are kept. */
const LOG_LINES = 300;

/** What the program runs on; versions and names of systems, nothing of the person's. */
export interface Surroundings {
  readonly belfry: string;
  readonly electron: string;
  readonly node: string;
  /** 'linux', 'win32', 'darwin', its release and processor. */
  readonly platform: string;
  readonly release: string;
  readonly arch: string;
}

export interface DiagnosedAccount {
  readonly account: Account;
  readonly connection: ConnectionFacts;
  readonly calendars: readonly DiagnosedCalendar[];
}

export interface DiagnosedCalendar {
  readonly calendar: Calendar;
  readonly health: ReplicaHealth;
  readonly sync: SyncState['at'];
}

export interface DiagnosticsFacts {
  /** Epoch ms. */
  readonly now: number;
  readonly surroundings: Surroundings;
  readonly accounts: readonly DiagnosedAccount[];
  /** The log as it was written, oldest line first. */
  readonly log: readonly string[];
}

/** All of it as indented JSON, ending with a line end. */
export function diagnosticsText({ now, surroundings, accounts, log }: DiagnosticsFacts): string {
  const names = pseudonyms(
    accounts.map(({ calendars, ...one }) => ({ ...one, calendars: calendars.map((c) => c.calendar) })),
  );
  const text = {
    made: moment(now),
    ...surroundings,
    accounts: accounts.map((one) => accountFacts(one, names)),
    log: maskedLog(log, names, LOG_LINES),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function accountFacts(
  { account, connection: facts, calendars }: DiagnosedAccount,
  names: Pseudonyms,
): object {
  const { state } = facts;
  return {
    account: names.of(account.id),
    calendarServers: [...new Set(account.homeUrls.map((url) => names.server(hostIn(url))))],
    status: accountStatus(state),
    problem: state.problem,
    offlineSince: moment(state.offlineSince),
    push: { consent: account.pushConsent, offered: facts.offered, used: state.pushes, deaf: state.deaf },
    link: linkFacts(state.link),
    server: facts.host === null ? null : { name: names.server(facts.host), port: portOf(facts.host) },
    connection: facts.connection && connectionFacts(facts.connection, names),
    heard: {
      lastPing: moment(facts.lastPing),
      lastHeartbeat: moment(facts.lastHeartbeat),
      heartbeatMinutes: facts.heartbeatMinutes,
      lastDelay: facts.lastDelay,
      lastChange: facts.lastChange && { ...facts.lastChange, at: moment(facts.lastChange.at) },
    },
    test: testFacts(facts.test),
    byHand: facts.manual !== null,
    byHandProblem: facts.manualProblem,
    certificatesAccepted: account.trusted.length,
    calendars: calendars.map((one) => calendarFacts(one, names)),
  };
}

function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

function linkFacts(link: Link): object {
  switch (link.at) {
    case 'off':
      return { at: link.at };
    case 'connecting':
      return { at: link.at, attempt: link.attempt };
    case 'listening':
    case 'probing':
      return { at: link.at, denied: link.denied.length };
    case 'waiting':
      return { at: link.at, attempt: link.attempt, until: moment(link.until), because: link.because };
    case 'refused':
      return { at: link.at, because: link.because };
  }
}

function connectionFacts(connection: LinkConnection, names: Pseudonyms): object {
  const { since, server, tls, direct, mechanism, resumable } = connection;
  return {
    since: moment(since),
    server: names.server(server),
    port: portOf(server),
    // Both are said by the server: a word of the specifications, or nothing.
    tls: /^TLSv\d(?:\.\d)?$/.test(tls) ? tls : '***',
    direct,
    mechanism: /^(?:SCRAM-SHA-\d{1,3}(?:-PLUS)?|PLAIN|EXTERNAL)$/.test(mechanism) ? mechanism : '***',
    resumable,
  };
}

function testFacts(test: PushTest): object {
  switch (test.at) {
    case 'idle':
    case 'running':
      return { at: test.at };
    case 'passed':
      return { at: test.at, took: test.took };
    case 'failed':
      return { at: test.at, because: test.because };
  }
}

function calendarFacts({ calendar, health, sync }: DiagnosedCalendar, names: Pseudonyms): object {
  return {
    calendar: names.of(calendar.id),
    server: names.server(hostIn(calendar.url)),
    shown: calendar.shown,
    alerts: calendar.alerts,
    reminds: calendar.reminds,
    writable: calendar.writable,
    shared: calendar.person !== '',
    missing: calendar.missing ?? false,
    sync,
    objects: health.objects,
    badObjects: health.badObjects,
    pulledAt: moment(health.pulledAt),
    auditAt: moment(health.auditAt),
  };
}

function moment(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
