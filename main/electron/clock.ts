// The real clock behind the Clock port.
import type { Clock } from '../core/ports.ts';

/** setTimeout counts in 32 bits and fires at once beyond; longer waits go in steps of a day. */
const LONGEST = 86_400_000;

/** The system's time, zone and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Asked anew each time: a traveller's laptop changes its zone while we run.
  zone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  random: () => Math.random(),
  after: (ms, run) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : run()), Math.min(left, LONGEST));
    };
    wait(Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
