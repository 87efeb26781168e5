// Reminders against a second opinion: an oracle that goes through the days minute by minute, knows nothing of bells,
// windows and timers, and counts days with Temporal.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { Alarm, Occurrence } from '../../../../main/core/model.ts';
import { planReminders, reminderWindow } from '../../../../main/core/reminders/reminders.ts';
import type { BellName } from '../../../../main/core/reminders/reminders.ts';
import type { Bell } from '../../../../main/core/sync/store-port.ts';
import { aCalendar } from '../../../support/model-facts.ts';
import { anAlarm, ringing } from '../../../support/reminder-facts.ts';

const MINUTE = 60_000;
/** Minutes looked at; the clocks change in the middle. */
const SPAN = 4 * 1440;
const RUNS = 60;

/** Where the clocks change at noon UTC of the third day or near it. */
const EDGES = [
  ['Europe/Prague', '2026-10-23'],
  ['Europe/Prague', '2026-03-27'],
  ['America/New_York', '2026-10-30'],
  ['America/New_York', '2026-03-06'],
  ['Australia/Lord_Howe', '2026-10-02'],
  ['Australia/Lord_Howe', '2026-04-03'],
] as const;

/** An event as it was made up; minutes are counted from the beginning of the span. */
interface Made {
  readonly uid: string;
  readonly start: number;
  readonly length: number;
  readonly isWholeDay: boolean;
  readonly alarms: readonly Alarm[];
}

type Reaction = 'none' | 'dismiss' | { readonly snooze: number };

/** What happens to the calendar at a minute: an event is put somewhere else, or is gone. */
interface Turn {
  readonly at: number;
  readonly event: number;
  readonly to: number | null;
}

interface Case {
  readonly zone: string;
  readonly from: number;
  readonly events: readonly Made[];
  readonly turns: readonly Turn[];
  /** [first minute asleep, first minute awake]. */
  readonly sleeps: readonly (readonly [number, number])[];
  readonly reactions: readonly Reaction[];
}

/** 'minute uid dues' of each toast. */
type Rung = string;

const alarm = fc
  .record({
    at: fc.constantFrom('start' as const, 'end' as const),
    days: fc.constantFrom(0, 0, 0, -1, -2, 1),
    minutes: fc.integer({ min: -150, max: 60 }),
    repeat: fc.constantFrom(0, 0, 1, 3),
    every: fc.integer({ min: 1, max: 25 }),
  })
  .map(({ at, days, minutes, repeat, every }): Alarm => {
    const trigger = { at, days, ms: minutes * MINUTE } as const;
    const repetition = repeat === 0 ? { repeat: 0, every: 0 } : { repeat, every: every * MINUTE };
    return anAlarm(0, { id: JSON.stringify([at, days, minutes, repeat, every]), trigger, ...repetition });
  });

const events = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: SPAN }),
    length: fc.constantFrom(0, 15, 60, 600),
    isWholeDay: fc.constantFrom(false, false, false, true),
    alarms: fc.array(alarm, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 5 },
);

const cases: fc.Arbitrary<Case> = fc
  .record({
    edge: fc.constantFrom(...EDGES),
    events,
    turns: fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: SPAN }),
        event: fc.nat(4),
        to: fc.option(fc.integer({ min: 0, max: SPAN }), { freq: 4 }),
      }),
      { maxLength: 6 },
    ),
    sleeps: fc.uniqueArray(fc.integer({ min: 1, max: SPAN }), { maxLength: 6 }),
    reactions: fc.array(
      fc.oneof(
        fc.constantFrom('none' as const, 'dismiss' as const),
        fc.record({ snooze: fc.constantFrom(5, 5, 40, 900) }),
      ),
      { maxLength: 30 },
    ),
  })
  .map(({ edge: [zone, date], sleeps, ...rest }) => {
    const ends = [...sleeps].sort((a, b) => a - b);
    const spells = ends.flatMap((start, i) => (i % 2 === 0 ? [[start, ends[i + 1] ?? SPAN] as const] : []));
    const made = rest.events.map((event, i) => ({ ...event, uid: `event-${i}` }));
    return { ...rest, zone, from: Date.parse(date), events: made, sleeps: spells };
  });

