// The test of the whole path: the calendar server's notifier is asked for one ping of one's own home, and it is waited
// for at the other end, as every ping is.
import { asBelfryError, isAbort, type ErrorKind } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { PushTest, PushTestFailure } from '../core/window/connection-view.ts';

/** Longest wait for the ping, ms: the XMPP server may be slow, and the notifier joins what comes close together. */
const PATIENCE = 15_000;

/** One test: asks for a ping and is told what was heard. */
export interface PushPath {
  /** The node that is to be heard; null while the link does not listen. */
  node(): string | null;
  ask(signal: AbortSignal): Promise<'sent' | 'unsupported'>;
  onChange(): void;
}

export class PushTester {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #path: PushPath;
  readonly #ended = new AbortController();
  #state: PushTest = { at: 'idle' };
  /** While one runs: the node waited for, and what happens when it is heard. */
  #waiting: { readonly node: string; readonly heard: () => void } | null = null;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }, path: PushPath) {
    this.#clock = clock;
    this.#log = log;
    this.#path = path;
  }

  get state(): PushTest {
    return this.#state;
  }

  /** Tests the path; does nothing while a test runs. Resolves when it ended; never throws. */
  async run(): Promise<void> {
    if (this.#state.at === 'running' || this.#ended.signal.aborted) return;
    const node = this.#path.node();
    if (node === null) return this.#end({ at: 'failed', because: 'not-listening' });
    const began = this.#clock.now();
    this.#end({ at: 'running' });
    // Waited for before it is asked for: the ping may be faster than the answer.
    const trial = this.#expect(node);
    try {
      const answer = await this.#path.ask(trial.signal);
      if (answer === 'unsupported') return this.#end({ at: 'failed', because: 'unsupported' });
      const heardAt = await trial.heardAt;
      this.#end(
        heardAt === null
          ? { at: 'failed', because: 'silent' }
          : { at: 'passed', took: Math.max(0, heardAt - began) },
      );
    } catch (error) {
      this.#end({ at: 'failed', because: this.#failureOf(error) });
    } finally {
      trial.cancel();
    }
  }

  /** A node was pinged. */
  heard(node: string): void {
    if (this.#waiting?.node === node) this.#waiting.heard();
  }

  /** Ends a test that runs; idempotent. */
  stop(): void {
    this.#ended.abort();
    this.#state = { at: 'idle' };
  }

  // `heardAt`: epoch ms at which the ping came; null: not in time.
  #expect(node: string) {
    const overdue = new AbortController();
    const signal = AbortSignal.any([this.#ended.signal, overdue.signal]);
    const heardAt = new Promise<number | null>((resolve) => {
      this.#waiting = { node, heard: () => resolve(this.#clock.now()) };
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const cancelTimer = this.#clock.after(PATIENCE, () => overdue.abort());
    const cancel = () => {
      this.#waiting = null;
      cancelTimer();
    };
    return { signal, heardAt, cancel };
  }

  #failureOf(error: unknown): PushTestFailure {
    if (isAbort(error)) return 'unreachable'; // no answer in time
    const { kind, reason } = asBelfryError(error);
    this.#log.warn('push-test', { kind, reason });
    return isRefusal(kind) ? 'refused' : 'unreachable';
  }

  #end(state: PushTest): void {
    if (this.#ended.signal.aborted) return;
    this.#state = state;
    this.#path.onChange();
  }
}

function isRefusal(kind: ErrorKind): boolean {
  return kind === 'unauthorized' || kind === 'forbidden' || kind === 'gone';
}
