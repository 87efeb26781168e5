// How far the stored occurrence index reaches.
import type { Window } from '../core/ical/series.ts';
import { DAY } from '../core/time/wall-time.ts';

const BEHIND = 31 * DAY;
const AHEAD = 400 * DAY;
/** An index that reaches less far ahead than this is made anew. */
export const ENOUGH = 120 * DAY;

/** The span every series is indexed for, epoch ms. */
export function indexWindow(now: number): Window {
  return { from: now - BEHIND, to: now + AHEAD };
}
