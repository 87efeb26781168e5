// Whether two series go on alike: what counts is when things happen, not how the rule is written.
import { expandRule } from '../ical/recurrence.ts';
import { lastOfCount } from '../ical/rule-count.ts';
import { untilWall, zoneOf } from '../ical/series.ts';
import type { ToldObject } from './told-object.ts';
import { DAY } from '../time/wall-time.ts';
import { instantOf } from '../time/zones.ts';

/** True when both have the same rule, or rules that differ only in how the same end is written. */
export function isSameRhythm(before: ToldObject, after: ToldObject): boolean {
  if (before.isSeries !== after.isSeries) return false;
  if (before.rule === after.rule) return true;
  if (stem(before.rule) !== stem(after.rule)) return false;
  const [old, young] = [lastStart(before), lastStart(after)];
  return old !== null && old === young;
}

/** The rule without its end. */
function stem(rule: string): string {
  return rule.replace(/;?(?:COUNT|UNTIL)=[^;]*/g, '');
}

/** Counting further than this to find an end is not worth it. */
const COUNTED = 1000;
/** How far back from an UNTIL its last start is looked for, in days. */
const REACHES = [40, 400, 4000];

/** The last start by the rule: an instant, or the midnight of a date; null when it has none or it is too far to find. */
function lastStart({ master, zones }: ToldObject): number | null {
  if (!master?.rule) return null;
  const { rule, start } = master;
  const zone = zoneOf(start, zones);
  const until = untilWall(master, zone);
  const counted = lastOfCount(rule, start.wall);
  const wall =
    counted !== null && counted <= until
      ? counted
      : rule.count === null
        ? lastBefore(until)
        : lastCounted(rule.count);
  if (wall === null || !Number.isFinite(wall)) return null;
  return start.isDate ? wall : instantOf(wall, zone);

  function lastBefore(end: number): number | null {
    if (!rule || !Number.isFinite(end)) return null;
    for (const days of REACHES) {
      const range = { from: Math.max(start.wall, end - days * DAY), to: end + 1, limit: Infinity };
      const last = expandRule(rule, start.wall, end, range).starts.at(-1);
      if (last !== undefined) return last;
    }
    return start.wall;
  }

  function lastCounted(count: number): number | null {
    if (!rule || count > COUNTED) return null;
    const range = { from: start.wall, to: Infinity, limit: count + 1 };
    return expandRule(rule, start.wall, until, range).starts.at(-1) ?? null;
  }
}
