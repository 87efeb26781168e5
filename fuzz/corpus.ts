// The inputs kept in the repository: fuzz/corpus/<target>, and in its found/ those that once broke something.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';

/** Where the corpus of this program lies. */
export const CORPUS = fileURLToPath(new URL('corpus', import.meta.url));

/** Every known input, what was found before included, in a fixed order. Throws RangeError when there is none. */
export function loadCorpus(folder: string, { name, inputs }: Target): readonly string[] {
  const home = join(folder, name);
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  const texts = paths.flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const isOne = inputs === 'files' || path.includes(`${name}/found/`);
    return isOne ? [text] : text.split('\n');
  });
  if (texts.length === 0) throw new RangeError(`an empty corpus: ${name}`);
  return texts;
}

/** Keeps an input that broke something; returns its path. */
export function keepFound(
  folder: string,
  target: Target,
  found: { readonly id: string; readonly input: string },
): string {
  const home = join(folder, target.name, 'found');
  mkdirSync(home, { recursive: true });
  const path = join(home, `${found.id}.txt`);
  writeFileSync(path, found.input);
  return path;
}
