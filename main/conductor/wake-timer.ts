// A timer that keeps its promise on a machine that sleeps, and whose clock and zone are put to another time meanwhile.
import type { Clock } from '../core/ports.ts';
import { MINUTE } from '../core/time/wall-time.ts';

/** The clock is looked at so often, ms; that costs next to nothing. */
const LOOK = MINUTE;
/** At the latest so long after it was planned it wakes, ms. */
const LONGEST = 15 * MINUTE;
/** A look that comes this much too late, or too early by the clock on the wall, ms, means that time jumped. */
const JUMP = 5000;

export class WakeTimer {
  readonly #clock: Clock;
  readonly #onWake: () => void;
  #cancelTimer = () => {};

  constructor(clock: Clock, onWake: () => void) {
    this.#clock = clock;
    this.#onWake = onWake;
  }

  /** Wakes once, at `next` (epoch ms, null: nothing is due) or when time jumps, and after a quarter of an hour anyway. */
  plan(next: number | null): void {
    this.cancel();
    const last = this.#clock.now() + LONGEST;
    this.#wait(Math.min(next ?? last, last), this.#clock.zone());
  }

  cancel(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
  }

  #wait(wakeAt: number, zone: string): void {
    const from = this.#clock.now();
    const expected = Math.max(0, Math.min(LOOK, wakeAt - from));
    this.#cancelTimer = this.#clock.after(expected, () => {
      const now = this.#clock.now();
      const jumped = Math.abs(now - from - expected) > JUMP || this.#clock.zone() !== zone;
      if (jumped || now >= wakeAt) this.#onWake();
      else this.#wait(wakeAt, zone);
    });
  }
}
