// What was expanded beyond the index, kept a while: whoever looks at a far-off week looks at the next one too.
import type { OccurrenceRow } from './rows.ts';

/** Rows kept at most; those of one stretch are kept even if they are more. */
const MOST_ROWS = 60_000;
/** A stretch of time that is expanded as one, ms. */
const STRETCH = 32 * 86_400_000;
/** A range as short as this is expanded alone: it takes less time than its stretch. */
const BRIEF = 2 * 86_400_000;
/** A range of more stretches than this is not worth keeping. */
const MOST_STRETCHES = 3;

/** Expands what a calendar's series have in [from, to) beyond the index. */
export type Expand = (calendar: number, from: number, to: number) => readonly OccurrenceRow[];

export class FarMonths {
  readonly #expand: Expand;
  readonly #kept = new Map<string, readonly OccurrenceRow[]>();
  #rows = 0;

  constructor(expand: Expand) {
    this.#expand = expand;
  }

  /** Something of it may be different now. */
  clear(): void {
    this.#kept.clear();
    this.#rows = 0;
  }

  /** What the series of a calendar have in, and perhaps around, [from, to); a row may come twice. */
  rows(calendar: number, from: number, to: number): readonly OccurrenceRow[] {
    const first = Math.floor(from / STRETCH);
    const last = Math.ceil(to / STRETCH) - 1;
    if (!(last - first < MOST_STRETCHES)) return this.#expand(calendar, from, to);
    if (to - from <= BRIEF && !this.#keeps(calendar, first, last)) return this.#expand(calendar, from, to);
    const stretches = Array.from({ length: last - first + 1 }, (_, n) => this.#stretch(calendar, first + n));
    return stretches.length === 1 ? (stretches[0] ?? []) : stretches.flat();
  }

  #keeps(calendar: number, ...stretches: readonly number[]): boolean {
    return stretches.every((number) => this.#kept.has(`${calendar} ${number}`));
  }

  #stretch(calendar: number, number: number): readonly OccurrenceRow[] {
    const key = `${calendar} ${number}`;
    const rows = this.#kept.get(key) ?? this.#expand(calendar, number * STRETCH, (number + 1) * STRETCH);
    // The one used last goes last.
    if (this.#kept.delete(key)) this.#rows -= rows.length;
    this.#kept.set(key, rows);
    this.#rows += rows.length;
    for (const [oldest, those] of this.#kept) {
      if (this.#rows <= MOST_ROWS || oldest === key) break;
      this.#kept.delete(oldest);
      this.#rows -= those.length;
    }
    return rows;
  }
}
