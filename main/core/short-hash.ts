// A short, stable name for a long string. Not for secrets: it only has to differ between the calendars of one person.

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** 16 hexadecimal digits: two 32-bit FNV-1a hashes over the UTF-16 code units, forwards and backwards. */
export function shortHash(text: string): string {
  let forwards = OFFSET;
  let backwards = OFFSET;
  for (let i = 0; i < text.length; i += 1) {
    forwards = Math.imul(forwards ^ text.charCodeAt(i), PRIME);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - i), PRIME);
  }
  return hex(forwards) + hex(backwards);
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
