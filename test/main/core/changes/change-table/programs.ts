// The same week as the programs of others write it.
import { apple, google, outlook, thunderbird } from './program-texts.ts';
import { edit, plus, type Pair } from './table.ts';

const ALARM_OF_APPLE = [
  'BEGIN:VALARM',
  'X-WR-ALARMUID:6E2B1C5A-0001',
  'UID:6E2B1C5A-0001',
  'TRIGGER:-PT15M',
  'ATTACH;VALUE=URI:Chord',
  'ACTION:AUDIO',
  'ACKNOWLEDGED:20261123T074501Z',
  'X-APPLE-DEFAULT-ALARM:TRUE',
  'END:VALARM',
].join('\r\n');

const silent = (name: string, before: string, after: string): Pair => ({ name, before, after, told: [] });

export const programs: readonly Pair[] = [
  silent(
    'Thunderbird notes that a reminder was dismissed',
    thunderbird,
    edit(
      thunderbird,
      ['LAST-MODIFIED:20261101T090000Z', 'LAST-MODIFIED:20261123T080003Z'],
      ['END:VEVENT', 'X-MOZ-LASTACK:20261123T080003Z\r\nX-MOZ-GENERATION:2\r\nEND:VEVENT'],
    ),
  ),
  silent(
    'Thunderbird puts a reminder off',
    thunderbird,
    plus(thunderbird, 'X-MOZ-SNOOZE-TIME:20261123T081500Z', 'X-MOZ-GENERATION:2'),
  ),
  silent(
    'Thunderbird accepts an invitation',
    thunderbird,
    edit(
      thunderbird,
      ['PARTSTAT=NEEDS-ACTION;CN=Ema', 'PARTSTAT=ACCEPTED;CN=Ema'],
      ['SEQUENCE:1', 'SEQUENCE:1\r\nX-MOZ-SEND-INVITATIONS:FALSE'],
    ),
  ),
  {
    name: 'Thunderbird moves one date of a series',
    before: thunderbird,
    after: edit(thunderbird, [
      'END:VCALENDAR',
      [
        'BEGIN:VEVENT',
        'CREATED:20261101T090000Z',
        'LAST-MODIFIED:20261123T080003Z',
        'DTSTAMP:20261123T080003Z',
        'UID:1f0c8a44-thunderbird',
        'SUMMARY:Planning',
        'ORGANIZER;CN=Ana Petrović;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:ana@example.org',
        'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ema Berg:mailto:ema@example.org',
        'RECURRENCE-ID;TZID=Europe/Berlin:20261125T110000',
        'DTSTART;TZID=Europe/Berlin:20261125T130000',
        'DTEND;TZID=Europe/Berlin:20261125T140000',
        'DESCRIPTION:Agenda:\\n1. Budget\\n2. People',
        'SEQUENCE:2',
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\r\n'),
    ]),
    told: [
      'changed occurrence: Planning moved | Moved by Ana Petrović, only Wednesday 25 November | When: Wed 25, 11:00–12:00 → 13:00–14:00',
    ],
  },
  silent(
    'Apple Calendar acknowledges an alarm',
    apple,
    edit(apple, ['BEGIN:VALARM', `${ALARM_OF_APPLE}\r\nBEGIN:VALARM`], ['SEQUENCE:0', 'SEQUENCE:1']),
  ),
  silent(
    'Apple Calendar adds what it knows of the way there',
    apple,
    plus(
      apple,
      'X-APPLE-TRAVEL-START;ROUTING=CAR;VALUE=URI;X-APPLE-RADIUS=0;X-TITLE=Home:',
      'X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT15M',
      'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Café Milch:geo:52.52,13.40',
    ),
  ),
  {
    name: 'Apple Calendar changes time and place',
    before: apple,
    after: edit(
      apple,
      ['T180000', 'T190000'],
      ['T193000', 'T203000'],
      ['Café Milch\\nMain street 1', 'Bar Salz'],
    ),
    told: [
      'changed event: Dinner moved | Moved | When: Thu 26, 18:00–19:30 → 19:00–20:30; Where: Café Milch Main street 1 → Bar Salz',
    ],
  },
  silent(
    'Google gives it another SEQUENCE and writes the notes as HTML',
    google,
    edit(
      google,
      ['DESCRIPTION:Please read\\nthe plan.', 'DESCRIPTION:Please read<br>the plan.'],
      ['SEQUENCE:0', 'SEQUENCE:3'],
    ),
  ),
  {
    name: 'Google adds a meeting link, in a property and in the notes',
    before: google,
    after: edit(
      google,
      [
        'the plan.',
        'the plan.\\n\\n-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-\\nJoin with Google Meet: https://meet.google.com/abc-defg-hij\\n\\nPlease do not edit this section.\\n-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-',
      ],
      ['END:VEVENT', 'X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij\r\nEND:VEVENT'],
    ),
    told: [
      'changed event: Roadmap: new join link | New join link, by Ana Petrović | Join: - → meet.google.com/abc-defg-hij',
    ],
  },
  {
    name: 'Google brings an answer',
    before: google,
    after: edit(google, [
      'PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=ben@example.org',
      'PARTSTAT=ACCEPTED;CN=ben@example.org',
    ]),
    told: [
      'changed event: ben@example.org accepted Roadmap | ben@example.org accepted | Answers: - → ben@example.org accepted',
    ],
  },
  {
    name: 'Google cancels one date',
    before: edit(google, ['SUMMARY', 'RRULE:FREQ=WEEKLY;BYDAY=WE\r\nSUMMARY']),
    after: edit(google, [
      'SUMMARY',
      'RRULE:FREQ=WEEKLY;BYDAY=WE\r\nEXDATE;TZID=Europe/Berlin:20261202T150000\r\nSUMMARY',
    ]),
    told: [
      'deleted occurrence: Roadmap cancelled | Cancelled, only Wednesday 2 December | When: Wed 2 Dec, 15:00–16:00 → -',
    ],
  },
  silent(
    'Outlook writes its zone by another name and its own properties anew',
    outlook,
    edit(
      outlook,
      ['DTSTART;TZID="W. Europe Standard Time"', 'DTSTART;TZID=Europe/Berlin'],
      ['X-MICROSOFT-CDO-APPT-SEQUENCE:0', 'X-MICROSOFT-CDO-APPT-SEQUENCE:2'],
      ['X-MICROSOFT-CDO-BUSYSTATUS:BUSY', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'],
    ),
  ),
  silent(
    'Outlook wraps the notes anew',
    outlook,
    edit(outlook, ['Numbers of the quarter.\\n\\nBring', 'Numbers of the quarter.\\n \\nBring']),
  ),
];
