// One account at work: looks at the server when told or when it is time, pulls what moved, keeps the link.
// Owns the account's timer, schedulers and link; stop() ends them all.
import { BelfryError, isAbort, type CertificateFacts } from '../core/errors.ts';
import type { Account, Calendar, CalendarId } from '../core/model.ts';
import type { PollSituation } from '../core/sync/polling.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import type { AccountState } from '../core/window/status.ts';
import type { AccountLink } from './account-link.ts';
import { adoptCalendars } from './adopt-calendars.ts';
import { pullsAfterLook } from './after-look.ts';
import { CalendarPulls, type PullEnd } from './calendar-pulls.ts';
import type { World } from './context.ts';
import type { LookTicket } from './hearing-watch.ts';
import { surveyHomes } from './home-survey.ts';
import { LastChange } from './last-change.ts';
import { Listening } from './listening.ts';
import { PollTimer } from './poll-timer.ts';
import { oneMore, type Trouble } from './trouble.ts';
import { takingTurns } from './turns.ts';
import type { WatchEvents } from './watch-events.ts';
import { writeObject, type ObjectWrite } from './write-object.ts';

export class AccountWatch {
  readonly #world: World;
  readonly #events: WatchEvents;
  readonly #access: Access;
  /** Link, hearing, test and manual settings. */
  readonly listening: Listening;
  readonly #survey: RunScheduler;
  readonly #pulls: CalendarPulls;
  readonly #timer: PollTimer;
  readonly #writing = takingTurns();
  readonly #lastChange: LastChange;
  readonly #ended = new AbortController();
  #account: Account;
  #found: FoundAccount | null = null;
  #surveyTrouble: Trouble | null = null;
  #offlineSince: number | null = null;
  /** Calendars that the last good look found level, or had pulled. */
  #levelled: ReadonlySet<CalendarId> = new Set();

  constructor(account: Account, password: string, world: World, events: WatchEvents) {
    this.#account = account;
    this.#access = { credentials: { username: account.username, password }, trusted: account.trusted };
    this.#world = world;
    this.#events = events;
    this.#lastChange = new LastChange(world.clock);
    this.#survey = runScheduler((signal) => this.#look(signal));
    this.listening = new Listening(world, {
      access: this.#access,
      account: () => this.#account,
      isResting: () => this.#resting,
      onPing: (node) => this.#pinged(node),
      onLook: () => this.refresh(),
      onChange: () => {
        this.#timer.planSooner();
        events.onChange();
      },
      onNews: () => events.onChange(),
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

  /** Ends timers, pulls, writes and link; idempotent. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#timer.cancel();
    await Promise.all([
      this.#survey.stop(),
      this.listening.stop(),
      this.#pulls.stop(),
      this.#writing(async () => {}),
    ]);
  }

  get state(): AccountState {
    return {
      reached: this.#found !== null,
      link: this.#link.status,
      pushes: this.#link.transport !== null,
      problem: this.certificate ? 'untrusted' : (this.failure?.kind ?? null),
      offlineSince: this.#offlineSince,
      denied: this.#link.denied.length,
      deaf: this.#link.hearing.deaf,
    };
  }

  /** What a person can be told of how changes are heard of. */
  get connection(): ConnectionFacts {
    return {
      ...this.listening.facts,
      state: this.state,
      offered: this.#account.manualPush ? true : this.offersPush,
      lastDelay: this.lastDelay,
      lastChange: this.#lastChange.value,
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

  get #link(): AccountLink {
    return this.listening.link;
  }

  get #resting(): boolean {
    return this.#ended.signal.aborted || this.failure?.kind === 'unauthorized';
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#timer.cancel();
    const ticket = this.#link.hearing.lookBegins();
    try {
      const known = { account: this.#account, access: this.#access, found: this.#found };
      const surveyed = await surveyHomes(known, this.#world, signal);
      const { account, found } = surveyed;
      this.#account = account;
      this.#found = found;
      this.#surveyTrouble = null;
      this.#events.onLooked(account.id, this.#offlineSince);
      this.#offlineSince = null;
      if ((await adoptCalendars(surveyed, this.#world, signal)) > 0) void this.#events.onChanges();
      await this.#link.keep(account, found, this.#shown());
      signal.throwIfAborted(); // it may have ended meanwhile: nothing begins after that
      await this.#pullWhatMoved(found, ticket);
      this.#link.hearing.lookEnded(ticket);
    } catch (error) {
      if (isAbort(error)) return;
      this.#surveyTrouble = oneMore(this.#surveyTrouble, error, 'survey', this.#world.log);
      this.#noteOffline(this.#surveyTrouble);
      if (this.failure?.kind === 'unauthorized') void this.#link.stop();
    }
    this.#timer.plan();
    this.#events.onChange();
  }

  async #pullWhatMoved(found: FoundAccount, ticket: LookTicket): Promise<void> {
    const { clock, store } = this.#world;
    const shown = this.#shown();
    const context = { store, history: this.#pulls, now: clock.now() };
    const wished = await pullsAfterLook(found, shown, context);
    for (const { calendar, wish, isNews } of wished) {
      const isSurprise = isNews && ticket.counts && this.#levelled.has(calendar.id);
      this.#pulls.ask(calendar.id, wish, isSurprise ? ticket : null);
    }
    this.#levelled = new Set(shown.map(({ id }) => id));
  }

  #shown(): readonly Calendar[] {
    return this.#world.settings.calendars().filter((c) => c.accountId === this.#account.id && c.shown);
  }

  #pulled({ changes, trouble, recovered, pingedAt, surprise }: PullEnd): void {
    if (trouble) {
      this.#noteOffline(trouble);
      this.#timer.planSooner();
    } else {
      this.#offlineSince = null;
      if (recovered) this.#timer.plan();
      if (changes > 0 && surprise) this.listening.surprised(this.#found, surprise);
      if (changes > 0) return void this.#lastChange.tell(pingedAt, () => this.#events.onChanges());
      this.#events.onPulled();
    }
    this.#events.onChange();
  }

  #pinged(node: string): void {
    this.#events.onPinged();
    // Where collections have no node of their own they name the home's: only a look says which one moved.
    if (node === this.#link.transport?.homeNode) return this.refresh();
    const urls = new Set(this.#found?.calendars.filter((c) => c.node === node).map((c) => c.url));
    const pinged = this.#shown().filter((c) => urls.has(c.url));
    for (const { id } of pinged) this.#pulls.ping(id);
    // One whose calendar is not known yet: look what there is.
    if (pinged.length === 0) this.refresh();
  }

  #noteOffline({ error }: Trouble): void {
    if (error.kind === 'offline') this.#offlineSince ??= this.#world.clock.now();
  }

  #situation(): PollSituation {
    const troubles = [...this.#pulls.troubles, ...(this.#surveyTrouble ? [this.#surveyTrouble] : [])];
    return {
      listening: this.#link.isBelieved,
      failures: Math.max(0, ...troubles.map((t) => t.times)),
      retryAfter: Math.max(0, ...troubles.map((t) => t.error.retryAfter ?? 0)),
    };
  }
}
