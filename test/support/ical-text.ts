// Builds the text of calendar objects for tests.
import type { CalendarObject } from '../../main/core/model.ts';

/** A VEVENT with these lines; give UID, DTSTART and the rest as they would stand in the file. */
export function vevent(...lines: string[]): string {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
}

/** A VCALENDAR around components. */
export function vcalendar(...components: string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belfry//Test//EN',
    ...components,
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** An object holding one VEVENT with UID standup@example.org and these lines. */
export function object(...lines: string[]): CalendarObject {
  return objectOf(vevent('UID:standup@example.org', 'DTSTAMP:20261101T120000Z', ...lines));
}

/** An object of whole components. */
export function objectOf(...components: string[]): CalendarObject {
  return { href: '/cal/standup.ics', etag: '"1"', ical: vcalendar(...components) };
}