function isAsleep({ sleeps }: Case, minute: number): boolean {
  return sleeps.some(([from, to]) => minute >= from && minute < to);
}

/** Applies what happens at this minute. */
function turned({ turns }: Case, minute: number, current: readonly Made[]): readonly Made[] {
  return turns
    .filter(({ at }) => at === minute)
    .reduce<readonly Made[]>((made, { event, to }) => {
      const uid = `event-${event}`;
      if (to === null) return made.filter((one) => one.uid !== uid);
      return made.map((one) => (one.uid === uid ? { ...one, start: to } : one));
    }, current);
}

// The program, driven as a timer drives it.
function program(given: Case): readonly Rung[] {
  const { zone, from } = given;
  const bells = new Map<string, Bell>();
  const rung: Rung[] = [];
  let current = given.events;
  let since = from;
  let wakeAt = 0;
  for (let minute = 0; minute <= SPAN; minute += 1) {
    const before = current;
    current = turned(given, minute, current);
    if (isAsleep(given, minute)) {
      wakeAt = minute; // at once, when it wakes
      continue;
    }
    const isFallingAsleep = isAsleep(given, minute + 1);
    if (minute < wakeAt && before === current && !isFallingAsleep) continue;
    const now = from + minute * MINUTE;
    const known = [...bells.values()];
    const occurrences = current.map((event) => occurrenceOf(event, given));
    const preferences = { defaultReminder: null, mutedUntil: null };
    const facts = { occurrences, calendars: [aCalendar()], bells: known, preferences };
    const window = reminderWindow(known, [], { now, since });
    const plan = planReminders(facts, { now, zone, since, ...window });
    for (const due of plan.due) {
      const note = (names: readonly BellName[], state: Bell['state'], until: number | null = null): void => {
        for (const name of names) bells.set(name.id, { ...name, state, until });
      };
      const reaction = given.reactions[rung.length] ?? 'none';
      rung.push(
        told(
          minute,
          due.occurrence.uid,
          due.bells.map(({ dueAt }) => dueAt),
          given,
        ),
      );
      if (reaction === 'none') note(due.bells, 'rung');
      else {
        note(due.repetitions, 'over');
        if (reaction === 'dismiss') note(due.bells, 'over');
        else note(due.bells, 'snoozed', now + reaction.snooze * MINUTE);
      }
    }
    since = now;
    const soonest = Math.min(
      plan.next ?? Infinity,
      ...[...bells.values()].map(({ until }) => until ?? Infinity),
    );
    wakeAt = Math.min(minute + 15, (soonest - from) / MINUTE);
  }
  return rung;
}

function occurrenceOf({ uid, start, length, isWholeDay, alarms }: Made, { zone, from }: Case): Occurrence {
  const startsAt = from + start * MINUTE;
  const date = (days: number): string => new Date(startsAt + days * 1440 * MINUTE).toISOString().slice(0, 10);
  const when = isWholeDay
    ? ({ at: 'day', startDate: date(0), endDate: date(1) } as const)
    : ({ at: 'time', startsAt, endsAt: startsAt + length * MINUTE } as const);
  return ringing('2026-01-01T00:00:00Z', { uid, title: uid, zone, when, alarms });
}

function told(minute: number, uid: string, dues: readonly number[], { from }: Case): Rung {
  const minutes = [...new Set(dues)].map((due) => (due - from) / MINUTE).sort((a, b) => a - b);
  return `${minute} ${uid} ${minutes.join('+')}`;
}

