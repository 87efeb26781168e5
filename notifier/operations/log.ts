// One JSON object per line on stderr. Ids are hashed; hrefs, user names and passwords never get here.
import { createHmac } from 'node:crypto';

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(scope: string, facts: Facts): void;
  warn(scope: string, facts: Facts): void;
  /** A short stand-in for an id: the same id gives the same word, and nobody without the key can tell which. */
  hashed(id: string): string;
}

/** A log whose lines go to `write`. `key` salts the hashes. */
export function createLog(write: (line: string) => void, key: string): Log {
  const line = (level: 'info' | 'warn', scope: string, facts: Facts) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, scope, ...facts })}\n`);
  return {
    info: (scope, facts) => line('info', scope, facts),
    warn: (scope, facts) => line('warn', scope, facts),
    hashed: (id) => createHmac('sha256', key).update(`log\0${id}`).digest('hex').slice(0, 12),
  };
}

/** What may be logged of an error: its code or condition, never its message, which may quote an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if ('condition' in error && typeof error.condition === 'string') return error.condition;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
