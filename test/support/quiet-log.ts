// A log that keeps what it is told, so that a test can ask whether anything went wrong or leaked.
import type { Log } from '../../main/core/ports.ts';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly scope: string;
  readonly facts: unknown;
}

export class QuietLog implements Log {
  readonly lines: Line[] = [];

  info(scope: string, facts: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'info', scope, facts });
  }

  warn(scope: string, facts: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'warn', scope, facts });
  }

  error(scope: string, error: unknown, facts?: Readonly<Record<string, unknown>>): void {
    this.lines.push({ level: 'error', scope, facts: { ...facts, error: String(error) } });
  }

  get errors(): readonly Line[] {
    return this.lines.filter((l) => l.level === 'error');
  }
}
