// The rows for a person: a table, each note below its row.
import type { Row } from './figures.ts';

const COLUMNS = ['name', 'value', 'unit', 'floor', 'ratio'] as const;
const WIDTH = 110;

/** Lines of text, the first a heading. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => COLUMNS.map((column) => cell(row[column])));
  const widths = COLUMNS.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => pad(text, widths[index] ?? 0, index === 0 || index === 2))
      .join('  ')
      .trimEnd();
  const body = rows.flatMap((row, index) => [line(cells[index] ?? []), ...wrapped(row.note)]);
  return [line(COLUMNS), widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

function cell(value: string | number | null): string {
  return value === null ? '-' : String(value);
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}

/** The note in indented lines of at most WIDTH characters, broken between words. */
function wrapped(note: string): readonly string[] {
  const lines: string[] = [];
  for (const word of note.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}
