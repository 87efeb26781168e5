// New inputs out of known ones: by characters, and by the tokens the target's language is made of.
import type { Random } from './random.ts';

/** What the inputs of one target are made of. */
export interface Language {
  /** Ways to cut an input into tokens, all of it: joined they are the input again. */
  readonly tokens: readonly RegExp[];
  /** Said to mean something to the target, or to have meant trouble to others. */
  readonly words: readonly string[];
  /** Makes a broken input one that is looked at beyond its frame; done to every other mutant. */
  readonly repair?: (input: string) => string;
}

/** Numbers where programs break. */
const NUMBERS = [
  '0',
  '-1',
  '1',
  '00',
  '127',
  '255',
  '256',
  '1000',
  '9999',
  '65536',
  '2147483647',
  '2147483648',
  '-2147483648',
  '4294967296',
  '9007199254740993',
  '99999999999999999999',
  '1e9',
  '0x10',
  'NaN',
  '٣',
] as const;
const CHARACTERS = [
  '\0',
  '\r',
  '\n',
  '\t',
  ' ',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{1f389}',
  'é',
  'e\u0301',
  '"',
  "'",
  '\\',
  '%',
  '&',
  '<',
  ';',
  ':',
  ',',
  '=',
] as const;
/** Repetition makes large inputs out of small ones; up to so many characters. */
const LARGEST = 60_000;

type Mutation = (input: string, random: Random, language: Language, corpus: readonly string[]) => string;

/** A mutant of one of `corpus`. */
export function mutant(corpus: readonly string[], language: Language, random: Random): string {
  let input = random.pick(corpus);
  // Most stay close to what they come from: what is broken in ten places is refused at the first.
  const times = 1 + random.below(random.pick([1, 1, 1, 2, 4, 12]));
  for (let i = 0; i < times; i += 1) input = random.pick(MUTATIONS)(input, random, language, corpus);
  if (language.repair && random.oneIn(2)) input = language.repair(input);
  // What comes over a network was decoded: no half of a character is left over.
  return input.slice(0, LARGEST).toWellFormed();
}

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  insertCharacter,
  removeRange,
  repeatRange,
  moveRange,
  truncate,
  splice,
  changeNumber,
  insertWord,
  replaceToken,
  removeToken,
  repeatToken,
  swapTokens,
  insertWord,
  changeNumber,
  spliceTokens,
];

function flipBit(input: string, random: Random): string {
  const at = random.below(input.length + 1);
  const flipped = String.fromCharCode(input.charCodeAt(at) ^ (1 << random.below(random.oneIn(8) ? 16 : 7)));
  return input.slice(0, at) + flipped + input.slice(at + 1);
}

function insertCharacter(input: string, random: Random): string {
  return insertAt(input, random.below(input.length + 1), random.pick(CHARACTERS));
}

function removeRange(input: string, random: Random): string {
  const [from, to] = range(input, random);
  return input.slice(0, from) + input.slice(to);
}

function repeatRange(input: string, random: Random): string {
  const [from, to] = range(input, random);
  const part = input.slice(from, to);
  const times = random.oneIn(20)
    ? 1 + random.below(1 + LARGEST / Math.max(1, part.length))
    : 1 + random.below(4);
  return insertAt(input, to, part.repeat(times).slice(0, LARGEST));
}

function moveRange(input: string, random: Random): string {
  const [from, to] = range(input, random);
  const rest = input.slice(0, from) + input.slice(to);
  return insertAt(rest, random.below(rest.length + 1), input.slice(from, to));
}

function truncate(input: string, random: Random): string {
  const at = random.below(input.length + 1);
  return random.oneIn(2) ? input.slice(0, at) : input.slice(at);
}

function splice(input: string, random: Random, _language: Language, corpus: readonly string[]): string {
  const other = random.pick(corpus);
  return input.slice(0, random.below(input.length + 1)) + other.slice(random.below(other.length + 1));
}

function changeNumber(input: string, random: Random): string {
  const numbers = [...input.matchAll(/\d+/g)];
  if (numbers.length === 0) return input;
  const { 0: old, index } = random.pick(numbers);
  const digit = old.slice(0, -1) + String(random.below(10));
  const changed = random.oneIn(2) ? random.pick(NUMBERS) : digit;
  return input.slice(0, index) + changed + input.slice(index + old.length);
}

function insertWord(input: string, random: Random, { tokens, words }: Language): string {
  const cut = tokensOf(input, random.pick(tokens));
  return cut.toSpliced(random.below(cut.length + 1), 0, random.pick(words)).join('');
}

function replaceToken(input: string, random: Random, language: Language): string {
  return withTokens(input, random.pick(language.tokens), (tokens) =>
    tokens.with(random.below(tokens.length), random.pick(language.words)),
  );
}

function removeToken(input: string, random: Random, language: Language): string {
  return withTokens(input, random.pick(language.tokens), (tokens) =>
    tokens.toSpliced(random.below(tokens.length), 1 + random.below(3)),
  );
}

function repeatToken(input: string, random: Random, language: Language): string {
  return withTokens(input, random.pick(language.tokens), (tokens) => {
    const at = random.below(tokens.length);
    const copies = Array.from(
      { length: random.oneIn(10) ? random.below(300) : 1 + random.below(4) },
      () => tokens[at] ?? '',
    );
    return tokens.toSpliced(at, 0, ...copies);
  });
}

function swapTokens(input: string, random: Random, language: Language): string {
  return withTokens(input, random.pick(language.tokens), (tokens) => {
    const [a, b] = [random.below(tokens.length), random.below(tokens.length)];
    return tokens.with(a, tokens[b] ?? '').with(b, tokens[a] ?? '');
  });
}

function spliceTokens(input: string, random: Random, language: Language, corpus: readonly string[]): string {
  const token = random.pick(language.tokens);
  const others = tokensOf(random.pick(corpus), token);
  const from = random.below(others.length + 1);
  const taken = others.slice(from, from + 1 + random.below(12));
  return withTokens(input, token, (tokens) => tokens.toSpliced(random.below(tokens.length + 1), 0, ...taken));
}

function withTokens(input: string, token: RegExp, change: (tokens: string[]) => string[]): string {
  const tokens = tokensOf(input, token);
  return tokens.length === 0 ? input : change(tokens).join('');
}

function tokensOf(input: string, token: RegExp): string[] {
  return input.match(token) ?? [];
}

function insertAt(input: string, at: number, what: string): string {
  return input.slice(0, at) + what + input.slice(at);
}

function range(input: string, random: Random): readonly [number, number] {
  const from = random.below(input.length + 1);
  return [from, Math.min(input.length, from + 1 + random.below(random.oneIn(4) ? input.length + 1 : 40))];
}
