// The whole world of the conductor, without a network, a disk or a desktop; everything in it does what a test says.
import type { Enrolled } from '../../protocol/enrolment.ts';
import type { PushTransport } from '../../protocol/push-properties.ts';
import type { World } from '../../main/conductor/context.ts';
import { BelfryError } from '../../main/core/errors.ts';
import type {
  LinkConnection,
  MakePingSource,
  PingSource,
  PingSourceEvents,
  PushAddress,
} from '../../main/core/sync/link-ports.ts';
import type { Link } from '../../main/core/sync/link.ts';
import type { Account, AccountId, Calendar, Self } from '../../main/core/model.ts';
import type {
  Access,
  Attention,
  AttentionState,
  CalDav,
  Display,
  EnrolmentPlace,
  EnrolmentWish,
  FoundAccount,
  FoundCalendar,
  Settings,
  Vault,
  VaultState,
} from '../../main/core/ports.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../main/core/preferences.ts';
import type { RevealTarget, ToastView } from '../../main/core/alerts/toast-view.ts';
import type { View } from '../../main/core/window/view.ts';
import { FakeCalendar } from './fake-calendar.ts';
import { FakeClock } from './fake-clock.ts';
import type { Moment } from './fake-remote.ts';
import { QuietLog } from './quiet-log.ts';
import { StoreInMemory } from './store-in-memory.ts';

export const HOME = 'https://cal.example.org/alice/';

export const ALICE_SELF: Self = {
  addresses: ['alice@example.org'],
  principals: ['/alice/'],
  username: 'alice',
  name: 'Alice',
};

/** A calendar server with one account; each calendar has a node of its own. */
export class FakeCalDav implements CalDav {
  readonly calendars = new Map<string, FakeCalendar>();
  /** Every call: 'locate', 'discover', 'survey', and the pulls as 'NAME changesSince ...'. */
  readonly calls: string[] = [];
  push: PushTransport | null = null;
  enrolment: EnrolmentPlace | null = null;
  /** What enrolling ends with; null: it works. */
  enrolFailure: BelfryError | null = null;
  /** Every wish to enrol, oldest first. */
  readonly wishes: EnrolmentWish[] = [];
  /** Who the account's person is here, and whether the server sends invitations by itself. */
  self: Self = ALICE_SELF;
  schedules = false;
  located: { url: string; domain: string | null } = { url: HOME, domain: null };
  /** Run before an answer is given; may throw or wait. */
  before: (call: string, access: Access) => void | Promise<void> = () => {};
  /** Run between the parts of a calendar's answer, and after it. */
  meanwhile: (call: string, moment: Moment) => void | Promise<void> = () => {};
  /** What the server says of a calendar beside its position. */
  readonly facts = new Map<string, Partial<FoundCalendar>>();
  /** Homes that do not answer. */
  unanswered: readonly string[] = [];
  /** Where the account lives; another one answers as gone. */
  home = HOME;
  /** How it answers to being asked for a test ping. */
  testPings: 'sent' | 'unsupported' = 'sent';
  /** How often its connections were to be made anew. */
  renewals = 0;
  closed = false;

  constructor(...names: readonly string[]) {
    for (const name of names) this.calendars.set(name, new FakeCalendar());
  }

  calendar(name: string): FakeCalendar {
    const calendar = this.calendars.get(name);
    if (!calendar) throw new Error(`no calendar ${name}`);
    return calendar;
  }

  renew(): void {
    this.renewals += 1;
  }

  get requestCount(): number {
    return this.calls.length;
  }

  async locate(_address: string, access: Access, signal: AbortSignal) {
    await this.#called('locate', access, signal);
    return this.located;
  }

  async discover(
    _url: string,
    access: Access,
    onStep: Parameters<CalDav['discover']>[2],
    signal: AbortSignal,
  ) {
    await this.#called('discover', access, signal);
    onStep({ name: 'principal', state: 'done', detail: 'Alice' });
    const found = this.#found();
    onStep({ name: 'calendars', state: 'done', detail: String(found.calendars.length) });
    return found;
  }

  async survey(account: Account, access: Access, signal: AbortSignal) {
    await this.#called('survey', access, signal);
    if (!account.homeUrls.includes(this.home)) throw new BelfryError('gone', { reason: 'http-404' });
    return this.#found();
  }

  remote(calendar: Calendar, access: Access) {
    const name = new URL(calendar.url).pathname.split('/').at(-2) ?? '';
    const fake = this.calendar(name);
    fake.at = async (moment, call) => {
      if (moment === 'before') this.calls.push(`${name} ${fake.calls.at(-1) ?? call}`);
      if (moment === 'before') await this.before(`${name} ${call}`, access);
      else await this.meanwhile(`${name} ${call}`, moment);
    };
    return fake.remote;
  }

