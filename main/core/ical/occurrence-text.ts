// One occurrence of a series as a component of its own (RFC 5545 section 3.8.4.4): what the series says, at its own time.
import type { ZoneFinder } from '../time/custom-zone.ts';
import type { EventComponent, ParsedCalendar } from './ical.ts';
import { baseInstance, futureShifts } from './instances.ts';
import { foldedLine, lineEndOf, partsOf, textOf, type EventBlock, type ObjectLine } from './object-lines.ts';
import { baseStarts, excludedKeys, keyOf, repeats, zoneOf, type BaseStart, type Instance } from './series.ts';
import { DAY, wallOfDate, type Stamp } from '../time/wall-time.ts';
import { wallAt } from '../time/zones.ts';

/** An occurrence as the rule alone has it, and where in its series it stands. */
export interface RuledOccurrence {
  readonly instance: Instance;
  readonly start: BaseStart;
}

/** The occurrence with this key (see Instance.key); null when the series has none, or not any more. */
export function ruledOccurrence(
  calendar: ParsedCalendar,
  key: string,
  zones: ZoneFinder,
): RuledOccurrence | null {
  const { master, overrides } = calendar;
  if (!master || !repeats(master) || excludedKeys(calendar, zones).has(key)) return null;
  const at = master.start.isDate ? wallOfDate(key) : Number(key);
  if (key === '' || !Number.isFinite(at)) return null;
  const shifts = futureShifts(overrides, master, zones);
  for (const start of baseStarts(master, { from: at - DAY, to: at + 2 * DAY }, zones).starts) {
    const instance = baseInstance(master, start, zones, shifts);
    if (instance.key === key) return { instance, start };
  }
  return null;
}

/** What a new component is made of. */
export interface OccurrenceSource {
  readonly lines: readonly ObjectLine[];
  /** The component the occurrence is as: the series, or what holds from some day on. */
  readonly block: EventBlock;
  /** The series itself, whose clock names its occurrences. */
  readonly master: EventComponent;
  readonly masterBlock: EventBlock;
  readonly zones: ZoneFinder;
}

/** The lines of the component, BEGIN and END included. */
export function occurrenceLines(
  { instance, start }: RuledOccurrence,
  source: OccurrenceSource,
): readonly ObjectLine[] {
  const { lines, block } = source;
  const own = new Set(block.own);
  const hasOwnLength = (start.added?.end ?? start.added?.duration ?? null) !== null;
  return lines.slice(block.from, block.to + 1).flatMap((line, index) => {
    if (!own.has(block.from + index)) return [line];
    if (OF_SERIES.has(line.name)) return [];
    if (line.name === 'DTSTART') return beginning(line, instance, start, source);
    if (line.name === 'DURATION') return hasOwnLength ? [] : [line];
    if (line.name !== 'DTEND') return [line];
    return hasOwnLength ? [] : [timeLine(line, 'DTEND', endStamp(instance, source))];
  });
}

/** What belongs to the whole, or names the component it was copied from. */
const OF_SERIES: ReadonlySet<string> = new Set(['RRULE', 'RDATE', 'EXDATE', 'EXRULE', 'RECURRENCE-ID']);

function beginning(
  line: ObjectLine,
  instance: Instance,
  { wall, added }: BaseStart,
  source: OccurrenceSource,
): readonly ObjectLine[] {
  const { lines, master, masterBlock, zones } = source;
  const first = masterBlock.own.map((at) => lines[at]).find((one) => one?.name === 'DTSTART') ?? line;
  const named = { ...master.start, wall };
  const startStamp = stampAt(instance, 'start', instance.source.start, zones);
  const begins = timeLine(line, 'DTSTART', startStamp);
  const ends = timeLine(line, 'DTEND', stampAt(instance, 'end', instance.source.start, zones));
  const hasOwnLength = (added?.end ?? added?.duration ?? null) !== null;
  return [timeLine(first, 'RECURRENCE-ID', named), begins, ...(hasOwnLength ? [ends] : [])];
}

function endStamp(instance: Instance, { zones }: OccurrenceSource): Stamp {
  return stampAt(instance, 'end', instance.source.end ?? instance.source.start, zones);
}

/** The beginning or end of an instance, written as `like` is. */
function stampAt({ when }: Instance, edge: 'start' | 'end', like: Stamp, zones: ZoneFinder): Stamp {
  if (when.at === 'day')
    return { ...like, wall: wallOfDate(edge === 'start' ? when.startDate : when.endDate) };
  const instant = edge === 'start' ? when.startsAt : when.endsAt;
  return { ...like, wall: wallAt(instant, zoneOf(like, zones)) };
}

/** A line like `like`, zone and value type included, that says another time. */
function timeLine(like: ObjectLine, name: string, { wall, isDate, isUtc }: Stamp): ObjectLine {
  const parameters = partsOf(like.text)?.parameters ?? [];
  const digits = new Date(wall).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const value = isDate ? digits.slice(0, 8) : `${digits}${isUtc ? 'Z' : ''}`;
  return foldedLine(textOf({ name, parameters, value }), lineEndOf(like));
}

/** The override of an occurrence there is; the last of several counts. What holds for later ones as well is none. */
export function overrideWith(
  { master, overrides }: ParsedCalendar,
  key: string,
  zones: ZoneFinder,
): EventComponent | null {
  const found = overrides.findLast(
    (one) => !one.andFuture && one.recurrenceId && keyOf(one.recurrenceId, master, zones) === key,
  );
  return found ?? null;
}
