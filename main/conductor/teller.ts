// Tells the person what changed: once each, also after a crash between finding out and saying it; not while they are
// not to be disturbed, and in few words after they were away.
import { attentionView, nextTurn, type Quiet } from '../core/alerts/attention.ts';
import { joinMoves, PARTNER_COMES, type Joined } from '../core/changes/calendar-moves.ts';
import { byEvent } from '../core/alerts/event-groups.ts';
import type { AccountId, RecordedChange } from '../core/model.ts';
import { isWorthTelling, newsRules } from '../core/alerts/news.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import { haveTwins, withoutTwins } from '../core/changes/twins.ts';
import type { AttentionView } from '../core/alerts/toast-view.ts';
import { MINUTE } from '../core/time/wall-time.ts';
import { Absence } from './absence.ts';
import type { World } from './context.ts';
import { joinedPause, QuietWatch } from './quiet.ts';
import { readerOf } from './reader.ts';
import type { AnswerParts } from './toast-answers.ts';
import type { ToastDesk } from './toast-desk.ts';
import { ToldLately } from './told-lately.ts';

/** Changes of the inbox, beyond those of two twins, in which a twin's are looked for. */
const LATEST = 1_000;
/** What is read and told at once. More than this are told in several goes, each replacing the toast before. */
const MOST = 2_000;
/** Long timers are not trusted: a machine that sleeps keeps no promises. */
const LONGEST_WAIT = 15 * MINUTE;

export interface TellerParts extends Omit<AnswerParts, 'onRead'> {
  /** Runs after each round of telling, and when something was read. */
  onTold(): void;
}

export class Teller {
  readonly #world: World;
  readonly #parts: TellerParts;
  readonly #runs: RunScheduler;
  readonly #quiet: QuietWatch;
  readonly #absence: Absence;
  readonly #told: ToldLately;
  #held = 0;
  /** What an earlier run left half told is told. */
  #isCaughtUp = false;
  /** Epoch ms at which a deletion has waited long enough; null: none waits. */
  #waitingUntil: number | null = null;
  #cancelTimer = () => {};
  #stopListening = () => {};

  constructor(world: World, desk: ToastDesk, parts: TellerParts) {
    this.#world = world;
    this.#parts = parts;
    this.#quiet = new QuietWatch(world);
    this.#absence = new Absence(world);
    this.#told = new ToldLately(world, desk, {
      reply: (answer) => parts.reply(answer),
      onRead: () => parts.onTold(),
    });
    this.#runs = runScheduler((signal) => this.#run(signal));
  }

  /** Tells what a run before could not, and keeps watch from now on. */
  start(): void {
    this.#stopListening = this.#world.attention.onChange(() => void this.request());
    this.#absence.start();
    void this.request();
  }

  /** Tells everything untold, if it may be told. Resolves when that is done. */
  request(): Promise<void> {
    return this.#runs.request();
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    this.#absence.nudge(event);
    if (event === 'wake') void this.request();
  }

  /** A calendar was pinged: there may be something to tell in a moment. */
  foresee(): void {
    this.#quiet.foresee();
  }

  /** A look at a server went well, before what it found is pulled; `offlineSince` as in AccountState. */
  looked(account: AccountId, offlineSince: number | null): void {
    this.#absence.looked(account, offlineSince);
  }

  /** Whether alerts are held back right now, and how many wait. */
  async view(): Promise<AttentionView> {
    const state = await this.#world.attention.state();
    return attentionView({ ...this.#situation(), state }, this.#held, readerOf(this.#world));
  }

  /** Ends timers and work; idempotent. */
  async stop(): Promise<void> {
    this.#stopListening();
    this.#absence.stop();
    await this.#runs.stop();
    this.#cancelTimer();
  }

  #situation() {
    const { clock, settings } = this.#world;
    const preferences = settings.preferences();
    return { preferences, now: clock.now(), zone: clock.zone() };
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#cancelTimer();
    try {
      const quiet = await this.#quiet.look();
      let more = true;
      while (more && !signal.aborted) more = await this.#tellSome(quiet);
      if (!quiet && !this.#isHinting) this.#quiet.settle();
    } catch (error) {
      this.#world.log.error('tell', error); // what is untold is told by the next run
    }
    if (signal.aborted) return;
    this.#plan();
    this.#parts.onTold();
  }

  /** True: there may be more. */
  async #tellSome(quiet: Quiet | null): Promise<boolean> {
    const { store } = this.#world;
    const untold = await store.untold(MOST);
    const more = untold.length === MOST;
    const news = this.#news(untold);
    const joined = await this.#joined(news);
    const { changes, waiting } = joined;
    this.#waitingUntil = waiting[0] ? Math.min(...waiting.map((w) => w.detectedAt)) + PARTNER_COMES : null;
    // What deserves no toast counts as told, and so does what another change tells, once that one is told.
    const worthy = new Set(news);
    const silent = untold.filter((change) => !worthy.has(change));
    await store.markTold(silent.map((change) => change.id));
    this.#held = quiet || this.#isHinting ? byEvent([...changes, ...waiting]).length : 0;
    if (quiet) return false;
    if (this.#isHinting) {
      await this.#told.hint(changes);
      return false;
    }
    if (!this.#isCaughtUp) await this.#told.tellHalfTold();
    this.#isCaughtUp = true;
    const pause = joinedPause(this.#quiet.ended, this.#absence.pause);
    await this.#told.tell(joined, { pause, more });
    const late = new Set(waiting.map((change) => change.uid));
    const rest = news.filter((change) => !late.has(change.uid));
    await store.markTold(rest.map((change) => change.id));
    return more && silent.length + rest.length > 0;
  }

  /** On a locked screen only a hint is shown: the thing itself is told to whoever comes back. */
  get #isHinting(): boolean {
    return this.#quiet.state.locked && this.#world.settings.preferences().hideWhenLocked;
  }

  #news(untold: readonly RecordedChange[]): readonly RecordedChange[] {
    const { settings } = this.#world;
    const rules = newsRules(settings.calendars(), settings.preferences(), readerOf(this.#world));
    return untold.filter((change) => !change.read && isWorthTelling(change, rules));
  }

  async #joined(news: readonly RecordedChange[]): Promise<Joined> {
    const { clock, settings, store } = this.#world;
    const calendars = settings.calendars();
    const seen = news.length > 0 && haveTwins(calendars) ? await store.changes(LATEST + 2 * news.length) : [];
    const fresh = seen.length > 0 ? withoutTwins(news, seen, calendars) : news;
    const alone = calendars.filter((calendar) => calendar.shown).length < 2;
    return joinMoves(fresh, this.#told.changes, { now: clock.now(), alone });
  }

  #plan(): void {
    const { clock } = this.#world;
    const now = clock.now();
    const turns = [this.#waitingUntil, nextTurn(this.#situation())].flatMap((turn) => turn ?? []);
    if (turns.length === 0) return;
    const wait = Math.max(0, Math.min(LONGEST_WAIT, Math.min(...turns) - now));
    this.#cancelTimer = clock.after(wait, () => void this.request());
  }
}
