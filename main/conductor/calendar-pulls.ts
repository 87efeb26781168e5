// The pulls of one account: one at a time for each calendar, a few at a time in all, pinged ones first.
import { soonAfter } from '../core/sync/audit.ts';
import { isAbort } from '../core/errors.ts';
import type { Calendar, CalendarId, Self } from '../core/model.ts';
import type { Pulled } from '../core/sync/pull.ts';
import type { RemoteCalendar } from '../core/sync/replica-ports.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import type { PullHistory } from './after-look.ts';
import { pullCalendar, type PullWish } from './calendar-pull.ts';
import type { World } from './context.ts';
import type { LookTicket } from './hearing-watch.ts';
import { oneMore, type Trouble } from './trouble.ts';
import { Turnstile } from './turnstile.ts';

/** Conversations with one server at the same time. */
const AT_ONCE = 4;

/** What a pull is asked for, and why. */
interface Asked {
  readonly wish: PullWish;
  /** The look that asked, if what it saw should have been announced. */
  readonly surprise: LookTicket | null;
}

const PLAIN: Asked = { wish: { version: null, audit: false }, surprise: null };

/** What the pulls need of the account, and tell it. */
export interface PullContext {
  /** The calendar as it is set now; null when it is not pulled any more. */
  calendar(id: CalendarId): Calendar | null;
  /** Whose account it is. */
  self(): Self;
  remote(calendar: Calendar): RemoteCalendar;
  onEnd(end: PullEnd): void;
}

/** The calendar that moved unannounced, and the look that saw it. */
export interface Surprise {
  readonly url: string;
  readonly look: LookTicket;
}

export interface PullEnd {
  /** How many changes were recorded. */
  readonly changes: number;
  /** Epoch ms of the first ping it served; null: no ping asked for it. */
  readonly pingedAt: number | null;
  /** A look had to ask for it although the calendar was level before, and no ping announced what it found. */
  readonly surprise: Surprise | null;
  /** null: it ended well. */
  readonly trouble: Trouble | null;
  /** It ended well, and the one before did not. */
  readonly recovered: boolean;
}

export class CalendarPulls implements PullHistory {
  readonly #world: World;
  readonly #context: PullContext;
  readonly #turnstile = new Turnstile(AT_ONCE);
  readonly #runs = new Map<CalendarId, RunScheduler>();
  readonly #troubles = new Map<CalendarId, Trouble>();
  /** Pings nobody has begun to serve: epoch ms of the first. */
  readonly #pingedAt = new Map<CalendarId, number>();
  readonly #asked = new Map<CalendarId, Asked>();
  /** Announced by pings whose pull failed: what the next one finds is no surprise. */
  readonly #announced = new Set<CalendarId>();
  /** Calendars with objects the server did not give out, and when to ask for them again. */
  readonly #refusedUntil = new Map<CalendarId, number>();
  #lastDelay: number | null = null;

  constructor(world: World, context: PullContext) {
    this.#world = world;
    this.#context = context;
  }

  /** A calendar was pinged: straight to what changed, whatever else is to be done. */
  ping(id: CalendarId): void {
    if (!this.#pingedAt.has(id)) this.#pingedAt.set(id, this.#world.clock.now());
    void this.#run(id).request();
  }

  /** A look found something to do; `surprise` if it should have been announced. */
  ask(id: CalendarId, wish: PullWish, surprise: LookTicket | null): void {
    const before = this.#asked.get(id) ?? { wish, surprise };
    const audit = wish.audit || before.wish.audit;
    this.#asked.set(id, { wish: { ...wish, audit }, surprise: before.surprise && surprise });
    void this.#run(id).request();
  }

  /** Resolves when a pull that began after this call has ended, well or not. */
  pullNow(id: CalendarId): Promise<void> {
    return this.#run(id).request();
  }

  /** What the last pull of a calendar failed with; null when it went well. */
  trouble(id: CalendarId): Trouble | null {
    return this.#troubles.get(id) ?? null;
  }

  get troubles(): readonly Trouble[] {
    return [...this.#troubles.values()];
  }

  isTroubled({ id }: Calendar): boolean {
    return this.#troubles.has(id);
  }

  refusedUntil({ id }: Calendar): number | null {
    return this.#refusedUntil.get(id) ?? null;
  }

  /** Milliseconds between the last ping and its committed pull; null before the first. */
  get lastDelay(): number | null {
    return this.#lastDelay;
  }

  /** Aborts what runs and waits for it; idempotent. */
  async stop(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.stop()));
  }

  #run(id: CalendarId): RunScheduler {
    const run = this.#runs.get(id) ?? runScheduler((signal) => this.#pullInTurn(id, signal));
    this.#runs.set(id, run);
    return run;
  }

  async #pullInTurn(id: CalendarId, signal: AbortSignal): Promise<void> {
    try {
      const leave = await this.#turnstile.enter(() => this.#pingedAt.has(id), signal);
      await this.#pullOnce(id, signal).finally(leave);
    } catch (error) {
      if (isAbort(error)) return;
      const trouble = oneMore(this.trouble(id), error, 'pull', this.#world.log);
      this.#troubles.set(id, trouble);
      const nothing = { changes: 0, pingedAt: null, surprise: null };
      this.#context.onEnd({ ...nothing, trouble, recovered: false });
    }
  }

  async #pullOnce(id: CalendarId, signal: AbortSignal): Promise<void> {
    const calendar = this.#context.calendar(id);
    if (!calendar) return this.#forget(id);
    const { clock } = this.#world;
    const pingedAt = this.#pingedAt.get(id) ?? null;
    const { wish, surprise } = this.#taken(id);
    if (pingedAt !== null) this.#announced.add(id);
    const began = clock.now();
    const ends = { calendar, self: this.#context.self(), remote: this.#context.remote(calendar), wish };
    const result = await pullCalendar(ends, this.#world, signal);
    const recovered = this.#troubles.delete(id);
    if (result.refused > 0) this.#refusedUntil.set(id, soonAfter(clock.now(), clock.random()));
    else if (wish.audit) this.#refusedUntil.delete(id);
    if (pingedAt !== null) this.#lastDelay = clock.now() - pingedAt;
    const isSurprise = !this.#announced.delete(id) && !this.#pingedAt.has(id);
    const { changes } = result;
    this.#context.onEnd({
      changes,
      pingedAt,
      surprise: isSurprise && surprise ? { url: calendar.url, look: surprise } : null,
      trouble: null,
      recovered,
    });
    await this.#note(id, result, { audit: wish.audit, took: clock.now() - began });
  }

  // A ping is served by what changed, as the server says now: what a look found out before may be old, an audit waits.
  #taken(id: CalendarId): Asked {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (!this.#pingedAt.delete(id)) return asked ?? PLAIN;
    if (asked?.wish.audit) this.ask(id, asked.wish, null);
    return PLAIN;
  }

  #forget(id: CalendarId): void {
    this.#pingedAt.delete(id);
    this.#asked.delete(id);
    this.#announced.delete(id);
    this.#troubles.delete(id);
    this.#refusedUntil.delete(id);
  }

  async #note(id: CalendarId, result: Pulled, facts: { audit: boolean; took: number }): Promise<void> {
    const { log, store } = this.#world;
    const bad = result.objects > 0 ? (await store.health(id)).badObjects : 0;
    log.info('pull', { calendar: id, ...result, ...(bad > 0 ? { bad } : {}), ...facts });
  }
}
