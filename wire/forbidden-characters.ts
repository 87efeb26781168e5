// Characters that XML does not know are taken out of a document in front of its parser.

/** What becomes of characters that XML does not know (section 2.2), and calendars in the wild do hold. */
export type Forbidden = 'refuse' | 'drop';

const PLAIN = /[^\t\n\r\x20-\uFFFD]/g;
/** Leading zeros are allowed in a reference; an endless number of them is left to the parser. */
const REFERENCE = /&#(?:(\d{1,28})|x([\dA-Fa-f]{1,28}));/g;
const LONGEST = '&#x;'.length + 28;
const UNFINISHED = /&(?:#(?:\d{0,28}|x[\dA-Fa-f]{0,28}))?$/;
/** Most chunks have no reference to anything but what calendars are full of. */
const UNUSUAL = /&#(?!13;|10;|34;|39;)/;
const KNOWN = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u;

/**
 * A function to pass the chunks of a document through, in order: it leaves out forbidden characters and references to
 * them. What may be the beginning of such a reference comes with the next chunk. A CDATA section knows no references,
 * and still loses what looks like one.
 */
export function forbiddenDropper(): (chunk: string) => string {
  let held = '';
  return (chunk) => {
    const text = held + chunk.replace(PLAIN, '');
    held = UNFINISHED.exec(text.slice(-LONGEST))?.[0] ?? '';
    const whole = held === '' ? text : text.slice(0, -held.length);
    return UNUSUAL.test(whole) ? whole.replace(REFERENCE, onlyKnown) : whole;
  };
}

function onlyKnown(written: string, decimal?: string, hex?: string): string {
  return isKnown(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)) ? written : '';
}

function isKnown(code: number): boolean {
  return code <= 0x10ffff && KNOWN.test(String.fromCodePoint(code));
}
