// A program: comparing versions of objects as a pull does, without any store.
import ICAL from 'ical.js';
import { detectChanges, type ChangeContext } from '../main/core/changes/changes.ts';
import type { CalendarObject } from '../main/core/model.ts';
import { serveJobs } from './forked.ts';

interface Pair {
  readonly before: CalendarObject;
  readonly after: CalendarObject;
  /** How many changes a person has to be told of. */
  readonly due: number;
}

interface Asked {
  readonly count: number;
  readonly around: number;
}

const DAY = 86_400_000;

/** A meeting as programs write it, about 600 bytes. */
function textOf(index: number, around: number, parts: Partial<Record<string, string>> = {}): string {
  const date = new Date(around + (index % 60) * DAY).toISOString().slice(0, 10).replaceAll('-', '');
  const { stamp = '20261101T120000Z', hour = '14', title = 'Design review', place = 'Room 4.12' } = parts;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example Corp.//Calendar 7.1//EN',
    'BEGIN:VEVENT',
    `UID:event-${index}@calendar.example.org`,
    `DTSTAMP:${stamp}`,
    `LAST-MODIFIED:${stamp}`,
    `DTSTART;TZID=Europe/Berlin:${date}T${hour}0000`,
    `DTEND;TZID=Europe/Berlin:${date}T${hour}4500`,
    `SUMMARY:${title} ${index}`,
    `LOCATION:${place}`,
    'DESCRIPTION:Bring the drafts of the new start page\\, and the numbers of October.',
    'ORGANIZER;CN=Ana Petrovic:mailto:ana@example.org',
    'ATTENDEE;CN=Ben Ude;PARTSTAT=ACCEPTED:mailto:ben@example.org',
    'STATUS:CONFIRMED',
    'SEQUENCE:1',
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** A third differs in DTSTAMP only, a third was moved, a third has several fields changed. */
function pairs({ count, around }: Asked): readonly Pair[] {
  const object = (index: number, etag: string, ical: string) => {
    return { href: `/calendars/alice/load/${index}.ics`, etag, ical };
  };
  return Array.from({ length: count }, (_, index) => {
    const stamp = '20261123T090000Z';
    const parts = [
      { stamp },
      { stamp, hour: '16' },
      { stamp, hour: '09', title: 'Code review', place: 'Room 2' },
    ][index % 3];
    return {
      before: object(index, '"1"', textOf(index, around)),
      after: object(index, '"2"', textOf(index, around, parts)),
      due: index % 3 === 0 ? 0 : 1,
    };
  });
}

export const jobs = {
  /** Pairs a second through detectChanges, reading the texts included; and how long an object is. */
  async detected(asked: Asked): Promise<{ readonly rate: number; readonly bytes: number }> {
    const made = pairs(asked);
    let ids = 0;
    const context: ChangeContext = {
      calendarId: 'bench',
      now: asked.around,
      zone: 'Europe/Berlin',
      self: { addresses: ['alice@example.org'], principals: [], username: 'alice', name: 'Alice' },
      joinPatterns: [],
      isOwnCalendar: true,
      newId: () => String((ids += 1)),
    };
    const startedAt = performance.now();
    let found = 0;
    for (const { before, after } of made) found += detectChanges(before, after, context).length;
    const rate = perSecond(made.length, startedAt);
    const due = made.reduce((sum, pair) => sum + pair.due, 0);
    if (found !== due) throw new Error(`${found} changes instead of ${due}`);
    const bytes = made.reduce((sum, pair) => sum + pair.before.ical.length, 0) / made.length;
    return { rate, bytes };
  },
  /** Pairs a second whose two texts ical.js reads whole. */
  async parsed(asked: Asked): Promise<number> {
    const made = pairs(asked);
    const startedAt = performance.now();
    for (const { before, after } of made) {
      ICAL.parse(before.ical);
      ICAL.parse(after.ical);
    }
    return perSecond(made.length, startedAt);
  },
};

function perSecond(count: number, startedAt: number): number {
  return (count / (performance.now() - startedAt)) * 1_000;
}

serveJobs(jobs);
