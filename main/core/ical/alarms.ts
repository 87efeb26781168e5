// The alarms of an event (RFC 5545 section 3.6.6, RFC 9074).
import type { RawComponent, RawLine } from './content-lines.ts';
import { rawValue, readDuration, readLine, type Duration } from './ical-values.ts';
import type { Alarm } from '../model.ts';
import { shortHash } from '../short-hash.ts';
import { readStamp } from '../time/wall-time.ts';
import { namedZone } from '../time/zone-names.ts';
import { instantOf } from '../time/zones.ts';

/** More repetitions than anybody listens to. */
const MOST_REPEATS = 50;
/** What rings more often than each minute rings once a minute, ms. */
const SHORTEST_PAUSE = 60_000;
/** What a person sees or hears. E-mail and procedures are the server's to do; 'NONE' is Apple's for "no alarm here". */
const ACTIONS: ReadonlySet<string> = new Set(['AUDIO', 'DISPLAY', '']);

/**
 * The alarms of an event that ring. Thunderbird notes for the event as a whole until when its alarms are answered,
 * others for each alarm: the later counts.
 */
export function readAlarms({
  alarms,
  acknowledged,
}: Pick<RawComponent, 'alarms' | 'acknowledged'>): readonly Alarm[] {
  const lastAt = alarms.length > 0 && acknowledged !== '' ? instantIn(acknowledged) : null;
  return alarms.flatMap((lines) => {
    const alarm = readAlarm(lines);
    if (!alarm) return [];
    const acknowledgedAt =
      lastAt === null ? alarm.acknowledgedAt : Math.max(lastAt, alarm.acknowledgedAt ?? 0);
    return [{ ...alarm, acknowledgedAt }];
  });
}

/**
 * Reads the lines of one VALARM; null for one that does not ring (e-mail, procedures, actions nobody knows) or cannot
 * be understood. A snooze of another program (RFC 9074 section 7) is an alarm like any other: it rings at its instant,
 * and what it puts off was acknowledged.
 */
export function readAlarm(lines: readonly RawLine[]): Alarm | null {
  const line = (name: string): string | null => lines.find((one) => one.name === name)?.text ?? null;
  const value = (name: string): string => valueOf(line(name));
  if (!ACTIONS.has(value('ACTION').toUpperCase())) return null;
  const trigger = readTrigger(line('TRIGGER') ?? '');
  if (!trigger) return null;
  const repetition = repetitionOf(value('REPEAT'), value('DURATION'));
  const name = value('UID') || value('X-WR-ALARMUID') || JSON.stringify([trigger, repetition]);
  const acknowledged = line('ACKNOWLEDGED');
  return {
    id: shortHash(name),
    trigger,
    ...repetition,
    acknowledgedAt: acknowledged === null ? null : instantIn(acknowledged),
  };
}

function readTrigger(line: string): Alarm['trigger'] | null {
  const value = valueOf(line);
  const length = readLength(value);
  if (length) return { at: isRelatedToEnd(line) ? 'end' : 'start', ...length };
  const instant = instantIn(line);
  return instant === null ? null : { at: 'instant', instant };
}

function isRelatedToEnd(line: string): boolean {
  return parametersOf(line)['related']?.toUpperCase() === 'END';
}

/** A DURATION with its sign; null when it is none. */
function readLength(value: string): Duration | null {
  const isBefore = value.startsWith('-');
  const length = readDuration(isBefore ? value.slice(1) : value);
  return length && isBefore ? { days: 0 - length.days, ms: 0 - length.ms } : length;
}

function repetitionOf(repeat: string, duration: string): Pick<Alarm, 'repeat' | 'every'> {
  const times = /^\d{1,9}$/.test(repeat) ? Math.min(Number(repeat), MOST_REPEATS) : 0;
  const pause = readDuration(duration);
  // RFC 5545 section 3.8.6.2: one does not go without the other.
  if (times === 0 || !pause) return { repeat: 0, every: 0 };
  const every = pause.days * 86_400_000 + pause.ms;
  return every > 0 ? { repeat: times, every: Math.max(every, SHORTEST_PAUSE) } : { repeat: 0, every: 0 };
}

/**
 * The instant a line names. It has to be in UTC (RFC 5545 section 3.8.6.3); a TZID with a name everybody knows will do.
 * Without either nobody can tell when it is: null, for a wrong time is worse than none.
 */
function instantIn(line: string): number | null {
  const stamp = readStamp(valueOf(line), parametersOf(line)['tzid'] ?? '');
  if (!stamp || stamp.isDate) return null;
  if (stamp.isUtc) return stamp.wall;
  const zone = stamp.tzid === '' ? null : namedZone(stamp.tzid);
  return zone && instantOf(stamp.wall, zone.zone);
}

/** The beginning of nearly all lines: a name without parameters, in which there is nothing for a parser. */
const PLAIN = /^[^;:"]*:/;

/** The value of a line; '' for none, and for one that is no line. */
function valueOf(line: string | null): string {
  if (line === null) return '';
  const plain = PLAIN.exec(line)?.[0];
  if (plain !== undefined) return line.slice(plain.length).trim();
  try {
    return rawValue(line).trim();
  } catch {
    return ''; // one alarm that cannot be read must not hide the event
  }
}

function parametersOf(line: string): Readonly<Record<string, string | undefined>> {
  if (PLAIN.test(line)) return {};
  try {
    // Of a name it does not know, the parser leaves the value alone.
    const parameters = readLine(`X-${line}`)[1];
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  } catch {
    return {}; // likewise
  }
}
