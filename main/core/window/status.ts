// How each account is, and how the whole is: what the tray shows and the window says in one or two words.
import type { ErrorKind } from '../errors.ts';
import type { Deafness } from '../sync/hearing.ts';
import type { Link } from '../sync/link.ts';
import { say, type MessageId } from '../messages/index.ts';
import { clock, spokenLocale, type Reader } from '../time/time-wording.ts';
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
  /** Why push is not believed although the session stands; null: it is. */
  readonly deaf: Deafness | null;
  /** It does not run, and only the person can change that. */
  readonly needsPerson?: boolean;
}

/** The state of an account that does not run: it waits for the person, or is only just being started. */
export function dormant(needsPerson: boolean): AccountState {
  const nothing = { reached: false, pushes: false, problem: null, offlineSince: null, denied: 0, deaf: null };
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
      return account.denied > 0 || account.deaf ? 'polling' : 'listening';
    case 'connecting':
      return account.link.attempt === 1 && !account.deaf ? 'connecting' : 'polling';
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

export interface StatusFacts extends Omit<Reader, 'now'> {
  readonly accounts: readonly AccountState[];
  /** Calendars shown. */
  readonly calendars: number;
  /** Milliseconds from the last ping to its committed pull; null before the first. */
  readonly lastDelay: number | null;
}

/** The status line: a name for the shape, a word or two, and why. */
export function statusView(facts: StatusFacts): StatusView {
  const name = overallStatus(facts.accounts);
  return {
    name,
    label: labelOf(name, facts),
    detail: detailOf(name, facts),
    footer: footerOf(facts),
  };
}

function labelOf(name: StatusName, facts: StatusFacts): string {
  const { accounts } = facts;
  switch (name) {
    case 'listening':
      return say(facts, 'status.listening');
    case 'polling':
      return say(facts, 'status.polling');
    case 'connecting':
      return say(facts, 'status.connecting');
    case 'offline': {
      const since = Math.min(...accounts.map((a) => a.offlineSince ?? Infinity));
      if (!Number.isFinite(since)) return say(facts, 'status.offline');
      return say(facts, 'status.offlineSince', { time: clock(since, { ...facts, now: since }) });
    }
    case 'sign-in':
      return accounts.some((a) => a.problem === 'unauthorized')
        ? say(facts, 'status.signInAgain')
        : say(facts, 'status.needsYou');
    case 'signed-out':
      return say(facts, 'status.signedOut');
  }
}

function detailOf(name: StatusName, facts: StatusFacts): string {
  if (name === 'listening') return say(facts, 'status.whyListening');
  if (name === 'polling') return say(facts, whyPolling(facts.accounts));
  return name === 'offline' ? say(facts, 'status.whyOffline') : '';
}

function whyPolling(accounts: readonly AccountState[]): MessageId {
  const links = accounts.filter((a) => a.pushes).map((a) => a.link);
  if (links.length === 0) return 'status.noPush';
  if (accounts.some((a) => a.denied > 0)) return 'status.denied';
  if (links.some((l) => l.at === 'refused' && l.because === 'unauthorized')) {
    return 'status.pushPassword';
  }
  if (links.some((l) => l.at === 'refused' && l.because === 'conflict')) {
    return 'status.pushConflict';
  }
  const deaf = accounts.find((a) => a.deaf)?.deaf;
  if (deaf) return deaf === 'heartbeat' ? 'status.deafHeartbeat' : 'status.deafMissed';
  return 'status.pushSilent';
}

function footerOf(facts: StatusFacts): string {
  const calendars = say(facts, 'status.calendars', { n: facts.calendars });
  if (facts.lastDelay === null) return calendars;
  return say(facts, 'status.delay', { calendars, delay: delayText(facts.lastDelay, facts) });
}

/** A delay in ms as '0.2 s', 'under 0.1 s'. */
export function delayText(ms: number, reader: Omit<Reader, 'now'>): string {
  if (ms < 100) return say(reader, 'status.underTenth');
  const digits = ms < 10_000 ? 1 : 0;
  const format = new Intl.NumberFormat(spokenLocale(reader), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return say(reader, 'status.seconds', { seconds: format.format(ms / 1000) });
}
