// How far from its event an alarm may ring: what tells which events to look at for a stretch of time.
import type { Extent } from '../ical/extent.ts';
import type { Alarm } from '../model.ts';
import { DAY, HOUR } from '../time/wall-time.ts';

/**
 * Almost every alarm rings at most this long before its event begins, and no later than this after it ends, ms; the
 * others are few enough to be looked at one by one.
 */
export const NEAR = { before: DAY, after: HOUR } as const;
/** Dates begin at another instant in every zone, and a calendar day may last an hour more. */
export const SLACK = DAY;

/** Epoch ms; nothing rings outside. */
export interface Reach {
  readonly from: number;
  readonly until: number;
}

/** How long before an event begins, and after it ends, an alarm may ring, ms; an absolute one says nothing of that. */
export function leadOf({ trigger, repeat, every }: Alarm): {
  readonly before: number;
  readonly after: number;
} {
  if (trigger.at === 'instant') return { before: 0, after: 0 };
  const first = trigger.days * DAY + trigger.ms;
  return { before: Math.max(0, -first), after: Math.max(0, first + repeat * every) };
}

/** From when to when an absolute alarm rings; null for one that goes with its event. */
export function instantsOf({ trigger, repeat, every }: Alarm): Reach | null {
  if (trigger.at !== 'instant') return null;
  return { from: trigger.instant, until: trigger.instant + repeat * every };
}

/** When those of an object's alarms may ring that are absolute or not NEAR it; null: it has none. */
export function farReach(alarms: readonly Alarm[], { startsAt, endsAt }: Extent): Reach | null {
  return alarms.reduce<Reach | null>((reach, alarm) => {
    const { before, after } = leadOf(alarm);
    const instants = instantsOf(alarm);
    if (!instants && before <= NEAR.before && after <= NEAR.after) return reach;
    const { from, until } = instants ?? { from: startsAt - before - SLACK, until: endsAt + after + SLACK };
    return { from: Math.min(reach?.from ?? from, from), until: Math.max(reach?.until ?? until, until) };
  }, null);
}