  async testPing(_account: Account, access: Access, signal: AbortSignal): Promise<'sent' | 'unsupported'> {
    await this.#called('test-ping', access, signal);
    return this.testPings;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #found(): FoundAccount {
    const calendars = [...this.calendars].map(([name, fake]): FoundCalendar => ({
      url: `${this.home}${name}/`,
      name,
      color: '#336699',
      writable: true,
      person: '',
      ...fake.version,
      node: this.push && `bf1-${name}`,
      ...this.facts.get(name),
    }));
    const { home, unanswered, self, schedules, push, enrolment } = this;
    return { principalUrl: HOME, homeUrls: [home], unanswered, self, schedules, calendars, push, enrolment };
  }

  async enrol(
    _account: Pick<Account, 'id'> | null,
    wish: EnrolmentWish,
    access: Access,
    signal: AbortSignal,
  ): Promise<Enrolled> {
    await this.#called('enrol', access, signal);
    this.wishes.push(wish);
    if (this.enrolFailure) throw this.enrolFailure;
    const nodes = new Map(wish.urls.map((url) => [url, `bf1-${url}`]));
    const secret = `secret-${this.wishes.length}`;
    const heartbeat = { node: 'bf1-beat', minutes: 30 };
    return {
      jid: 'd1@push.example.org',
      secret,
      expires: 604_800,
      renewAfter: 43_200,
      service: 'pubsub.push.example.org',
      heartbeat,
      nodes,
    };
  }

  async leave(
    _account: Pick<Account, 'id'>,
    _wish: EnrolmentWish,
    access: Access,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#called('leave', access, signal);
  }

  async #called(call: string, access: Access, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.calls.push(call);
    await this.before(call, access);
    signal.throwIfAborted();
  }
}

export class MemorySettings implements Settings {
  #accounts: readonly Account[] = [];
  #calendars: readonly Calendar[] = [];
  #preferences: Preferences = DEFAULT_PREFERENCES;
  #awakeAt: number | null = null;

  accounts(): readonly Account[] {
    return this.#accounts;
  }

  calendars(): readonly Calendar[] {
    return this.#calendars;
  }

  saveAccount(account: Account, calendars: readonly Calendar[]): void {
    this.#accounts = [...this.#accounts.filter((a) => a.id !== account.id), account];
    this.#calendars = [...this.#calendars.filter((c) => c.accountId !== account.id), ...calendars];
  }

  saveCalendar(calendar: Calendar): void {
    const others = this.#calendars.filter((c) => c.id !== calendar.id);
    this.#calendars = [...others, calendar];
  }

  removeAccount(id: AccountId): void {
    this.#accounts = this.#accounts.filter((a) => a.id !== id);
    this.#calendars = this.#calendars.filter((c) => c.accountId !== id);
  }

  preferences(): Preferences {
    return this.#preferences;
  }

  savePreferences(preferences: Preferences): void {
    this.#preferences = preferences;
  }

  awakeAt(): number | null {
    return this.#awakeAt;
  }

  saveAwakeAt(at: number): void {
    this.#awakeAt = at;
  }
}

export class FakeVault implements Vault {
  readonly passwords = new Map<AccountId, string>();
  readonly kept = new Map<AccountId, string>();
  now: VaultState = 'ready';
  afterUnlock: VaultState = 'ready';
  refusesToSave = false;
  loads = 0;

  async state(): Promise<VaultState> {
    return this.now;
  }

  async unlock(): Promise<VaultState> {
    this.now = this.afterUnlock;
    return this.now;
  }

  async save(account: AccountId, password: string, how: 'keyring' | 'memory' | 'weak'): Promise<void> {
    if (this.refusesToSave) throw new BelfryError('storage', { reason: 'disk-full' });
    this.passwords.set(account, password);
    this.kept.set(account, how);
  }

  async load(account: AccountId): Promise<string | null> {
    this.loads += 1;
    if (this.now === 'locked') throw new BelfryError('storage', { reason: 'locked' });
    return this.passwords.get(account) ?? null;
  }

  async forget(account: AccountId): Promise<void> {
    this.passwords.delete(account);
  }
}

export class FakeDisplay implements Display {
  readonly toasts: ToastView[] = [];
  /** What is up right now, oldest first. */
  readonly up = new Map<string, ToastView>();
  readonly closed: string[] = [];
  readonly revealed: RevealTarget[] = [];
  readonly opened: string[] = [];
  views = 0;
  last: View | null = null;
  refuses = false;

  show(view: View): void {
    this.views += 1;
    this.last = view;
  }

  async toast(toast: ToastView): Promise<void> {
    if (this.refuses) throw new BelfryError('offline', { reason: 'no-daemon' });
    this.toasts.push(toast);
    this.up.set(toast.id, toast);
  }

  closeToast(id: string): void {
    this.closed.push(id);
    this.up.delete(id);
  }

