// A series as a whole.
import { edit, event, MASTER, minus, plus, series, STANDUP, type Pair } from './table.ts';

const DUTY = event('SUMMARY:Duty', 'DTSTART;VALUE=DATE:20261102', 'RRULE:FREQ=WEEKLY');
const OFF = plus(STANDUP, 'STATUS:CANCELLED');

export const serieses: readonly Pair[] = [
  {
    name: 'new: its next date is named',
    before: null,
    after: STANDUP,
    told: [
      'created series: New: Standup | New series in Team | When: - → Tue 24, 10:00–10:15; Repeats: - → every week on Tue',
    ],
  },
  {
    name: 'deleted',
    before: STANDUP,
    after: null,
    told: [
      'deleted series: Standup deleted | Whole series deleted | When: Tue 24, 10:00–10:15 → -; Repeats: every week on Tue → -',
    ],
  },
  {
    name: 'moved to another hour',
    before: STANDUP,
    after: edit(STANDUP, ['20260106T100000', '20260106T113000'], ['20260106T101500', '20260106T114500']),
    told: ['changed series: Standup moved | Whole series moved | When: Tue 24, 10:00–10:15 → 11:30–11:45'],
  },
  {
    name: 'moved to another day of the week',
    before: STANDUP,
    after: edit(
      STANDUP,
      ['20260106T100000', '20260107T100000'],
      ['20260106T101500', '20260107T101500'],
      ['BYDAY=TU', 'BYDAY=WE'],
    ),
    told: [
      'changed series: Standup moved | Whole series moved | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15; Repeats: every week on Tue → every week on Wed',
    ],
  },
  {
    name: 'longer each time',
    before: STANDUP,
    after: edit(STANDUP, ['T101500', 'T103000']),
    told: ['changed series: Standup extended | Extended each time | When: Tue 24, 10:00–10:15 → 10:00–10:30'],
  },
  {
    name: 'renamed',
    before: STANDUP,
    after: edit(STANDUP, ['SUMMARY:Standup', 'SUMMARY:Daily']),
    told: ['changed series: “Standup” is now “Daily” | Whole series renamed | Title: Standup → Daily'],
  },
  {
    name: 'relocated',
    before: STANDUP,
    after: plus(STANDUP, 'LOCATION:Kitchen'),
    told: ['changed series: Standup: new place | Whole series: new place | Where: - → Kitchen'],
  },
  {
    name: 'other notes',
    before: STANDUP,
    after: plus(STANDUP, 'DESCRIPTION:Be short.'),
    told: ['changed series: Standup: new notes | Whole series: new notes | Notes: - → Be short.'],
  },
  {
    name: 'cancelled',
    before: STANDUP,
    after: OFF,
    told: ['cancelled series: Standup cancelled | Whole series cancelled | When: Tue 24, 10:00–10:15 → -'],
  },
  {
    name: 'back on',
    before: OFF,
    after: STANDUP,
    told: ['restored series: Standup is back on | Whole series back on | When: - → Tue 24, 10:00–10:15'],
  },
  {
    name: 'more often',
    before: STANDUP,
    after: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU,TH']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → every week on Tue and Thu',
    ],
  },
  {
    name: 'less often, and not on the next date: the rhythm speaks',
    before: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU,TH']),
    after: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TH']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue and Thu → every week on Thu; When: Tue 24, 10:00–10:15 → Thu 26, 10:00–10:15',
    ],
  },
  {
    name: 'every other week',
    before: STANDUP,
    after: edit(STANDUP, ['FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → every 2 weeks on Tue',
    ],
  },
  {
    name: 'ends',
    before: STANDUP,
    after: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU;UNTIL=20261215T090000Z']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → every week on Tue until 15 Dec',
    ],
  },
  {
    name: 'ends on a date of its own clock, which in UTC is the day before',
    before: edit(STANDUP, ['T100000', 'T003000'], ['T101500', 'T004500']),
    after: edit(
      STANDUP,
      ['T100000', 'T003000'],
      ['T101500', 'T004500'],
      ['BYDAY=TU', 'BYDAY=TU;UNTIL=20261214T233000Z'],
    ),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → every week on Tue until 15 Dec',
    ],
  },
  {
    name: 'ends later',
    before: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU;UNTIL=20261215T090000Z']),
    after: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU;UNTIL=20261222T090000Z']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue until 15 Dec → every week on Tue until 22 Dec',
    ],
  },
  {
    name: 'once more',
    before: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU;COUNT=50']),
    after: edit(STANDUP, ['BYDAY=TU', 'BYDAY=TU;COUNT=51']),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue, 50 times → every week on Tue, 51 times',
    ],
  },
  {
    name: 'repeats no more',
    before: edit(STANDUP, ['20260106T100000', '20261124T100000'], ['20260106T101500', '20261124T101500']),
    after: minus(
      edit(STANDUP, ['20260106T100000', '20261124T100000'], ['20260106T101500', '20261124T101500']),
      'RRULE',
    ),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → once',
    ],
  },
  {
    name: 'every second week, but the other ones',
    before: edit(STANDUP, ['FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2']),
    after: edit(
      STANDUP,
      ['FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2'],
      ['20260106T100000', '20260113T100000'],
      ['20260106T101500', '20260113T101500'],
    ),
    told: [
      'changed series: Standup moved | Whole series moved | When: Tue 24, 10:00–10:15 → Tue 1 Dec, 10:00–10:15',
    ],
  },
  {
    name: 'bound to another place’s clock, which shows the same until the end of March',
    before: edit(STANDUP, ['FREQ=WEEKLY', 'FREQ=MONTHLY'], ['BYDAY=TU', 'BYMONTHDAY=20']),
    after: edit(
      STANDUP,
      ['FREQ=WEEKLY', 'FREQ=MONTHLY'],
      ['BYDAY=TU', 'BYMONTHDAY=20'],
      ['DTSTART;TZID=Europe/Berlin', 'DTSTART;TZID=Africa/Lagos'],
      ['DTEND;TZID=Europe/Berlin', 'DTEND;TZID=Africa/Lagos'],
    ),
    told: [
      'changed series: Standup moved | Moved from Tuesday 20 April 2027 on | When: Tue 20 Apr 2027, 10:00–10:15 → 11:00–11:15 (10:00 in Lagos)',
    ],
  },
  {
    name: 'moved from one date on (THISANDFUTURE), the next',
    before: STANDUP,
    after: series(MASTER, [
      'RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261124T100000',
      'SUMMARY:Standup',
      'DTSTART;TZID=Europe/Berlin:20261124T113000',
      'DURATION:PT15M',
    ]),
    told: ['changed series: Standup moved | Whole series moved | When: Tue 24, 10:00–10:15 → 11:30–11:45'],
  },
  {
    name: 'moved from a later date on (THISANDFUTURE)',
    before: STANDUP,
    after: series(MASTER, [
      'RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261208T100000',
      'SUMMARY:Standup',
      'DTSTART;TZID=Europe/Berlin:20261208T113000',
      'DURATION:PT15M',
    ]),
    told: [
      'changed series: Standup moved | Moved from Tuesday 8 December on | When: Tue 8 Dec, 10:00–10:15 → 11:30–11:45',
    ],
  },
  {
    name: 'renamed from a later date on (THISANDFUTURE)',
    before: STANDUP,
    after: series(MASTER, [
      'RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261208T100000',
      'SUMMARY:Daily',
      'DTSTART;TZID=Europe/Berlin:20261208T100000',
      'DURATION:PT15M',
    ]),
    told: [
      'changed series: “Standup” is now “Daily” | Renamed from Tuesday 8 December on | Title: Standup → Daily',
    ],
  },
  {
    name: 'of whole days, deleted',
    before: DUTY,
    after: null,
    told: [
      'deleted series: Duty deleted | Whole series deleted | When: Mon 23 → -; Repeats: every week on Mon → -',
    ],
  },
  {
    name: 'a list of dates instead of a rule',
    before: STANDUP,
    after: edit(STANDUP, [
      'RRULE:FREQ=WEEKLY;BYDAY=TU',
      'RDATE;TZID=Europe/Berlin:20261124T100000,20261208T100000',
    ]),
    told: [
      'changed series: Standup repeats differently | Repeats differently | Repeats: every week on Tue → on chosen days',
    ],
  },
];
