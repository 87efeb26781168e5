// The one timer of an account: when to look at the server without being told to.
import { nextPollIn, type PollSituation } from '../core/sync/polling.ts';
import type { Clock } from '../core/ports.ts';

export interface PollTimerEvents {
  /** null: nothing is looked at any more. */
  situation(): PollSituation | null;
  onDue(): void;
}

export class PollTimer {
  readonly #clock: Clock;
  readonly #events: PollTimerEvents;
  /** Epoch ms of the next look; Infinity while none is planned. */
  #dueAt = Infinity;
  #cancelTimer = () => {};

  constructor(clock: Clock, events: PollTimerEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  cancel(): void {
    this.#cancelTimer();
    this.#dueAt = Infinity;
  }

  /** Plans the next look by what is known now. */
  plan(): void {
    this.cancel();
    const situation = this.#events.situation();
    if (situation) this.#planAt(this.#clock.now() + nextPollIn(situation, this.#clock.random()));
  }

  /** The same, but never later than planned: a link that comes and goes must not push the next look ahead for ever. */
  planSooner(): void {
    const due = this.#dueAt;
    this.plan();
    if (this.#dueAt !== Infinity && due < this.#dueAt) this.#planAt(due);
  }

  #planAt(due: number): void {
    this.#cancelTimer();
    this.#dueAt = due;
    this.#cancelTimer = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      this.#dueAt = Infinity;
      this.#events.onDue();
    });
  }
}
