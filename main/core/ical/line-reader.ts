// Lines of an iCalendar text, one after another: line ends of every kind, and folds (RFC 5545 section 3.1).

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

/** Whether a name is this word, which is in upper case; names are in either. */
export function isWord(name: string, word: string): boolean {
  return name === word || (name.length === word.length && name.toUpperCase() === word);
}

/** Goes from line to line without copying what nobody asks for. */
export class LineReader {
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
