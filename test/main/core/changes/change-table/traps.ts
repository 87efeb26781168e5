// What went wrong in other programs.
import {
  ANA,
  edit,
  event,
  exception,
  MASTER,
  me,
  minus,
  plus,
  REVIEW,
  series,
  STANDUP,
  type Pair,
} from './table.ts';

const NEW_YORK = [
  'SUMMARY:Call',
  'DTSTART;TZID=America/New_York:20260106T090000',
  'DURATION:PT30M',
  'RRULE:FREQ=WEEKLY',
];

export const traps: readonly Pair[] = [
  {
    name: 'a moved date whose RECURRENCE-ID is in another zone than its series',
    before: series(NEW_YORK),
    after: series(NEW_YORK, [
      'RECURRENCE-ID;TZID=Europe/Berlin:20261124T150000',
      'SUMMARY:Call',
      'DTSTART;TZID=Europe/Berlin:20261124T170000',
      'DURATION:PT30M',
    ]),
    told: [
      'changed occurrence: Call moved | Moved, only Tuesday 24 November | When: Tue 24, 15:00–15:30 (09:00 in New York) → 17:00–17:30',
    ],
  },
  {
    name: 'a date moved out of the past is about the future',
    before: STANDUP,
    after: series(MASTER, exception('17', 'DTSTART;TZID=Europe/Berlin:20261127T100000')),
    told: [
      'changed occurrence: Standup moved | Moved, only Tuesday 17 November | When: Tue 17, 10:00–10:15 → Fri 27, 10:00–10:15',
    ],
  },
  {
    name: 'an invitation to one date arrives without its series',
    before: null,
    after: series(exception('24', ANA, me())),
    told: [
      'invited occurrence: Invitation: Standup | Ana Petrović invites you, in Team, only Tuesday 24 November | When: - → Tue 24, 10:00–10:15',
    ],
  },
  {
    name: 'one date without its series is moved',
    before: series(exception('24', ANA, me('ACCEPTED'))),
    after: series(exception('24', ANA, me(), 'DTSTART;TZID=Europe/Berlin:20261125T100000')),
    told: [
      'changed occurrence: Standup moved | Moved by Ana Petrović, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15',
    ],
  },
  {
    name: 'one date without its series goes',
    before: series(exception('24')),
    after: null,
    told: [
      'deleted occurrence: Standup cancelled | Cancelled, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → -',
    ],
  },
  {
    name: 'the series is written over by one of its dates',
    before: STANDUP,
    after: series(exception('24', 'DTSTART;TZID=Europe/Berlin:20261125T100000')),
    told: [
      'deleted series: Standup deleted | Whole series deleted | When: Tue 24, 10:00–10:15 → -; Repeats: every week on Tue → -',
      'changed occurrence: Standup moved | Moved, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15',
    ],
  },
  {
    name: 'the rest of the series follows its first date',
    before: series(exception('24')),
    after: series(MASTER, exception('24')),
    told: [
      'created series: New: Standup | New series in Team | When: - → Tue 24, 10:00–10:15; Repeats: - → every week on Tue',
    ],
  },
  {
    name: 'a series whose next date was moved is renamed: its time stays',
    before: STANDUP,
    after: series(
      MASTER.map((line) => line.replace('Standup', 'Daily')),
      exception('24', 'SUMMARY:Daily', 'LOCATION:Kitchen'),
    ),
    told: [
      'changed series: “Standup” is now “Daily” | Whole series renamed | Title: Standup → Daily',
      'changed occurrence: “Standup” is now “Daily” | Renamed, only Tuesday 24 November | Title: Standup → Daily; Where: - → Kitchen',
    ],
  },
  {
    name: 'moved across the change to winter time and back to the same wall clock',
    before: event('SUMMARY:Run', 'DTSTART;TZID=Europe/Berlin:20270327T080000', 'DURATION:PT1H'),
    after: event('SUMMARY:Run', 'DTSTART;TZID=Europe/Berlin:20270328T080000', 'DURATION:PT1H'),
    told: [
      'changed event: Run moved | Moved | When: Sat 27 Mar 2027, 08:00–09:00 → Sun 28 Mar 2027, 08:00–09:00',
    ],
  },
  {
    name: 'a version that cannot be read tells nothing',
    before: REVIEW,
    after: edit(REVIEW, ['END:VCALENDAR', 'END:VEVENT']),
    told: [],
  },
  {
    name: 'a version without a start tells nothing',
    before: REVIEW,
    after: minus(REVIEW, 'DTSTART'),
    told: [],
  },
  {
    name: 'a title that turns the line around is put straight',
    before: REVIEW,
    after: edit(REVIEW, ['Design review', '\u202eevil\u2066 title']),
    told: [
      'changed event: “Design review” is now “evil title” | Renamed | Title: Design review → evil title',
    ],
  },
  {
    name: 'curly braces in a title are just that',
    before: REVIEW,
    after: edit(REVIEW, ['Design review', "{title} <b>#1</b> 'quoted'"]),
    told: [
      "changed event: “Design review” is now “{title} <b>#1</b> 'quoted'” | Renamed | Title: Design review → {title} <b>#1</b> 'quoted'",
    ],
  },
  {
    name: 'a guest list with a stray quotation mark hides nothing else',
    before: REVIEW,
    after: plus(edit(REVIEW, ['Room 4.12', 'Room 2']), 'ATTENDEE;CN="Ben:mailto:ben@example.org'),
    told: ['changed event: Design review: new place | New place | Where: Room 4.12 → Room 2'],
  },
];
