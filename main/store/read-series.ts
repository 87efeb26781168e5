// Series as they were read, kept a while: reading one costs far more than expanding it for a day.
import type { CalendarObject } from '../core/model.ts';
import { expansionOf, type Expansion } from '../core/ical/expansion.ts';
import { readingOf } from './readings.ts';

/** What is kept at most: that many series, of that many characters together. */
const MOST_SERIES = 6_000;
const MOST_TEXT = 12_000_000;

/** The text of an object, the calendar it is in, and for whom that is read. */
export type SeriesText = CalendarObject & { readonly calendar: string; readonly reading: string | null };

interface Kept {
  readonly expand: Expansion;
  readonly size: number;
}

/** By the object's key, whose text never changes. */
export class ReadSeries {
  readonly #textOf: (key: number) => SeriesText;
  readonly #kept = new Map<number, Kept>();
  #size = 0;

  constructor(textOf: (key: number) => SeriesText) {
    this.#textOf = textOf;
  }

  clear(): void {
    this.#kept.clear();
    this.#size = 0;
  }

  /** The expansion of an object for a viewer's IANA zone, the same one in every call until clear(). */
  expansion(key: number, zone: string): Expansion {
    const kept = this.#kept.get(key) ?? this.#read(key, zone);
    // The one used last goes last.
    if (this.#kept.delete(key)) this.#size -= kept.size;
    this.#kept.set(key, kept);
    this.#size += kept.size;
    for (const [oldest, { size }] of this.#kept) {
      if (oldest === key || (this.#kept.size <= MOST_SERIES && this.#size <= MOST_TEXT)) break;
      this.#kept.delete(oldest);
      this.#size -= size;
    }
    return kept.expand;
  }

  #read(key: number, zone: string): Kept {
    const { calendar, reading, href, etag, ical } = this.#textOf(key);
    const viewpoint = { zone, ...readingOf(reading) };
    return { expand: expansionOf({ href, etag, ical }, calendar, viewpoint), size: ical.length };
  }
}
