// Shows the whole window: at once when something happened, and by itself when time alone changes it (a meeting begins,
// a day ends).
import type { Occurrence } from '../core/model.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import type { AgendaView, View } from '../core/window/view.ts';
import { MINUTE } from '../core/time/wall-time.ts';
import { composeView, type Composed, type Watched } from './compose-view.ts';
import type { World } from './context.ts';
import { WHOLE_INBOX, type InboxLook } from './inbox-look.ts';

/** Long timers are not trusted: a machine that sleeps keeps no promises. */
const LONGEST_WAIT = 15 * MINUTE;

export class Viewer {
  readonly #world: World;
  readonly #watched: Watched;
  readonly #runs: RunScheduler;
  #current: Composed | null = null;
  #look = WHOLE_INBOX;
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
    return (this.#current ?? (await composeView(this.#world, this.#watched, this.#look))).view;
  }

  /** What stands in this row of the window; null when it is not there any more. */
  occurrence(rowId: string): Occurrence | null {
    return this.#current?.occurrences.get(rowId) ?? null;
  }

  /** What of the inbox is shown from now on. */
  look(look: InboxLook): Promise<void> {
    this.#look = look;
    return this.refresh();
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
      this.#current = await composeView(this.#world, this.#watched, this.#look);
      if (!signal.aborted) this.#world.display.show(this.#current.view);
    } catch (error) {
      this.#world.log.error('view', error);
    }
    if (!signal.aborted)
      this.#cancelTimer = this.#world.clock.after(this.#untilNextMoment(), () => void this.refresh());
  }

  #untilNextMoment(): number {
    const now = this.#world.clock.now();
    const nextMinute = MINUTE - (now % MINUTE);
    if (this.#visible) return nextMinute;
    const moments = momentsOf(this.#current?.view.agenda ?? null).filter((m) => m > now);
    return Math.min(LONGEST_WAIT, ...moments.map((m) => m - now));
  }
}

function momentsOf(agenda: AgendaView | null): readonly number[] {
  return (agenda?.days ?? []).flatMap((d) => d.timed).flatMap((row) => [row.startsAt, row.endsAt]);
}
