// Folders that live as long as one server, desktop or app, and are gone afterwards.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  readonly dir: string;
  /** Removes the folder and everything in it. Idempotent. */
  remove(): Promise<void>;
}

const alive = new Set<string>();

/** A new private folder for `purpose`. It is also removed when this process exits without calling remove(). */
export async function makeScratch(purpose: string): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), `belfry-${purpose}-`));
  if (!process.listeners('exit').includes(removeAll)) process.on('exit', removeAll);
  alive.add(dir);
  return {
    dir,
    remove: async () => {
      alive.delete(dir);
      // Retries: a process that was just ended may still be closing files in it.
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

function removeAll(): void {
  for (const dir of alive) rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
