// When a fresh connection is tried because nothing is heard on the one that stands: soon, and then rarely.
import type { Clock } from '../core/ports.ts';

const MINUTE = 60_000;
/** Those that stopped hearing at the same moment do not all connect anew at the same moment, ms. */
const SPREAD = MINUTE;
/** Fresh connections are this far apart at least, ms. */
const APART = 30 * MINUTE;

export class FreshAttempts {
  readonly #clock: Clock;
  readonly #attempt: () => void;
  /** Epoch ms. */
  #triedAt = -Infinity;
  #cancelTimer = () => {};

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock;
    this.#attempt = attempt;
  }

  /** Tries as soon as may be, and again and again until cancelled. */
  plan(): void {
    this.cancel();
    const rest = Math.max(0, this.#triedAt + APART - this.#clock.now());
    // By a clock that was put back meanwhile it would be longer than that.
    const wait = Math.min(APART, rest) + this.#clock.random() * SPREAD;
    this.#cancelTimer = this.#clock.after(wait, () => {
      this.#triedAt = this.#clock.now();
      this.plan();
      this.#attempt();
    });
  }

  /** Tries no more; what was tried last still counts. */
  cancel(): void {
    this.#cancelTimer();
  }

  /** Another place: nothing was tried there. */
  forget(): void {
    this.#triedAt = -Infinity;
  }
}
