// A dismissed reminder, written into the calendar object as RFC 9074 section 6.1 has it: one line of the alarm, and
// nothing else. It is no edit of the event: DTSTAMP, SEQUENCE and LAST-MODIFIED stay as they are.
import { readAlarm } from '../ical/alarms.ts';
import { objectZones } from '../time/custom-zone.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from '../ical/ical.ts';
import { futureShifts } from '../ical/instances.ts';
import {
  eventBlocks,
  foldedLine,
  lineEndOf,
  objectLines,
  type EventBlock,
  type ObjectLine,
} from '../ical/object-lines.ts';
import { keyOf } from '../ical/series.ts';
import { SECOND, wallOfDate } from '../time/wall-time.ts';

export interface Acknowledging {
  /** Of the occurrence whose reminder was dismissed, as in Occurrence. */
  readonly recurrenceId: string;
  /** Alarm.id of the alarms that rang. */
  readonly alarmIds: readonly string[];
  /** Epoch ms of the dismissal. */
  readonly at: number;
  /** IANA name of the viewer's zone, for floating times. */
  readonly zone: string;
}

/**
 * The object with these alarms acknowledged; null when there is nothing to write: it cannot be understood, the alarms
 * are gone, or they are acknowledged up to then already.
 */
export function acknowledged(ical: string, wish: Acknowledging): string | null {
  const lines = objectLines(ical);
  const block = blockOf(ical, lines, wish);
  if (!block) return null;
  const edits = alarmsIn(lines, block).flatMap((alarm) => editOf(lines, alarm, wish) ?? []);
  if (edits.length === 0) return null;
  // From the end to the beginning: what stands before a change keeps its place.
  const after = edits.reduceRight<readonly ObjectLine[]>((text, { at, remove, line }) => {
    return text.toSpliced(at, remove, line);
  }, lines);
  return after.map(({ raw }) => raw).join('');
}

/** The component the occurrence is read from. */
function blockOf(
  ical: string,
  lines: readonly ObjectLine[],
  { recurrenceId, zone }: Acknowledging,
): EventBlock | null {
  const calendar = parsed(ical);
  if (!calendar) return null;
  const override = overrideFor(calendar, recurrenceId, zone);
  const blocks = eventBlocks(lines);
  const isOverride = ({ own }: EventBlock) => own.some((at) => lines[at]?.name === 'RECURRENCE-ID');
  // Both readers go through the text from top to bottom.
  if (override) return blocks.filter(isOverride)[calendar.overrides.indexOf(override)] ?? null;
  return blocks.find((block) => !isOverride(block)) ?? null;
}

function parsed(ical: string): ParsedCalendar | null {
  try {
    return parseCalendar(ical);
  } catch {
    return null; // counted where it was indexed
  }
}

/** The override that says what this occurrence is, its own or one for it and all that follow; null: the series does. */
function overrideFor(calendar: ParsedCalendar, key: string, zone: string): EventComponent | null {
  const { master, overrides } = calendar;
  if (key === '') return null;
  const zones = objectZones(calendar, { zone });
  const own = overrides.findLast((one) => one.recurrenceId && keyOf(one.recurrenceId, master, zones) === key);
  if (own || !master) return own ?? null;
  const at = master.start.isDate ? wallOfDate(key) : Number(key);
  return futureShifts(overrides, master, zones).findLast(({ from }) => from <= at)?.source ?? null;
}

/** Positions of the lines of one VALARM straight inside the event, its END included. */
type AlarmLines = readonly number[];

function alarmsIn(lines: readonly ObjectLine[], { from, to }: EventBlock): readonly AlarmLines[] {
  const alarms: AlarmLines[] = [];
  const open: boolean[] = [];
  let own: number[] = [];
  for (let at = from + 1; at < to; at += 1) {
    const { name = '', text = '' } = lines[at] ?? {};
    if (name === 'BEGIN') {
      open.push(/:\s*VALARM\s*$/i.test(text));
      if (open.length === 1) own = [];
    } else if (name === 'END') {
      if (open.length === 1 && open[0] === true) alarms.push([...own, at]);
      open.pop();
    } else if (open.length === 1) own.push(at);
  }
  return alarms;
}

interface Edit {
  readonly at: number;
  /** Lines that the new one takes the place of: 1, or 0 to stand before it. */
  readonly remove: number;
  readonly line: ObjectLine;
}

function editOf(lines: readonly ObjectLine[], alarm: AlarmLines, wish: Acknowledging): Edit | null {
  const own = alarm.flatMap((at) => {
    const line = lines[at];
    return line ? [{ ...line, at }] : [];
  });
  const end = own.at(-1);
  const read = readAlarm(own);
  if (!end || !read || !wish.alarmIds.includes(read.id)) return null;
  if (read.acknowledgedAt !== null && read.acknowledgedAt >= wish.at - (wish.at % SECOND)) return null;
  const before = own.find(({ name }) => name === 'ACKNOWLEDGED');
  const line = foldedLine(`ACKNOWLEDGED:${utcText(wish.at)}`, lineEndOf(before ?? end));
  return { at: (before ?? end).at, remove: before ? 1 : 0, line };
}

/** '20261124T100000Z'. */
function utcText(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
}
