// The outer form of iCalendar (RFC 5545 section 3.1): lines, folds and nesting. Only what Belfry reads is kept, so that
// an object costs what a few lines cost, whatever else is in it; what the lines say is ical.js's to read.
import { BelfryError } from '../errors.ts';
import { isWord, LineReader } from './line-reader.ts';

/** A component straight inside a VCALENDAR. */
export interface RawComponent {
  /** Upper case. */
  readonly name: string;
  /** Those of its lines that anybody reads; not those of components inside it. */
  readonly lines: readonly RawLine[];
  /** Of a VEVENT: the lines that count of each VALARM inside it; at most MOST_ALARMS of each kind. */
  readonly alarms: readonly (readonly RawLine[])[];
  /** Thunderbird's line saying until when all of its alarms are answered; '' without one. */
  readonly acknowledged: string;
}

export interface RawLine {
  /** Upper case. */
  readonly name: string;
  /** The whole line, unfolded. */
  readonly text: string;
}

export interface RawCalendar {
  readonly components: readonly RawComponent[];
  /** The text of each VTIMEZONE as it stands, line ends and folds included. */
  readonly timezones: readonly string[];
}

/** What is read of a VEVENT, and more than is read of anything else. */
const KEPT: ReadonlySet<string> = new Set([
  'ATTENDEE',
  'CONFERENCE',
  'DESCRIPTION',
  'DTEND',
  'DTSTART',
  'DURATION',
  'EXDATE',
  'LOCATION',
  'ORGANIZER',
  'RDATE',
  'RECURRENCE-ID',
  'RRULE',
  'STATUS',
  'SUMMARY',
  'TRANSP',
  'UID',
  'URL',
  'X-GOOGLE-CONFERENCE',
  'X-GOOGLE-HANGOUT',
  'X-MICROSOFT-CONFERENCETELURI',
  'X-MICROSOFT-ONLINEMEETINGCONFLINK',
  'X-MICROSOFT-ONLINEMEETINGEXTERNALLINK',
  'X-MICROSOFT-SKYPETEAMSMEETINGURL',
  'X-TELEMOST-CONFERENCE',
  'X-ZOOM-MEETING-URL',
]);

/** What is read of a VALARM. */
const KEPT_OF_ALARM: ReadonlySet<string> = new Set([
  'ACKNOWLEDGED',
  'ACTION',
  'DURATION',
  'RELATED-TO',
  'REPEAT',
  'TRIGGER',
  'UID',
  'X-WR-ALARMUID',
]);
const LAST_ACKNOWLEDGED = 'X-MOZ-LASTACK';
/** More alarms of an event, and lines of an alarm that count, than anybody writes; the rest is passed over. */
const MOST_ALARMS = 50;
const MOST_LINES = 50;
const LONGEST_OF_ALARM = 2048;

/** A line beyond it is not kept whole; dates and rules are never cut. */
const LONGEST_TEXT = 256 * 1024;
const UNCUT: ReadonlySet<string> = new Set(['EXDATE', 'RDATE', 'RRULE']);
/** Deeper nesting than anybody's is an attack. */
const DEEPEST = 20;

/** Takes the text of an object apart. Throws BelfryError 'bad-object' when components do not close as they opened. */
export function readCalendarText(text: string): RawCalendar {
  const reader = new LineReader(text);
  const components: Draft[] = [];
  const timezones: string[] = [];
  const open: string[] = [];
  let draft = emptyDraft('');
  let alarm: RawLine[] = [];
  while (reader.next()) {
    const name = reader.name();
    if (isWord(name, 'BEGIN')) {
      const kind = reader.valueAfter(name);
      const inCalendar = open.length === 1 && open[0] === 'VCALENDAR';
      const block = inCalendar && kind === 'VTIMEZONE' ? timezoneBlock(reader) : null;
      if (block !== null) {
        timezones.push(block);
        continue;
      }
      if (inCalendar) components.push((draft = emptyDraft(kind)));
      if (open.push(kind) > DEEPEST) throw badObject('nested too deep');
      if (isInAlarm(open) && draft.alarms.push((alarm = [])) > MOST_ALARMS) draft.alarms.pop();
    } else if (isWord(name, 'END')) {
      if (open.pop() !== reader.valueAfter(name)) throw badObject('components do not match');
    } else if (open.length === 2 && open[0] === 'VCALENDAR') {
      keepLine(reader, name, draft);
    } else if (isInAlarm(open)) {
      keepAlarmLine(reader, name, alarm);
    }
  }
  if (open.length > 0) throw badObject('cut off');
  return { components, timezones };
}

/** A component while its lines are read. */
interface Draft extends RawComponent {
  readonly lines: RawLine[];
  readonly alarms: RawLine[][];
  acknowledged: string;
}

function emptyDraft(name: string): Draft {
  return { name, lines: [], alarms: [], acknowledged: '' };
}

function isInAlarm(open: readonly string[]): boolean {
  return open.length === 3 && open[2] === 'VALARM' && open[1] === 'VEVENT' && open[0] === 'VCALENDAR';
}

function timezoneBlock(reader: LineReader): string | null {
  return reader.blockTo('END:VTIMEZONE') ?? reader.blockTo('end:vtimezone');
}

function keepLine(reader: LineReader, name: string, draft: Draft): void {
  const known = KEPT.has(name) ? name : name.toUpperCase();
  if (KEPT.has(known))
    draft.lines.push({ name: known, text: reader.unfolded(UNCUT.has(known) ? Infinity : LONGEST_TEXT) });
  else if (known === LAST_ACKNOWLEDGED) draft.acknowledged ||= reader.unfolded(LONGEST_OF_ALARM);
}

function keepAlarmLine(reader: LineReader, name: string, lines: RawLine[]): void {
  if (lines.length >= MOST_LINES) return;
  const known = name.toUpperCase();
  if (KEPT_OF_ALARM.has(known)) lines.push({ name: known, text: reader.unfolded(LONGEST_OF_ALARM) });
}

/** The failure of an object that cannot be understood; `reason` quotes nothing of it. */
export function badObject(reason: string): BelfryError {
  return new BelfryError('bad-object', { reason });
}
