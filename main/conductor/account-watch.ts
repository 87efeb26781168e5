// One account at work: looks at the server when told or when it is time, pulls what moved, keeps the link.
// Owns the account's timer, schedulers and link; stop() ends them all.
import { BelfryError, isAbort, type CertificateFacts } from '../core/errors.ts';
import type { Account, AccountId, Calendar } from '../core/model.ts';
import type { PollSituation } from '../core/sync/polling.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import type { AccountState } from '../core/window/status.ts';
import { AccountLink } from './account-link.ts';
import { adoptCalendars } from './adopt-calendars.ts';
import { pullsAfterLook } from './after-look.ts';
import { CalendarPulls, type PullEnd } from './calendar-pulls.ts';
import type { World } from './context.ts';
import { surveyHomes } from './home-survey.ts';
import { PollTimer } from './poll-timer.ts';
import { oneMore, type Trouble } from './trouble.ts';
import { takingTurns } from './turns.ts';
import { writeObject, type ObjectWrite } from './write-object.ts';

export interface WatchEvents {
  /** Something the window shows changed. */
  onChange(): void;
  /** The server says that a calendar changed: it is being fetched. */
  onPinged(): void;
  /** A look went well, and nothing of what it found is pulled yet; out of reach since `offlineSince` (epoch ms), or null. */
  onLooked(account: AccountId, offlineSince: number | null): void;
  /** A pull ended well, and nothing changed that is to be told; yet what is known of a calendar may be another. */
  onPulled(): void;
  /** A pull or a look recorded changes: tell them, then show everything anew. */
  onChanges(): void;
}

export class AccountWatch {
  readonly #world: World;
  readonly #events: WatchEvents;
  readonly #access: Access;
  readonly #link: AccountLink;
  readonly #survey: RunScheduler;
  readonly #pulls: CalendarPulls;
  readonly #timer: PollTimer;
  readonly #writing = takingTurns();
  readonly #ended = new AbortController();
  #account: Account;
  #found: FoundAccount | null = null;
  #surveyTrouble: Trouble | null = null;
  #offlineSince: number | null = null;