  reveal(target: RevealTarget): void {
    this.revealed.push(target);
  }

  async openLink(url: string): Promise<boolean> {
    this.opened.push(url);
    return true;
  }
}

/** A desktop that disturbs, or not, as a test says. */
export class FakeAttention implements Attention {
  now: AttentionState = { doNotDisturb: false, locked: false };
  readonly #heard = new Set<() => void>();

  async state(): Promise<AttentionState> {
    return this.now;
  }

  onChange(run: () => void): () => void {
    this.#heard.add(run);
    return () => void this.#heard.delete(run);
  }

  become(state: Partial<AttentionState>): void {
    this.now = { ...this.now, ...state };
    for (const run of this.#heard) run();
  }
}

/** How a fake session is connected. */
export const SESSION: LinkConnection = {
  since: Date.parse('2026-11-24T08:00:00Z'),
  server: 'xmpp.example.org:5223',
  tls: 'TLSv1.3',
  direct: true,
  mechanism: 'SCRAM-SHA-256',
  resumable: true,
};

/** A link that is whatever a test makes it. */
export class FakeLink implements PingSource {
  readonly address: PushAddress;
  readonly events: PingSourceEvents;
  readonly heard: string[] = [];
  watched: readonly string[] = [];
  status: Link = { at: 'off' };
  /** How the session is connected while it stands. */
  session: LinkConnection = SESSION;

  constructor(address: PushAddress, events: PingSourceEvents) {
    this.address = address;
    this.events = events;
  }

  start(): void {
    this.heard.push('start');
    if (this.status.at === 'off') this.become({ at: 'connecting', attempt: 1 });
  }

  async stop(): Promise<void> {
    this.heard.push('stop');
    if (this.status.at !== 'off') this.become({ at: 'off' });
  }

  get connection(): LinkConnection | null {
    return this.status.at === 'listening' || this.status.at === 'probing' ? this.session : null;
  }

  nudge(event: Parameters<PingSource['nudge']>[0]): void {
    this.heard.push(event);
  }

  watch(nodes: readonly string[]): void {
    this.watched = nodes;
  }

  become(status: Link): void {
    this.status = status;
    this.events.onStatus(status);
  }

  listens(denied: readonly string[] = []): void {
    this.status = { at: 'listening', denied };
    this.events.onListening();
    this.events.onStatus(this.status);
  }
}

export const PUSH: PushTransport = {
  host: 'push.example.org',
  port: null,
  service: 'pubsub.push.example.org',
  homeNode: 'bf1-home',
  heartbeat: { node: 'bf1-beat', minutes: 30 },
};

export interface FakeWorld extends World {
  readonly caldav: FakeCalDav;
  readonly store: StoreInMemory;
  readonly settings: MemorySettings;
  readonly vault: FakeVault;
  readonly display: FakeDisplay;
  readonly attention: FakeAttention;
  readonly log: QuietLog;
  readonly clock: FakeClock;
  readonly links: FakeLink[];
  /** What trying push ends with; null: it works. */
  pushFailure: BelfryError | null;
}

/** A world whose server has these calendars. */
export function fakeWorld(...calendars: readonly string[]): FakeWorld {
  const links: FakeLink[] = [];
  let ids = 0;
  const makePingSource: MakePingSource = (address, events) => {
    const link = new FakeLink(address, events);
    links.push(link);
    return link;
  };
  const world: FakeWorld = {
    caldav: new FakeCalDav(...calendars),
    store: new StoreInMemory(),
    settings: new MemorySettings(),
    vault: new FakeVault(),
    display: new FakeDisplay(),
    attention: new FakeAttention(),
    log: new QuietLog(),
    clock: new FakeClock(),
    links,
    makePingSource,
    pushFailure: null,
    tryPush: async () => {
      if (world.pushFailure) throw world.pushFailure;
    },
    locale: 'en-GB',
    newId: () => `id${(ids += 1)}`,
    deviceId: 'dev1',
    substitute: false,
    replicaDamaged: () => false,
  };
  return world;
}

export const ALICE: Account = {
  id: 'acc',
  label: 'alice',
  username: 'alice',
  self: ALICE_SELF,
  schedules: false,
  principalUrl: HOME,
  homeUrls: [HOME],
  trusted: [],
  pushConsent: 'allowed',
};

/** Signs alice in, as an earlier run of the program did. */
export function remember(world: FakeWorld, account: Account = ALICE, password = 'secret'): void {
  world.settings.saveAccount(account, []);
  world.vault.passwords.set(account.id, password);
}

/** One event; `at` is a UTC start such as '20261125T100000Z', an hour long. */
export function eventText(uid: string, summary: string, at = '20261125T100000Z'): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T000000Z',
  ];
  return [
    ...lines,
    `DTSTART:${at}`,
    'DURATION:PT1H',
    `SUMMARY:${summary}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
