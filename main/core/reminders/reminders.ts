// What rings now and when the next reminder is due: worked out anew each time from what the calendars say and what has
// rung, so that nothing that moved, vanished or was slept over can leave a stale alarm behind.
import { startsAt } from './alarm-times.ts';
import { chimesIn, happening, ownAlarms, repetitionsAfter } from './chimes.ts';
import type { BellName, Chime, ReminderFacts, ReminderMoment } from './chimes.ts';
import type { Occurrence } from '../model.ts';
import type { Bell } from '../sync/store-port.ts';
import { rowId } from '../window/row-id.ts';
import { DAY, HOUR } from '../time/wall-time.ts';

export type { BellName, ReminderFacts, ReminderMoment } from './chimes.ts';

/** One reminder to show now; it stands for everything of the same event that came due since the last look. */
export interface Due {
  /** The same for each reminder of an occurrence: a later one takes the place of an earlier one. */
  readonly toastId: string;
  readonly occurrence: Occurrence;
  /** Its own alarms among what came due; none for a default reminder. */
  readonly alarmIds: readonly string[];
  /** What has rung once this is shown. */
  readonly bells: readonly BellName[];
  /** Repetitions to come, which nobody needs after an answer. */
  readonly repetitions: readonly BellName[];
}

export interface ReminderPlan {
  readonly due: readonly Due[];
  /** Epoch ms of the next one in the window; null: none. */
  readonly next: number | null;
  /** Ids of bells that still mean something: a toast of any other says nothing true any more. */
  readonly standing: ReadonlySet<string>;
}

/** What came due before it was known (an event was added or moved) still rings so long, ms. An import rings nothing old. */
const NEWS = HOUR;
/** A reminder that is due when its event is over already is worth so much lateness, ms; so is one asked for again. */
const LINGERS = HOUR;
const SNOOZE_LINGERS = DAY;
/** How far ahead the next one is looked for, ms. */
const AHEAD = DAY;

/** The stretch to look at; `up` are the instants at which what is on the screen was due. */
export function reminderWindow(
  bells: readonly Bell[],
  up: readonly number[],
  { now, since }: Pick<ReminderMoment, 'now' | 'since'>,
): Pick<ReminderMoment, 'from' | 'to'> {
  const snoozed = bells.filter(({ state }) => state === 'snoozed').map(({ dueAt }) => dueAt);
  // Whole days begin at other instants when the person travels.
  const kept = [...snoozed, ...up].map((dueAt) => dueAt - DAY);
  const from = kept.reduce((a, b) => Math.min(a, b), Math.min(now - NEWS, since));
  return { from, to: now + AHEAD };
}

/** Works out what rings at `moment.now`. While reminders are muted nothing does, and the mute's end is next. */
export function planReminders(facts: ReminderFacts, moment: ReminderMoment): ReminderPlan {
  const { now } = moment;
  const bells = new Map(facts.bells.map((bell) => [bell.id, bell]));
  const chimes = chimesIn(facts, moment);
  const standing = new Set<string>();
  const due: Chime[] = [];
  let next = Infinity;
  for (const [id, chime] of chimes) {
    const bell = bells.get(id);
    if (chime.isAnswered || bell?.state === 'over') continue;
    standing.add(id);
    if (bell?.state === 'rung') continue;
    const at = bell?.until ?? chime.dueAt;
    if (at > now) next = Math.min(next, at);
    else if (bell ? isStillAsked(chime, at, moment) : isTimely(chime, moment)) due.push({ ...chime, at });
  }
  const mutedUntil = facts.preferences.mutedUntil ?? 0;
  if (mutedUntil > now) return { due: [], next: mutedUntil, standing };
  return { due: grouped(due, moment), next: next === Infinity ? null : next, standing };
}

/** What nobody has heard rings late while it is of use: it was slept over, or is news. */
function isTimely(chime: Chime, { now, since }: ReminderMoment): boolean {
  const { dueAt } = chime;
  const isRecent = dueAt > since || dueAt > now - NEWS;
  return isRecent && now < (dueAt < chime.endsAt ? chime.endsAt : dueAt + LINGERS);
}

/** A person who put it off wants to hear of it, even when the event is over by then. */
function isStillAsked(chime: Chime, until: number, { now }: ReminderMoment): boolean {
  return now < Math.max(chime.endsAt, until + SNOOZE_LINGERS);
}

function grouped(chimes: readonly Chime[], moment: ReminderMoment): readonly Due[] {
  const groups = new Map<string, Chime[]>();
  for (const chime of chimes) {
    const name = happening(chime.occurrence);
    const group = groups.get(name);
    if (group) group.push(chime);
    else groups.set(name, [chime]);
  }
  return [...groups.values()]
    .map((group) => dueOf(group, moment))
    .sort((a, b) => startsAt(a.occurrence, moment.zone) - startsAt(b.occurrence, moment.zone));
}

/** The one heard last speaks for all of them. */
function dueOf(group: readonly Chime[], { now, zone }: ReminderMoment): Due {
  const [last] = [...group].sort((a, b) => b.at - a.at);
  if (!last) throw new RangeError('a group holds at least one');
  const { occurrence } = last;
  const own = group.filter((one) => one.occurrence === occurrence).flatMap(ownAlarms);
  return {
    toastId: `reminder-${rowId(occurrence)}`,
    occurrence,
    alarmIds: [...new Set(own.map(({ id }) => id))],
    bells: group.map(({ id, calendarId, dueAt }) => ({ id, calendarId, dueAt })),
    repetitions: group.flatMap((one) => repetitionsAfter(one, now, zone)),
  };
}
