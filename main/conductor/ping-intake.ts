// The gate in front of everything a ping sets in motion: the first of a burst is followed at once, a flood only so often,
// and what was left out is followed once more when it is over.
import type { Clock } from '../core/ports.ts';
import { openGate, pinged, type PingGate } from '../core/sync/ping-gate.ts';

/** What follows: a pull of what stands behind the node, or a look at everything. */
export type Wanted = 'pull' | 'look';

/** What is owed waits at least so long, ms: no gate whose time has passed keeps the program busy. */
const SHORTEST = 1_000;
/** What is owed is never owed for longer, ms; after the clock was set back it would be. */
const LONGEST = 60_000;

interface Owed {
  readonly node: string;
  readonly wanted: Wanted;
  /** Epoch ms. */
  readonly until: number;
}

export class PingIntake {
  readonly #clock: Clock;
  readonly #follow: (node: string, wanted: Wanted) => void;
  #gate: PingGate;
  /** By node; what the host as a whole is too much for is one look, under ''. */
  readonly #owed = new Map<string, Owed>();
  #cancelTimer: (() => void) | null = null;

  /** `follow` does what was asked for; it is called within `take`, or later. */
  constructor(clock: Clock, follow: (node: string, wanted: Wanted) => void) {
    this.#clock = clock;
    this.#follow = follow;
    this.#gate = openGate(clock.now());
  }

  /** Something was heard of a node: followed now, or once later however often it comes until then. */
  take(node: string, wanted: Wanted): void {
    this.#pass(node, node, wanted);
    this.#cancelTimer ??= this.#plan();
  }

  /** Forgets what is owed; idempotent. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#owed.clear();
  }

  #pass(key: string, node: string, asked: Wanted): void {
    const { gate, decision } = pinged(this.#gate, node, this.#clock.now());
    this.#gate = gate;
    // A look shows what a pull would, and more.
    const wanted = this.#owed.get(key)?.wanted === 'look' ? 'look' : asked;
    this.#owed.delete(key);
    if (decision.kind === 'pull') return this.#follow(node, wanted);
    const { until, because } = decision;
    if (because === 'node') this.#owed.set(key, { node, wanted, until });
    else this.#owed.set('', { node, wanted: 'look', until });
  }

  #plan(): (() => void) | null {
    if (this.#owed.size === 0) return null;
    const next = Math.min(...[...this.#owed.values()].map(({ until }) => until));
    const wait = Math.min(LONGEST, Math.max(SHORTEST, next - this.#clock.now()));
    return this.#clock.after(wait, () => {
      this.#cancelTimer = null;
      this.#followOwed();
    });
  }

  // Through the gate again: if the flood still goes on, this is one more of it.
  #followOwed(): void {
    const now = this.#clock.now();
    const due = [...this.#owed].filter(([, { until }]) => until <= now || until > now + LONGEST);
    for (const [key, { node, wanted }] of due) this.#pass(key, node, wanted);
    this.#cancelTimer ??= this.#plan();
  }
}
