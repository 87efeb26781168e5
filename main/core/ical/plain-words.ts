// What a text says, whatever it was put through on the way: programs turn notes into HTML and back, escape what was
// escaped already, wrap lines anew and compose accents differently. None of that is an edit.

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
};

/** Some programs escape what another had escaped; nobody does it four times. */
const DEEPEST = 3;

function unescaped(text: string): string {
  let read = text;
  for (let i = 0; i < DEEPEST && read.includes('&'); i++) {
    read = read.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, entity);
  }
  return read;
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name] ?? ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

const SPACES = /[\s\u00a0\u200b\u2060]+/g;

/** One line of words: entities read, blanks and accents as everybody writes them. */
function line(text: string): string {
  return unescaped(text).normalize('NFC').replace(SPACES, ' ').trim();
}

/** Whether two titles or places say the same. */
export function isSameText(a: string, b: string): boolean {
  return a === b || line(a) === line(b);
}

const ANCHOR = /<a\b[^<>]*?\bhref\s*=\s*["']?([^"'\s<>]*)["']?[^<>]*>([^<]*)<\/a>/gi;
const BREAK = /<\/?(?:br|p|div|li|ul|ol|tr|td|table|h[1-6]|hr|blockquote|pre)\b[^<>]*>/gi;
const TAG = /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/gi;
const COMMENT = /<!--[^]{0,4000}?-->|<(style|head|title)\b[^<>]*>[^<]*<\/\1>/gi;
/** What Google writes into the notes of each meeting with a link; its link is told as such. */
const MEET_BLOCK = /-::~[:~]{4,200}::-[^]{0,2000}?-::~[:~]{4,200}::-/g;
/** Backslashes that an escaper escaped once more. */
const ESCAPES = /\\(?:n|N|,|;)/g;

/** Notes as the words they are made of, on one line; addresses behind words are kept. */
export function plainNotes(notes: string): string {
  if (notes === '') return '';
  let read = notes;
  if (read.includes('\\')) read = read.replace(ESCAPES, (one) => (/n/i.test(one) ? ' ' : one.slice(1)));
  if (read.includes('&') && !read.includes('<')) read = unescaped(read);
  if (read.includes('<')) read = withoutTags(read);
  return line(read.replace(MEET_BLOCK, ' '));
}

function withoutTags(text: string): string {
  return text
    .replace(COMMENT, ' ')
    .replace(ANCHOR, (_whole, address: string, words: string) => linkText(address, words))
    .replace(BREAK, ' ')
    .replace(TAG, '');
}

function linkText(address: string, words: string): string {
  const isShown = unescaped(words).trim() === unescaped(address).replace(/^mailto:/i, '');
  return isShown || words.trim() === '' ? address.replace(/^mailto:/i, '') : `${words} ${address}`;
}
