// One event that does not repeat: its words, and whether it takes place.
import { edit, minus, plus, REVIEW, type Pair } from './table.ts';

const OFF = plus(REVIEW, 'STATUS:CANCELLED');
const ONLINE = plus(REVIEW, 'CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/abc');

export const singleWords: readonly Pair[] = [
  {
    name: 'renamed',
    before: REVIEW,
    after: edit(REVIEW, ['SUMMARY:Design review', 'SUMMARY:Code review']),
    told: [
      'changed event: “Design review” is now “Code review” | Renamed | Title: Design review → Code review',
    ],
  },
  {
    name: 'renamed by a capital letter',
    before: REVIEW,
    after: edit(REVIEW, ['SUMMARY:Design review', 'SUMMARY:Design Review']),
    told: [
      'changed event: “Design review” is now “Design Review” | Renamed | Title: Design review → Design Review',
    ],
  },
  {
    name: 'robbed of its title',
    before: REVIEW,
    after: minus(REVIEW, 'SUMMARY'),
    told: [
      'changed event: “Design review” is now “(no title)” | Renamed | Title: Design review → (no title)',
    ],
  },
  {
    name: 'in another place',
    before: REVIEW,
    after: edit(REVIEW, ['LOCATION:Room 4.12', 'LOCATION:Room 2\\, basement']),
    told: ['changed event: Design review: new place | New place | Where: Room 4.12 → Room 2, basement'],
  },
  {
    name: 'in a place for the first time',
    before: minus(REVIEW, 'LOCATION'),
    after: REVIEW,
    told: ['changed event: Design review: new place | New place | Where: - → Room 4.12'],
  },
  {
    name: 'in no place any more',
    before: REVIEW,
    after: minus(REVIEW, 'LOCATION'),
    told: ['changed event: Design review: no place any more | No place any more | Where: Room 4.12 → -'],
  },
  {
    name: 'to be joined by video',
    before: REVIEW,
    after: ONLINE,
    told: ['changed event: Design review: new join link | New join link | Join: - → meet.example.org/abc'],
  },
  {
    name: 'to be joined elsewhere',
    before: ONLINE,
    after: edit(ONLINE, ['meet.example.org/abc', 'meet.example.org/xyz']),
    told: [
      'changed event: Design review: new join link | New join link | Join: meet.example.org/abc → meet.example.org/xyz',
    ],
  },
  {
    name: 'not to be joined any more',
    before: ONLINE,
    after: REVIEW,
    told: [
      'changed event: Design review: no join link any more | No join link any more | Join: meet.example.org/abc → -',
    ],
  },
  {
    name: 'a link in the place of a place is told once',
    before: edit(REVIEW, ['LOCATION:Room 4.12', 'LOCATION:https://us02web.zoom.us/j/81234567890']),
    after: edit(REVIEW, ['LOCATION:Room 4.12', 'LOCATION:https://us02web.zoom.us/j/89999999999']),
    told: [
      'changed event: Design review: new join link | New join link | Join: us02web.zoom.us/j/81234567890 → us02web.zoom.us/j/89999999999',
    ],
  },
  {
    name: 'a link that also stands in the notes is told once',
    before: plus(
      minus(REVIEW, 'DESCRIPTION'),
      'DESCRIPTION:Join at https://us02web.zoom.us/j/81234567890 please.',
    ),
    after: plus(
      minus(REVIEW, 'DESCRIPTION'),
      'DESCRIPTION:Join at https://us02web.zoom.us/j/89999999999 please.',
    ),
    told: [
      'changed event: Design review: new join link | New join link | Join: us02web.zoom.us/j/81234567890 → us02web.zoom.us/j/89999999999',
    ],
  },
  {
    name: 'other notes, of which the part that differs is shown',
    before: REVIEW,
    after: edit(REVIEW, ['the new start page', 'both new start pages']),
    told: [
      'changed event: Design review: notes changed | Notes changed | Notes: Bring the drafts of the new start page. → Bring the drafts of both new start pages.',
    ],
  },
  {
    name: 'a word in the middle of long notes',
    before: edit(REVIEW, [
      'Bring',
      'One two three four five six seven red eight nine ten eleven twelve. Bring',
    ]),
    after: edit(REVIEW, [
      'Bring',
      'One two three four five six seven blue eight nine ten eleven twelve. Bring',
    ]),
    told: [
      'changed event: Design review: notes changed | Notes changed | Notes: … four five six seven red eight nine ten eleven … → … four five six seven blue eight nine ten eleven …',
    ],
  },
  {
    name: 'notes for the first time',
    before: minus(REVIEW, 'DESCRIPTION'),
    after: REVIEW,
    told: [
      'changed event: Design review: new notes | New notes | Notes: - → Bring the drafts of the new start page.',
    ],
  },
  {
    name: 'no notes any more',
    before: REVIEW,
    after: minus(REVIEW, 'DESCRIPTION'),
    told: [
      'changed event: Design review: no notes any more | No notes any more | Notes: Bring the drafts of the new start page. → -',
    ],
  },
  {
    name: 'the address behind a word of the notes',
    before: edit(REVIEW, ['the drafts', '<a href="https://example.org/1">the drafts</a>']),
    after: edit(REVIEW, ['the drafts', '<a href="https://example.org/2">the drafts</a>']),
    told: [
      'changed event: Design review: notes changed | Notes changed | Notes: Bring the drafts https://example.org/1 of the new start … → Bring the drafts https://example.org/2 of the new start …',
    ],
  },
  {
    name: 'cancelled',
    before: REVIEW,
    after: OFF,
    told: ['cancelled event: Design review cancelled | Cancelled | When: Tue 24, 14:00–15:00 → -'],
  },
  {
    name: 'cancelled under a title that says so',
    before: REVIEW,
    after: edit(OFF, ['SUMMARY:Design', 'SUMMARY:Canceled: Design']),
    told: ['cancelled event: Design review cancelled | Cancelled | When: Tue 24, 14:00–15:00 → -'],
  },
  {
    name: 'back on',
    before: OFF,
    after: REVIEW,
    told: ['restored event: Design review is back on | Back on | When: - → Tue 24, 14:00–15:00'],
  },
  {
    name: 'moved although it does not take place',
    before: OFF,
    after: edit(OFF, ['20261124T140000', '20261124T133000']),
    told: [],
  },
  {
    name: 'time, title and place at once: the time speaks',
    before: REVIEW,
    after: edit(
      REVIEW,
      ['20261124T140000', '20261125T100000'],
      ['20261124T150000', '20261125T110000'],
      ['Design review', 'Code review'],
      ['Room 4.12', 'Room 2'],
    ),
    told: [
      'changed event: Code review moved | Moved | When: Tue 24, 14:00–15:00 → Wed 25, 10:00–11:00; Title: Design review → Code review; Where: Room 4.12 → Room 2',
    ],
  },
  {
    name: 'place and notes at once: the place speaks',
    before: REVIEW,
    after: edit(REVIEW, ['Room 4.12', 'Room 2'], ['drafts', 'sketches']),
    told: [
      'changed event: Design review: new place | New place | Where: Room 4.12 → Room 2; Notes: Bring the drafts of the new start … → Bring the sketches of the new start …',
    ],
  },
  {
    name: 'becomes a series',
    before: REVIEW,
    after: plus(REVIEW, 'RRULE:FREQ=WEEKLY'),
    told: [
      'changed series: Design review repeats differently | Repeats differently | Repeats: once → every week on Tue',
    ],
  },
  {
    name: 'another event under the same name',
    before: REVIEW,
    after: edit(REVIEW, ['UID:one@example.org', 'UID:two@example.org'], ['Design review', 'Dentist']),
    told: [
      'deleted event: Design review deleted | Deleted | When: Tue 24, 14:00–15:00 → -; Where: Room 4.12 → -',
      'created event: New: Dentist | New in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Notes: - → Bring the drafts of the new start page.',
    ],
  },
];
