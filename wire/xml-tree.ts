// Plain elements out of what a parser finds, under limits.
import type { SaxesTagNS } from 'saxes';
import type { Element } from '../protocol/element.ts';
import { XmlError } from './xml-error.ts';
import type { XmlLimits } from './xml-limits.ts';
import type { StrictParser } from './xml-parser.ts';

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  children: Element[];
  text: string;
}

// Most elements have none; they share these.
const NO_CHILDREN: Element[] = [];
Object.freeze(NO_CHILDREN);
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** Builds the children of the root one after the other, and hands each over when it is complete. */
export class TreeBuilder {
  readonly #limits: XmlLimits;
  readonly #onChild: (child: Element) => void;
  readonly #stack: Open[] = [];
  #top: Open | null = null;
  #root: Element | null = null;
  #elements = 0;
  /** Of the tag that is being read. */
  #attributes = 0;

  /** While the parser parses, what is beyond the limits is thrown as XmlError. */
  constructor(parser: StrictParser, limits: XmlLimits, onChild: (child: Element) => void) {
    this.#limits = limits;
    this.#onChild = onChild;
    const text = (part: string) => this.#text(part);
    parser.on('doctype', () => {
      throw new XmlError('a document type declaration is not accepted');
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('attribute', () => this.#attribute());
    parser.on('text', text);
    parser.on('cdata', text);
    parser.on('closetag', () => this.#close());
  }

  /** The root without its children. Throws XmlError when it did not end. */
  get root(): Element {
    if (!this.#root) throw new XmlError('the document has no root element');
    return this.#root;
  }

  // Counted as they come: the tag is told of when all of them are in memory.
  #attribute(): void {
    const { attributes } = this.#limits;
    this.#attributes += 1;
    if (this.#attributes > attributes) throw new XmlError(`a tag with more than ${attributes} attributes`);
  }

  #open({ local, uri, attributes }: SaxesTagNS): void {
    const { depth, elements } = this.#limits;
    if (this.#stack.length >= depth) throw new XmlError(`elements nested deeper than ${depth}`);
    this.#elements += 1;
    if (this.#elements > elements) throw new XmlError(`more than ${elements} elements in one`);
    const own = this.#attributes === 0 ? NO_ATTRIBUTES : byLocalName(attributes);
    this.#attributes = 0;
    this.#top = { name: local, namespace: uri, attributes: own, children: NO_CHILDREN, text: '' };
    this.#stack.push(this.#top);
  }

  #text(part: string): void {
    const top = this.#top;
    if (!top) return;
    top.text = top.text === '' ? part : top.text + part;
    const { text: longest } = this.#limits;
    if (top.text.length > longest) throw new XmlError(`a text longer than ${longest} characters`);
  }

  #close(): void {
    const done = this.#stack.pop();
    if (!done) return;
    done.text = done.text.trim();
    const parent = this.#stack.at(-1) ?? null;
    this.#top = parent;
    if (!parent) this.#root = done;
    else if (this.#stack.length > 1) adopt(parent, done);
    else {
      this.#elements = 0;
      this.#onChild(done);
    }
  }
}

function byLocalName(attributes: SaxesTagNS['attributes']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.values(attributes).map(({ local, value }) => [local, value]));
}

function adopt(parent: Open, child: Element): void {
  if (parent.children === NO_CHILDREN) parent.children = [child];
  else parent.children.push(child);
}
