// Single dates of a series, and what happens to all of them at once.
import {
  ANA,
  ben,
  cem,
  edit,
  exception,
  guest,
  MASTER,
  me,
  plus,
  series,
  STANDUP,
  type Pair,
} from './table.ts';

const WEDNESDAY = 'DTSTART;TZID=Europe/Berlin:20261125T100000';
const MOVED = series(MASTER, exception('24', WEDNESDAY));
const INVITED = [...MASTER, ANA, me('ACCEPTED'), ben()];

export const withTheirSeries: readonly Pair[] = [
  {
    name: 'the whole renamed, and one date moved',
    before: STANDUP,
    after: edit(series(MASTER, exception('24', 'SUMMARY:Daily', WEDNESDAY)), [
      'SUMMARY:Standup',
      'SUMMARY:Daily',
    ]),
    told: [
      'changed series: “Standup” is now “Daily” | Whole series renamed | Title: Standup → Daily',
      'changed occurrence: Daily moved | Moved, only Tuesday 24 November | When: Tue 24, 10:00–10:15 → Wed 25, 10:00–10:15; Title: Standup → Daily',
    ],
  },
  {
    name: 'the whole renamed, its exceptions with it',
    before: MOVED,
    after: edit(MOVED, ['SUMMARY:Standup', 'SUMMARY:Daily'], ['SUMMARY:Standup', 'SUMMARY:Daily']),
    told: ['changed series: “Standup” is now “Daily” | Whole series renamed | Title: Standup → Daily'],
  },
  {
    name: 'a guest added to all, exceptions included',
    before: series(INVITED, exception('24', WEDNESDAY, ANA, me('ACCEPTED'), ben())),
    after: series([...INVITED, cem()], exception('24', WEDNESDAY, ANA, me('ACCEPTED'), ben(), cem())),
    told: [
      'changed series: Standup: Cem Aksoy was added | Cem Aksoy added to the whole series | Guests: - → Cem Aksoy',
    ],
  },
  {
    name: 'an answer to all, exceptions included',
    before: series(INVITED, exception('24', WEDNESDAY, ANA, me('ACCEPTED'), ben())),
    after: series(
      [...MASTER, ANA, me('ACCEPTED'), ben('ACCEPTED')],
      exception('24', WEDNESDAY, ANA, me('ACCEPTED'), ben('ACCEPTED')),
    ),
    told: ['changed series: Ben Ude accepted Standup | Ben Ude accepted | Answers: - → Ben Ude accepted'],
  },
  {
    name: 'an exception without a word about the guests has those of the series',
    before: series(INVITED),
    after: series(INVITED, exception('24', 'LOCATION:Kitchen')),
    told: [
      'changed occurrence: Standup: new place | New place, by Ana Petrović, only Tuesday 24 November | Where: - → Kitchen',
    ],
  },
  {
    name: 'the series moves and drops its exceptions: one change',
    before: MOVED,
    after: edit(STANDUP, ['20260106T100000', '20260106T113000'], ['20260106T101500', '20260106T114500']),
    told: ['changed series: Standup moved | Whole series moved | When: Tue 24, 10:00–10:15 → 11:30–11:45'],
  },
  {
    name: 'forty dates at once are one change',
    before: edit(STANDUP, ['FREQ=WEEKLY;BYDAY=TU', 'FREQ=DAILY']),
    after: plus(
      edit(STANDUP, ['FREQ=WEEKLY;BYDAY=TU', 'FREQ=DAILY']),
      ...Array.from({ length: 40 }, (_, i) => {
        const date = new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10).replaceAll('-', '');
        return `EXDATE;TZID=Europe/Berlin:${date}T100000`;
      }),
    ),
    told: ['changed series: Standup changed | Whole series changed'],
  },
  {
    name: 'a guest less on one date',
    before: series(INVITED, exception('24', ANA, me('ACCEPTED'), ben(), guest('Dana', 'dana@example.org'))),
    after: series(INVITED, exception('24', ANA, me('ACCEPTED'), ben())),
    told: [
      'changed occurrence: Standup: Dana was taken off | Dana taken off, only Tuesday 24 November | Guests: Dana → -',
    ],
  },
];
