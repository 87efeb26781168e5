// Keeps the stored occurrences in step with time, with the zone the person is in and with where they meet; and the inbox
// no longer than the person wants it.
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import type { World } from './context.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** How often it is asked whether the zone changed; a zone changes without a sign from the desktop. */
const LOOK = 15 * MINUTE;
/** The index reaches months ahead: a day more now and then is enough. */
const ENOUGH_FOR = 12 * 60 * MINUTE;

export class IndexKeeper {
  readonly #world: World;
  readonly #onRolled: () => void;
  readonly #runs: RunScheduler;
  /** When it was last in step, epoch ms, for which zone and which places to meet. */
  #rolled: { readonly at: number; readonly zone: string; readonly patterns: readonly string[] } | null = null;
  #cancelTimer = () => {};
  #stopped = false;

  /** `onRolled` runs after what is stored changed with the zone. */
  constructor(world: World, onRolled: () => void) {
    this.#world = world;
    this.#onRolled = onRolled;
    this.#runs = runScheduler((signal) => this.#roll(signal));
  }

  /** Looks whether anything is to be done, now and from now on. */
  check(): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    const { clock, settings } = this.#world;
    this.#cancelTimer = clock.after(LOOK, () => this.check());
    const { at, zone, patterns } = this.#rolled ?? { at: -Infinity, zone: '', patterns: [] };
    const isOther = zone !== clock.zone() || patterns.join() !== settings.preferences().joinPatterns.join();
    if (isOther || clock.now() - at >= ENOUGH_FOR) void this.#runs.request();
  }

  /** Ends timer and work; idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#runs.stop();
  }

  async #roll(signal: AbortSignal): Promise<void> {
    const { clock, log, settings, store } = this.#world;
    const zone = clock.zone();
    const { joinPatterns, keepDays } = settings.preferences();
    try {
      let more = true;
      while (more && !signal.aborted) more = await store.rollIndex(clock.now(), zone, joinPatterns);
      if (signal.aborted) return;
      await store.expireChanges(clock.now() - keepDays * DAY);
      this.#rolled = { at: clock.now(), zone, patterns: joinPatterns };
      this.#onRolled();
    } catch (error) {
      log.error('index', error); // tried again at the next look
    }
  }
}
