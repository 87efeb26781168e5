// A streaming, namespace-aware XML reader with limits. DTDs and entities of their own are refused: everything read
// here comes from a network.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Element } from '../protocol/element.ts';

/** The document is not well-formed, is larger or deeper than allowed, or carries a DTD. */
export class XmlError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'XmlError';
  }
}

export interface XmlLimits {
  /** Nesting of elements. */
  readonly depth: number;
  /** Characters of one reported element, its descendants and their markup included. */
  readonly size: number;
}

const DEFAULT_LIMITS: XmlLimits = { depth: 64, size: 32 * 1024 * 1024 };

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** A reader that is fed text in chunks and reports each child of the root as soon as it is complete. */
export interface XmlReader {
  /** Throws XmlError. */
  write(chunk: string): void;
  /** Ends the document; returns the root without its children. Throws XmlError when it is incomplete. */
  end(): Element;
}

/**
 * Reads a document whose root has many children (a multistatus), keeping one child in memory at a time.
 * `onChild` may throw to stop reading; the error passes through write().
 */
export function xmlReader(onChild: (child: Element) => void, limits: XmlLimits = DEFAULT_LIMITS): XmlReader {
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  const tree = treeBuilder(onChild, limits);
  parser.on('error', (error) => {
    throw new XmlError(error.message.slice(0, 200));
  });
  parser.on('doctype', () => {
    throw new XmlError('a document type declaration is not accepted');
  });
  parser.on('opentag', tree.open);
  parser.on('text', tree.text);
  parser.on('cdata', tree.text);
  parser.on('closetag', tree.close);
  // What the parser holds back (an unfinished tag, text, comment) is bounded like what it hands over.
  let held = 0;
  return {
    write(chunk) {
      const before = tree.progress();
      parser.write(chunk);
      held = tree.progress() === before ? held + chunk.length : 0;
      if (held > limits.size) throw tooLarge(limits);
    },
    end() {
      parser.close();
      return tree.root();
    },
  };
}

function treeBuilder(onChild: (child: Element) => void, limits: XmlLimits) {
  const stack: Open[] = [];
  let root: Element | null = null;
  const meter = sizeMeter(limits);
  let tags = 0;
  return {
    open: (tag: SaxesTagNS): void => {
      tags += 1;
      if (stack.length >= limits.depth) throw new XmlError(`elements nested deeper than ${limits.depth}`);
      meter.grow(lengthOf(tag));
      stack.push(openElement(tag));
    },
    text: (text: string): void => {
      const top = stack.at(-1);
      if (!top) return;
      meter.grow(text.length);
      top.text += text;
    },
    close: (): void => {
      tags += 1;
      const done = closeElement(stack.pop());
      const parent = stack.at(-1);
      if (!parent) root = done;
      else if (stack.length > 1) parent.children.push(done);
      else {
        meter.restart();
        onChild(done);
      }
    },
    /** How many tags were read: whether the last chunk brought anything to an end. */
    progress: (): number => tags,
    root: (): Element => {
      if (!root) throw new XmlError('the document has no root element');
      return root;
    },
  };
}

function sizeMeter(limits: XmlLimits) {
  let size = 0;
  return {
    grow(length: number): void {
      size += length;
      if (size > limits.size) throw tooLarge(limits);
    },
    restart(): void {
      size = 0;
    },
  };
}

function lengthOf(tag: SaxesTagNS): number {
  const attributes = Object.values(tag.attributes);
  return attributes.reduce((sum, a) => sum + a.name.length + a.value.length, tag.name.length);
}

function tooLarge(limits: XmlLimits): XmlError {
  return new XmlError(`an element larger than ${limits.size} characters`);
}

/** Reads a whole document. Throws XmlError. */
export function readXml(text: string, limits: XmlLimits = DEFAULT_LIMITS): Element {
  const children: Element[] = [];
  const reader = xmlReader((child) => children.push(child), limits);
  reader.write(text);
  return { ...reader.end(), children };
}

function openElement(tag: SaxesTagNS): Open {
  const attributes: Record<string, string> = {};
  for (const attribute of Object.values(tag.attributes)) attributes[attribute.local] = attribute.value;
  return { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
}

function closeElement(open: Open | undefined): Element {
  if (!open) throw new XmlError('a closing tag without its opening tag');
  return { ...open, text: open.text.trim() };
}
