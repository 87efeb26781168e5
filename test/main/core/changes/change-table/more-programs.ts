// The same week as more programs write it.
import { davx5, evolution, nextcloud, outlook } from './program-texts.ts';
import { edit, minus, type Pair } from './table.ts';

const silent = (name: string, before: string, after: string): Pair => ({ name, before, after, told: [] });

export const morePrograms: readonly Pair[] = [
  {
    name: 'Outlook cancels by title and status',
    before: outlook,
    after: edit(
      outlook,
      ['SUMMARY:Quarter', 'SUMMARY:Canceled: Quarter'],
      ['STATUS:CONFIRMED', 'STATUS:CANCELLED'],
      ['TRANSP:OPAQUE', 'TRANSP:TRANSPARENT'],
    ),
    told: ['cancelled event: Quarter cancelled | Cancelled by Ana Petrović | When: Fri 27, 09:00–10:00 → -'],
  },
  {
    name: 'Outlook exchanges the link of Teams',
    before: outlook,
    after: edit(outlook, ['19%3ameeting_old%40thread.v2/0', '19%3ameeting_new%40thread.v2/0']),
    told: [
      'changed event: Quarter: new join link | New join link, by Ana Petrović | Join: teams.microsoft.com/l/meetup-join/19%3ameeting_old%40thread.v2/0 → teams.microsoft.com/l/meetup-join/19%3ameeting_new%40thread.v2/0',
    ],
  },
  silent(
    'DAVx5 writes an event of Android’s in its own order',
    davx5,
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:DAVx5/4.4.2-ose ical4j/3.2.19',
      'BEGIN:VEVENT',
      'DTSTAMP:20261123T081200Z',
      'UID:f00d-davx5',
      'SEQUENCE:2',
      'SUMMARY:Dentist',
      'LOCATION:Praxis Dr. Zahn',
      'DTSTART;TZID=Europe/Berlin:20261130T080000',
      'DTEND;TZID=Europe/Berlin:20261130T083000',
      'CLASS:PUBLIC',
      'STATUS:CONFIRMED',
      'BEGIN:VALARM',
      'TRIGGER:-PT30M',
      'ACTION:DISPLAY',
      'DESCRIPTION:Dentist',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  ),
  {
    name: 'DAVx5 makes it shorter by its DURATION',
    before: davx5,
    after: edit(davx5, ['DURATION:PT30M', 'DURATION:P0DT15M']),
    told: ['changed event: Dentist shortened | Shortened | When: Mon 30, 08:00–08:30 → 08:00–08:15'],
  },
  silent(
    'Nextcloud stamps an event somebody looked at',
    nextcloud,
    edit(
      nextcloud,
      ['DTSTAMP:20261101T100000Z', 'DTSTAMP:20261123T100000Z'],
      ['LAST-MODIFIED:20261101T100000Z', 'LAST-MODIFIED:20261123T100000Z'],
      ['SEQUENCE:2', 'SEQUENCE:3'],
    ),
  ),
  {
    name: 'Nextcloud Talk is where it takes place now',
    before: nextcloud,
    after: edit(nextcloud, ['LOCATION:Office', 'LOCATION:https://cloud.example.org/call/x7f3k9ab']),
    told: [
      'changed event: Retrospective: new place | New place | Where: Office → https://cloud.example.org/call/x7f3k9ab; Join: - → cloud.example.org/call/x7f3k9ab',
    ],
  },
  silent(
    'Evolution writes its own zone and its alarm again',
    evolution,
    edit(
      evolution,
      ['/freeassociation.sourceforge.net/Europe/Berlin', 'Europe/Berlin'],
      ['X-EVOLUTION-ALARM-UID:a1', 'X-EVOLUTION-ALARM-UID:b2'],
      ['X-EVOLUTION-CALDAV-ETAG:1', 'X-EVOLUTION-CALDAV-ETAG:2'],
    ),
  ),
  {
    name: 'Evolution takes a date out and renames the rest',
    before: evolution,
    after: edit(
      evolution,
      ['SUMMARY:Choir', 'SUMMARY:Choir (hall 2)'],
      ['END:VEVENT', 'EXDATE;TZID=Europe/Berlin:20261203T190000\r\nEND:VEVENT'],
    ),
    told: [
      'changed series: “Choir” is now “Choir (hall 2)” | Whole series renamed | Title: Choir → Choir (hall 2)',
      'deleted occurrence: Choir cancelled | Cancelled, only Thursday 3 December | When: Thu 3 Dec, 19:00–21:00 → -',
    ],
  },
  silent(
    'Radicale writes an object of Evolution’s in alphabetical order',
    evolution,
    minus(
      edit(
        evolution,
        ['SUMMARY:Choir\r\n', ''],
        ['END:VEVENT', 'SUMMARY:Choir\r\nX-RADICALE-NAME:choir.ics\r\nEND:VEVENT'],
      ),
      'X-EVOLUTION-CALDAV',
    ),
  ),
];
