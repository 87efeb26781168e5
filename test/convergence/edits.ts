// What people do to a calendar: create, change, delete, move and re-serialise events, and leave unreadable objects behind.
import fc from 'fast-check';

/** One collection as somebody else edits it. */
export interface Editor {
  /** The text of an object; null when it is not there. */
  text(href: string): string | null | Promise<string | null>;
  put(href: string, ical: string): void | Promise<void>;
  delete(href: string): void | Promise<void>;
}

export type Edit =
  | { readonly do: 'create' | 'change' | 'delete' | 'reserialise' | 'garble'; readonly slot: number }
  | { readonly do: 'move'; readonly slot: number; readonly to: number };

/** Slots an event can lie in: few, so that edits meet each other. */
const SLOTS = 4;
const slot = fc.nat(SLOTS - 1);
const simple = (what: 'create' | 'change' | 'delete' | 'reserialise' | 'garble'): fc.Arbitrary<Edit> =>
  slot.map((at) => ({ do: what, slot: at }));

/** Edits that keep every object readable. */
export const readableEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: simple('create') },
  { weight: 5, arbitrary: simple('change') },
  { weight: 4, arbitrary: simple('delete') },
  { weight: 1, arbitrary: simple('reserialise') },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), slot, to: slot }) },
);

export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 12, arbitrary: readableEdit },
  { weight: 1, arbitrary: simple('garble') },
);

/** Performs edits on one collection whose path is `base`. Every event and every version of it is told apart by its title. */
export class Hand {
  readonly #editor: Editor;
  readonly #base: string;
  #serial = 0;

  constructor(editor: Editor, base: string) {
    this.#editor = editor;
    this.#base = base;
  }

  href(at: number): string {
    return `${this.#base}s${at}.ics`;
  }

  async perform(edit: Edit): Promise<void> {
    const href = this.href(edit.slot);
    const text = await this.#editor.text(href);
    this.#serial += 1;
    if (edit.do === 'create') {
      if (text === null) await this.#editor.put(href, this.#event(`u${this.#serial}`));
      return;
    }
    if (text === null) return;
    switch (edit.do) {
      case 'change':
        return this.#editor.put(href, this.#event(uidOf(text) ?? `u${this.#serial}`));
      case 'delete':
        return this.#editor.delete(href);
      case 'reserialise':
        return this.#editor.put(href, text.replace(/DTSTAMP:\w+/, `DTSTAMP:${stamp(this.#serial)}`));
      case 'garble':
        return this.#editor.put(href, `BEGIN:VCALENDAR\r\nthis is ${this.#serial} not a calendar`);
      case 'move':
        return this.#move(href, this.href(edit.to), text);
    }
  }

  // Two objects of one UID in one collection are not allowed: the old one goes first.
  async #move(from: string, to: string, text: string): Promise<void> {
    if (from === to || (await this.#editor.text(to)) !== null) return;
    await this.#editor.delete(from);
    await this.#editor.put(to, text);
  }

  #event(uid: string): string {
    const serial = this.#serial;
    const hour = String(serial % 24).padStart(2, '0');
    const series = serial % 3 === 0 ? ['RRULE:FREQ=WEEKLY;COUNT=5'] : [];
    const moved = [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${stamp(serial)}`,
      `RECURRENCE-ID:20270308T${hour}0000Z`,
      'DTSTART:20270309T120000Z',
      'DURATION:PT2H',
      `SUMMARY:moved ${serial}`,
      'END:VEVENT',
    ];
    return [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Belfry//Convergence//EN',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${stamp(serial)}`,
      `DTSTART:20270301T${hour}0000Z`,
      'DURATION:PT1H',
      `SUMMARY:version ${serial}`,
      ...series,
      'END:VEVENT',
      ...(serial % 6 === 0 ? moved : []),
      'END:VCALENDAR',
      '',
    ].join('\r\n');
  }
}

function uidOf(text: string): string | null {
  return /^UID:(.*?)\r?$/m.exec(text)?.[1] ?? null;
}

function stamp(serial: number): string {
  return `202611${String(1 + (serial % 28)).padStart(2, '0')}T0000${String(serial % 60).padStart(2, '0')}Z`;
}
