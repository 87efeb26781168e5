// What differs in the text, and tells a person nothing.
import { ANA, ben, cem, edit, event, me, MEETING, minus, plus, REVIEW, type Pair } from './table.ts';

const ALARM = 'BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER:-PT15M\r\nEND:VALARM';

/** Lines that come, go or change without a word. */
const LINES: readonly string[] = [
  'SEQUENCE:3',
  'LAST-MODIFIED:20261123T080000Z',
  'CREATED:20261101T080000Z',
  'STATUS:CONFIRMED',
  'STATUS:TENTATIVE',
  'CLASS:PRIVATE',
  'PRIORITY:5',
  'CATEGORIES:Work,Design',
  'TRANSP:TRANSPARENT',
  'GEO:52.52;13.405',
  'COLOR:turquoise',
  'COMMENT:Sent from my phone',
  'CONTACT:Front desk',
  'RESOURCES:Projector',
  'ATTACH:https://files.example.org/drafts.pdf',
  'RELATED-TO:two@example.org',
  'REQUEST-STATUS:2.0;Success',
  'X-MOZ-GENERATION:4',
  'X-MOZ-LASTACK:20261123T080000Z',
  'X-MOZ-SNOOZE-TIME:20261124T125500Z',
  'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
  'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
  'X-LIC-ERROR;X-LIC-ERRORTYPE=VALUE-PARSE-ERROR:No value for X property',
  'X-ALT-DESC;FMTTYPE=text/html:<html><body>x</body></html>',
  ALARM,
];

const VERSIONS: readonly Pair[] = LINES.map((line) => ({
  name: `comes: ${line.split('\r\n')[0]}`,
  before: REVIEW,
  after: plus(REVIEW, line),
  told: [],
}));

const withAlarm = (...lines: string[]) =>
  plus(REVIEW, edit(ALARM, ['END:VALARM', [...lines, 'END:VALARM'].join('\r\n')]));

