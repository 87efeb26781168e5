// How many objects one multiget asks for: as many as the server gives in the time that is meant for it.

/** Objects asked for first. */
export const FIRST_CHUNK = 100;
/** Ms one multiget is meant to take, and between how many objects it is kept. */
const BUDGET = 2_000;
const LEAST = 50;
const MOST = 500;

/**
 * The next size, after `count` objects took `ms`. It grows by doubling, so that one lucky answer does not make the next
 * a slow one; what a few objects took says nothing about many, unless it was too long.
 */
export function chunkAfter(size: number, count: number, ms: number): number {
  if (count < LEAST && ms <= BUDGET) return size;
  const fitting = Math.floor((count * BUDGET) / Math.max(ms, 1));
  return Math.min(Math.max(Math.min(fitting, size * 2), LEAST), MOST);
}
