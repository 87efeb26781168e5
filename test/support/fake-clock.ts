// A clock that stands still until it is told to move; timers run at their time, in order.
import type { Clock } from '../../main/core/ports.ts';

interface Timer {
  at: number;
  readonly run: () => void;
}

/** Turns of the event loop that the longest conversation of a test with a store in memory takes, and many more. */
const TURNS = 200;

/** Lets everything happen that waits for nothing but promises and for the store, which works a turn at a time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export class FakeClock implements Clock {
  chance = 0.5;
  place = 'UTC';
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(now = '2026-11-24T09:00:00Z') {
    this.#now = Date.parse(now);
  }

  now(): number {
    return this.#now;
  }

  zone(): string {
    return this.place;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Milliseconds until each timer that is set, soonest first. */
  get waits(): readonly number[] {
    return [...this.#timers].map((t) => t.at - this.#now).sort((a, b) => a - b);
  }

  /** The machine sleeps so long, or its clock is put forward or back: timers wait as long as before. */
  jump(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) timer.at += ms;
  }

  /** Moves on by `ms`, running what is due on the way and letting its consequences happen. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#now = due.at;
      due.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}
