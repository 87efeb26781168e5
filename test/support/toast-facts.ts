// Changes and calendars as toasts are made of them, for the tests of what is said.
import type { Calendar, Change, Person, Reply, Snapshot } from '../../main/core/model.ts';
import type { Telling } from '../../main/core/alerts/telling.ts';
import { aCalendar, aChange, aSnapshot, NO_DETAILS } from './model-facts.ts';

/** Monday 23 November 2026, 09:48 in Berlin. */
export const NOW = Date.parse('2026-11-23T08:48:00Z');
export const READER = { now: NOW, zone: 'Europe/Berlin', locale: 'en-GB' } as const;
export const TEAM = aCalendar({ id: 'a:1', name: 'Team' });
export const FAMILY = aCalendar({ id: 'a:2', name: 'Family' });
export const ANA: Person = { address: 'ana@example.org', name: 'Ana Petrović' };
export const BEN: Person = { address: 'ben@example.org', name: 'Ben' };

export function telling(
  over: Partial<Telling> = {},
  calendars: readonly Calendar[] = [TEAM, FAMILY],
): Telling {
  return { calendars: new Map(calendars.map((c) => [c.id, c])), reader: READER, hidden: false, ...over };
}

/** An hour in Berlin, where it is an hour later than in UTC; `start` like '2026-11-24T14:00'. */
export function hour(start: string, parts: Partial<Snapshot> = {}): Snapshot {
  const startsAt = Date.parse(`${start}:00+01:00`);
  const when = { at: 'time', startsAt, endsAt: startsAt + 3_600_000 } as const;
  return aSnapshot({ title: 'Standup', place: 'Room 4.12', when, zone: 'Europe/Berlin', ...parts });
}

let made = 0;

/** The stand-up of the team, moved from Tuesday 14:00 to Wednesday 10:00. */
export function moved(parts: Partial<Change> = {}): Change {
  return aChange({
    id: `c${(made += 1)}`,
    calendarId: TEAM.id,
    uid: 'u',
    kind: 'changed',
    before: hour('2026-11-24T14:00'),
    after: hour('2026-11-25T10:00'),
    detectedAt: NOW,
    ...parts,
  });
}

export function created(parts: Partial<Change> = {}): Change {
  return moved({ kind: 'created', before: null, ...parts });
}

export function deleted(parts: Partial<Change> = {}): Change {
  return moved({ kind: 'deleted', after: null, ...parts });
}

/** Somebody answered, and nothing else happened. */
export function replied(replies: readonly Reply[], parts: Partial<Change> = {}): Change {
  const same = hour('2026-11-24T14:00', { title: 'Planning' });
  return moved({ before: same, after: same, details: { ...NO_DETAILS, replies }, ...parts });
}

export function invited(parts: Partial<Change> = {}): Change {
  return created({
    kind: 'invited',
    details: { ...NO_DETAILS, organizer: ANA, mine: 'needs-action' },
    ...parts,
  });
}