// The oracle.
function oracle(given: Case): readonly Rung[] {
  const { from } = given;
  const heard = new Map<string, 'told' | number>();
  const rung: Rung[] = [];
  let current = given.events.map((event) => timesOf(event, given));
  let lastAwake = 0;
  for (let minute = 0; minute <= SPAN; minute += 1) {
    if (given.turns.some(({ at }) => at === minute)) {
      const made = turned(
        given,
        minute,
        current.map(({ event }) => event),
      );
      current = made.map((event) => timesOf(event, given));
    }
    if (isAsleep(given, minute)) continue;
    const now = from + minute * MINUTE;
    const looked = from + lastAwake * MINUTE;
    const isRinging = ({ due, name }: Ring, end: number): boolean => {
      if (due > now) return false;
      const state = heard.get(name);
      if (state === 'told') return false;
      if (state !== undefined) return state <= now && now < Math.max(end, state + 1440 * MINUTE);
      const isRecent = due > looked || due > now - 60 * MINUTE;
      return isRecent && now < (due < end ? end : due + 60 * MINUTE);
    };
    const loud = current.filter(({ rings, end }) => rings.some((ring) => isRinging(ring, end)));
    for (const { event, rings, end } of loud.toSorted((x, y) => x.start - y.start)) {
      const reaction = given.reactions[rung.length] ?? 'none';
      const loudest = rings.filter((ring) => isRinging(ring, end));
      const dues = loudest.map(({ due }) => due);
      rung.push(told(minute, event.uid, dues, given));
      const isLater = ({ due, one }: Ring): boolean => due > now && loudest.some((ring) => ring.one === one);
      for (const { name } of reaction === 'none' ? [] : rings.filter(isLater)) heard.set(name, 'told');
      const state = typeof reaction === 'object' ? now + reaction.snooze * MINUTE : 'told';
      for (const { name } of loudest) heard.set(name, state);
    }
    lastAwake = minute;
  }
  return rung;
}

/** An event in time: from when to when, and when it rings. */
interface Times {
  readonly event: Made;
  readonly start: number;
  readonly end: number;
  readonly rings: readonly Ring[];
}

interface Ring {
  readonly due: number;
  /** Of the event and the instant. */
  readonly name: string;
  readonly one: Alarm;
}

function timesOf(event: Made, given: Case): Times {
  const rings = event.alarms.flatMap((one) =>
    ringsOf(one, event, given).map((due) => ({ due, name: `${event.uid} ${due}`, one })),
  );
  return { event, ...boundsOf(event, given), rings };
}

function boundsOf({ start, length, isWholeDay }: Made, { from, zone }: Case) {
  const begins = Temporal.Instant.fromEpochMilliseconds(from + start * MINUTE);
  if (!isWholeDay) {
    const at = begins.epochMilliseconds;
    return { start: at, end: at + length * MINUTE };
  }
  const date = begins.toZonedDateTimeISO('UTC').toPlainDate();
  const midnight = (days: number): number => date.add({ days }).toZonedDateTime(zone).epochMilliseconds;
  return { start: midnight(0), end: midnight(1) };
}

function ringsOf({ trigger, repeat, every }: Alarm, event: Made, given: Case): readonly number[] {
  if (trigger.at === 'instant') throw new Error('not made up here');
  const { start, end } = boundsOf(event, given);
  const zoned = Temporal.Instant.fromEpochMilliseconds(
    trigger.at === 'start' ? start : end,
  ).toZonedDateTimeISO(given.zone);
  const moved = zoned.add({ days: trigger.days });
  const later = Array.from({ length: repeat + 1 }, (_, i) => trigger.ms + i * every);
  // Whole days have the clock on the wall, everything else a stopwatch.
  if (!event.isWholeDay) return later.map((ms) => moved.epochMilliseconds + ms);
  const wall = moved.toPlainDateTime();
  return later.map(
    (milliseconds) => wall.add({ milliseconds }).toZonedDateTime(given.zone).epochMilliseconds,
  );
}

test('reminders ring exactly when an oracle says, whatever moves, sleeps and is put off', () => {
  fc.assert(
    fc.property(cases, (given) => {
      expect(program(given)).toEqual(oracle(given));
    }),
    { numRuns: RUNS },
  );
}, 60_000);

test('these cases hold many reminders, late ones and several at once among them', () => {
  const all = fc
    .sample(cases, { numRuns: 30, seed: 4 })
    .flatMap((given) => oracle(given).map((one) => one.split(' ')));
  expect(all.length).toBeGreaterThan(100);
  const late = all.filter(
    ([minute, , dues = '']) => Number(minute) > Math.max(...dues.split('+').map(Number)),
  );
  expect(late.length).toBeGreaterThan(10);
  expect(all.some(([, , dues]) => dues?.includes('+'))).toBe(true);
}, 60_000);
