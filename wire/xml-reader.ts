// A streaming, namespace-aware XML reader with limits. It keeps one child of the root in memory at a time. DTDs, and with
// them entities of their own, are refused: all this is from a network.
import type { Element } from '../protocol/element.ts';
import { forbiddenDropper, type Forbidden } from './forbidden-characters.ts';
import { DEFAULT_LIMITS, sizeMeter, workMeter, type XmlLimits } from './xml-limits.ts';
import { StrictParser } from './xml-parser.ts';
import { TreeBuilder } from './xml-tree.ts';

export { XmlError } from './xml-error.ts';

export interface XmlOptions {
  /** Those left out are DEFAULT_LIMITS. */
  readonly limits?: Partial<XmlLimits>;
  /** Characters that XML does not know; refused unless told. */
  readonly forbidden?: Forbidden;
  /** A clock that only moves forward, in milliseconds. */
  readonly now?: () => number;
}

/** A reader that is fed text in chunks and reports each child of the root as soon as it is complete. */
export interface XmlReader {
  /** Throws XmlError. */
  write(chunk: string): void;
  /** Ends the document; returns the root without its children. Throws XmlError when it is incomplete. */
  end(): Element;
}

/** Read at once: in between, the clock and what the parser holds back are looked at. */
const PIECE = 256 * 1024;
/** A byte order mark, and the blank lines that some servers put before the XML declaration. */
const BLANK = /^[\uFEFF \t\r\n]+/;

/**
 * Reads a document whose root has many children (a multistatus).
 * `onChild` may throw to stop reading; the error passes through write().
 */
export function xmlReader(onChild: (child: Element) => void, options: XmlOptions = {}): XmlReader {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { forbidden = 'refuse', now = () => performance.now() } = options;
  const size = sizeMeter(limits);
  const work = workMeter(limits, now);
  const parser = new StrictParser();
  const tree = new TreeBuilder(parser, limits, (child) => {
    size.childEnds(parser.position);
    work.restart();
    onChild(child);
  });
  const known = forbidden === 'drop' ? forbiddenDropper() : (chunk: string) => chunk;
  let parsed = 0;
  const parse = (piece: string) => {
    const text = parsed === 0 ? known(piece).replace(BLANK, '') : known(piece);
    parser.write(text);
    // Between two pieces parser.position is nothing to go by.
    parsed += text.length;
    size.look(parsed);
  };
  return {
    write(chunk) {
      size.grow(chunk.length);
      for (let at = 0; at < chunk.length; at += PIECE) {
        work.measure(() => parse(chunk.slice(at, at + PIECE)));
      }
    },
    end() {
      // A line end brings out what was held back, half a character or half a reference, and means nothing else.
      parser.write(known('\n')).close();
      return tree.root;
    },
  };
}

/** Reads a whole document. Throws XmlError. */
export function readXml(text: string, options: XmlOptions = {}): Element {
  const children: Element[] = [];
  const reader = xmlReader((child) => children.push(child), options);
  reader.write(text);
  return { ...reader.end(), children };
}