const OTHERS: readonly (readonly [string, string, string])[] = [
  ['another DTSTAMP', REVIEW, edit(REVIEW, ['20261101T120000Z', '20261123T090000Z'])],
  ['a reminder dismissed (RFC 9074)', plus(REVIEW, ALARM), withAlarm('ACKNOWLEDGED:20261123T080000Z')],
  [
    'a reminder dismissed again',
    withAlarm('ACKNOWLEDGED:20261122T080000Z'),
    withAlarm('ACKNOWLEDGED:20261123T080000Z'),
  ],
  ['a reminder put off', plus(REVIEW, ALARM), withAlarm('X-MOZ-SNOOZE-TIME:20261124T125500Z')],
  ['a reminder at another time', plus(REVIEW, ALARM), edit(plus(REVIEW, ALARM), ['-PT15M', '-PT5M'])],
  ['a reminder less', plus(REVIEW, ALARM), REVIEW],
  ['another PRODID', REVIEW, edit(REVIEW, ['-//Belfry//Test//EN', '-//Other//Program 4.2//DE'])],
  ['a METHOD', REVIEW, edit(REVIEW, ['VERSION:2.0', 'VERSION:2.0\r\nMETHOD:PUBLISH'])],
  ['blanks around the title', REVIEW, edit(REVIEW, ['SUMMARY:Design review', 'SUMMARY: Design review  '])],
  ['two blanks in the title', REVIEW, edit(REVIEW, ['Design review', 'Design  review'])],
  ['a blank behind the place', REVIEW, edit(REVIEW, ['LOCATION:Room 4.12', 'LOCATION:Room 4.12 '])],
  [
    'an accent composed otherwise',
    edit(REVIEW, ['Design review', 'Caf\u00e9']),
    edit(REVIEW, ['Design review', 'Cafe\u0301']),
  ],
  [
    'an ampersand escaped for HTML',
    edit(REVIEW, ['Design review', 'Design & review']),
    edit(REVIEW, ['Design review', 'Design &amp; review']),
  ],
  ['a name spelt otherwise', MEETING, edit(MEETING, ['CN=Ben Ude', 'CN="Ude, Ben"'])],
  ['an organizer’s name spelt otherwise', MEETING, edit(MEETING, ['CN=Ana Petrović', 'CN=A. Petrovic'])],
  ['an address in capitals', MEETING, edit(MEETING, ['mailto:ben@example.org', 'MAILTO:Ben@Example.ORG'])],
  ['RSVP is not asked for any more', MEETING, edit(MEETING, [ben(), ben().replace(';RSVP=TRUE', '')])],
  [
    'the server notes that it sent the invitation',
    MEETING,
    edit(MEETING, [ben(), ben().replace(';RSVP=TRUE', ';RSVP=TRUE;SCHEDULE-STATUS=1.2')]),
  ],
  ['who sends invitations', MEETING, edit(MEETING, ['ORGANIZER;CN', 'ORGANIZER;SCHEDULE-AGENT=CLIENT;CN'])],
  [
    'parameters of a guest in another order',
    MEETING,
    edit(MEETING, [ben(), 'ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION;CN=Ben Ude:mailto:ben@example.org']),
  ],
  ['a default written out', MEETING, edit(MEETING, [ben(), 'ATTENDEE;CN=Ben Ude:mailto:ben@example.org'])],
  ['guests in another order', plus(MEETING, cem()), plus(edit(MEETING, [`${ben()}\r\n`, '']), cem(), ben())],
  ['a guest twice', MEETING, plus(MEETING, ben())],
  [
    'somebody else sends the invitations now',
    MEETING,
    edit(MEETING, [ANA, 'ORGANIZER:mailto:ben@example.org'], [ben(), 'X-NOT:one']).replace(
      'X-NOT:one',
      ben(),
    ),
  ],
  [
    'one’s own name spelt otherwise',
    MEETING,
    edit(MEETING, [me('ACCEPTED'), me('ACCEPTED').replace('Ema Berg', 'Ema')]),
  ],
  ['empty notes', minus(REVIEW, 'DESCRIPTION'), plus(minus(REVIEW, 'DESCRIPTION'), 'DESCRIPTION:')],
  ['notes wrapped elsewhere', REVIEW, edit(REVIEW, ['drafts of the', 'drafts\\nof the'])],
  ['notes with blank lines behind', REVIEW, edit(REVIEW, ['start page.', 'start page.\\n\\n'])],
  [
    'notes in HTML',
    REVIEW,
    edit(REVIEW, ['Bring the drafts', '<p>Bring the <b>drafts</b>'], ['page.', 'page.</p>']),
  ],
  [
    'notes with entities',
    edit(REVIEW, ['drafts of', 'drafts & plans <of>']),
    edit(REVIEW, ['drafts of', 'drafts &amp; plans &lt;of&gt;']),
  ],
  ['notes with hard blanks', REVIEW, edit(REVIEW, ['the drafts', 'the&nbsp;drafts'])],
  [
    'notes escaped once more',
    edit(REVIEW, ['Bring the', 'First\\, bring\\nthe']),
    edit(REVIEW, ['Bring the', 'First\\\\\\, bring\\\\nthe']),
  ],
  [
    'an address in the notes made a link',
    edit(REVIEW, ['start page.', 'page: https://example.org/x']),
    edit(REVIEW, ['start page.', 'page: <a href="https://example.org/x">https://example.org/x</a>']),
  ],
  ['an address that is nowhere to join', REVIEW, plus(REVIEW, 'URL:https://cal.example.org/event/42')],
  [
    'a lone end instead of a length',
    event('SUMMARY:Call', 'DTSTART:20261125T080000Z', 'DURATION:PT30M'),
    event('SUMMARY:Call', 'DTSTART:20261125T080000Z', 'DTEND:20261125T083000Z'),
  ],
  [
    'a day without an end',
    event('SUMMARY:Day', 'DTSTART;VALUE=DATE:20261125'),
    event('SUMMARY:Day', 'DTSTART;VALUE=DATE:20261125', 'DTEND;VALUE=DATE:20261126'),
  ],
];

export const noise: readonly Pair[] = [
  ...VERSIONS,
  ...OTHERS.map(([name, before, after]) => ({ name, before, after, told: [] })),
];
