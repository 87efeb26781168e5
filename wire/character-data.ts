// The text between two tags: references resolved, line ends made one, nothing that XML does not know.
import { XmlError } from './xml-error.ts';

/** What becomes of characters that XML does not know (section 2.2), and calendars in the wild do hold. */
export type Forbidden = 'refuse' | 'drop';

const FORBIDDEN = /[^\t\n\r\x20-\uFFFD]/;
const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'g');

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Leading zeros are allowed in a reference, an endless number of them is not. */
const LONGEST_REFERENCE = 32;
const REFERENCE = /&(?:#(\d{1,28})|#x([\dA-Fa-f]{1,28})|([A-Za-z]{1,28}));|&/g;

/** Part of a document without the characters that XML does not know. Throws XmlError when they are refused. */
export function allowed(chunk: string, forbidden: Forbidden): string {
  if (!FORBIDDEN.test(chunk)) return chunk;
  if (forbidden === 'refuse') throw new XmlError('a character that XML does not allow');
  return chunk.replace(ALL_FORBIDDEN, '');
}

/** Up to where more text cannot change what this means: an unfinished reference, "\r" before "\n", "]]" before ">". */
export function certainText(text: string): number {
  const end = text.length;
  const reference = text.lastIndexOf('&');
  if (reference >= 0 && end - reference <= LONGEST_REFERENCE && !text.includes(';', reference)) {
    return reference;
  }
  if (text.endsWith(']]')) return end - 2;
  return text.endsWith(']') || text.endsWith('\r') ? end - 1 : end;
}

/** Character data as it is meant (XML 1.0 sections 2.4, 2.11, 4.1). Throws XmlError. */
export function resolveText(raw: string, forbidden: Forbidden): string {
  if (raw.includes(']]>')) throw new XmlError('the end of a CDATA section without its beginning');
  return resolveReferences(oneLineEnd(raw), forbidden);
}

/** Section 2.11: every line ends with "\n". */
export function oneLineEnd(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

/** Section 4.1 with the five entities of section 4.6. Throws XmlError. */
export function resolveReferences(raw: string, forbidden: Forbidden): string {
  if (!raw.includes('&')) return raw;
  // By far the most frequent one in a calendar, by itself: no function is called for it.
  return raw
    .replaceAll('&#13;', '\r')
    .replace(REFERENCE, (_, decimal?: string, hex?: string, name?: string) =>
      name === undefined ? numbered(decimal, hex, forbidden) : named(name),
    );
}

function named(name: string): string {
  const text = NAMED.get(name);
  if (text === undefined) throw new XmlError('an entity nobody declared');
  return text;
}

function numbered(decimal: string | undefined, hex: string | undefined, forbidden: Forbidden): string {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  if (Number.isNaN(code)) throw new XmlError('an ampersand that begins no reference');
  const exists = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  const text = exists ? String.fromCodePoint(code) : '';
  if (exists && !FORBIDDEN.test(text)) return text;
  if (forbidden === 'refuse') throw new XmlError('a reference to a character that XML does not allow');
  return '';
}
