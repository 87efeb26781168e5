// The Store port, answered by the thread that has the database. Calls are answered in the order they were made.
import { Worker } from 'node:worker_threads';
import { BelfryError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { received, type Call, type Method, type Opened, type Opening, type Reply } from './calls.ts';

/** What opening found out besides the store itself. */
export interface OpenedStore {
  readonly store: Store;
  /** The file was unusable ('damaged', or 'newer': written by a later version) and lies beside the new one, kept. */
  readonly damage: { readonly error: BelfryError; readonly keptAs: string } | null;
}

/**
 * Opens or makes the database in a thread of its own; `script` is store/worker.ts or what it was built into.
 * Throws BelfryError 'storage' when no database can be had there at all (full, not writable).
 */
export async function openStore(opening: Opening, script: string | URL): Promise<OpenedStore> {
  const worker = new Worker(script, { workerData: opening, name: 'store' });
  const opened = await new Promise<Opened>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  if ('error' in opened) throw received(opened.error);
  const { damage } = opened;
  return {
    store: threadedStore(worker),
    damage: damage && { error: received(damage.error), keptAs: damage.keptAs },
  };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function threadedStore(worker: Worker): Store {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let ended: BelfryError | null = null;
  worker.on('message', (reply: Reply) => {
    const { resolve, reject } = waiting.get(reply.id) ?? NOBODY;
    waiting.delete(reply.id);
    if ('error' in reply) reject(received(reply.error));
    else resolve(reply.value);
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const end = (cause?: unknown) => {
    ended ??= new BelfryError('storage', { reason: 'closed', what: 'replica database', cause });
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.once('error', end);
  worker.once('exit', () => end());
  const post = (method: Method, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended);
      const call: Call = { id: (calls += 1), method, args };
      waiting.set(call.id, { resolve, reject });
      worker.postMessage(call);
    });
  const ask = async (method: Method, args: readonly unknown[]) => {
    if (method !== 'close') return post(method, args);
    if (ended) return exited;
    const closed = post(method, args);
    // Whatever is asked from here on comes too late; what was asked before is answered first.
    ended = new BelfryError('storage', { reason: 'closed', what: 'replica database' });
    await closed;
    return exited;
  };
  return new Proxy({} as Store, {
    get: (_, method: Method | 'then') =>
      method === 'then' ? undefined : (...args: unknown[]) => ask(method, args),
  });
}

const NOBODY: Waiting = { resolve: () => {}, reject: () => {} };
