// English with accents: what is not accented on the screen was never put into the catalogue.
import type { Catalogue, MessageId } from '../say.ts';
import { en } from './en/index.ts';

const PLAIN = 'aeioucnsyzAEIOUCNSYZ';
const ACCENTED = 'áéíóúçñšýžÁÉÍÓÚÇÑŠÝŽ';

let made: Catalogue | null = null;

/** The accented catalogue, made from the English one and so always complete. */
export function pseudo(): Catalogue {
  made ??= Object.fromEntries(Object.entries(en).map(([id, text]) => [id, accented(text)])) as Record<
    MessageId,
    string
  >;
  return made;
}

/** Accents what is said: in braces stand names and forms, and in the braces of a form something is said again. */
function accented(message: string): string {
  let depth = 0;
  let said = '';
  for (const letter of message) {
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    said += depth % 2 === 0 ? (ACCENTED[PLAIN.indexOf(letter)] ?? letter) : letter;
  }
  return said;
}
