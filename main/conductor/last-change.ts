// When changes last came, and how long they took from the ping that announced them to the screen.
import type { Clock } from '../core/ports.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';

export class LastChange {
  readonly #clock: Clock;
  #value: ConnectionFacts['lastChange'] = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get value(): ConnectionFacts['lastChange'] {
    return this.#value;
  }

  /** Changes are committed, pinged at `pingedAt` (epoch ms; null: no ping announced them): tells them, and takes the time. */
  async tell(pingedAt: number | null, tell: () => void | Promise<void>): Promise<void> {
    const at = this.#clock.now();
    const note = (now: number) => {
      this.#value = { at, seenAfter: pingedAt === null ? null : Math.max(0, now - pingedAt) };
    };
    note(at);
    await tell();
    note(this.#clock.now()); // by now it is on the screen
  }
}
