// A streaming, namespace-aware XML reader with limits. It keeps one child of the root in memory at a time.
import type { Element } from '../protocol/element.ts';
import type { Forbidden } from './character-data.ts';
import type { StartTag } from './start-tag.ts';
import { XmlError } from './xml-error.ts';
import { DEFAULT_LIMITS, sizeMeter, workMeter, type XmlLimits } from './xml-limits.ts';
import { XmlScanner } from './xml-scanner.ts';

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

/** Read at once: in between, the clock is looked at. */
const PIECE = 256 * 1024;

/**
 * Reads a document whose root has many children (a multistatus).
 * `onChild` may throw to stop reading; the error passes through write().
 */
export function xmlReader(onChild: (child: Element) => void, options: XmlOptions = {}): XmlReader {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { forbidden = 'refuse', now = () => performance.now() } = options;
  const size = sizeMeter(limits);
  const work = workMeter(limits, now);
  const tree = new TreeBuilder(limits, size.grow, (child) => {
    size.restart();
    work.restart();
    onChild(child);
  });
  const scanner = new XmlScanner(tree, { attributes: limits.attributes, forbidden });
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        work.measure(() => scanner.write(chunk.slice(at, at + PIECE)));
      }
    },
    end() {
      scanner.end();
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

class TreeBuilder {
  readonly #limits: XmlLimits;
  readonly #onChild: (child: Element) => void;
  readonly #stack: Open[] = [];
  #top: Open | null = null;
  #root: Element | null = null;
  #elements = 0;
  readonly read: (length: number) => void;

  constructor(limits: XmlLimits, read: (length: number) => void, onChild: (child: Element) => void) {
    this.#limits = limits;
    this.read = read;
    this.#onChild = onChild;
  }

  open({ name, namespace, attributes }: StartTag): void {
    const { depth, elements } = this.#limits;
    if (this.#stack.length >= depth) throw new XmlError(`elements nested deeper than ${depth}`);
    this.#elements += 1;
    if (this.#elements > elements) throw new XmlError(`more than ${elements} elements in one`);
    this.#top = { name, namespace, attributes, children: NO_CHILDREN, text: '' };
    this.#stack.push(this.#top);
  }

  text(text: string): void {
    const top = this.#top;
    if (!top) return;
    top.text += text;
    const { text: longest } = this.#limits;
    if (top.text.length > longest) throw new XmlError(`a text longer than ${longest} characters`);
  }

  close(): void {
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

  get root(): Element {
    if (!this.#root) throw new XmlError('the document has no root element');
    return this.#root;
  }
}

function adopt(parent: Open, child: Element): void {
  if (parent.children === NO_CHILDREN) parent.children = [child];
  else parent.children.push(child);
}
