// Composes the whole window out of store, settings and accounts, and shows it: at once when something happened,
// and by itself when time alone changes it (a meeting begins, a day ends).
import { accountProblem, notRunningProblem, type NotRunning } from '../core/account-problem.ts';
import { agendaView } from '../core/agenda.ts';
import { calendarViews } from '../core/calendar-views.ts';
import { changesView } from '../core/inbox.ts';
import type { Account, Calendar, CalendarId, ReplicaHealth } from '../core/model.ts';
import { runScheduler, type RunScheduler } from '../core/run-scheduler.ts';
import { dormant, statusView, type AccountState } from '../core/status.ts';
import type { AccountView, AgendaView, NoticeView, SignInView, View } from '../core/view.ts';
import { DAY, MINUTE } from '../core/wall-time.ts';
import { dateAt, dayStart, viewerZone } from '../core/zones.ts';
import type { AccountWatch } from './account-watch.ts';
import type { World } from './context.ts';

/** Days the agenda shows, today included. */
const DAYS = 14;
const CHANGES = 200;
/** Long timers are not trusted: a machine that sleeps keeps no promises. */
const LONGEST_WAIT = 15 * MINUTE;

/** What the viewer reads besides the ports. */
export interface Watched {
  watch(account: Account): AccountWatch | null;
  notRunning(account: Account): NotRunning | null;
  signIn(): SignInView;
  /** `complete`: every calendar that is shown was pulled at least once. */
  notices(complete: boolean): readonly NoticeView[];
}

export class Viewer {
  readonly #world: World;
  readonly #watched: Watched;
  readonly #runs: RunScheduler;
  #current: View | null = null;
  #visible = false;
  #cancelTimer = () => {};

  constructor(world: World, watched: Watched) {
    this.#world = world;
    this.#watched = watched;
    this.#runs = runScheduler((signal) => this.#show(signal));
  }

  /** Composes and shows as soon as possible; several calls in a row become one. Resolves when it is shown. */
  refresh(): Promise<void> {
    return this.#runs.request();
  }

  /** The whole window as it is now. */
  async view(): Promise<View> {
    if (!this.#current) await this.refresh();
    return this.#current ?? this.#compose();
  }

  /** A window somebody looks at moves with the minute. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) void this.refresh();
  }

  async stop(): Promise<void> {
    this.#cancelTimer();
    await this.#runs.stop();
  }

  async #show(signal: AbortSignal): Promise<void> {
    this.#cancelTimer();
    try {
      this.#current = await this.#compose();
      if (!signal.aborted) this.#world.display.show(this.#current);
    } catch (error) {
      this.#world.log.error('view', error);
    }
    if (!signal.aborted)
      this.#cancelTimer = this.#world.clock.after(this.#untilNextMoment(), () => void this.refresh());
  }

  async #compose(): Promise<View> {
    const { clock, locale, settings, store } = this.#world;
    const context = { now: clock.now(), zone: clock.zone(), locale };
    const accounts = settings.accounts();
    const calendars = settings.calendars();
    const shown = calendars.filter((c) => c.shown);
    const zone = viewerZone(context.zone);
    const from = dayStart(dateAt(context.now, zone), zone);
    const ids = shown.map((c) => c.id);
    // A margin of a day on both sides: all-day dates are stored without a zone.
    const occurrences = await store.occurrences(ids, from - DAY, from + (DAYS + 1) * DAY);
    const changes = await store.changes(CHANGES);
    const health = new Map(await Promise.all(ids.map(async (id) => [id, await store.health(id)] as const)));
    const watches = accounts.flatMap((a) => this.#watched.watch(a) ?? []);
    const delays = watches.flatMap((w) => w.lastDelay ?? []);
    const agenda = agendaView(occurrences, shown, changes, context);
    return {
      now: context.now,
      zone: context.zone,
      status: statusView({
        accounts: accounts.map((a) => this.#stateOf(a)),
        calendars: shown.length,
        lastDelay: delays.at(-1) ?? null,
        ...context,
      }),
      accounts: accounts.map((a) => this.#accountView(a, calendars, health)),
      signIn: this.#watched.signIn(),
      agenda: { ...agenda, loading: await this.#isLoading(shown) },
      changes: changesView(changes, calendars, occurrences, context),
      preferences: settings.preferences(),
      notices: this.#watched.notices(ids.every((id) => health.get(id)?.pulledAt !== null)),
    };
  }

  #stateOf(account: Account): AccountState {
    const watch = this.#watched.watch(account);
    return watch ? watch.state : dormant(this.#watched.notRunning(account) !== null);
  }

  #accountView(
    account: Account,
    calendars: readonly Calendar[],
    health: ReadonlyMap<CalendarId, ReplicaHealth>,
  ): AccountView {
    const watch = this.#watched.watch(account);
    const notRunning = this.#watched.notRunning(account);
    const mine = calendars.filter((c) => c.accountId === account.id);
    return {
      id: account.id,
      label: account.label,
      calendars: calendarViews(
        mine.map((calendar) => ({
          calendar,
          trouble: watch?.troubleOf(calendar) ?? null,
          badObjects: health.get(calendar.id)?.badObjects ?? 0,
        })),
      ),
      problem: notRunning
        ? notRunningProblem(notRunning)
        : watch && accountProblem(watch.failure, watch.certificate),
    };
  }

  async #isLoading(shown: readonly Calendar[]): Promise<boolean> {
    const states = await Promise.all(shown.map((c) => this.#world.store.syncState(c.id)));
    return states.length > 0 && states.every((s) => s.at === 'nothing');
  }

  #untilNextMoment(): number {
    const now = this.#world.clock.now();
    const nextMinute = MINUTE - (now % MINUTE);
    if (this.#visible) return nextMinute;
    const moments = momentsOf(this.#current?.agenda ?? null).filter((m) => m > now);
    return Math.min(LONGEST_WAIT, ...moments.map((m) => m - now));
  }
}

function momentsOf(agenda: AgendaView | null): readonly number[] {
  return (agenda?.days ?? []).flatMap((d) => d.timed).flatMap((row) => [row.startsAt, row.endsAt]);
}
