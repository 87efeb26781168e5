// Failures in a row of one kind of work, and what the log is told of them.
import { asBelfryError, type BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

export interface Trouble {
  readonly error: BelfryError;
  /** Failures in a row. */
  readonly times: number;
}

/** One failure more; what is this program's own fault is logged with where it happened. */
export function oneMore(before: Trouble | null, thrown: unknown, scope: string, log: Log): Trouble {
  const trouble = { error: asBelfryError(thrown), times: (before?.times ?? 0) + 1 };
  const { kind, reason } = trouble.error;
  if (kind === 'bug' || kind === 'storage') log.error(scope, thrown);
  else log.warn(scope, { kind, reason, times: trouble.times });
  return trouble;
}
