// Whether a database is exactly as it was left when it was closed in good order. Looking through all of it at every
// start takes long when there is much in it; it is needed only when nobody can say that it was left alone.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

const marked = (file: string) => `${file}.closed`;

/** True when nothing happened to the file since markClosed(). Takes the mark away: from here on it can be torn. */
export function wasLeftAlone(file: string): boolean {
  const mark = marked(file);
  if (!existsSync(mark)) return false;
  const text = readFileSync(mark, 'utf8');
  rmSync(mark);
  return !existsSync(`${file}-wal`) && existsSync(file) && text === look(file);
}

/** Says that the file was closed in good order. */
export function markClosed(file: string): void {
  // What stays beside the database is still to be read into it.
  if (!existsSync(`${file}-wal`)) writeFileSync(marked(file), look(file));
}

function look(file: string): string {
  const { size, mtimeNs, ino } = statSync(file, { bigint: true });
  return `${size} ${mtimeNs} ${ino}`;
}