  constructor(account: Account, password: string, world: World, events: WatchEvents) {
    this.#account = account;
    this.#access = { credentials: { username: account.username, password }, trusted: account.trusted };
    this.#world = world;
    this.#events = events;
    this.#survey = runScheduler((signal) => this.#look(signal));
    this.#link = new AccountLink(this.#access, world, {
      onPing: (node) => this.#pinged(node),
      // Subscribed first, looked afterwards: nothing can fall between.
      onListening: () => this.refresh(),
      onChange: () => {
        this.#timer.planSooner();
        events.onChange();
      },
    });
    this.#pulls = new CalendarPulls(world, {
      calendar: (id) => (this.#resting ? null : (this.#shown().find((c) => c.id === id) ?? null)),
      self: () => this.#account.self,
      remote: (calendar) => world.caldav.remote(calendar, this.#access),
      onEnd: (end) => this.#pulled(end),
    });
    this.#timer = new PollTimer(world.clock, {
      situation: () => (this.#resting ? null : this.#situation()),
      onDue: () => this.refresh(),
    });
  }

  /** Looks now; from then on again whenever it is time. Does nothing after the server refused the password. */
  refresh(): void {
    if (!this.#resting) void this.#survey.request();
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    if (this.#resting) return;
    this.#link.nudge(event);
    if (event === 'suspend') this.#timer.cancel();
    else this.refresh();
  }

  /** Writes one object, then pulls its calendar. Throws BelfryError; see writeObject. */
  async write(calendar: Calendar, write: ObjectWrite): Promise<Written> {
    if (this.#resting) throw this.failure ?? new BelfryError('offline', { reason: 'stopped' });
    const target = {
      calendar,
      remote: this.#world.caldav.remote(calendar, this.#access),
      pullNow: () => this.#pulls.pullNow(calendar.id),
    };
    return this.#writing(() => writeObject(write, target, this.#world, this.#ended.signal));
  }

  /** Ends timer, pulls, writes and link; idempotent. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#timer.cancel();
    await Promise.all([
      this.#survey.stop(),
      this.#link.stop(),
      this.#pulls.stop(),
      this.#writing(async () => {}),
    ]);
  }

  get state(): AccountState {
    const link = this.#link.status;
    return {
      reached: this.#found !== null,
      link,
      pushes: this.#link.transport !== null,
      problem: this.certificate ? 'untrusted' : (this.failure?.kind ?? null),
      offlineSince: this.#offlineSince,
      denied: link.at === 'listening' || link.at === 'probing' ? link.denied.length : 0,
    };
  }

  /** What the last look at the account failed with; null when it went well. */
  get failure(): BelfryError | null {
    return this.#surveyTrouble?.error ?? null;
  }

  /** A certificate of the calendar or XMPP server that waits for a decision. */
  get certificate(): CertificateFacts | null {
    return this.failure?.certificate ?? this.#link.certificate;
  }

  /** True when the server offers push, used or not; null before it was asked. */
  get offersPush(): boolean | null {
    return this.#found && this.#found.push !== null;
  }

  /** Milliseconds between the last ping and its committed pull; null before the first. */
  get lastDelay(): number | null {
    return this.#pulls.lastDelay;
  }

  /** Why a calendar is not up to date; null when it is. */
  troubleOf(calendar: Calendar): BelfryError | 'removed' | null {
    const { calendars = [calendar], unanswered = [] } = this.#found ?? {};
    if (unanswered.length === 0 && !calendars.some((c) => c.url === calendar.url)) return 'removed';
    return this.#pulls.trouble(calendar.id)?.error ?? null;
  }

  get #resting(): boolean {
    return this.#ended.signal.aborted || this.failure?.kind === 'unauthorized';
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#timer.cancel();
    try {
      const known = { account: this.#account, access: this.#access, found: this.#found };
      const surveyed = await surveyHomes(known, this.#world, signal);
      const { account, found } = surveyed;
      this.#account = account;
      this.#found = found;
      this.#surveyTrouble = null;
      this.#events.onLooked(account.id, this.#offlineSince);
      this.#offlineSince = null;
      if ((await adoptCalendars(surveyed, this.#world, signal)) > 0) this.#events.onChanges();
      signal.throwIfAborted(); // it may have ended meanwhile: no link begins after that
      this.#link.keep(account, found, this.#shown());
      await this.#pullWhatMoved(found);
    } catch (error) {
      if (isAbort(error)) return;
      this.#surveyTrouble = oneMore(this.#surveyTrouble, error, 'survey', this.#world.log);
      this.#noteOffline(this.#surveyTrouble);
      if (this.failure?.kind === 'unauthorized') void this.#link.stop();
    }
    this.#timer.plan();
    this.#events.onChange();
  }

  async #pullWhatMoved(found: FoundAccount): Promise<void> {
    const history = {
      isTroubled: ({ id }: Calendar) => this.#pulls.trouble(id) !== null,
      refusedUntil: ({ id }: Calendar) => this.#pulls.refusedUntil(id),
    };
    const { clock, store } = this.#world;
    const context = { store, history, now: clock.now() };
    const wished = await pullsAfterLook(found, this.#shown(), context);
    for (const { calendar, wish } of wished) this.#pulls.ask(calendar.id, wish);
  }

  #shown(): readonly Calendar[] {
    return this.#world.settings.calendars().filter((c) => c.accountId === this.#account.id && c.shown);
  }

  #pulled({ changes, trouble, recovered }: PullEnd): void {
    if (trouble) {
      this.#noteOffline(trouble);
      this.#timer.planSooner();
    } else {
      this.#offlineSince = null;
      if (recovered) this.#timer.plan();
      if (changes > 0) return this.#events.onChanges();
      this.#events.onPulled();
    }
    this.#events.onChange();
  }

  #pinged(node: string): void {
    // Where collections have no node of their own they name the home's: only a look says which one moved.
    if (this.#resting) return;
    this.#events.onPinged();
    if (node === this.#found?.push?.homeNode) return this.refresh();
    const urls = new Set(this.#found?.calendars.filter((c) => c.node === node).map((c) => c.url));
    const pinged = this.#shown().filter((c) => urls.has(c.url));
    for (const { id } of pinged) this.#pulls.ping(id);
    // The home's node, or one whose calendar is not known yet: look what there is.
    if (pinged.length === 0) this.refresh();
  }

  #noteOffline({ error }: Trouble): void {
    if (error.kind === 'offline') this.#offlineSince ??= this.#world.clock.now();
  }

  #situation(): PollSituation {
    const troubles = [...this.#pulls.troubles, ...(this.#surveyTrouble ? [this.#surveyTrouble] : [])];
    return {
      listening: this.#link.status.at === 'listening' && this.#link.isOffered && this.state.denied === 0,
      failures: Math.max(0, ...troubles.map((t) => t.times)),
      retryAfter: Math.max(0, ...troubles.map((t) => t.error.retryAfter ?? 0)),
    };
  }
}
