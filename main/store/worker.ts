// The thread the store lives in: a commit of a large calendar, or the parsing of one, never holds up the window.
import { parentPort, workerData } from 'node:worker_threads';
import type { Call, Method, Opened, Opening, Reply } from './calls.ts';
import { sent } from './calls.ts';
import { openDatabaseStore } from './open-database.ts';
import type { SqliteStore } from './sqlite-store.ts';

function open({ file, at }: Opening): SqliteStore | null {
  try {
    const { store, damage } = openDatabaseStore(file, at);
    say({ damage: damage && { error: sent(damage.error), keptAs: damage.keptAs } });
    return store;
  } catch (error) {
    say({ error: sent(error) });
    return null;
  }
}

async function answer(store: SqliteStore, { id, method, args }: Call): Promise<void> {
  try {
    const run = store[method] as (...args: readonly unknown[]) => Promise<unknown>;
    say({ id, value: await run.apply(store, args as unknown[]) });
  } catch (error) {
    say({ id, error: sent(error) });
  }
  if (method === ('close' satisfies Method)) parentPort?.close();
}

function say(message: Opened | Reply): void {
  parentPort?.postMessage(message);
}

const store = open(workerData as Opening);
if (store) parentPort?.on('message', (call: Call) => void answer(store, call));
