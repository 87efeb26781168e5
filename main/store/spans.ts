// Classes of length. Whatever lasts at most a class's limit and is still on at an instant began at most that long before
// it: so what is on is found by looking back in each class as far as the class is long, however long some things last.
import { DAY, HOUR } from '../core/time/wall-time.ts';

const LIMITS: readonly number[] = [DAY, 8 * DAY, 64 * DAY, 512 * DAY, 4_096 * DAY, Infinity];

/** The class of a length in ms. */
export function spanOf(length: number): number {
  return LIMITS.findIndex((limit) => length <= limit);
}

/** Each class with its limit, ms. */
export const SPANS: readonly (readonly [span: number, limit: number])[] = LIMITS.map((limit, span) => [
  span,
  limit,
]);

/** Whole days are matched in every zone on earth: the earliest midnight is at UTC+14, the latest at UTC-12. */
export const EARLIEST_MIDNIGHT = 14 * HOUR;
export const LATEST_MIDNIGHT = 12 * HOUR;
