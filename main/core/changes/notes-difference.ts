// Where two versions of the notes of an event differ, short enough to be read beside the rest.
import { plainNotes } from '../ical/plain-words.ts';
import { shortened } from '../ical/untrusted-text.ts';

/** What is shown of one side, and how many words around the difference. */
const LONGEST = 160;
const AROUND = 4;

export interface NotesDifference {
  readonly before: string;
  readonly after: string;
}

/**
 * The part that differs, with a few words around it, at most 160 characters a side; null when they say the same.
 * Of notes that came or went, the beginning. Wrapping, HTML and escapes are not read.
 */
export function notesDifference(before: string, after: string): NotesDifference | null {
  if (before === after) return null;
  const [old, young] = [plainNotes(before), plainNotes(after)];
  if (old === young) return null;
  if (old === '' || young === '')
    return { before: shortened(old, LONGEST), after: shortened(young, LONGEST) };
  return excerpts(old.split(' '), young.split(' '));
}

function excerpts(old: readonly string[], young: readonly string[]): NotesDifference {
  const shorter = Math.min(old.length, young.length);
  let head = 0;
  while (head < shorter && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail++;
  const shown = { before: excerpt(old, head, tail), after: excerpt(young, head, tail) };
  return shown.before === shown.after ? lateDifference(old.join(' '), young.join(' ')) : shown;
}

/** Of words longer than what is shown (addresses, languages without blanks): from shortly before they part. */
function lateDifference(old: string, young: string): NotesDifference {
  let same = 0;
  while (same < old.length && old[same] === young[same]) same++;
  const from = Math.max(0, same - LONGEST / 4);
  const side = (text: string) => shortened(`…${text.slice(from)}`, LONGEST);
  return { before: side(old), after: side(young) };
}

/** The words between `head` and `tail`, and a few on both sides. */
function excerpt(words: readonly string[], head: number, tail: number): string {
  const from = Math.max(0, head - AROUND);
  const to = Math.min(words.length, words.length - tail + AROUND);
  const shown = words.slice(from, to).join(' ');
  const cut = shortened(`${from > 0 ? '… ' : ''}${shown}`, LONGEST);
  return to < words.length && !cut.endsWith('…') ? shortened(`${cut} …`, LONGEST) : cut;
}
