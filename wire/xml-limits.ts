// How much of a document is read before it is given up. Whatever comes from a network ends somewhere.
import { XmlError } from './xml-error.ts';

/** Lengths are counted in UTF-16 units. */
export interface XmlLimits {
  /** Nesting of elements. */
  readonly depth: number;
  /** One child of the root, with all that is in it and before it, markup included. */
  readonly size: number;
  /** Elements in one child of the root. */
  readonly elements: number;
  /** Attributes of one tag, namespace declarations included. */
  readonly attributes: number;
  /** The text directly inside one element. */
  readonly text: number;
  /** The whole document. */
  readonly total: number;
  /** Milliseconds spent on one child of the root: of work, not of waiting for more. */
  readonly time: number;
}

const MIB = 1024 * 1024;

/** An event may carry a picture of ten megabytes in base64, a calendar a hundred thousand events. */
export const DEFAULT_LIMITS: XmlLimits = {
  depth: 64,
  size: 32 * MIB,
  elements: 20_000,
  attributes: 64,
  text: 24 * MIB,
  total: 1024 * MIB,
  time: 20_000,
};

/** Counts characters; `position` is how many of them the parser has read. Throws XmlError. */
export function sizeMeter(limits: XmlLimits) {
  let total = 0;
  let began = 0;
  const look = (position: number): void => {
    if (position - began > limits.size)
      throw new XmlError(`an element larger than ${limits.size} characters`);
  };
  return {
    /** Of the document so far. */
    look,
    /** A child of the root is complete. */
    childEnds: (position: number): void => {
      look(position);
      began = position;
    },
    /** More of the document came, of whatever. */
    grow: (length: number): void => {
      total += length;
      if (total > limits.total) throw new XmlError(`a document larger than ${limits.total} characters`);
    },
  };
}

/** Characters are no measure of work: a document made to be hard to read is given up in time. `now` in milliseconds. */
export function workMeter(limits: XmlLimits, now: () => number) {
  let spent = 0;
  return {
    measure: (work: () => void): void => {
      const began = now();
      work();
      spent += now() - began;
      if (spent > limits.time) throw new XmlError(`more than ${limits.time} ms for one element`);
    },
    /** A child of the root is complete. */
    restart: (): void => {
      spent = 0;
    },
  };
}
