// Lets a few in at a time: 500 calendars that moved do not open 500 conversations with one server.

interface Waiting {
  readonly isUrgent: () => boolean;
  readonly admit: () => void;
}

export class Turnstile {
  readonly #places: number;
  readonly #waiting: Waiting[] = [];
  #inside = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /**
   * Resolves with the way out once there is a place; of those who wait, the first who is urgent by then goes first.
   * Rejects with the signal's reason.
   */
  async enter(isUrgent: () => boolean, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside < this.#places) this.#inside += 1;
    else await this.#queue(isUrgent, signal);
    return () => this.#leave();
  }

  #queue(isUrgent: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason as Error);
      };
      const admit = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const waiting = { isUrgent, admit };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  // The place is handed on: whoever comes in between finds it taken.
  #leave(): void {
    const urgent = this.#waiting.findIndex(({ isUrgent }) => isUrgent());
    const [next] = this.#waiting.splice(Math.max(0, urgent), 1);
    if (next) next.admit();
    else this.#inside -= 1;
  }
}
