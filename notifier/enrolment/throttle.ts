// How often somebody may try: so many at once, then one each so many milliseconds. Per name; the names longest at rest
// are forgotten first.

export interface Throttle {
  /** 0 when this one may try now, which counts; else milliseconds until it may. */
  wait(name: string): number;
}

interface Rate {
  readonly burst: number;
  /** Milliseconds between two once the burst is used up. */
  readonly interval: number;
}

const MOST = 20_000;

/** Nobody has tried yet. `now` in milliseconds of a clock that only moves forward. */
export function createThrottle({ burst, interval }: Rate, now: () => number, most = MOST): Throttle {
  // When a name's burst would be whole again: the generic cell rate algorithm (ITU-T I.371), one number for each.
  const whole = new Map<string, number>();
  return {
    wait(name) {
      const at = Math.max(whole.get(name) ?? 0, now());
      const early = at + interval - now() - burst * interval;
      if (early > 0) return early;
      whole.delete(name); // to the young end of the insertion order
      whole.set(name, at + interval);
      const oldest = whole.keys().next();
      if (whole.size > most && !oldest.done) whole.delete(oldest.value);
      return 0;
    },
  };
}
