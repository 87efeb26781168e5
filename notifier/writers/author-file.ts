// The memory of who wrote, in a file, so that it outlives a restart. It holds paths and user names: nobody else may read
// it. Losing it costs names, nothing more.
import { rename, writeFile } from 'node:fs/promises';
import { readFileSync, statSync } from 'node:fs';
import type { Authored, Authors } from './authors.ts';

/** Far above what fifty thousand entries take. */
const LARGEST = 64 * 1024 * 1024;
/** Milliseconds between a change and its being saved. */
const DELAY = 10_000;

export interface AuthorFile {
  /** Something changed: it is saved within seconds. */
  changed(): void;
  /** Saves what is not saved yet. Idempotent. */
  stop(): Promise<void>;
}

export interface AuthorFileOptions {
  readonly file: string;
  readonly authors: Authors;
  /** It could not be read or written; the notifier goes on without. */
  readonly onTrouble: (what: 'state-unread' | 'state-unsaved', error: unknown) => void;
  /** Milliseconds; ten seconds unless told. */
  readonly delay?: number;
}

/** Reads what is there into `authors` and keeps the file in step from then on. */
export function openAuthorFile({ file, authors, onTrouble, delay = DELAY }: AuthorFileOptions): AuthorFile {
  try {
    for (const authored of read(file)) authors.wrote(authored);
  } catch (error) {
    onTrouble('state-unread', error);
  }
  let timer: ReturnType<typeof setTimeout> | null = null;
  let saving: Promise<void> = Promise.resolve();
  const save = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    saving = saving
      .then(() => write(file, authors.all()))
      .catch((error: unknown) => onTrouble('state-unsaved', error));
    return saving;
  };
  return {
    changed() {
      timer ??= setTimeout(() => void save(), delay).unref();
    },
    stop: () => (timer ? save() : saving),
  };
}

function read(file: string): readonly Authored[] {
  let size: number;
  try {
    ({ size } = statSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; // the first start
    throw error;
  }
  if (size > LARGEST) throw new Error('the state file is too large');
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const writes = typeof value === 'object' && value !== null && 'writes' in value ? value.writes : null;
  if (!Array.isArray(writes)) throw new Error('the state file holds something else');
  return writes.flatMap(entryOf);
}

function entryOf(row: unknown): readonly Authored[] {
  if (!Array.isArray(row)) return [];
  const [path, etag, user, principal, at]: unknown[] = row;
  const texts = [path, etag, user, principal];
  if (!texts.every((text) => typeof text === 'string') || typeof at !== 'number') return [];
  return [{ path: String(path), etag: String(etag), user: String(user), principal: String(principal), at }];
}

// Beside it first, so that a crash leaves the one before.
async function write(file: string, all: readonly Authored[]): Promise<void> {
  const writes = all.map(({ path, etag, user, principal, at }) => [path, etag, user, principal, at]);
  const fresh = `${file}.new`;
  await writeFile(fresh, JSON.stringify({ writes }), { mode: 0o600, flush: true });
  await rename(fresh, file);
}
