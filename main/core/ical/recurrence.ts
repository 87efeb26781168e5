// Expands a recurrence rule on wall time (RFC 5545 section 3.3.10), bounded in work whatever the rule says.
import {
  nextClock,
  periodAt,
  periodBegin,
  periodStarts,
  producesNothing,
  usualTimes,
} from './rule-periods.ts';
import { lastOfCount } from './rule-count.ts';
import type { Rule } from './rule.ts';

/** At most this many starts in one range: an hourly series for 13 months. A denser one is cut, and said to be. */
export const MOST_STARTS = 12_000;
/** Periods and starts looked at: what a rule can cost. Only rules by the second or minute ever come near. */
const MOST_STEPS = 100_000;

interface Range {
  /** Wall times: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** At most this many starts inside the range. */
  readonly limit: number;
}

export interface Starts {
  /** Wall times inside the range, ascending. */
  readonly starts: readonly number[];
  /** True: the rule produces nothing after the last of these. */
  readonly ended: boolean;
  /** True: the range has, or may have, more starts than these; a limit was reached. */
  readonly cut: boolean;
}

/** The starts a rule produces inside a range; `start` is DTSTART, `until` the last allowed wall time or Infinity. */
export function expandRule(rule: Rule, start: number, until: number, range: Range): Starts {
  const counted = rule.count === null ? null : lastOfCount(rule, start);
  const last = Math.min(until, counted ?? Infinity);
  const walk = new Walk(range, last, counted === null ? rule.count : null);
  // DTSTART is the first instance even where the rule does not produce it (RFC 5545 section 3.8.5.3).
  if (!walk.take(start) || producesNothing(rule, start)) return walk.end(true);
  // Where instances are counted one by one, none can be passed over.
  const times = usualTimes(rule, start);
  const lowest = walk.isCounting ? start : Math.min(range.from, last);
  for (let k = periodAt(rule, start, lowest); walk.steps < MOST_STEPS; k++) {
    const begin = periodBegin(rule, start, k);
    if (begin > last || walk.isCounted) return walk.end(true);
    if (begin >= range.to) return walk.end(false);
    const found = periodStarts(rule, start, begin, times);
    walk.steps++;
    for (let i = found.firstAt(Math.max(lowest, start + 1)); i < found.size; i++) {
      if (!walk.take(found.at(i))) return walk.end(true);
      if (walk.isFull) return walk.end(false);
    }
    if (found.size === 0) k = Math.max(k, nextClock(rule, start, begin) - 1);
  }
  return { ...walk.end(false), cut: true };
}

/** What was found so far. */
class Walk {
  readonly #range: Range;
  readonly #last: number;
  readonly #count: number | null;
  readonly #found: number[] = [];
  #taken = 0;
  #latest = -Infinity;
  steps = 0;

  constructor(range: Range, last: number, count: number | null) {
    this.#range = range;
    this.#last = last;
    this.#count = count;
  }

  get isCounting(): boolean {
    return this.#count !== null;
  }

  /** All instances a COUNT allows were seen. */
  get isCounted(): boolean {
    return this.#count !== null && this.#taken >= this.#count;
  }

  get isFull(): boolean {
    return this.#found.length >= this.#range.limit;
  }

  /** False: this start comes after the last one allowed. */
  take(at: number): boolean {
    if (at > this.#last || this.isCounted) return false;
    this.steps++;
    if (at <= this.#latest) return true; // SKIP can bring two periods to the same day
    this.#latest = at;
    this.#taken++;
    if (at >= this.#range.from && at < this.#range.to) this.#found.push(at);
    return true;
  }

  end(ended: boolean): Starts {
    return { starts: this.#found, ended, cut: !ended && this.isFull };
  }
}
