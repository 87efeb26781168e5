// English with accents: made from the English catalogue, so that it is always complete.
import { en } from './en/index.ts';
import type { Catalogue } from './index.ts';

const ACCENTS: Readonly<Record<string, string>> = Object.fromEntries(
  'aeioucnsyzAEIOUCNSYZ'.split('').map((plain, i) => [plain, 'áéíóúçñšýžÁÉÍÓÚÇÑŠÝŽ'.charAt(i)]),
);

let made: Catalogue | null = null;

/** The accented catalogue. What stands in braces is syntax, and stays; the texts inside plural forms are accented too. */
export function pseudo(): Catalogue {
  made ??= Object.fromEntries(Object.entries(en).map(([id, text]) => [id, accented(text)])) as Record<
    keyof typeof en,
    string
  >;
  return made;
}

/** Of ICU syntax only what stands outside the braces, and in the forms of a plural or a choice, is text. */
function accented(message: string): string {
  return textAt(message, 0).said;
}

interface Read {
  readonly said: string;
  /** Index behind what was read. */
  readonly end: number;
}

/** Text up to the brace that closes it, or to the end. */
function textAt(message: string, start: number): Read {
  let said = '';
  let at = start;
  while (at < message.length && message[at] !== '}') {
    const part = message[at] === '{' ? argumentAt(message, at) : letterAt(message, at);
    said += part.said;
    at = part.end;
  }
  return { said, end: at };
}

function letterAt(message: string, at: number): Read {
  const letter = message.charAt(at);
  return { said: ACCENTS[letter] ?? letter, end: at + 1 };
}

/** '{title}', or '{count, plural, one {...} other {...}}'. */
function argumentAt(message: string, start: number): Read {
  let said = '{';
  let at = start + 1;
  while (at < message.length && message[at] !== '}') {
    if (message[at] === '{') {
      const form = textAt(message, at + 1);
      said += `{${form.said}}`;
      at = form.end + 1;
    } else {
      said += message.charAt(at);
      at += 1;
    }
  }
  return { said: `${said}}`, end: at + 1 };
}
