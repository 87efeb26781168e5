// What the conductor needs from the world. Adapters implement these; tests pass fakes.
import type { Enrolled } from '../../protocol/enrolment.ts';
import type { PushTransport } from '../../protocol/push-properties.ts';
import type { Account, AccountId, Calendar, Self, TrustedCertificate } from './model.ts';
import type { Preferences } from './preferences.ts';
import type { RemoteCalendar, RemoteVersion } from './sync/replica-ports.ts';
import type { RevealTarget, ToastView } from './alerts/toast-view.ts';
import type { View } from './window/view.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One step of finding an account's calendars, told while it happens. */
export interface DiscoveryStep {
  readonly name: 'address' | 'server' | 'principal' | 'home' | 'calendars' | 'push';
  readonly state: 'doing' | 'done' | 'skipped';
  /** A host, a name or a count; never a secret. */
  readonly detail: string;
}

/** A calendar as the server describes it. */
export interface FoundCalendar extends RemoteVersion {
  readonly url: string;
  readonly name: string;
  /** '#rrggbb', or '' when the server gives none. */
  readonly color: string;
  readonly writable: boolean;
  /** Whose it is, when it is another person's who shares or delegates it; '' for one's own. */
  readonly person: string;
  /** Pubsub node, null when the server pushes nothing for it. */
  readonly node: string | null;
}

/** Where devices enrol to hear of changes, as the account's home said. */
export interface EnrolmentPlace {
  readonly url: string;
  /** What proves there who was given this answer, when credentials are good for one request only; null otherwise. */
  readonly ticket: string | null;
}

/** A device asks to hear of changes. */
export interface EnrolmentWish {
  readonly place: EnrolmentPlace;
  /** Random, fixed for this account on this installation. */
  readonly device: string;
  /** URLs of homes and calendars. */
  readonly urls: readonly string[];
}

export interface FoundAccount {
  readonly principalUrl: string;
  /** The account's own homes. They may have moved since they were stored; homes of others are not among them. */
  readonly homeUrls: readonly string[];
  /** What did not answer this time (URLs of homes or the principal): a calendar missing from the list may still be there. */
  readonly unanswered: readonly string[];
  /** Who the account's person is on this server. */
  readonly self: Self;
  /** The server sends and takes invitations by itself (RFC 6638 section 2). */
  readonly schedules: boolean;
  readonly calendars: readonly FoundCalendar[];
  readonly push: PushTransport | null;
  /** Null: whoever listens signs in to the XMPP server as to the calendar server. */
  readonly enrolment: EnrolmentPlace | null;
}

export interface Access {
  readonly credentials: Credentials;
  readonly trusted: readonly TrustedCertificate[];
}

