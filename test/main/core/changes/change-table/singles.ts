// One event that does not repeat: that it comes and goes, and its times.
import { edit, event, HOLIDAY, plus, REVIEW, type Pair } from './table.ts';

const OFF = plus(REVIEW, 'STATUS:CANCELLED');

export const singles: readonly Pair[] = [
  {
    name: 'new',
    before: null,
    after: REVIEW,
    told: [
      'created event: New: Design review | New in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Notes: - → Bring the drafts of the new start page.',
    ],
  },
  {
    name: 'new, cancelled already',
    before: null,
    after: OFF,
    told: [],
  },
  {
    name: 'new without a title',
    before: null,
    after: event('DTSTART:20261125T080000Z', 'DURATION:PT30M'),
    told: ['created event: New: (no title) | New in Team | When: - → Wed 25, 09:00–09:30'],
  },
  {
    name: 'new, of several days',
    before: null,
    after: HOLIDAY,
    told: ['created event: New: Holiday | New in Team | When: - → Mon 7 Dec – Fri 11 Dec'],
  },
  {
    name: 'deleted',
    before: REVIEW,
    after: null,
    told: [
      'deleted event: Design review deleted | Deleted | When: Tue 24, 14:00–15:00 → -; Where: Room 4.12 → -',
    ],
  },
  { name: 'deleted after it was cancelled', before: OFF, after: null, told: [] },
  {
    name: 'moved to another day',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T140000', '20261125T100000'], ['20261124T150000', '20261125T110000']),
    told: ['changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → Wed 25, 10:00–11:00'],
  },
  {
    name: 'moved on the same day',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T140000', '20261124T160000'], ['20261124T150000', '20261124T170000']),
    told: ['changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → 16:00–17:00'],
  },
  {
    name: 'moved by a week',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T140000', '20261201T140000'], ['20261124T150000', '20261201T150000']),
    told: ['changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → Tue 1 Dec, 14:00–15:00'],
  },
  {
    name: 'begins earlier and ends as before',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T140000', '20261124T133000']),
    told: ['changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → 13:30–15:00'],
  },
  {
    name: 'longer',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T150000', '20261124T153000']),
    told: ['changed event: Design review extended | Extended | When: Tue 24, 14:00–15:00 → 14:00–15:30'],
  },
  {
    name: 'shorter',
    before: REVIEW,
    after: edit(REVIEW, ['20261124T150000', '20261124T143000']),
    told: ['changed event: Design review shortened | Shortened | When: Tue 24, 14:00–15:00 → 14:00–14:30'],
  },
  {
    name: 'longer by its DURATION',
    before: event('SUMMARY:Call', 'DTSTART:20261125T080000Z', 'DURATION:PT30M'),
    after: event('SUMMARY:Call', 'DTSTART:20261125T080000Z', 'DURATION:PT1H30M'),
    told: ['changed event: Call extended | Extended | When: Wed 25, 09:00–09:30 → 09:00–10:30'],
  },
  {
    name: 'days longer',
    before: HOLIDAY,
    after: edit(HOLIDAY, ['DTEND;VALUE=DATE:20261212', 'DTEND;VALUE=DATE:20261213']),
    told: [
      'changed event: Holiday extended | Extended | When: Mon 7 Dec – Fri 11 Dec → Mon 7 Dec – Sat 12 Dec',
    ],
  },
  {
    name: 'from a time to a whole day',
    before: REVIEW,
    after: edit(
      REVIEW,
      ['DTSTART;TZID=Europe/Berlin:20261124T140000', 'DTSTART;VALUE=DATE:20261124'],
      ['DTEND;TZID=Europe/Berlin:20261124T150000', 'DTEND;VALUE=DATE:20261125'],
    ),
    told: ['changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → Tue 24'],
  },
  {
    name: 'written in another zone, at another instant',
    before: REVIEW,
    after: edit(
      REVIEW,
      ['DTSTART;TZID=Europe/Berlin', 'DTSTART;TZID=America/New_York'],
      ['DTEND;TZID=Europe/Berlin', 'DTEND;TZID=America/New_York'],
    ),
    told: [
      'changed event: Design review moved | Moved | When: Tue 24, 14:00–15:00 → 20:00–21:00 (14:00 in New York)',
    ],
  },
  {
    name: 'planned where it is another day',
    before: null,
    after: event('SUMMARY:Call', 'DTSTART;TZID=Pacific/Auckland:20261126T083000', 'DURATION:PT1H'),
    told: ['created event: New: Call | New in Team | When: - → Wed 25, 20:30–21:30 (Thu 08:30 in Auckland)'],
  },
  {
    name: 'planned in a zone that shows the same',
    before: null,
    after: event('SUMMARY:Call', 'DTSTART;TZID=Europe/Paris:20261126T083000', 'DURATION:PT1H'),
    told: ['created event: New: Call | New in Team | When: - → Thu 26, 08:30–09:30'],
  },
  {
    name: 'planned by the clock of an offset, which is no place',
    before: null,
    after: event('SUMMARY:Call', 'DTSTART;TZID=Etc/GMT+5:20261124T080000', 'DURATION:PT1H'),
    told: ['created event: New: Call | New in Team | When: - → Tue 24, 14:00–15:00'],
  },
  {
    name: 'planned in a zone by the name Windows has for it',
    before: null,
    after: event('SUMMARY:Call', 'DTSTART;TZID=Eastern Standard Time:20261124T080000', 'DURATION:PT1H'),
    told: ['created event: New: Call | New in Team | When: - → Tue 24, 14:00–15:00 (08:00 in New York)'],
  },
];
