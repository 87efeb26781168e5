// Puts the diagnostics where the person wants them, and says plainly why they cannot be there.
import { writeFile } from 'node:fs/promises';
import type { SavedDiagnostics } from '../../preload/contract.ts';
import { BelfryError } from '../core/errors.ts';
import { codeOf } from './log-lines.ts';

/** Asks the person for a place; `suggested` is a file name. Resolves to an absolute path, null when they want none. */
export type AskWhere = (suggested: string) => Promise<string | null>;

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const NOT_WRITABLE: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
]);

/**
 * Writes `compose()` where the person wants it; nothing is composed unless they do. `at` (epoch ms) names the file.
 * Throws BelfryError 'storage' for what is neither a full disk nor a place that cannot be written.
 */
export async function writeDiagnostics(
  askWhere: AskWhere,
  compose: () => Promise<string>,
  at: number,
): Promise<SavedDiagnostics> {
  const file = await askWhere(`belfry-diagnostics-${new Date(at).toISOString().slice(0, 10)}.json`);
  if (file === null) return 'cancelled';
  const text = await compose();
  try {
    await writeFile(file, text);
    return 'saved';
  } catch (cause) {
    const code = codeOf(cause);
    if (FULL.has(code)) return 'disk-full';
    if (NOT_WRITABLE.has(code)) return 'not-writable';
    throw new BelfryError('storage', { reason: 'failed', what: 'diagnostics', cause });
  }
}
