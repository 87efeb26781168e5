// How often something may happen: so many at once, then one each so many milliseconds. Per name; the names longest at rest
// are forgotten first.

export interface Throttle {
  /** Milliseconds until one more is in time for this name; 0 now. Counts nothing. */
  wait(name: string): number;
  /** It happened. */
  count(name: string): void;
}

interface Rate {
  readonly burst: number;
  /** Milliseconds between two once the burst is used up. */
  readonly interval: number;
}

const MOST = 20_000;

/** Nothing has happened yet. `now` in milliseconds of a clock that only moves forward. */
export function createThrottle({ burst, interval }: Rate, now: () => number, most = MOST): Throttle {
  // When a name's burst would be whole again: the generic cell rate algorithm (ITU-T I.371), one number for each.
  const whole = new Map<string, number>();
  const wholeAt = (name: string) => Math.max(whole.get(name) ?? 0, now());
  return {
    wait: (name) => Math.max(0, wholeAt(name) + interval - now() - burst * interval),
    count(name) {
      const at = wholeAt(name) + interval;
      whole.delete(name); // to the young end of the insertion order
      whole.set(name, at);
      const oldest = whole.keys().next();
      if (whole.size > most && !oldest.done) whole.delete(oldest.value);
    },
  };
}
