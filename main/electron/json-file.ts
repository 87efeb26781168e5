// One small JSON file through electron-store: read once, written whole and at once, never lost when it is damaged.
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import ElectronStore from 'electron-store';
import * as v from 'valibot';
import { BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';

export interface JsonFile<T> {
  value(): T;
  /** Replaces the whole value. Throws BelfryError 'storage' when it cannot be written; the old value then stays. */
  save(value: T): void;
}

export interface JsonFilePlan<T> {
  /** Absolute path of the folder, and the file's name without '.json'. */
  readonly folder: string;
  readonly name: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly empty: T;
  readonly log: Log;
  /** Epoch ms, to name a damaged file. */
  readonly at: number;
}

/** Opens the file; one that is not what the schema says is kept aside under another name and logged. */
export function openJsonFile<T extends object>(plan: JsonFilePlan<T>): JsonFile<T> {
  const { folder, name } = plan;
  let value = readOrSetAside(plan);
  // Dots split keys in electron-store, so it is only ever given whole objects with our own few keys.
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: folder,
    name,
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
  });
  return {
    value: () => value,
    save: (next) => {
      try {
        store.store = Object.fromEntries(Object.entries(next));
      } catch (cause) {
        throw new BelfryError('storage', { reason: 'failed', what: `${name}.json`, cause });
      }
      value = next;
    },
  };
}

function readOrSetAside<T>({ folder, name, schema, empty, log, at }: JsonFilePlan<T>): T {
  const file = join(folder, `${name}.json`);
  const text = readIfThere(file);
  if (text === null) return empty;
  const parsed = v.safeParse(schema, parseJson(text));
  if (parsed.success) return parsed.output;
  const keptAs = `${name}.damaged-${at}.json`;
  renameSync(file, join(folder, keptAs));
  log.warn('settings', { reason: 'damaged', file: `${name}.json`, keptAs });
  return empty;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new BelfryError('storage', { reason: 'failed', what: 'settings', cause });
  }
}

function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? undefined : parsed; // a schema of an object takes an empty array for one
  } catch {
    return undefined; // no schema accepts it, so the file is set aside
  }
}
