// Tags and text of a document as they come in, in chunks cut anywhere. DTDs, and with them entities of their own, are
// refused: all this is from a network.
import { allowed, certainText, oneLineEnd, resolveText } from './character-data.ts';
import { tagReader, type StartTag, type TagLimits, type TagReader } from './start-tag.ts';
import { XmlError } from './xml-error.ts';
import { splitName } from './xml-names.ts';

/** What is told while a document is read. Whatever a function throws stops the reading and passes through write(). */
export interface XmlEvents {
  /** Also for `<a/>`, which close() follows at once. */
  open(tag: StartTag): void;
  /** Any part of the text directly inside the innermost open element. */
  text(text: string): void;
  close(): void;
  /** So many characters of the document were read, of whatever. */
  read(length: number): void;
}

/** A tag or an instruction is held back until it is whole. */
const LONGEST_TAG = 16 * 1024;
const COMMENT = '<!--';
const CDATA = '<![CDATA[';
const WITH_QUOTES = /(?:[^"'>]|"[^"]*"|'[^']*')*/y;
// XML 1.0 section 2.8; the version is not looked at, everything is read as 1.0.
const DECLARATION =
  /^ version ?= ?(["'])1\.\d+\1(?: encoding ?= ?(["'])[A-Za-z][\w.-]*\2)?(?: standalone ?= ?(["'])(?:yes|no)\3)? ?$/;

/** Scans one document. */
export class XmlScanner {
  readonly #events: XmlEvents;
  readonly #limits: TagLimits;
  /** The tags that are open: what closes each, and how the tags around it are read. */
  readonly #open: { readonly qualified: string; readonly around: TagReader }[] = [];
  #tags: TagReader;
  #mode: 'text' | 'comment' | 'cdata' = 'text';
  #place: 'start' | 'before root' | 'in root' | 'after root' = 'start';
  #held = '';

  constructor(events: XmlEvents, limits: TagLimits) {
    this.#events = events;
    this.#limits = limits;
    this.#tags = tagReader(limits);
  }

  /** The next part of the document. Throws XmlError. */
  write(chunk: string): void {
    const part = this.#held + allowed(chunk, this.#limits.forbidden);
    let at = this.#place === 'start' ? this.#skipBlank(part) : 0;
    while (at < part.length) {
      const end = this.#step(part, at);
      if (end === at) break;
      this.#events.read(end - at);
      at = end;
    }
    this.#held = part.slice(at);
    if (this.#held.length > LONGEST_TAG) throw tooLong();
  }

  /** Throws XmlError when the document is incomplete. */
  end(): void {
    if (/[^ \t\r\n]/.test(this.#held) || this.#mode !== 'text' || this.#place !== 'after root') {
      throw new XmlError('the document is incomplete');
    }
  }

  // A byte order mark, and the blank lines that some servers put before the XML declaration.
  #skipBlank(part: string): number {
    const blank = /^[\uFEFF\s]*/.exec(part)?.[0].length ?? 0;
    this.#events.read(blank);
    return blank;
  }

  /** Where it stopped; at the beginning when it needs more to know what this is. */
  #step(part: string, at: number): number {
    if (this.#mode === 'comment') return this.#comment(part, at);
    if (this.#mode === 'cdata') return this.#cdata(part, at);
    if (part.charCodeAt(at) !== 0x3c) return this.#text(part, at);
    const second = part[at + 1];
    if (second === undefined) return at;
    if (second === '/') return this.#endTag(part, at);
    if (second === '!') return this.#declaration(part, at);
    return second === '?' ? this.#instruction(part, at) : this.#startTag(part, at);
  }

  #text(part: string, at: number): number {
    const tag = part.indexOf('<', at);
    const raw = tag < 0 ? part.slice(at) : part.slice(at, tag);
    const end = tag < 0 ? certainText(raw) : raw.length;
    const sure = end === raw.length ? raw : raw.slice(0, end);
    if (this.#place === 'in root') this.#events.text(resolveText(sure, this.#limits.forbidden));
    else if (/[^ \t\r\n]/.test(sure)) throw new XmlError('text outside the root element');
    return at + end;
  }

  #startTag(part: string, at: number): number {
    let end = part.indexOf('>', at);
    if (end < 0) return at;
    let raw = part.slice(at + 1, end);
    if (raw.includes('=')) {
      WITH_QUOTES.lastIndex = at + 1;
      WITH_QUOTES.exec(part);
      end = WITH_QUOTES.lastIndex;
      if (part[end] !== '>') return at;
      raw = part.slice(at + 1, end);
    }
    if (raw.length >= LONGEST_TAG) throw tooLong();
    if (this.#place === 'after root') throw new XmlError('a second root element');
    this.#place = 'in root';
    const tag = this.#tags.read(raw);
    this.#open.push({ qualified: tag.qualified, around: this.#tags });
    this.#tags = tag.inside;
    this.#events.open(tag);
    if (tag.empty) this.#close();
    return end + 1;
  }

  #endTag(part: string, at: number): number {
    const end = part.indexOf('>', at);
    if (end < 0) return at;
    const name = part.slice(at + 2, end);
    const opened = this.#open.at(-1)?.qualified;
    if (name !== opened && name.replace(/[ \t\r\n]+$/, '') !== opened)
      throw new XmlError('a closing tag that closes nothing');
    this.#close();
    return end + 1;
  }

  #close(): void {
    this.#tags = this.#open.pop()?.around ?? this.#tags;
    if (this.#open.length === 0) this.#place = 'after root';
    this.#events.close();
  }

  #declaration(part: string, at: number): number {
    if (this.#place === 'start') this.#place = 'before root';
    if (part.startsWith(COMMENT, at)) {
      this.#mode = 'comment';
      return at + COMMENT.length;
    }
    if (part.startsWith(CDATA, at)) {
      if (this.#place !== 'in root') throw new XmlError('text outside the root element');
      this.#mode = 'cdata';
      return at + CDATA.length;
    }
    const begun = part.slice(at);
    if (COMMENT.startsWith(begun) || CDATA.startsWith(begun)) return at;
    throw new XmlError('a document type declaration is not accepted');
  }

  #comment(part: string, at: number): number {
    const end = part.indexOf('--', at);
    if (end < 0) return part.endsWith('-') ? part.length - 1 : part.length;
    if (end + 2 === part.length) return end;
    if (part[end + 2] !== '>') throw new XmlError('two hyphens inside a comment');
    this.#mode = 'text';
    return end + 3;
  }

  #cdata(part: string, at: number): number {
    const close = part.indexOf(']]>', at);
    const end = close < 0 ? part.length - (/(?:\]\]?|\r)$/.exec(part)?.[0].length ?? 0) : close;
    if (end > at) this.#events.text(oneLineEnd(part.slice(at, end)));
    if (close < 0) return Math.max(at, end);
    this.#mode = 'text';
    return close + 3;
  }

  #instruction(part: string, at: number): number {
    const end = part.indexOf('?>', at + 2);
    if (end < 0) return at;
    if (end - at >= LONGEST_TAG) throw tooLong();
    const [, target = '', rest = ''] = /^([^ \t\r\n?]*)([^]*)$/.exec(part.slice(at + 2, end)) ?? [];
    const isDeclaration =
      target === 'xml' && this.#place === 'start' && DECLARATION.test(rest.replace(/[ \t\r\n]+/g, ' '));
    // Anything else is for somebody else; but nobody else may be called "xml".
    if (splitName(target).prefix !== '' || (target.toLowerCase() === 'xml' && !isDeclaration)) {
      throw new XmlError('an instruction that is not well-formed');
    }
    if (this.#place === 'start') this.#place = 'before root';
    return end + 2;
  }
}

function tooLong(): XmlError {
  return new XmlError('a tag that does not end');
}
