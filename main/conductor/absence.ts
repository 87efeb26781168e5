// How long nobody looked at the calendars: the program was off, the machine asleep, or the server out of reach.
import { asBelfryError } from '../core/errors.ts';
import type { Pause } from '../core/alerts/digest.ts';
import type { AccountId } from '../core/model.ts';
import { MINUTE } from '../core/time/wall-time.ts';
import type { World } from './context.ts';
import { LONG_ABSENCE } from './quiet.ts';

/** How often it is noted that somebody is awake: what is not known to the minute after a crash is known to ten. */
const BEAT = 10 * MINUTE;
/** What the first look brings follows it this closely. */
const FIRST_LOOK = MINUTE;

export class Absence {
  readonly #world: Pick<World, 'clock' | 'log' | 'settings'>;
  #awakeAt: number | null;
  #pause: Pause | null = null;
  /** Epoch ms up to which what is found belongs to the pause. */
  #openUntil = 0;
  /** Accounts that have not answered since the return: what they bring is of the absence, however late. */
  #awaited = new Set<AccountId>();
  #cancelTimer = () => {};
  #stopped = false;

  constructor(world: Pick<World, 'clock' | 'log' | 'settings'>) {
    this.#world = world;
    this.#awakeAt = world.settings.awakeAt();
  }

  /** The program began. */
  start(): void {
    this.#return();
  }

  /** The machine slept or woke, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend'): void {
    if (event === 'suspend') this.#beat();
    else this.#return();
  }

  /** A look at a server went well; it was out of reach since `offlineSince` (epoch ms), null when it was not. */
  looked(account: AccountId, offlineSince: number | null): void {
    const now = this.#world.clock.now();
    if (this.#awakeAt !== null && now - this.#awakeAt >= LONG_ABSENCE) this.#return();
    if (this.#awaited.delete(account) && this.#pause) {
      const { since } = this.#pause;
      this.#open({ ...this.#pause, since: Math.min(since, offlineSince ?? since) });
    } else if (offlineSince !== null && now - offlineSince >= LONG_ABSENCE)
      this.#open({ since: offlineSince, until: now, why: 'away' });
  }

  /** The absence to which what is found now belongs; null: it is found as it happens. */
  get pause(): Pause | null {
    return this.#world.clock.now() <= this.#openUntil ? this.#pause : null;
  }

  /** Ends the timer and notes the time; idempotent. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelTimer();
    this.#beat();
  }

  #return(): void {
    const now = this.#world.clock.now();
    const awake = this.#awakeAt;
    if (awake !== null && now - awake >= LONG_ABSENCE) {
      const accounts = this.#world.settings.accounts().map(({ id }) => id);
      // Awake for a while without a server in reach: nobody looked, so it goes on.
      const goesOn = accounts.every((id) => this.#awaited.has(id));
      const since = (goesOn ? this.#pause?.since : null) ?? awake;
      this.#awaited = new Set(accounts);
      this.#open({ since, until: now, why: 'away' });
    }
    this.#watch();
  }

  #open(pause: Pause): void {
    this.#pause = pause;
    this.#openUntil = this.#world.clock.now() + FIRST_LOOK;
  }

  // A timer that comes much too late has slept: not every machine says so.
  #watch(): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    this.#beat();
    this.#cancelTimer = this.#world.clock.after(BEAT, () => this.#return());
  }

  #beat(): void {
    const { clock, log, settings } = this.#world;
    this.#awakeAt = clock.now();
    try {
      settings.saveAwakeAt(this.#awakeAt);
    } catch (error) {
      log.warn('awake', { kind: asBelfryError(error).kind }); // after a crash the absence seems longer than it was
    }
  }
}
