// The same event, written again: zones, rules, exceptions, folds.
import { edit, event, exception, MASTER, minus, plus, REVIEW, series, STANDUP, type Pair } from './table.ts';

const BERLIN = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');
const zoned = edit(REVIEW, ['BEGIN:VEVENT', `${BERLIN}\r\nBEGIN:VEVENT`]);
const tzid = (text: string, name: string) => text.replaceAll('TZID=Europe/Berlin', `TZID=${name}`);
const ruled = (rule: string) => edit(STANDUP, ['FREQ=WEEKLY;BYDAY=TU', rule]);
const moved = (...id: string[]) =>
  series(MASTER, [...id, 'SUMMARY:Standup', 'DTSTART:20261125T090000Z', 'DURATION:PT15M']);
const MOVED = series(MASTER, exception('24', 'DTSTART;TZID=Europe/Berlin:20261125T100000'));

const PAIRS: readonly (readonly [string, string, string])[] = [
  ['with LF alone', REVIEW, REVIEW.replaceAll('\r\n', '\n')],
  ['folded', REVIEW, edit(REVIEW, ['Bring the drafts', 'Bring the\r\n  drafts'])],
  ['with names in lower case', REVIEW, edit(REVIEW, ['SUMMARY:', 'summary:'], ['LOCATION:', 'location:'])],
  ['lines in another order', REVIEW, plus(minus(REVIEW, 'SUMMARY'), 'SUMMARY:Design review')],
  ['with its zone beside it', REVIEW, zoned],
  ['with another text for its zone', zoned, edit(zoned, ['19700329T020000', '19810329T020000'])],
  ['with a zone under Mozilla’s name', REVIEW, tzid(REVIEW, '/mozilla.org/20050126_1/Europe/Berlin')],
  [
    'with a zone under libical’s name',
    REVIEW,
    tzid(REVIEW, '/freeassociation.sourceforge.net/Europe/Berlin'),
  ],
  ['with a zone under Microsoft’s name', REVIEW, tzid(REVIEW, 'W. Europe Standard Time')],
  ['with a zone in quotation marks', REVIEW, tzid(REVIEW, '"Europe/Berlin"')],
  ['in another city with the same clock', REVIEW, tzid(REVIEW, 'Europe/Paris')],
  [
    'in UTC',
    REVIEW,
    edit(
      REVIEW,
      ['DTSTART;TZID=Europe/Berlin:20261124T140000', 'DTSTART:20261124T130000Z'],
      ['DTEND;TZID=Europe/Berlin:20261124T150000', 'DTEND:20261124T140000Z'],
    ),
  ],
  [
    'in a far-off zone',
    REVIEW,
    edit(REVIEW, ['DTEND;TZID=Europe/Berlin:20261124T150000', 'DTEND;TZID=Asia/Tokyo:20261124T230000']),
  ],
  ['a default day written out', ruled('FREQ=WEEKLY'), ruled('FREQ=WEEKLY;BYDAY=TU')],
  [
    'a rule in another order',
    ruled('FREQ=WEEKLY;BYDAY=TU,TH'),
    ruled('BYDAY=TH,TU;WKST=SU;INTERVAL=1;FREQ=WEEKLY'),
  ],
  [
    'an end in UTC or as a date',
    ruled('FREQ=WEEKLY;UNTIL=20261215T090000Z'),
    ruled('FREQ=WEEKLY;UNTIL=20261215'),
  ],
  [
    'an end at the end of the day',
    ruled('FREQ=WEEKLY;UNTIL=20261215T090000Z'),
    ruled('FREQ=WEEKLY;UNTIL=20261215T225959Z'),
  ],
  [
    'an end before the next one would be',
    ruled('FREQ=WEEKLY;UNTIL=20261215T090000Z'),
    ruled('FREQ=WEEKLY;UNTIL=20261221T090000Z'),
  ],
  ['an end that was counted', ruled('FREQ=WEEKLY;COUNT=50'), ruled('FREQ=WEEKLY;UNTIL=20261215T090000Z')],
  [
    'the past cut off',
    STANDUP,
    edit(STANDUP, ['20260106T100000', '20261103T100000'], ['20260106T101500', '20261103T101500']),
  ],
  [
    'the past cut off, and counted from there',
    ruled('FREQ=WEEKLY;COUNT=50'),
    edit(
      ruled('FREQ=WEEKLY;COUNT=49'),
      ['20260106T100000', '20260113T100000'],
      ['20260106T101500', '20260113T101500'],
    ),
  ],
  ['an exception that says what the series says', STANDUP, series(MASTER, exception('24'))],
  [
    'an exception that only repeats its number',
    series(MASTER, exception('24')),
    series(MASTER, exception('24', 'SEQUENCE:4')),
  ],
  [
    'exceptions in another order',
    series(MASTER, exception('24', 'LOCATION:A'), exception('1201', 'LOCATION:B')),
    series(MASTER, exception('1201', 'LOCATION:B'), exception('24', 'LOCATION:A')),
  ],
  [
    'an exception before its series',
    MOVED,
    series(exception('24', 'DTSTART;TZID=Europe/Berlin:20261125T100000'), MASTER),
  ],
  ['RECURRENCE-ID in UTC', MOVED, moved('RECURRENCE-ID:20261124T090000Z')],
  ['RECURRENCE-ID in another zone', MOVED, moved('RECURRENCE-ID;TZID=America/New_York:20261124T040000')],
  ['RECURRENCE-ID as a bare date', MOVED, moved('RECURRENCE-ID;VALUE=DATE:20261124')],
  [
    'EXDATE in UTC',
    plus(STANDUP, 'EXDATE;TZID=Europe/Berlin:20261124T100000'),
    plus(STANDUP, 'EXDATE:20261124T090000Z'),
  ],
  [
    'EXDATEs in one line',
    plus(STANDUP, 'EXDATE:20261124T090000Z', 'EXDATE:20261201T090000Z'),
    plus(STANDUP, 'EXDATE:20261201T090000Z,20261124T090000Z'),
  ],
  ['an EXDATE of no date of the series', STANDUP, plus(STANDUP, 'EXDATE:20261125T090000Z')],
  [
    'a cancelled exception that becomes an EXDATE',
    series(MASTER, exception('24', 'STATUS:CANCELLED')),
    series([...MASTER, 'EXDATE;TZID=Europe/Berlin:20261124T100000'], exception('24', 'STATUS:CANCELLED')),
  ],
  ['an RDATE that the rule has as well', STANDUP, plus(STANDUP, 'RDATE;TZID=Europe/Berlin:20261124T100000')],
  [
    'a floating time that is the reader’s',
    REVIEW,
    edit(REVIEW, [';TZID=Europe/Berlin', ''], [';TZID=Europe/Berlin', '']),
  ],
  [
    'a date without VALUE=DATE',
    event('SUMMARY:Day', 'DTSTART;VALUE=DATE:20261125'),
    event('SUMMARY:Day', 'DTSTART:20261125'),
  ],
];

export const rewriting: readonly Pair[] = PAIRS.map(([name, before, after]) => ({
  name,
  before,
  after,
  told: [],
}));
