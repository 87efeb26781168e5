// Long work in short slices: between two of them everything else that was asked for has its turn.
import { closed } from './connection.ts';

/** What one slice may take, ms: a reader waits no longer than this. */
const SLICE = 20;
/** Rows one transaction may write. */
export const MOST_ROWS = 2_000;

/** The long works of one store. */
export class Turns {
  #working = new Set<Promise<unknown>>();
  #ending = false;

  /** Runs `work`; stop() waits for it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const working = work().finally(() => this.#working.delete(working));
    this.#working.add(working);
    return working;
  }

  /**
   * Calls `slice` again and again, with the instant (performance.now) at which it shall stop, until it gives true:
   * done. Throws BelfryError 'storage' (closed) when the store is closed meanwhile.
   */
  async slices(slice: (until: number) => boolean): Promise<void> {
    for (;;) {
      if (this.#ending) throw closed();
      if (slice(performance.now() + SLICE)) return;
      await turn();
    }
  }

  /** Makes the works end at their next turn, and waits for that. */
  async stop(): Promise<void> {
    this.#ending = true;
    await Promise.allSettled(this.#working);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
