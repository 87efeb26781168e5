// Single dates of a series.
import { ANA, ben, cem, event, exception, MASTER, me, plus, series, STANDUP, type Pair } from './table.ts';

const THURSDAY = 'DTSTART;TZID=Europe/Berlin:20261126T100000';
const WEDNESDAY = 'DTSTART;TZID=Europe/Berlin:20261125T100000';
const MOVED = series(MASTER, exception('24', WEDNESDAY));
const WITHOUT = plus(STANDUP, 'EXDATE;TZID=Europe/Berlin:20261124T100000');
const INVITED = [...MASTER, ANA, me('ACCEPTED'), ben()];
const DUTY = event('SUMMARY:Duty', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=WEEKLY');

export const occurrences: readonly Pair[] = [
  {
    name: 'moved',
    before: STANDUP,
    after: MOVED,
    told: [
      'changed occurrence: Standup moved | Moved, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15',
    ],
  },
  {
    name: 'moved again',
    before: MOVED,
    after: series(MASTER, exception('24', THURSDAY)),
    told: [
      'changed occurrence: Standup moved | Moved, only Tuesday 24 November | When: Wed 25, 10:00–10:15 → Thu 26, 10:00–10:15',
    ],
  },
  {
    name: 'moved back',
    before: MOVED,
    after: STANDUP,
    told: [
      'changed occurrence: Standup moved | Moved, only Tuesday 24 November | When: Wed 25, 10:00–10:15 → Tue 24, 10:00–10:15',
    ],
  },
  {
    name: 'longer',
    before: STANDUP,
    after: series(MASTER, exception('24', 'DURATION:PT1H')),
    told: [
      'changed occurrence: Standup extended | Extended, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → 10:00–11:00',
    ],
  },
  {
    name: 'renamed',
    before: STANDUP,
    after: series(MASTER, exception('24', 'SUMMARY:Standup with cake')),
    told: [
      'changed occurrence: “Standup” is now “Standup with cake” | Renamed, only Tuesday 24 November | Title: Standup → Standup with cake',
    ],
  },
  {
    name: 'relocated',
    before: STANDUP,
    after: series(MASTER, exception('1201', 'LOCATION:Kitchen')),
    told: [
      'changed occurrence: Standup: new place | New place, only Tuesday 1 December | Where: - → Kitchen',
    ],
  },
  {
    name: 'with notes of its own',
    before: STANDUP,
    after: series(MASTER, exception('24', 'DESCRIPTION:Bring cake.')),
    told: [
      'changed occurrence: Standup: new notes | New notes, only Tuesday 24 November | Notes: - → Bring cake.',
    ],
  },
  {
    name: 'with a guest of its own',
    before: series(INVITED),
    after: series(INVITED, exception('24', ANA, me('ACCEPTED'), ben(), cem())),
    told: [
      'changed occurrence: Standup: Cem Aksoy was added | Cem Aksoy added, only Tuesday 24 November | Guests: - → Cem Aksoy',
    ],
  },
  {
    name: 'declined by a guest',
    before: series(INVITED),
    after: series(INVITED, exception('24', ANA, me('ACCEPTED'), ben('DECLINED'))),
    told: [
      'changed occurrence: Ben Ude declined Standup | Ben Ude declined, only Tuesday 24 November | Answers: - → Ben Ude declined',
    ],
  },
  {
    name: 'declined by oneself',
    before: series(INVITED),
    after: series(INVITED, exception('24', ANA, me('DECLINED'), ben())),
    told: [],
  },
  {
    name: 'moved by the organizer',
    before: series(INVITED),
    after: series(INVITED, exception('24', ANA, me(), ben(), WEDNESDAY)),
    told: [
      'changed occurrence: Standup moved | Moved by Ana Petrović, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15',
    ],
  },
  {
    name: 'one is taken off one date',
    before: series(INVITED),
    after: series(INVITED, exception('24', ANA, ben())),
    told: [
      'uninvited occurrence: You were taken off Standup | You were taken off by Ana Petrović, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
    ],
  },
  {
    name: 'one is invited to one date',
    before: series([...MASTER, ANA, ben()]),
    after: series([...MASTER, ANA, ben()], exception('24', ANA, me(), ben())),
    told: [
      'invited occurrence: Invitation: Standup | Ana Petrović invites you, in Team, only Tuesday 24 November | When: - → Tue 24, 10:00–10:15',
    ],
  },
  {
    name: 'removed (EXDATE)',
    before: STANDUP,
    after: WITHOUT,
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
    ],
  },
  {
    name: 'two removed',
    before: STANDUP,
    after: plus(STANDUP, 'EXDATE;TZID=Europe/Berlin:20261124T100000,20261201T100000'),
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 1 December | When: Tue 1 Dec, 10:00–10:15 → -',
    ],
  },
  {
    name: 'removed after it had been moved',
    before: MOVED,
    after: WITHOUT,
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Wed 25, 10:00–10:15 → -',
    ],
  },
  {
    name: 'removed by a bare date',
    before: STANDUP,
    after: plus(STANDUP, 'EXDATE;VALUE=DATE:20261124'),
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
    ],
  },
  {
    name: 'taken back',
    before: WITHOUT,
    after: STANDUP,
    told: [
      'restored occurrence: Standup is back on | Back on, only Tuesday 24 November | When: - → Tue 24, 10:00–10:15',
    ],
  },
  {
    name: 'cancelled (STATUS)',
    before: STANDUP,
    after: series(MASTER, exception('24', 'STATUS:CANCELLED')),
    told: [
      'cancelled occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
    ],
  },
  {
    name: 'cancelled first, then removed',
    before: series(MASTER, exception('24', 'STATUS:CANCELLED')),
    after: WITHOUT,
    told: [],
  },
  {
    name: 'added (RDATE)',
    before: STANDUP,
    after: plus(STANDUP, 'RDATE;TZID=Europe/Berlin:20261126T100000'),
    told: [
      'created occurrence: New: Standup | New in Team, only Thursday 26 November | When: - → Thu 26, 10:00–10:15',
    ],
  },
  {
    name: 'an added one dropped',
    before: plus(STANDUP, 'RDATE;TZID=Europe/Berlin:20261126T100000'),
    after: STANDUP,
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Thursday 26 November | When: Thu 26, 10:00–10:15 → -',
    ],
  },
  {
    name: 'of whole days, removed',
    before: DUTY,
    after: plus(DUTY, 'EXDATE;VALUE=DATE:20261130'),
    told: ['deleted occurrence: Duty cancelled | Cancelled, only Monday 30 November | When: Mon 30 → -'],
  },
  {
    name: 'two dates, two changes',
    before: STANDUP,
    after: series(MASTER, exception('24', WEDNESDAY), exception('1201', 'STATUS:CANCELLED')),
    told: [
      'changed occurrence: Standup moved | Moved, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15',
      'cancelled occurrence: Standup cancelled | Cancelled, only Tuesday 1 December | When: Tue 1 Dec, 10:00–10:15 → -',
    ],
  },
];
