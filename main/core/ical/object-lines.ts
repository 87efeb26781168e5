// The text of a calendar object as lines that can be changed one by one (RFC 5545 section 3.1): whatever is not touched
// stays as it was, byte for byte, folds and line ends included.

export interface ObjectLine {
  /** As it stands, with its folds and its line end. */
  readonly raw: string;
  /** Unfolded, without the line end. */
  readonly text: string;
  /** Upper case; '' for a line without one. */
  readonly name: string;
}

/** One VEVENT straight inside a VCALENDAR, as positions among the lines. */
export interface EventBlock {
  /** Of its BEGIN line, and of its END line. */
  readonly from: number;
  readonly to: number;
  /** Of its properties; those of components inside it are not among them. */
  readonly own: readonly number[];
}

/** The lines of a text; joined again, their `raw` is the text. */
export function objectLines(ical: string): readonly ObjectLine[] {
  const lines: ObjectLine[] = [];
  let raw = '';
  let text = '';
  const close = (): void => {
    if (raw !== '') lines.push({ raw, text, name: nameOf(text) });
  };
  for (const physical of physicalLines(ical)) {
    const content = physical.replace(LINE_END, '');
    const first = content.charCodeAt(0);
    const isFold = raw !== '' && (first === SPACE || first === TAB);
    if (!isFold) {
      close();
      raw = '';
      text = '';
    }
    raw += physical;
    text += isFold ? content.slice(1) : content;
  }
  close();
  return lines;
}

const SPACE = 32;
const TAB = 9;
const LINE_END = /[\r\n]+$/;

// Old Macs ended lines with CR alone; where there is no LF at all, that is what CR means.
function physicalLines(ical: string): readonly string[] {
  const end = ical.includes('\n') ? '\n' : '\r';
  const pieces = ical.split(end);
  const last = pieces.pop() ?? '';
  return [...pieces.map((piece) => piece + end), ...(last === '' ? [] : [last])];
}

function nameOf(text: string): string {
  return /^\ufeff?\s*([^:;\s]+)[:;]/.exec(text)?.[1]?.toUpperCase() ?? '';
}

/** The events among the lines, in their order. */
export function eventBlocks(lines: readonly ObjectLine[]): readonly EventBlock[] {
  const blocks: EventBlock[] = [];
  const open: string[] = [];
  let from = 0;
  let own: number[] = [];
  lines.forEach(({ name, text }, at) => {
    const isIn = open.length === 2 && open[0] === 'VCALENDAR' && open[1] === 'VEVENT';
    if (name === 'BEGIN') {
      open.push(componentOf(text));
      if (open.length !== 2) return;
      from = at;
      own = [];
    } else if (name === 'END') {
      if (isIn) blocks.push({ from, to: at, own });
      open.pop();
    } else if (isIn) own.push(at);
  });
  return blocks;
}

function componentOf(text: string): string {
  return text
    .slice(text.indexOf(':') + 1)
    .trim()
    .toUpperCase();
}

/** How a line ends: what new lines beside it end with. */
export function lineEndOf({ raw }: ObjectLine): string {
  return LINE_END.exec(raw)?.[0] ?? '\r\n';
}

/** A line made of `text`: folded so that no part is longer than 75 octets, and no character is cut in two. */
export function foldedLine(text: string, lineEnd: string): ObjectLine {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of text) {
    const size = octetsOf(character.codePointAt(0) ?? 0);
    // A continuation begins with a space, which counts.
    if (octets + size > LONGEST) {
      parts.push(part);
      part = '';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  const raw = [...parts, part].join(`${lineEnd} `) + lineEnd;
  return { raw, text, name: nameOf(text) };
}

const LONGEST = 75;

/** In UTF-8. */
function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** A line taken apart at its first ':' outside quotation marks; null when there is none. */
export interface LineParts {
  /** As written. */
  readonly name: string;
  /** Each as it stands: 'CN="Ana; really"'. */
  readonly parameters: readonly string[];
  readonly value: string;
}

/** Takes a property apart; null for a line that is none. */
export function partsOf(text: string): LineParts | null {
  const cuts: number[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (quoted || (character !== ';' && character !== ':')) continue;
    cuts.push(at);
    if (character === ':') break;
  }
  const colon = cuts.at(-1);
  if (colon === undefined || text[colon] !== ':') return null;
  const pieces = cuts.map((cut, index) => text.slice(index === 0 ? 0 : (cuts[index - 1] ?? 0) + 1, cut));
  const [name = '', ...parameters] = pieces;
  return { name, parameters, value: text.slice(colon + 1) };
}

/** The parts as one text again. */
export function textOf({ name, parameters, value }: LineParts): string {
  return `${[name, ...parameters].join(';')}:${value}`;
}
