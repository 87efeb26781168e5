// One account at work: looks at the server when told or when it is time, pulls what moved, keeps the link.
// Owns the account's timer, schedulers and link; stop() ends them all.
import { asBelfryError, isAbort, type BelfryError, type CertificateFacts } from '../core/errors.ts';
import type { Account, Calendar, CalendarId } from '../core/model.ts';
import { nextPollIn } from '../core/polling.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import { runScheduler, type RunScheduler } from '../core/run-scheduler.ts';
import type { AccountState } from '../core/status.ts';
import { AccountLink } from './account-link.ts';
import { adoptCalendars, hasMoved } from './adopt-calendars.ts';
import { pullCalendar } from './calendar-pull.ts';
import type { World } from './context.ts';

export interface WatchEvents {
  /** Something the window shows changed. */
  onChange(): void;
  /** A pull recorded changes: tell them. */
  onChanges(): void;
}

interface Trouble {
  readonly error: BelfryError;
  /** Failures in a row. */
  readonly times: number;
}

export class AccountWatch {
  readonly #world: World;
  readonly #events: WatchEvents;
  readonly #access: Access;
  readonly #account: Account;
  readonly #link: AccountLink;
  readonly #survey: RunScheduler;
  readonly #pulls = new Map<CalendarId, RunScheduler>();
  readonly #pullTroubles = new Map<CalendarId, Trouble>();
  readonly #pingedAt = new Map<CalendarId, number>();
  #found: FoundAccount | null = null;
  #surveyTrouble: Trouble | null = null;
  #offlineSince: number | null = null;
  #lastDelay: number | null = null;
  #stopped = false;
  /** Epoch ms of the next look; Infinity while none is planned. */
  #dueAt = Infinity;
  #cancelTimer = () => {};

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
        this.#planSooner();
        events.onChange();
      },
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
    if (event === 'suspend') this.#cancelPoll();
    else this.refresh();
  }

  /** Ends timer, pulls and link; idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPoll();
    await Promise.all([
      this.#survey.stop(),
      this.#link.stop(),
      ...[...this.#pulls.values()].map((p) => p.stop()),
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
    return this.#lastDelay;
  }

  /** Why a calendar is not up to date; null when it is. */
  troubleOf(calendar: Calendar): BelfryError | 'removed' | null {
    if (this.#found && !this.#found.calendars.some((c) => c.url === calendar.url)) return 'removed';
    return this.#pullTroubles.get(calendar.id)?.error ?? null;
  }

  get #resting(): boolean {
    return this.#stopped || this.failure?.kind === 'unauthorized';
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#cancelPoll();
    try {
      const found = await this.#world.caldav.survey(this.#account, this.#access, signal);
      signal.throwIfAborted(); // the account may be gone by now: nothing of it is stored or started again
      this.#found = found;
      this.#surveyTrouble = null;
      this.#offlineSince = null;
      adoptCalendars(this.#account, found, this.#world.settings);
      this.#link.keep(this.#account, found, this.#shown());
      for (const calendar of this.#shown()) {
        if (await hasMoved(calendar, found, this.#world.store)) this.#pull(calendar);
      }
    } catch (error) {
      if (isAbort(error)) return;
      this.#surveyTrouble = this.#counted(this.#surveyTrouble, error, 'survey');
      if (this.failure?.kind === 'unauthorized') void this.#link.stop();
    }
    this.#planPoll();
    this.#events.onChange();
  }

  #shown(): readonly Calendar[] {
    return this.#world.settings.calendars().filter((c) => c.accountId === this.#account.id && c.shown);
  }

  #pull(calendar: Calendar): void {
    if (this.#resting) return;
    const scheduler =
      this.#pulls.get(calendar.id) ?? runScheduler((signal) => this.#pullOnce(calendar.id, signal));
    this.#pulls.set(calendar.id, scheduler);
    void scheduler.request();
  }

  async #pullOnce(id: CalendarId, signal: AbortSignal): Promise<void> {
    const calendar = this.#shown().find((c) => c.id === id);
    if (!calendar) return;
    const pinged = this.#pingedAt.get(id);
    this.#pingedAt.delete(id);
    const began = this.#world.clock.now();
    try {
      const remote = this.#world.caldav.remote(calendar, this.#access);
      const result = await pullCalendar(calendar, remote, this.#world, signal);
      this.#offlineSince = null;
      if (this.#pullTroubles.delete(id)) this.#planPoll();
      if (pinged !== undefined) this.#lastDelay = this.#world.clock.now() - pinged;
      if (result.changes > 0) this.#events.onChanges();
      const took = this.#world.clock.now() - began;
      this.#world.log.info('pull', { calendar: id, objects: result.objects, changes: result.changes, took });
    } catch (error) {
      if (isAbort(error)) return;
      this.#pullTroubles.set(id, this.#counted(this.#pullTroubles.get(id) ?? null, error, 'pull'));
      this.#planSooner();
    }
    this.#events.onChange();
  }

  #pinged(node: string): void {
    // Where collections have no node of their own they name the home's: only a look says which one moved.
    if (node === this.#found?.push?.homeNode) return this.refresh();
    const urls = new Set(this.#found?.calendars.filter((c) => c.node === node).map((c) => c.url));
    const pinged = this.#shown().filter((c) => urls.has(c.url));
    for (const calendar of pinged) {
      if (!this.#pingedAt.has(calendar.id)) this.#pingedAt.set(calendar.id, this.#world.clock.now());
      this.#pull(calendar);
    }
    // The home's node, or one whose calendar is not known yet: look what there is.
    if (pinged.length === 0) this.refresh();
  }

  #counted(before: Trouble | null, thrown: unknown, scope: string): Trouble {
    const trouble = { error: asBelfryError(thrown), times: (before?.times ?? 0) + 1 };
    const { kind, reason } = trouble.error;
    if (kind === 'offline') this.#offlineSince ??= this.#world.clock.now();
    if (kind === 'bug' || kind === 'storage') this.#world.log.error(scope, thrown);
    else this.#world.log.warn(scope, { kind, reason, times: trouble.times });
    return trouble;
  }

  #cancelPoll(): void {
    this.#cancelTimer();
    this.#dueAt = Infinity;
  }

  // A link that comes and goes must not push the next look ahead of itself for ever.
  #planSooner(): void {
    const due = this.#dueAt;
    this.#planPoll();
    if (this.#resting || due >= this.#dueAt) return;
    this.#planAt(due);
  }

  #planAt(due: number): void {
    const { clock } = this.#world;
    this.#cancelTimer();
    this.#dueAt = due;
    this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => this.refresh());
  }

  #planPoll(): void {
    this.#cancelPoll();
    if (this.#resting) return;
    const { clock } = this.#world;
    const troubles = [this.#surveyTrouble, ...this.#pullTroubles.values()].filter((t) => t !== null);
    const situation = {
      listening: this.#link.status.at === 'listening' && this.#link.isOffered && this.state.denied === 0,
      failures: Math.max(0, ...troubles.map((t) => t.times)),
      retryAfter: Math.max(0, ...troubles.map((t) => t.error.retryAfter ?? 0)),
    };
    this.#planAt(clock.now() + nextPollIn(situation, clock.random()));
  }
}
