// The Log port: one JSON object per line in userData/logs, masked, never growing without end.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../core/ports.ts';
import { masked, maskedError } from './mask.ts';

export interface LogOptions {
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Write every line to standard error as well. */
  readonly echo: boolean;
  /** Bytes after which a file is put aside; one older file is kept. Default 1 MB. */
  readonly limit?: number;
}

type Level = 'info' | 'warn' | 'error';

/**
 * Opens the log. Lines are written at once and synchronously, so that the last one before a crash is there. A log that
 * cannot be written says so once on standard error and never disturbs the program.
 */
export function openLog(options: LogOptions): Log {
  const sink = openSink(options);
  const write = (level: Level, scope: string, facts: Readonly<Record<string, unknown>>): void => {
    const line = JSON.stringify({ at: new Date(options.now()).toISOString(), level, scope, ...facts });
    sink(line);
    if (options.echo) process.stderr.write(`${line}\n`);
  };
  return {
    info: (scope, facts) => write('info', scope, masked(facts)),
    warn: (scope, facts) => write('warn', scope, masked(facts)),
    error: (scope, error, facts = {}) =>
      write('error', scope, { ...masked(facts), error: maskedError(error) }),
  };
}

function openSink({ folder, limit = 1_000_000 }: LogOptions): (line: string) => void {
  const file = join(folder, 'belfry.log');
  let size = -1;
  let broken = false;
  return (line) => {
    try {
      if (size < 0) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      }
      if (size > limit) {
        renameSync(file, join(folder, 'belfry.old.log'));
        size = 0;
      }
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
      size += Buffer.byteLength(line) + 1;
    } catch (error) {
      // A full or read-only disk: the program matters more than its diary.
      if (!broken) process.stderr.write(`the log cannot be written: ${String(error)}\n`);
      broken = true;
    }
  };
}