/** The calendar server. */
export interface CalDav {
  /**
   * Where an e-mail address, host name or URL leads (RFC 6764), found out without sending the password. `domain` is
   * the domain the person named, null when they named the host itself (and were not sent on to another site).
   * Throws BelfryError: offline (host-not-found, refused), untrusted, protocol (bad-address, clear-text).
   */
  locate(
    address: string,
    access: Access,
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly domain: string | null }>;
  /**
   * Principal, homes and calendars, starting from a located URL.
   * Throws BelfryError: offline, untrusted, unauthorized, protocol (not-caldav, no-calendars).
   */
  discover(
    url: string,
    access: Access,
    onStep: (step: DiscoveryStep) => void,
    signal: AbortSignal,
  ): Promise<FoundAccount>;
  /**
   * One PROPFIND of each home, one's own and those of people who delegate theirs: what there is and how far it has
   * moved. Whose homes one may look into is asked at the first look, once a day, and when a home is gone. A home that
   * fails hides no other; when all of them fail, or the password is refused, throws BelfryError.
   */
  survey(account: Account, access: Access, signal: AbortSignal): Promise<FoundAccount>;
  remote(calendar: Calendar, access: Access): RemoteCalendar;
  /**
   * Asks the notifier for one ping of the account's own home node. 'unsupported': nothing there answers to that.
   * Throws BelfryError like survey.
   */
  testPing(account: Account, access: Access, signal: AbortSignal): Promise<'sent' | 'unsupported'>;
  /**
   * Asks for an account on the XMPP server that hears of these; `nodes` of what it is given are by URL. Throws BelfryError;
   * that the notifier has no time says nothing about the calendar server.
   */
  enrol(
    account: Pick<Account, 'id'> | null,
    wish: EnrolmentWish,
    access: Access,
    signal: AbortSignal,
  ): Promise<Enrolled>;
  /** The device listens no more. Throws BelfryError. */
  leave(
    account: Pick<Account, 'id'>,
    wish: EnrolmentWish,
    access: Access,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * The machine woke, or the network is another: connections may be dead without saying so. What has no answer yet is asked
   * again, over new ones.
   */
  renew(): void;
  /** How many requests were sent since start; the status page and the quiet-minute test read it. */
  readonly requestCount: number;
  close(): Promise<void>;
}

/** Accounts, calendars and switches: small, in one file, written at once. */
export interface Settings {
  accounts(): readonly Account[];
  calendars(): readonly Calendar[];
  saveAccount(account: Account, calendars: readonly Calendar[]): void;
  saveCalendar(calendar: Calendar): void;
  removeAccount(id: AccountId): void;
  preferences(): Preferences;
  savePreferences(preferences: Preferences): void;
  /** Epoch ms at which this computer last kept watch over the calendars; null: nobody knows. */
  awakeAt(): number | null;
  saveAwakeAt(at: number): void;
}

/** How a secret can be kept on this computer. */
export type VaultState = 'ready' | 'locked' | 'absent';

/** Where passwords are kept. Nothing here ever blocks: a locked keyring is an answer, not a wait. */
export interface Vault {
  state(): Promise<VaultState>;
  /** Asks the keyring to unlock; the desktop shows its own dialog. Resolves with the state after it. */
  unlock(): Promise<VaultState>;
  /** `weak` is used only when the person accepted storage without a keyring. */
  save(account: AccountId, password: string, how: 'keyring' | 'memory' | 'weak'): Promise<void>;
  /** null: none is known (or it can no longer be read): ask for it. Throws BelfryError 'storage' (locked). */
  load(account: AccountId): Promise<string | null>;
  forget(account: AccountId): Promise<void>;
}

/** Everything a person sees. */
export interface Display {
  /** The whole window, each time. */
  show(view: View): void;
  /**
   * A desktop notification, and the card in the open window. One with the id of another replaces it. Throws BelfryError
   * when nothing showed it.
   */
  toast(toast: ToastView): Promise<void>;
  closeToast(id: string): void;
  /** Brings the window up, at an occurrence or a change. */
  reveal(target: RevealTarget): void;
  /** Opens an address with the desktop's own program; false when it may not be opened. */
  openLink(url: string): Promise<boolean>;
}

/** What the desktop says about the person's attention. */
export interface AttentionState {
  /** The system's do-not-disturb is on. */
  readonly doNotDisturb: boolean;
  readonly locked: boolean;
}

export interface Attention {
  /** Never throws: a desktop that says nothing disturbs nobody. */
  state(): Promise<AttentionState>;
  /** Runs when it may have changed; returns its remover. */
  onChange(run: () => void): () => void;
}

/** Scope and facts, no prose, no content. */
export interface Log {
  info(scope: string, facts: Readonly<Record<string, unknown>>): void;
  warn(scope: string, facts: Readonly<Record<string, unknown>>): void;
  error(scope: string, error: unknown, facts?: Readonly<Record<string, unknown>>): void;
}

/** The clock, timers and chance, so that every decision about time can be tested. */
export interface Clock {
  now(): number;
  /** IANA name of the zone the person lives in right now. */
  zone(): string;
  random(): number;
  /** Runs `run` once after `ms`; returns its canceller. */
  after(ms: number, run: () => void): () => void;
}
