// A clock that runs faster than the world: minutes of waiting pass in seconds, in step with everything that is real.
import type { Clock } from '../../main/core/ports.ts';
import { seeded } from './seeded.ts';

interface Timer {
  /** By this clock without its jumps, ms. */
  readonly due: number;
  readonly run: () => void;
  handle: NodeJS.Timeout;
}

export class BriskClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #chance: () => number;
  #speed: number;
  #jumped = 0;
  /** By this clock without its jumps, and by the computer's, when the speed was last set. */
  #base = Date.parse('2026-11-24T09:00:00Z');
  #since = performance.now();

  /** `speed`: how many of its seconds pass in one. Chance is the same in every run that has this `seed`. */
  constructor(speed: number, seed = 1) {
    this.#speed = speed;
    this.#chance = seeded(seed);
  }

  now(): number {
    return Math.round(this.#elapsed() + this.#jumped);
  }

  zone(): string {
    return 'UTC';
  }

  random(): number {
    return this.#chance();
  }

  after(ms: number, run: () => void): () => void {
    const timer = { due: this.#elapsed() + ms, run } as Timer;
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer.handle);
    };
  }

  /** Timers that are set. */
  get waits(): number {
    return this.#timers.size;
  }

  /** Somebody sets it forward or back: timers wait as long as before. */
  jump(ms: number): void {
    this.#jumped += ms;
  }

  set speed(speed: number) {
    this.#base = this.#elapsed();
    this.#since = performance.now();
    this.#speed = speed;
    for (const timer of this.#timers) {
      clearTimeout(timer.handle);
      this.#arm(timer);
    }
  }

  #elapsed(): number {
    return this.#base + (performance.now() - this.#since) * this.#speed;
  }

  #arm(timer: Timer): void {
    const run = (): void => {
      this.#timers.delete(timer);
      timer.run();
    };
    timer.handle = setTimeout(run, Math.max(0, (timer.due - this.#elapsed()) / this.#speed));
  }
}
