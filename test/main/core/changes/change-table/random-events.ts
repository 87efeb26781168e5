// Events at random as data, edits of which it is known what they change, and programs that write the same anew.
import fc from 'fast-check';
import ICAL from 'ical.js';
import type { Aspect } from '../../../../../main/core/changes/aspects.ts';
import { ANA, guest, me, series } from './table.ts';

export interface Plan {
  readonly title: string;
  readonly place: string;
  readonly notes: string;
  readonly room: string;
  /** Days after 24 November 2026, hour and minutes of its length. */
  readonly day: number;
  readonly hour: number;
  readonly length: number;
  readonly guests: readonly { readonly name: string; readonly answer: string }[];
  readonly rule: string;
  readonly cancelled: boolean;
  /** Dates of the series left out, as days after the first. */
  readonly without: readonly number[];
}

const word = fc.constantFrom(
  'Plan',
  'Büro',
  'Review',
  'Größe',
  'é-mail',
  'A&B',
  'x<y',
  '{z}',
  "d'accord",
  '会议',
);
const words = (most: number) =>
  fc.array(word, { minLength: 1, maxLength: most }).map((list) => list.join(' '));
const NAMES = ['Ben', 'Cem', 'Dana', 'Eli'];

export const plans: fc.Arbitrary<Plan> = fc.record({
  title: words(3),
  place: words(2),
  notes: words(20),
  room: fc.constantFrom('one', 'two', 'three'),
  day: fc.integer({ min: 0, max: 80 }),
  hour: fc.integer({ min: 6, max: 18 }),
  length: fc.constantFrom(15, 45, 60, 120),
  guests: fc
    .subarray(NAMES, { minLength: 1 })
    .map((names) => names.map((name) => ({ name, answer: 'NEEDS-ACTION' }))),
  rule: fc.constantFrom('', '', 'FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=DAILY;COUNT=40'),
  cancelled: fc.constant(false),
  without: fc.constant([]),
});

const stamp = (day: number, minutes: number) =>
  new Date(Date.UTC(2026, 10, 24 + day, 0, minutes)).toISOString().replace(/[-:]|\.\d+Z/g, '');
const escaped = (text: string) => text.replace(/[\\,;]/g, (one) => `\\${one}`);

/** The plan as the text of an object. */
export function textOf(plan: Plan): string {
  const start = plan.hour * 60;
  return series([
    `SUMMARY:${escaped(plan.title)}`,
    `LOCATION:${escaped(plan.place)}`,
    `DESCRIPTION:${escaped(plan.notes)}`,
    `CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/${plan.room}`,
    `DTSTART;TZID=Europe/Berlin:${stamp(plan.day, start)}`,
    `DTEND;TZID=Europe/Berlin:${stamp(plan.day, start + plan.length)}`,
    ANA,
    me('ACCEPTED'),
    ...plan.guests.map(({ name, answer }) => guest(name, `${name.toLowerCase()}@example.org`, answer)),
    ...(plan.rule ? [`RRULE:${plan.rule}`] : []),
    ...plan.without.map((days) => `EXDATE;TZID=Europe/Berlin:${stamp(plan.day + days, start)}`),
    ...(plan.cancelled ? ['STATUS:CANCELLED'] : []),
  ]);
}

/** What differs after each edit; each changes one thing and nothing else. */
export const EDITS: Readonly<Partial<Record<Aspect, (plan: Plan) => Plan>>> = {
  when: (plan) => ({ ...plan, hour: plan.hour + 3 }),
  title: (plan) => ({ ...plan, title: `${plan.title} again` }),
  place: (plan) => ({ ...plan, place: `${plan.place} 2` }),
  join: (plan) => ({ ...plan, room: `${plan.room}-2` }),
  guests: (plan) => ({ ...plan, guests: [...plan.guests, { name: 'Zoe', answer: 'NEEDS-ACTION' }] }),
  replies: (plan) => ({
    ...plan,
    guests: plan.guests.map((one, i) => (i === 0 ? { ...one, answer: 'TENTATIVE' } : one)),
  }),
  notes: (plan) => ({ ...plan, notes: `${plan.notes} and more` }),
};

/** Programs that write an object anew without changing it. */
export const rewriters: fc.Arbitrary<(text: string) => string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(restamped, throughIcalJs, refolded, withUnixLines, withNoise, inHtml),
      fc.infiniteStream(fc.nat()).map((numbers) => (text: string) => shuffled(text, numbers)),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((steps) => (text) => steps.reduce((old, step) => step(old), text));

function restamped(text: string): string {
  return text.replaceAll(/^DTSTAMP:.*$/gm, 'DTSTAMP:20261123T111111Z');
}

function throughIcalJs(text: string): string {
  return `${ICAL.stringify(ICAL.parse(text))}\r\n`;
}

/** Every line folded after 20 characters, as bytes allow. */
function refolded(text: string): string {
  return unfolded(text)
    .split('\r\n')
    .map((line) => line.replace(/(?<=^.{20})(?=.)|(?<=^.{45})(?=.)/gu, '\r\n '))
    .join('\r\n');
}

function unfolded(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n').replaceAll(/\r\n[ \t]/g, '');
}

function withUnixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function withNoise(text: string): string {
  const noise = [
    'LAST-MODIFIED:20261123T111111Z',
    'X-MOZ-GENERATION:3',
    'TRANSP:OPAQUE',
    'CLASS:PUBLIC',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT5M',
    'ACKNOWLEDGED:20261123T111111Z',
    'END:VALARM',
  ];
  return unfolded(text).replaceAll('END:VEVENT', [...noise, 'END:VEVENT'].join('\r\n'));
}

function inHtml(text: string): string {
  return unfolded(text).replaceAll(
    /^DESCRIPTION(;[^:]*)?:(?!<p>)(.*)$/gm,
    (_line, _parameters, notes: string) => {
      const html = notes.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '&nbsp\\; ');
      return `DESCRIPTION:<p>${html.replaceAll('&amp;', '&amp\\;').replaceAll('&lt;', '&lt\\;')}</p>`;
    },
  );
}

/** The lines of each VEVENT in another order; what stands inside an alarm stays together. */
function shuffled(text: string, numbers: Iterable<number>): string {
  const next = numbers[Symbol.iterator]();
  return unfolded(text).replaceAll(/BEGIN:VEVENT\r\n([^]*?)END:VEVENT/g, (_whole, inside: string) => {
    const parts = inside.match(/BEGIN:VALARM[^]*?END:VALARM\r\n|.+\r\n/g) ?? [];
    const keyed = parts.map((part) => ({ part, at: Number(next.next().value) }));
    const lines = keyed.toSorted((a, b) => a.at - b.at).map(({ part }) => part);
    return `BEGIN:VEVENT\r\n${lines.join('')}END:VEVENT`;
  });
}
