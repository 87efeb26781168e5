// One event as the programs people use write it: the same facts, and everything else as different as it really is.
import {
  calendar,
  escaped,
  folded,
  isDate,
  optional,
  rule,
  stamp,
  status,
  time,
  zone,
  type ShapeFacts,
  type Writing,
} from './shape-lines.ts';

export const CLIENTS = [
  'thunderbird',
  'apple',
  'google',
  'outlook',
  'davx5',
  'nextcloud',
  'evolution',
] as const;
export type Client = (typeof CLIENTS)[number];

/** The object as this program stores it. */
export function shaped(client: Client, facts: ShapeFacts, writing: Writing): string {
  return `${SHAPES[client](facts, writing).flatMap(folded).join('\r\n')}\r\n`;
}

type Shape = (facts: ShapeFacts, writing: Writing) => readonly string[];

const SHAPES: Readonly<Record<Client, Shape>> = {
  thunderbird: (f, n) =>
    calendar(
      '-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN',
      isDate(f) ? [] : zone('Europe/Prague', 'X-TZINFO:Europe/Prague[2026a]'),
      [
        'BEGIN:VEVENT',
        'CREATED:20261101T100000Z',
        `LAST-MODIFIED:${stamp(n)}`,
        `DTSTAMP:${stamp(n)}`,
        `UID:${f.uid}`,
        `SUMMARY:${escaped(f.title)}`,
        ...(f.organizer === '' ? [] : [`ORGANIZER;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:${f.organizer}`]),
        ...f.guests.map(([a, p]) => `ATTENDEE;RSVP=TRUE;PARTSTAT=${p};ROLE=REQ-PARTICIPANT:mailto:${a}`),
        `X-MOZ-LASTACK:${stamp(n)}`,
        ...rule(f),
        time('DTSTART', f.start, 'Europe/Prague'),
        time('DTEND', f.end, 'Europe/Prague'),
        ...optional('LOCATION', f.place),
        ...(f.notes === ''
          ? []
          : [`DESCRIPTION;ALTREP="data:text/html,${encodeURIComponent(f.notes)}":${escaped(f.notes)}`]),
        ...(f.cancelled ? ['STATUS:CANCELLED'] : []),
        `X-MOZ-GENERATION:${n}`,
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        'TRIGGER:-PT15M',
        'DESCRIPTION:Default Mozilla Description',
        `ACKNOWLEDGED:${stamp(n)}`,
        'END:VALARM',
        'END:VEVENT',
      ],
    ),
  apple: (f, n) =>
    calendar(
      '-//Apple Inc.//macOS 15.5//EN',
      ['CALSCALE:GREGORIAN'],
      isDate(f) ? [] : zone('Europe/Prague'),
      [
        'BEGIN:VEVENT',
        ...(f.organizer === '' ? [] : [`ORGANIZER;CN=Organiser;EMAIL=${f.organizer}:mailto:${f.organizer}`]),
        `DTSTAMP:${stamp(n)}`,
        'X-APPLE-CREATOR-IDENTITY:com.apple.mobilecal',
        ...rule(f),
        `TRANSP:${isDate(f) ? 'TRANSPARENT' : 'OPAQUE'}`,
        time('DTSTART', f.start, 'Europe/Prague'),
        time('DTEND', f.end, 'Europe/Prague'),
        ...optional('LOCATION', f.place),
        ...(f.place === ''
          ? []
          : [
              `X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="${f.place.replaceAll('"', '')}":geo:50.08,14.43`,
            ]),
        `SUMMARY:${escaped(f.title)}`,
        ...optional('DESCRIPTION', f.notes),
        `UID:${f.uid}`,
        'X-APPLE-CREATOR-TEAM-IDENTITY:0000000000',
        ...(f.cancelled ? ['STATUS:CANCELLED'] : []),
        ...f.guests.map(
          ([a, p]) =>
            `ATTENDEE;CN="${a.split('@')[0]}";CUTYPE=INDIVIDUAL;EMAIL=${a};PARTSTAT=${p}:mailto:${a}`,
        ),
        `SEQUENCE:${n}`,
        `LAST-MODIFIED:${stamp(n)}`,
        'CREATED:20261101T100000Z',
        'BEGIN:VALARM',
        `X-WR-ALARMUID:AB-${f.uid}`,
        `UID:AB-${f.uid}`,
        'TRIGGER:-PT30M',
        'ATTACH;VALUE=URI:Chord',
        'ACTION:AUDIO',
        'END:VALARM',
        'END:VEVENT',
      ],
    ),
  google: (f, n) =>
    calendar(
      '-//Google Inc//Google Calendar 70.9054//EN',
      ['CALSCALE:GREGORIAN', 'X-WR-CALNAME:Team'],
      isDate(f) ? [] : zone('Europe/Prague', 'X-LIC-LOCATION:Europe/Prague'),
      [
        'BEGIN:VEVENT',
        time('DTSTART', f.start, 'Europe/Prague'),
        time('DTEND', f.end, 'Europe/Prague'),
        ...rule(f),
        `DTSTAMP:${stamp(n)}`,
        ...(f.organizer === '' ? [] : [`ORGANIZER;CN=${f.organizer}:mailto:${f.organizer}`]),
        `UID:${f.uid}`,
        ...f.guests.map(
          ([a, p]) =>
            `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${p};RSVP=TRUE;CN=${a};X-NUM-GUESTS=0:mailto:${a}`,
        ),
        'CREATED:20261101T100000Z',
        `DESCRIPTION:${escaped(f.notes)}`,
        `LAST-MODIFIED:${stamp(n)}`,
        `LOCATION:${escaped(f.place)}`,
        `SEQUENCE:${n}`,
        status(f),
        `SUMMARY:${escaped(f.title)}`,
        'TRANSP:OPAQUE',
        'BEGIN:VALARM',
        'ACTION:DISPLAY',
        'DESCRIPTION:This is an event reminder',
        'TRIGGER:-P0DT0H10M0S',
        'END:VALARM',
        'END:VEVENT',
      ],
    ),
  outlook: (f, n) =>
    calendar(
      '-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN',
      ['X-MS-OLK-FORCEINSPECTOROPEN:TRUE'],
      isDate(f) ? [] : zone('Central Europe Standard Time'),
      [
        'BEGIN:VEVENT',
        ...f.guests.map(([a, p]) => `ATTENDEE;CN="${a}";RSVP=TRUE;PARTSTAT=${p}:mailto:${a}`),
        'CLASS:PUBLIC',
        'CREATED:20261101T100000Z',
        `DESCRIPTION:${escaped(f.notes)}${f.notes === '' ? '' : '\\n'}`,
        time('DTEND', f.end, '"Central Europe Standard Time"'),
        `DTSTAMP:${stamp(n)}`,
        time('DTSTART', f.start, '"Central Europe Standard Time"'),
        `LAST-MODIFIED:${stamp(n)}`,
        `LOCATION:${escaped(f.place)}`,
        ...(f.organizer === '' ? [] : [`ORGANIZER;CN="Organiser":mailto:${f.organizer}`]),
        'PRIORITY:5',
        ...rule(f),
        `SEQUENCE:${n}`,
        `SUMMARY;LANGUAGE=en-us:${escaped(f.title)}`,
        ...(f.cancelled ? ['STATUS:CANCELLED'] : []),
        'TRANSP:OPAQUE',
        `UID:${f.uid}`,
        ...(f.notes === ''
          ? []
          : [`X-ALT-DESC;FMTTYPE=text/html:<html><body><p>${escaped(f.notes)}</p></body></html>`]),
        'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
        'X-MICROSOFT-CDO-IMPORTANCE:1',
        'X-MICROSOFT-DISALLOW-COUNTER:FALSE',
        'BEGIN:VALARM',
        'TRIGGER:-PT15M',
        'ACTION:DISPLAY',
        'DESCRIPTION:Reminder',
        'END:VALARM',
        'END:VEVENT',
      ],
    ),
  davx5: (f, n) =>
    calendar(
      'DAVx5/4.5-ose ical4j/3.2.19 (com.google.android.calendar)',
      [
        'BEGIN:VEVENT',
        `DTSTAMP:${stamp(n)}`,
        `UID:${f.uid}`,
        `SEQUENCE:${n}`,
        `SUMMARY:${escaped(f.title)}`,
        ...optional('LOCATION', f.place),
        ...optional('DESCRIPTION', f.notes),
        time('DTSTART', f.start, 'Europe/Prague'),
        time('DTEND', f.end, 'Europe/Prague'),
        ...rule(f),
        'CLASS:PRIVATE',
        ...(f.cancelled ? ['STATUS:CANCELLED'] : []),
        ...(f.organizer === '' ? [] : [`ORGANIZER:mailto:${f.organizer}`]),
        ...f.guests.map(([a, p]) => `ATTENDEE;CN=${a};PARTSTAT=${p};CUTYPE=INDIVIDUAL:mailto:${a}`),
        'BEGIN:VALARM',
        'TRIGGER:-PT10M',
        'ACTION:DISPLAY',
        `DESCRIPTION:${escaped(f.title)}`,
        'END:VALARM',
        'END:VEVENT',
      ],
      isDate(f) ? [] : zone('Europe/Prague'),
    ),
  nextcloud: (f, n) =>
    calendar(
      '-//IDN nextcloud.com//Calendar app 5.3.1//EN',
      ['CALSCALE:GREGORIAN'],
      [
        'BEGIN:VEVENT',
        'CREATED:20261101T100000Z',
        `DTSTAMP:${stamp(n)}`,
        `LAST-MODIFIED:${stamp(n)}`,
        `SEQUENCE:${n}`,
        `UID:${f.uid}`,
        time('DTSTART', f.start, 'Europe/Prague'),
        time('DTEND', f.end, 'Europe/Prague'),
        status(f),
        `SUMMARY:${escaped(f.title)}`,
        ...optional('LOCATION', f.place),
        ...optional('DESCRIPTION', f.notes),
        ...rule(f),
        ...(f.organizer === '' ? [] : [`ORGANIZER;CN=Organiser;SCHEDULE-STATUS=1.1:mailto:${f.organizer}`]),
        ...f.guests.map(
          ([a, p]) =>
            `ATTENDEE;CN=${a};CUTYPE=INDIVIDUAL;PARTSTAT=${p};ROLE=REQ-PARTICIPANT;RSVP=TRUE;LANGUAGE=en;SCHEDULE-STATUS=1.2:mailto:${a}`,
        ),
        'END:VEVENT',
      ],
      isDate(f) ? [] : zone('Europe/Prague'),
    ),
  evolution: (f, n) =>
    calendar(
      '-//Ximian//NONSGML Evolution Calendar//EN',
      isDate(f) ? [] : zone('/freeassociation.sourceforge.net/Europe/Prague', 'X-LIC-LOCATION:Europe/Prague'),
      [
        'BEGIN:VEVENT',
        `UID:${f.uid}`,
        `DTSTAMP:${stamp(n)}`,
        time('DTSTART', f.start, '/freeassociation.sourceforge.net/Europe/Prague'),
        time('DTEND', f.end, '/freeassociation.sourceforge.net/Europe/Prague'),
        `SEQUENCE:${n + 1}`,
        `SUMMARY:${escaped(f.title)}`,
        ...optional('LOCATION', f.place),
        ...optional('DESCRIPTION', f.notes),
        'CLASS:PUBLIC',
        'TRANSP:OPAQUE',
        ...rule(f),
        ...(f.cancelled ? ['STATUS:CANCELLED'] : []),
        ...(f.organizer === '' ? [] : [`ORGANIZER:MAILTO:${f.organizer}`]),
        ...f.guests.map(
          ([a, p]) =>
            `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${p};RSVP=TRUE;LANGUAGE=en:MAILTO:${a}`,
        ),
        'X-EVOLUTION-CALDAV-ETAG:"abc"',
        'CREATED:20261101T100000Z',
        `LAST-MODIFIED:${stamp(n)}`,
        'END:VEVENT',
      ],
    ),
};
