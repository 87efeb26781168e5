// Lines of the log as they may be shown to everybody. Nothing passes because it looks harmless: of texts only the
// program's own words do, everything else becomes its pseudonym or '***'.
import { LOG_WORDS } from './log-words.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What concerns the connection. */
const SCOPES: ReadonlySet<unknown> = new Set([
  'start',
  'link',
  'push',
  'proxy',
  'survey',
  'pull',
  'power',
  'vault',
  'push-test',
  'manual-push',
]);
const LEVELS: ReadonlySet<unknown> = new Set(['info', 'warn', 'error']);

/** Facts by these names, or not at all: a name may be somebody's text as well. */
const KEYS =
  /^(?:state|event|probe|ended|kind|reason|because|why|code|name|error|cause|attempt|times|until|status|account|calendar|host|server|tls|mechanism|direct|resumed|resumable|denied|passedOver|request|added|changed|removed|full|took|ms|bad|tray|uptime|listed|fetched|changes|objects|complete|audit)$/;
const DEEPEST = 4;
const MOST = 20;

/**
 * The last `most` lines of a log (one JSON object each) that concern the connection, oldest first; a line that is none is
 * left out.
 */
export function maskedLog(lines: readonly string[], names: Pseudonyms, most: number): readonly object[] {
  return lines.flatMap((line) => maskedLine(line, names) ?? []).slice(-most);
}

function maskedLine(line: string, names: Pseudonyms): object | null {
  const { at, level, scope, ...facts } = parsed(line);
  if (!SCOPES.has(scope) || !LEVELS.has(level) || !isInstant(at)) return null;
  return { at, level, scope, ...maskedFacts(facts, names, 0) };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // the line being written when the file was read, or one that was cut off
  }
}

function isInstant(at: unknown): boolean {
  return typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
}

function maskedFacts(facts: object, names: Pseudonyms, depth: number): Record<string, unknown> {
  const entries = Object.entries(facts).filter(([key]) => KEYS.test(key));
  return Object.fromEntries(
    entries.slice(0, MOST).map(([key, value]) => [key, maskedValue(value, names, depth)]),
  );
}

function maskedValue(value: unknown, names: Pseudonyms, depth: number): unknown {
  if (typeof value === 'string') return maskedWord(value, names);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '***';
  if (Array.isArray(value)) return value.slice(0, MOST).map((one) => maskedValue(one, names, depth + 1));
  return maskedFacts(value, names, depth + 1);
}

function maskedWord(text: string, names: Pseudonyms): string {
  // A person may be called like one of our words: what is known of them comes first.
  const known = names.of(text);
  if (known !== null) return known;
  return LOG_WORDS.has(text) ? text : '***';
}
