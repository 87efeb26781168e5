// The calendar the large figures are taken with: objects as common programs write them, the same in every run.

/** How the load is made up. */
export const LOAD = {
  /** First event to last, centred on `around`. */
  years: 5,
  /** Every so many events is a weekly series; half of them never end. */
  seriesEvery: 20,
} as const;

export interface LoadEvent {
  /** File name. */
  readonly name: string;
  readonly text: string;
}

const MINUTE = 60_000;
const YEAR = 31_556_952_000;
const SUBJECTS = [
  'Planning',
  'Review',
  'Interview',
  'Lunch',
  'Call',
  'Training',
  'Handover',
  'Budget',
  'Visit',
  'Demo',
];
const PLACES = [
  'Room 4.12',
  'Room 2.01',
  'Big hall',
  'Café Lokál',
  'https://meet.example.org/tower',
  'Main street 3',
];
const NAMES = [
  'Sam',
  'Robin',
  'Alexis',
  'Kim',
  'Noor',
  'Jaro',
  'Mila',
  'Ines',
  'Tariq',
  'Yuki',
  'Olga',
  'Piet',
];
const NOTES = 'Please read the minutes of last time, and bring one question each.';

/**
 * Event number `index` of `count`, about 600 bytes with its own VTIMEZONE. Events lie evenly over five years around
 * `around` (epoch ms), in no order. `version` counts the edits before: each moves the event by a minute.
 */
export function loadEvent(index: number, count: number, around: number, version = 0): LoadEvent {
  const uid = `load-${index}@example.org`;
  const start = startOf(index, count, around) + version * MINUTE;
  const length = 30 * (1 + (index % 4)) * MINUTE;
  const subject = SUBJECTS[index % SUBJECTS.length];
  const guest = NAMES[(index * 7 + 5) % 12];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//EN',
    ...ZONE,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${local(around)}Z`,
    ...(version === 0 ? [] : [`SEQUENCE:${version}`]),
    `DTSTART;TZID=Europe/Berlin:${local(start)}`,
    `DTEND;TZID=Europe/Berlin:${local(start + length)}`,
    ...(index % LOAD.seriesEvery === 0 ? [ruleOf(index)] : []),
    `SUMMARY:${subject} with ${guest} ${index}`,
    `LOCATION:${PLACES[index % PLACES.length]}`,
    ...(index % 4 === 0 ? [`DESCRIPTION:${NOTES}`] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  return { name: `load-${index}.ics`, text: lines.join('\r\n') };
}

/** All of them. */
export function* loadEvents(count: number, around: number): Generator<LoadEvent> {
  for (let index = 0; index < count; index += 1) yield loadEvent(index, count, around);
}

/** When event `index` starts, epoch ms as Berlin's clock would read it in UTC. */
export function startOf(index: number, count: number, around: number): number {
  // A step that shares no factor with the count visits every place once, far from its neighbours.
  const place = (index * stepFor(count)) % count;
  const first = around - (LOAD.years / 2) * YEAR;
  const even = first + (place / count) * LOAD.years * YEAR;
  return Math.floor(even / (15 * MINUTE)) * 15 * MINUTE;
}

function stepFor(count: number): number {
  let step = Math.floor(count * 0.618) | 1;
  while (divisor(step, count) !== 1) step += 2;
  return step;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function ruleOf(index: number): string {
  const turns = index % (2 * LOAD.seriesEvery) === 0 ? '' : `;COUNT=${10 + (index % 40)}`;
  return `RRULE:FREQ=WEEKLY${turns}`;
}

function local(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+Z/g, '');
}

const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
];
