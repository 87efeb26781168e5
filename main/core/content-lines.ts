// The outer form of iCalendar (RFC 5545 section 3.1): lines, folds and nesting. Only what Belfry reads is kept, so that
// an object costs what a few lines cost, whatever else is in it; what the lines say is ical.js's to read.
import { BelfryError } from './errors.ts';

/** A component straight inside a VCALENDAR. */
export interface RawComponent {
  /** Upper case. */
  readonly name: string;
  /** Those of its lines that anybody reads; not those of components inside it. */
  readonly lines: readonly RawLine[];
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
  'UID',
]);

/** A line beyond it is not kept whole; dates and rules are never cut. */
const LONGEST_TEXT = 256 * 1024;
const UNCUT: ReadonlySet<string> = new Set(['EXDATE', 'RDATE', 'RRULE']);
/** Deeper nesting than anybody's is an attack. */
const DEEPEST = 20;

/** Takes the text of an object apart. Throws BelfryError 'bad-object' when components do not close as they opened. */
export function readCalendarText(text: string): RawCalendar {
  const reader = new LineReader(text);
  const components: RawComponent[] = [];
  const timezones: string[] = [];
  const open: string[] = [];
  let lines: RawLine[] = [];
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
      if (inCalendar) components.push({ name: kind, lines: (lines = []) });
      if (open.push(kind) > DEEPEST) throw badObject('nested too deep');
    } else if (isWord(name, 'END')) {
      if (open.pop() !== reader.valueAfter(name)) throw badObject('components do not match');
    } else if (open.length === 2 && open[0] === 'VCALENDAR') {
      keepLine(reader, name, lines);
    }
  }
  if (open.length > 0) throw badObject('cut off');
  return { components, timezones };
}

function timezoneBlock(reader: LineReader): string | null {
  return reader.blockTo('END:VTIMEZONE') ?? reader.blockTo('end:vtimezone');
}

function keepLine(reader: LineReader, name: string, lines: RawLine[]): void {
  const known = KEPT.has(name) ? name : name.toUpperCase();
  if (!KEPT.has(known)) return;
  lines.push({ name: known, text: reader.unfolded(UNCUT.has(known) ? Infinity : LONGEST_TEXT) });
}

function isWord(name: string, word: string): boolean {
  return name === word || (name.length === word.length && name.toUpperCase() === word);
}

/** The failure of an object that cannot be understood; `reason` quotes nothing of it. */
export function badObject(reason: string): BelfryError {
  return new BelfryError('bad-object', { reason });
}

const TAB = 9;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const SEMICOLON = 59;
const LONGEST_NAME = 64;

function nameIn(text: string, start: number, end: number): string {
  const last = Math.min(end, start + LONGEST_NAME);
  for (let i = start; i < last; i++) {
    const code = text.charCodeAt(i);
    if (code === COLON || code === SEMICOLON) return text.slice(start, i);
  }
  return '';
}

/** Goes from line to line without copying what nobody asks for. */
class LineReader {
  readonly #text: string;
  // First character of the line, the one after its last, and where the next line begins.
  #start = 0;
  #end = 0;
  #next = 0;

  constructor(text: string) {
    // Old Macs ended lines with CR alone; where there is no LF at all, that is what CR means. trimStart() also takes a
    // byte order mark away.
    this.#text = (text.includes('\n') ? text : text.replaceAll('\r', '\n')).trimStart();
  }

  /** Moves to the next line that is neither blank nor a continuation; false at the end of the text. */
  next(): boolean {
    while (this.#next < this.#text.length) {
      this.#step();
      if (this.#end > this.#start && !this.#isFold(this.#start)) return true;
    }
    return false;
  }

  /** The name up to ':' or ';' as written; '' for a line without either near its beginning. */
  name(): string {
    const found = nameIn(this.#text, this.#start, this.#end);
    // A fold may stand anywhere, even inside a name; nobody folds there, so it costs only those lines without a name.
    return found === '' && this.#next < this.#text.length && this.#isFold(this.#next)
      ? this.#foldedName()
      : found;
  }

  #foldedName(): string {
    const [start, end, next] = [this.#start, this.#end, this.#next];
    const line = this.unfolded(LONGEST_NAME);
    [this.#start, this.#end, this.#next] = [start, end, next];
    return nameIn(line, 0, line.length);
  }

  /** What follows 'NAME:', trimmed, upper case; moves past it. */
  valueAfter(name: string): string {
    const value = this.unfolded(2 * LONGEST_NAME).slice(name.length + 1);
    return value.trim().toUpperCase();
  }

  /** The line with its continuations, of which about `most` characters are kept; moves past them. */
  unfolded(most: number): string {
    let line = this.#text.slice(this.#start, this.#end);
    while (this.#next < this.#text.length && this.#isFold(this.#next)) {
      this.#step();
      if (line.length < most) line += this.#text.slice(this.#start + 1, this.#end);
    }
    return line.length > most ? line.slice(0, most) : line;
  }

  /** The text from this line through the next line `last`, moving past it; null when there is none. */
  blockTo(last: string): string | null {
    const at = this.#text.indexOf(`\n${last}`, this.#end);
    if (at < 0) return null;
    const from = this.#start;
    this.#next = at + 1;
    this.#step();
    return this.#text.slice(from, this.#end);
  }

  #step(): void {
    this.#start = this.#next;
    const at = this.#text.indexOf('\n', this.#start);
    let end = at < 0 ? this.#text.length : at;
    this.#next = at < 0 ? end : at + 1;
    while (end > this.#start && this.#text.charCodeAt(end - 1) === CR) end--; // CR LF, and the CR CR LF of careless tools
    this.#end = end;
  }

  #isFold(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === TAB;
  }
}
