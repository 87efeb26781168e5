// SQLite's result codes as the one kind of error that leaves this room.
import { BelfryError } from '../core/errors.ts';

/** Finer reason of a storage failure. */
export type StorageReason = 'full' | 'damaged' | 'read-only' | 'busy' | 'closed' | 'newer' | 'failed';

// https://www.sqlite.org/rescode.html; extended codes keep the primary code in the low byte.
const REASONS: ReadonlyMap<number, StorageReason> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'read-only'],
  [11, 'damaged'],
  [13, 'full'],
  [14, 'read-only'],
  [26, 'damaged'],
]);

/** What SQLite threw, as a BelfryError 'storage' whose reason says why. Statements and values never enter it. */
export function storageError(error: unknown): BelfryError {
  if (error instanceof BelfryError) return error;
  return new BelfryError('storage', { reason: storageReason(error), what: 'replica database', cause: error });
}

/** Why SQLite failed, by its result code. */
export function storageReason(error: unknown): StorageReason {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : NaN;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') return 'closed';
  return REASONS.get(code & 0xff) ?? 'failed';
}
