// A short, stable name for a long string. Not for secrets: it only has to differ between the calendars of one person.

/** 16 hexadecimal digits: two 32-bit FNV-1a hashes, the second over the reversed text. */
export function shortHash(text: string): string {
  const reversed = [...text].reverse().join('');
  return fnv1a(text) + fnv1a(reversed);
}

function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
