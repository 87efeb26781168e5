// What the conductor needs from the world. Adapters implement these; tests pass fakes.
import type { PushTransport } from '../../protocol/push-properties.ts';
import type {
  Account,
  AccountId,
  Calendar,
  CalendarId,
  CalendarObject,
  Change,
  Delta,
  Occurrence,
  RecordedChange,
  ReplicaHealth,
  SyncState,
  TrustedCertificate,
} from './model.ts';
import type { ToastView, View } from './view.ts';

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
export interface FoundCalendar {
  readonly url: string;
  readonly name: string;
  /** '#rrggbb', or '' when the server gives none. */
  readonly color: string;
  readonly writable: boolean;
  readonly supportsSync: boolean;
  /** Versions to compare with the replica's; null when the server gives none. */
  readonly token: string | null;
  readonly ctag: string | null;
  /** Pubsub node, null when the server pushes nothing for it. */
  readonly node: string | null;
}

export interface FoundAccount {
  readonly principalUrl: string;
  readonly homeUrls: readonly string[];
  readonly calendars: readonly FoundCalendar[];
  readonly push: PushTransport | null;
}

/** One answer to "what changed since". */
export type SyncPage =
  | {
      readonly kind: 'page';
      readonly changed: readonly { readonly href: string; readonly etag: string }[];
      readonly removed: readonly string[];
      readonly token: string;
      /** RFC 6578 section 3.6: the server cut the answer short (507); ask again with `token`. */
      readonly more: boolean;
    }
  /** The token means nothing to the server any more: list everything. */
  | { readonly kind: 'expired' }
  /** The server has no sync-collection for this calendar. */
  | { readonly kind: 'unsupported' };

/** One calendar on the server, as a pull needs it. Every method throws BelfryError. */
export interface RemoteCalendar {
  /** RFC 6578 sync-collection, ETags only; `token` null for the first listing. */
  changesSince(token: string | null, signal: AbortSignal): Promise<SyncPage>;
  /** Every object with its ETag, for servers without sync-collection, and the ctag it corresponds to. */
  list(signal: AbortSignal): Promise<{
    readonly objects: readonly { readonly href: string; readonly etag: string }[];
    readonly ctag: string;
  }>;
  /** Bodies by calendar-multiget; hrefs the server no longer has are left out. */
  fetch(hrefs: readonly string[], signal: AbortSignal): Promise<readonly CalendarObject[]>;
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
  /** One PROPFIND of each home: what there is and how far it has moved. */
  survey(account: Account, access: Access, signal: AbortSignal): Promise<FoundAccount>;
  remote(calendar: Calendar, access: Access): RemoteCalendar;
  /** How many requests were sent since start; the status page and the quiet-minute test read it. */
  readonly requestCount: number;
  close(): Promise<void>;
}

/** Replicas, occurrences and the inbox. One transaction per method. Throws BelfryError 'storage'. */
export interface Store {
  syncState(calendar: CalendarId): Promise<SyncState>;
  /** href -> ETag of those of `hrefs` that the replica holds; without `hrefs`, of everything in it. */
  etags(calendar: CalendarId, hrefs?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  objects(calendar: CalendarId, hrefs: readonly string[]): Promise<ReadonlyMap<string, CalendarObject>>;
  /** Objects, token, occurrences and changes together or not at all. */
  commit(commit: Commit): Promise<void>;
  /** Occurrences overlapping [from, to), of these calendars, by start. */
  occurrences(calendars: readonly CalendarId[], from: number, to: number): Promise<readonly Occurrence[]>;
  /** Replaces the occurrences of objects whose indexed window ends before `until`; see Commit.indexedUntil. */
  staleIndex(until: number, limit: number): Promise<readonly StoredObject[]>;
  reindex(entries: readonly IndexEntry[]): Promise<void>;
  /** Newest first. */
  changes(limit: number): Promise<readonly RecordedChange[]>;
  untold(): Promise<readonly RecordedChange[]>;
  markTold(ids: readonly string[]): Promise<void>;
  /** null: all of them. */
  markRead(ids: readonly string[] | null): Promise<void>;
  health(calendar: CalendarId): Promise<ReplicaHealth>;
  forget(calendar: CalendarId): Promise<void>;
  close(): Promise<void>;
}

export interface StoredObject extends CalendarObject {
  readonly calendarId: CalendarId;
}

/** What the index keeps of one object. */
export interface IndexEntry {
  readonly calendarId: CalendarId;
  readonly href: string;
  readonly uid: string;
  readonly occurrences: readonly Occurrence[];
  /** Epoch ms up to which `occurrences` is complete; Infinity when there will never be more. */
  readonly indexedUntil: number;
  /** The object could not be understood; it is kept and counted. */
  readonly bad: boolean;
}

export interface Commit {
  readonly calendarId: CalendarId;
  readonly delta: Delta;
  /** One per upsert, same order. */
  readonly index: readonly IndexEntry[];
  readonly changes: readonly Change[];
  /** Changes nobody needs to be told of: first pull, past events, calendars without alerts. */
  readonly silent: boolean;
  readonly at: number;
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
}

export interface Preferences {
  readonly startAtLogin: boolean;
  /** The question about starting at login was put once. */
  readonly askedStartAtLogin: boolean;
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
  /** A desktop notification, and the card in the open window. Throws BelfryError when the desktop refused it. */
  toast(toast: ToastView): Promise<void>;
  closeToast(id: string): void;
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
