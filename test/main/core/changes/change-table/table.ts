// What the table of changes is made of: two texts, and the lines a person reads about what became of one of them.
import { vcalendar, vevent } from '../../../../support/ical-text.ts';
import type { Self, Writer } from '../../../../../main/core/model.ts';

export interface Pair {
  readonly name: string;
  /** iCalendar text; null: there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /**
   * 'kind scope: headline | sentence | Label: old → new; …' of each change, '-' for an empty side, 'own' before what was
   * one's own doing. Empty: a person hears nothing.
   */
  readonly told: readonly string[];
  /** Who wrote the version after, where the server says. */
  readonly writer?: Writer;
  /** The calendar is Ana's, not one's own. */
  readonly isShared?: boolean;
}

/** Monday 23 November 2026, 10:00 in Berlin, where the reader is. */
export const NOW = Date.UTC(2026, 10, 23, 9);

export const EMA: Self = {
  addresses: ['ema@example.org', 'ema.berg@example.org'],
  principals: ['/principals/ema/'],
  username: 'ema',
  name: 'Ema Berg',
};

/** The text of an object with one VEVENT. */
export function event(...lines: string[]): string {
  return vcalendar(vevent('UID:one@example.org', 'DTSTAMP:20261101T120000Z', ...lines));
}

/** A series and its exceptions: one list of lines for each VEVENT. */
export function series(...components: readonly (readonly string[])[]): string {
  const parts = components.map((lines) =>
    vevent('UID:one@example.org', 'DTSTAMP:20261101T120000Z', ...lines),
  );
  return vcalendar(...parts);
}

/** The text with each `from` (which has to be in it) replaced once. */
export function edit(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((old, [from, to]) => {
    if (!old.includes(from)) throw new Error(`nothing to replace: ${from}`);
    return old.replace(from, () => to);
  }, text);
}

/** The text with lines added before the end of its first VEVENT. */
export function plus(text: string, ...lines: readonly string[]): string {
  return edit(text, ['END:VEVENT', [...lines, 'END:VEVENT'].join('\r\n')]);
}

/** The text without the lines that begin so. */
export function minus(text: string, beginning: string): string {
  const lines = text.split('\r\n');
  const kept = lines.filter((line) => !line.startsWith(beginning));
  if (kept.length === lines.length) throw new Error(`nothing to leave out: ${beginning}`);
  return kept.join('\r\n');
}

export const REVIEW = event(
  'SUMMARY:Design review',
  'LOCATION:Room 4.12',
  'DESCRIPTION:Bring the drafts of the new start page.',
  'DTSTART;TZID=Europe/Berlin:20261124T140000',
  'DTEND;TZID=Europe/Berlin:20261124T150000',
);

export const HOLIDAY = event('SUMMARY:Holiday', 'DTSTART;VALUE=DATE:20261207', 'DTEND;VALUE=DATE:20261212');

export const ANA = 'ORGANIZER;CN=Ana Petrović:mailto:ana@example.org';
/** Somebody invited: 'Ben', 'ben@example.org', 'ACCEPTED'. */
export function guest(name: string, address: string, answer = 'NEEDS-ACTION', more = ''): string {
  return `ATTENDEE;CN=${name};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${answer};RSVP=TRUE${more}:mailto:${address}`;
}
export const me = (answer = 'NEEDS-ACTION'): string => guest('Ema Berg', 'ema@example.org', answer);
export const ben = (answer = 'NEEDS-ACTION'): string => guest('Ben Ude', 'ben@example.org', answer);
export const cem = (answer = 'NEEDS-ACTION'): string => guest('Cem Aksoy', 'cem@example.org', answer);

/** A meeting of Ana's with Ema and Ben. */
export const MEETING = plus(REVIEW, ANA, me('ACCEPTED'), ben());
/** A meeting of Ema's own with Ben and Cem. */
export const OWN_MEETING = plus(REVIEW, 'ORGANIZER;CN=Ema Berg:mailto:ema@example.org', ben(), cem());

export const MASTER = [
  'SUMMARY:Standup',
  'DTSTART;TZID=Europe/Berlin:20260106T100000',
  'DTEND;TZID=Europe/Berlin:20260106T101500',
  'RRULE:FREQ=WEEKLY;BYDAY=TU',
];
/** Every Tuesday at 10:00, since January. */
export const STANDUP = series(MASTER);

/** The exception for the Tuesday of a day in November (or '1201'), with a start on that day. */
export function exception(date: string, ...lines: string[]): readonly string[] {
  const day = date.length === 2 ? `202611${date}` : `2026${date}`;
  const has = (name: string) => lines.some((line) => line.startsWith(name));
  return [
    `RECURRENCE-ID;TZID=Europe/Berlin:${day}T100000`,
    ...(has('SUMMARY') ? [] : ['SUMMARY:Standup']),
    ...(has('DTSTART') ? [] : [`DTSTART;TZID=Europe/Berlin:${day}T100000`]),
    ...(has('DTEND') || has('DURATION') ? [] : ['DURATION:PT15M']),
    ...lines,
  ];
}
