// The log read back, for whoever wants to show it to somebody.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BelfryError } from '../core/errors.ts';

/** The lines of the log in `folder`, those put aside first; none where there is no log. Throws BelfryError 'storage'. */
export async function logLines(folder: string): Promise<readonly string[]> {
  const files = ['belfry.old.log', 'belfry.log'].map((name) => join(folder, name));
  const texts = await Promise.all(files.map((file) => textIfThere(file)));
  return texts.flatMap((text) => text.split('\n')).filter(Boolean);
}

async function textIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return '';
    throw new BelfryError('storage', { reason: 'failed', what: 'log', cause });
  }
}

/** The system's code of a failure ('ENOENT'); '' when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
