// Most mutants of a calendar object break its frame, and are refused before anything in it is looked at.

/** The same text with each component that was begun ended, and none ended that was not begun. */
export function balanced(ical: string): string {
  const open: string[] = [];
  const lines = (ical.match(/[^\n]*\n|[^\n]+/g) ?? []).filter((line) => {
    const [, word = '', name = ''] = /^(BEGIN|END):([^\r\n]*)/i.exec(line) ?? [];
    if (word.toUpperCase() === 'BEGIN') open.push(name);
    if (word.toUpperCase() !== 'END') return true;
    if (open.at(-1) !== name) return false;
    open.pop();
    return true;
  });
  const ends = open.toReversed().map((name) => `END:${name}\r\n`);
  const text = lines.join('');
  return text + (text === '' || text.endsWith('\n') ? '' : '\r\n') + ends.join('');
}
