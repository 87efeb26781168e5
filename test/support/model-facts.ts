// Values of the model with everything in its quietest state, for tests that are about something else.
import type { Viewpoint } from '../../main/core/ical/expansion.ts';
import type { Reading } from '../../main/core/ical/instances.ts';
import type {
  Account,
  Calendar,
  Change,
  ChangeDetails,
  Occurrence,
  RecordedChange,
  Self,
  Snapshot,
} from '../../main/core/model.ts';

export const NOBODY: Self = { addresses: [], principals: [], username: '', name: '' };

/** Read for nobody in particular. */
export const ANYBODY: Reading = { self: NOBODY, joinPatterns: [] };

/** The same, somewhere on earth. */
export function seenFrom(zone: string): Viewpoint {
  return { zone, ...ANYBODY };
}

export const NO_DETAILS: ChangeDetails = {
  notes: null,
  added: [],
  removed: [],
  replies: [],
  organizer: null,
  mine: null,
  movedFrom: '',
  calendarName: '',
};

/** An hour on Tuesday 24 November 2026, 14:00 in Prague. */
export function aSnapshot(facts: Partial<Snapshot> = {}): Snapshot {
  const startsAt = Date.UTC(2026, 10, 24, 13);
  return {
    title: 'Design review',
    place: '',
    when: { at: 'time', startsAt, endsAt: startsAt + 3_600_000 },
    recurrence: '',
    cancelled: false,
    join: '',
    zone: 'Europe/Prague',
    ...facts,
  };
}

export function anOccurrence(facts: Partial<Occurrence> = {}): Occurrence {
  return {
    ...aSnapshot(),
    calendarId: 'work',
    href: '/work/review.ics',
    uid: 'review',
    recurrenceId: '',
    alarms: [],
    free: false,
    mine: null,
    ...facts,
  };
}

/** Created, told of by nobody. */
export function aChange(facts: Partial<Change> = {}): Change {
  return {
    id: 'change-1',
    calendarId: 'work',
    uid: 'review',
    href: '/work/review.ics',
    kind: 'created',
    scope: 'event',
    recurrenceId: '',
    before: null,
    after: aSnapshot(),
    details: NO_DETAILS,
    by: null,
    own: false,
    detectedAt: Date.UTC(2026, 10, 23, 8),
    ...facts,
  };
}

export function aRecordedChange(facts: Partial<RecordedChange> = {}): RecordedChange {
  return { ...aChange(facts), read: false, told: false, ...facts };
}

export function aCalendar(facts: Partial<Calendar> = {}): Calendar {
  return {
    id: 'work',
    accountId: 'account',
    url: 'https://cal.example.org/ema/work/',
    name: 'Work',
    color: '#2f6fb0',
    shown: true,
    alerts: true,
    reminds: true,
    writable: true,
    person: '',
    ...facts,
  };
}

export function anAccount(facts: Partial<Account> = {}): Account {
  return {
    id: 'account',
    label: 'ema@example.org',
    username: 'ema',
    self: NOBODY,
    schedules: false,
    principalUrl: 'https://cal.example.org/principals/ema/',
    homeUrls: ['https://cal.example.org/ema/'],
    trusted: [],
    pushConsent: 'unasked',
    ...facts,
  };
}
