// How each account is, and how the whole is: what the tray shows and the window says in one or two words.
import type { ErrorKind } from './errors.ts';
import type { Link } from './link.ts';
import { clock } from './time-wording.ts';
import type { StatusName, StatusView } from './view.ts';

/** What is known of one account right now. */
export interface AccountState {
  /** The calendar server answered at least once since start. */
  readonly reached: boolean;
  readonly link: Link;
  /** The server offers push and the person allowed it. */
  readonly pushes: boolean;
  /** Kind of the failure the last look at the calendar server ended with; null when it went well. */
  readonly problem: ErrorKind | null;
  /** Epoch ms since when the calendar server cannot be reached; null while it can. */
  readonly offlineSince: number | null;
  /** Nodes the XMPP service refuses although the calendars can be read. */
  readonly denied: number;
  /** It does not run, and only the person can change that. */
  readonly needsPerson?: boolean;
}

/** The state of an account that does not run: it waits for the person, or is only just being started. */
export function dormant(needsPerson: boolean): AccountState {
  const nothing = { reached: false, pushes: false, problem: null, offlineSince: null, denied: 0 };
  return { ...nothing, link: { at: 'off' }, needsPerson };
}

/** From worst to best: one account that needs the person outranks everything. */
const ORDER: readonly StatusName[] = ['sign-in', 'offline', 'connecting', 'polling', 'listening'];

/** The name of the state of one account. */
export function accountStatus(account: AccountState): StatusName {
  if (account.needsPerson || account.problem === 'unauthorized' || account.problem === 'untrusted')
    return 'sign-in';
  if (account.offlineSince !== null) return 'offline';
  if (!account.reached) return 'connecting';
  if (!account.pushes) return 'polling';
  switch (account.link.at) {
    case 'listening':
    case 'probing':
      return account.denied > 0 ? 'polling' : 'listening';
    case 'connecting':
      return account.link.attempt === 1 ? 'connecting' : 'polling';
    case 'refused':
      return account.link.because === 'untrusted' ? 'sign-in' : 'polling';
    case 'off':
      return 'connecting';
    case 'waiting':
      return 'polling';
  }
}

/** The state of all accounts together: the worst of them. */
export function overallStatus(accounts: readonly AccountState[]): StatusName {
  const names = accounts.map(accountStatus);
  return ORDER.find((name) => names.includes(name)) ?? 'signed-out';
}

export interface StatusFacts {
  readonly accounts: readonly AccountState[];
  /** Calendars shown. */
  readonly calendars: number;
  /** Milliseconds from the last ping to its committed pull; null before the first. */
  readonly lastDelay: number | null;
  readonly zone: string;
  readonly locale: string;
}

/** The status line: a name for the shape, a word or two, and why. */
export function statusView(facts: StatusFacts): StatusView {
  const name = overallStatus(facts.accounts);
  return {
    name,
    label: labelOf(name, facts),
    detail: detailOf(name, facts.accounts),
    footer: footerOf(facts),
  };
}

function labelOf(name: StatusName, { accounts, zone, locale }: StatusFacts): string {
  switch (name) {
    case 'listening':
      return 'Listening';
    case 'polling':
      return 'Checking every 5 min';
    case 'connecting':
      return 'Connecting';
    case 'offline': {
      const since = Math.min(...accounts.map((a) => a.offlineSince ?? Infinity));
      return Number.isFinite(since)
        ? `Offline since ${clock(since, { now: since, zone, locale })}`
        : 'Offline';
    }
    case 'sign-in':
      return accounts.some((a) => a.problem === 'unauthorized') ? 'Sign in again' : 'Needs your attention';
    case 'signed-out':
      return 'Not signed in';
  }
}

function detailOf(name: StatusName, accounts: readonly AccountState[]): string {
  if (name === 'listening') return 'The server announces every change at once.';
  if (name === 'polling') return whyPolling(accounts);
  if (name === 'offline')
    return 'The calendar server cannot be reached. What you see is the last known state.';
  return '';
}

function whyPolling(accounts: readonly AccountState[]): string {
  const links = accounts.filter((a) => a.pushes).map((a) => a.link);
  if (links.length === 0) return 'This server does not announce changes, or you did not allow it.';
  if (accounts.some((a) => a.denied > 0))
    return 'The server does not announce changes of some calendars to you.';
  if (links.some((l) => l.at === 'refused' && l.because === 'unauthorized')) {
    return 'Instant push does not accept the password right now.';
  }
  if (links.some((l) => l.at === 'refused' && l.because === 'conflict')) {
    return 'Another program uses the same push connection.';
  }
  return 'Instant push does not answer right now; Belfry keeps trying.';
}

function footerOf({ calendars, lastDelay }: StatusFacts): string {
  const count = calendars === 1 ? '1 calendar' : `${calendars} calendars`;
  if (lastDelay === null) return count;
  return `${count} · last change arrived in ${delayText(lastDelay)}`;
}

function delayText(ms: number): string {
  if (ms < 100) return 'under 0.1 s';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
