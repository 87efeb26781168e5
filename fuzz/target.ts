// What is fuzzed: a piece of the program, and what must hold for it whatever it is given.
import type { Language } from './mutate.ts';
import type { Random } from './random.ts';

export interface Target {
  readonly name: string;
  readonly language: Language;
  /** Whether each line of a corpus file is an input of its own. */
  readonly inputs: 'files' | 'lines';
  /** Inputs a second it has to get through at least, also on a slow machine; fewer means that it hardly ran. */
  readonly floor: number;
  /** Feeds the program; `other` is a known input. Throws Broken, or whatever the program throws that it may not. */
  check(input: string, other: string, random: Random): void;
}

/** Something that must hold does not. */
export class Broken extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Broken';
  }
}

/** Throws Broken unless `holds`. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Broken(what);
}
