// Titles and places are other people's text, of any length and with anything in it.

/** What is kept of a title or place. */
const LONGEST = 500;
// Controls and line ends become spaces; bidi embeddings, overrides and isolates (U+202A-202E, U+2066-2069) could turn
// the sentence around the title inside out, so they go.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g;
const INVISIBLE = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** What most texts are made of: nothing in them to clean. */
const PLAIN = /^[!-[\]-~]+(?: [!-[\]-~]+)*$/;

/** The text on one line, trimmed, without anything that could disturb what stands around it; at most 500 characters. */
export function cleanText(text: unknown): string {
  if (typeof text !== 'string') return '';
  if (text.length <= LONGEST && PLAIN.test(text)) return text;
  const line = unescapedTwice(text.slice(0, 4 * LONGEST))
    .replace(INVISIBLE, '')
    .replace(CONTROLS, ' ')
    .trim();
  return shortened(line, LONGEST);
}

/** What is kept of the notes of an event: they are searched, never shown. */
const LONGEST_NOTES = 8000;

/** Notes for search: on one line, without controls; at most 8,000 characters. */
export function cleanNotes(text: unknown): string {
  if (typeof text !== 'string') return '';
  return unescapedTwice(text.slice(0, LONGEST_NOTES)).replace(INVISIBLE, '').replace(CONTROLS, ' ').trim();
}

// Some programs escape what is escaped already (RFC 5545 section 3.3.11): '\\,' is no word of anybody's.
function unescapedTwice(text: string): string {
  if (!/\\(?:[,;]|[nN](?![a-z]))/.test(text)) return text;
  return text.replace(/\\([,;\\])/g, '$1').replace(/\\[nN]/g, ' ');
}

/** At most `most` UTF-16 units, cut between characters a person sees (an emoji family stays whole), then '…'. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most + 64);
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(head)) {
    if (index + segment.length > most - 1) break;
    end = index + segment.length;
  }
  return `${head.slice(0, end).trimEnd()}…`;
}
