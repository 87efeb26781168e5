// Reading a configuration field by field, collecting every mistake instead of stopping at the first.
// A message names the field and what is wanted; it never repeats a value, which may be a secret.

export interface Fields {
  /** Required unless a fallback is given; `check` gives the complaint or null. */
  text(name: string, fallback?: string | null, check?: (value: string) => string | null): string;
  /** Within [lowest, highest]. */
  number(name: string, range: readonly [lowest: number, highest: number], fallback?: number): number;
  flag(name: string, fallback: boolean): boolean;
  /** A nested object; one that is absent reads as empty. */
  object(name: string): Fields;
  has(name: string): boolean;
  complain(name: string, wanted: string): void;
  /** Complains about every field that was never asked for. */
  finish(): void;
}

/** Reads `value`, found under `path` ('' for the whole). Complaints are added to `mistakes`. */
export function fieldsOf(value: unknown, path: string, mistakes: string[]): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) mistakes.push(`${path || 'the file'}: must be a JSON object`);
  const entries = new Map<string, unknown>(isObject ? Object.entries(value) : []);
  const inner: Fields[] = [];
  const asked = new Set<string>();
  const full = (name: string) => (path === '' ? name : `${path}.${name}`);
  const complain = (name: string, wanted: string) => void mistakes.push(`${full(name)}: ${wanted}`);
  const take = (name: string) => {
    asked.add(name);
    return entries.get(name);
  };
  // A good value, or its complaint and then something of the right type to go on with.
  const accept = <T>(name: string, read: string | { readonly value: T }, otherwise: T): T => {
    if (typeof read !== 'string') return read.value;
    complain(name, read);
    return otherwise;
  };
  return {
    complain,
    has: (name) => entries.has(name),
    text: (name, fallback, check) => accept(name, readText(take(name), fallback, check), ''),
    number: (name, range, fallback) => accept(name, readNumber(take(name), range, fallback), range[0]),
    flag: (name, fallback) => accept(name, readFlag(take(name), fallback), fallback),
    object(name) {
      const fields = fieldsOf(take(name) ?? {}, full(name), mistakes);
      inner.push(fields);
      return fields;
    },
    finish() {
      for (const name of entries.keys()) if (!asked.has(name)) complain(name, 'is not a known setting');
      for (const fields of inner) fields.finish();
    },
  };
}

function readText(
  given: unknown,
  fallback: string | null | undefined,
  check?: (value: string) => string | null,
): string | { readonly value: string } {
  if (given === undefined) return fallback === undefined ? 'is missing' : { value: fallback ?? '' };
  if (typeof given !== 'string' || given === '') return 'must be a text that is not empty';
  return check?.(given) ?? { value: given };
}

function readNumber(
  given: unknown,
  [lowest, highest]: readonly [number, number],
  fallback: number | undefined,
): string | { readonly value: number } {
  if (given === undefined) return fallback === undefined ? 'is missing' : { value: fallback };
  if (typeof given === 'number' && given >= lowest && given <= highest) return { value: given };
  return `must be a number from ${lowest} to ${highest}`;
}

function readFlag(given: unknown, fallback: boolean): string | { readonly value: boolean } {
  if (given === undefined) return { value: fallback };
  return typeof given === 'boolean' ? { value: given } : 'must be true or false';
}
