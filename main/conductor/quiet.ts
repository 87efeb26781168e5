// When alerts are held back, and the stretches of time in which they were.
import { quietUntil, type Quiet } from '../core/alerts/attention.ts';
import type { Pause } from '../core/alerts/digest.ts';
import type { AttentionState } from '../core/ports.ts';
import { MINUTE, SECOND } from '../core/time/wall-time.ts';
import type { World } from './context.ts';

/** Who is gone for less only missed what is told one by one. */
export const LONG_ABSENCE = 30 * MINUTE;

/** What the desktop said so long ago still holds; when it changes its mind it mostly says so. */
const FRESH = SECOND;

export class QuietWatch {
  readonly #world: Pick<World, 'attention' | 'clock' | 'settings'>;
  #state: AttentionState = { doNotDisturb: false, locked: false };
  /** Epoch ms at which it was first seen; null while it is not. */
  #quietSince: number | null = null;
  #lockedSince: number | null = null;
  #ended: Pause | null = null;
  #foreseen: { readonly at: number; readonly state: Promise<AttentionState> } | null = null;

  constructor(world: Pick<World, 'attention' | 'clock' | 'settings'>) {
    this.#world = world;
  }

  /** What the desktop said last. */
  get state(): AttentionState {
    return this.#state;
  }

  /** Something may be told in a moment: the desktop is asked how it is while that is being fetched. */
  foresee(): void {
    const { attention, clock } = this.#world;
    this.#foreseen = { at: clock.now(), state: attention.state() };
  }

  /** Looks how it is now; null: alerts may be shown. Notes what began and what ended. */
  async look(): Promise<Quiet | null> {
    this.#state = await this.#asked();
    const { clock, settings } = this.#world;
    const now = clock.now();
    const quiet = quietUntil({
      preferences: settings.preferences(),
      state: this.#state,
      now,
      zone: clock.zone(),
    });
    if (!quiet && this.#quietSince !== null) this.#end({ since: this.#quietSince, until: now, why: 'quiet' });
    this.#quietSince = quiet ? (this.#quietSince ?? now) : null;
    const { locked } = this.#state;
    if (!locked && this.#lockedSince !== null && now - this.#lockedSince >= LONG_ABSENCE)
      this.#end({ since: this.#lockedSince, until: now, why: 'away' });
    this.#lockedSince = locked ? (this.#lockedSince ?? now) : null;
    return quiet;
  }

  /** The quiet or the locked screen that is over and of which nothing was told yet; null: there was none. */
  get ended(): Pause | null {
    return this.#ended;
  }

  /** What happened meanwhile was told. */
  settle(): void {
    this.#ended = null;
  }

  #asked(): Promise<AttentionState> {
    const { attention, clock } = this.#world;
    const asked = this.#foreseen;
    this.#foreseen = null;
    return asked && Math.abs(clock.now() - asked.at) <= FRESH ? asked.state : attention.state();
  }

  #end(pause: Pause): void {
    this.#ended = joinedPause(this.#ended, pause);
  }
}

/** Both as one; whoever was away for part of it was away. */
export function joinedPause(one: Pause | null, other: Pause | null): Pause | null {
  if (!one || !other) return one ?? other;
  return {
    since: Math.min(one.since, other.since),
    until: Math.max(one.until, other.until),
    why: one.why === 'away' || other.why === 'away' ? 'away' : 'quiet',
  };
}
