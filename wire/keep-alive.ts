// Notices a connection that is half open: silence is asked about, and an unanswered question is the end.

/** Milliseconds. */
export interface Patience {
  /** Silence after which the server is asked. */
  readonly idle: number;
  /** Time it has to let anything be heard. */
  readonly patience: number;
}

export interface KeepAlive {
  /** Something came from the other side, whatever it was. */
  heard(): void;
  stop(): void;
}

/**
 * Calls `ask` after each `idle` ms of silence, and `giveUp` once when nothing at all was heard for `patience` ms after it.
 * One timer, which is not touched by what is heard: traffic costs nothing.
 */
export function keepAlive({ idle, patience }: Patience, ask: () => void, giveUp: () => void): KeepAlive {
  let heardAt = performance.now();
  let timer = setTimeout(look, idle);
  function look(): void {
    const silence = performance.now() - heardAt;
    if (silence < idle) {
      timer = setTimeout(look, Math.ceil(idle - silence));
      return;
    }
    const askedAt = performance.now();
    timer = setTimeout(() => {
      if (heardAt < askedAt) return giveUp();
      look();
    }, patience);
    ask();
  }
  return {
    heard: () => void (heardAt = performance.now()),
    stop: () => clearTimeout(timer),
  };
}
