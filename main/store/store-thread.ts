// The thread as those who ask see it: started when it is needed, and again when it dies under them.
import { Worker } from 'node:worker_threads';
import { BelfryError } from '../core/errors.ts';
import { received, type Call, type Message, type Opening, type SentDamage } from './calls.ts';

/** A thread that dies more often than this in a minute is left alone for the rest of it. */
const STARTS_A_MINUTE = 4;
const MINUTE = 60_000;
/** A content that makes the thread swell ends the thread, not the program. */
const MOST_MEMORY_MB = 512;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Asked = {
  readonly resolve: (damage: SentDamage | null) => void;
  readonly reject: (error: unknown) => void;
};

type Distributed<T> = T extends unknown ? Omit<T, 'id'> : never;
/** A call before it has its number. */
export type Question = Distributed<Exclude<Call, { to: 'open' }>>;

export class StoreThread {
  readonly #script: string | URL;
  readonly #opening: Opening;
  readonly #onDamage: (damage: SentDamage) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #starts: readonly number[] = [];
  #calls = 0;
  #life = 0;
  #closed = false;

  constructor(opening: Opening, script: string | URL, onDamage: (damage: SentDamage) => void) {
    this.#opening = opening;
    this.#script = script;
    this.#onDamage = onDamage;
  }

  /** Starts it for the first time. Resolves with what was wrong with the database; throws BelfryError 'storage'. */
  start(): Promise<SentDamage | null> {
    return new Promise((resolve, reject) => this.#start(this.#opening, { resolve, reject }));
  }

  /** Which of its lives it is in; what was said to an earlier one is forgotten. Starts it if it is dead. */
  alive(): number {
    if (this.#closed) throw failure('closed');
    if (!this.#worker) {
      const now = performance.now();
      this.#starts = [...this.#starts.filter((at) => now - at < MINUTE), now];
      if (this.#starts.length > STARTS_A_MINUTE) throw failure('stopped');
      this.#start(
        { ...this.#opening, at: Date.now() },
        { resolve: (damage) => damage && this.#onDamage(damage), reject: () => {} },
      );
    }
    return this.#life;
  }

  /** Says something that is not answered. */
  tell(call: Extract<Call, { to: 'open' }>): void {
    this.alive();
    this.#worker?.postMessage(call);
  }

  /** Asks. Throws BelfryError: whatever the thread answers, or 'storage' when it died or was closed. */
  ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.alive();
      const call: Call = { ...question, id: (this.#calls += 1) };
      this.#waiting.set(call.id, { resolve, reject });
      this.#worker?.postMessage(call);
    });
  }

  /** Closes the database after what was asked before; whatever is asked from here on comes too late. */
  async close(): Promise<void> {
    if (!this.#closed && this.#worker) {
      const closing = this.ask({ to: 'store', method: 'close', args: [] });
      this.#closed = true;
      await closing;
    }
    this.#closed = true;
    await this.#ended;
  }

  #start(opening: Opening, asked: Asked): void {
    const { file, at } = opening;
    const worker = new Worker(this.#script, {
      workerData: { file, at },
      name: 'store',
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    this.#worker = worker;
    this.#life += 1;
    let cause: unknown = null;
    worker.on('message', (message: Message) => this.#hear(message, asked));
    worker.on('error', (error) => (cause = error));
    this.#ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        if (this.#worker === worker) this.#worker = null;
        this.#fail(failure(this.#closed ? 'closed' : 'stopped', cause), asked);
        resolve();
      });
    });
  }

  #hear(message: Message, asked: Asked): void {
    switch (message.is) {
      case 'open':
        return asked.resolve(message.damage);
      case 'not-open':
        return this.#fail(received(message.error), asked);
      case 'damage':
        return this.#onDamage(message.damage);
      case 'value':
        return this.#take(message.id)?.resolve(message.value);
      case 'failure':
        return this.#take(message.id)?.reject(received(message.error));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(error: BelfryError, asked: Asked): void {
    asked.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function failure(reason: 'closed' | 'stopped', cause?: unknown): BelfryError {
  return new BelfryError('storage', { reason, what: 'replica database', cause });
}
