// Until when a reminder can be put off.
import { endsAt, startsAt } from './alarm-times.ts';
import type { Occurrence } from '../model.ts';
import type { ToastActionId } from '../alerts/toast-view.ts';
import { DAY, HOUR, MINUTE, startOfDay } from '../time/wall-time.ts';
import { instantOf, viewerZone, wallAt } from '../time/zones.ts';

export type SnoozeId = Extract<ToastActionId, `snooze-${string}`>;

export interface SnoozeChoice {
  readonly id: SnoozeId;
  /** Epoch ms. */
  readonly until: number;
}

const SHORT = 5 * MINUTE;
/** Choices nearer to each other than this are the same to a person, ms. */
const APART = MINUTE;
/** When tomorrow begins for somebody who asks to be reminded then. */
const MORNING = 8 * HOUR;

/**
 * The choices that make sense at `now`, soonest first: in 5 minutes always; 5 minutes before and at its start while that
 * is further off; tomorrow at 08:00 for what is not over by then, and for what is more a thing to do than a meeting:
 * whole days, and events that take no time.
 */
export function snoozeChoices(occurrence: Occurrence, now: number, zone: string): readonly SnoozeChoice[] {
  const soon = now + SHORT;
  const choices: SnoozeChoice[] = [{ id: 'snooze-5', until: soon }];
  const start = startsAt(occurrence, zone);
  // Midnight is no time to be reminded of a day.
  const isTimed = occurrence.when.at === 'time';
  if (isTimed && start - SHORT >= soon + APART) choices.push({ id: 'snooze-before', until: start - SHORT });
  if (isTimed && start >= soon + APART) choices.push({ id: 'snooze-start', until: start });
  const tomorrow = nextMorning(now, zone);
  const isToDo = !isTimed || occurrence.free || endsAt(occurrence, zone) === start;
  if (isToDo || endsAt(occurrence, zone) > tomorrow) choices.push({ id: 'snooze-tomorrow', until: tomorrow });
  return choices.sort((a, b) => a.until - b.until);
}

/** Until when a button that was offered some time ago puts off: what makes no sense any more is 5 minutes. */
export function snoozeUntil(
  id: SnoozeId,
  occurrence: Occurrence,
  { now, zone }: { readonly now: number; readonly zone: string },
): number {
  const choices = snoozeChoices(occurrence, now, zone);
  return choices.find((choice) => choice.id === id)?.until ?? now + SHORT;
}

function nextMorning(now: number, name: string): number {
  const zone = viewerZone(name);
  return instantOf(startOfDay(wallAt(now, zone)) + DAY + MORNING, zone);
}
