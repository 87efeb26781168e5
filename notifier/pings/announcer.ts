// When pings go out. The first change after quiet is announced at once; what follows within a window of a few
// seconds leads to exactly one more at its end. What could not be sent stays owed, as a set of nodes and not as a
// queue: a ping says "look again", and saying it once is enough.
//
//            touch               window ends, owed
//   quiet ----------> window ----------------------> window (announced again)
//     ^                 |   touch: owed
//     +-----------------+ window ends, nothing owed
import { backOff } from '../../wire/back-off.ts';

export interface AnnouncerOptions {
  /** Sends one ping; rejects when it is not certain to have been sent. */
  readonly publish: (node: string) => Promise<void>;
  /** True while there is a stream. Without one nothing is tried and nothing is lost. */
  readonly isOnline: () => boolean;
  /** Length of a window in milliseconds, drawn from [shortest, longest). */
  readonly window: { readonly shortest: number; readonly longest: number };
  readonly random: () => number;
  readonly onFailure: (node: string, error: unknown) => void;
}

export interface Announcer {
  /** Something behind this node changed. */
  touch(node: string): void;
  /** There is a stream again: whatever is owed is sent now. */
  online(): void;
  /** Sends what is owed without waiting for windows to end; resolves when nothing is under way any more. */
  drain(): Promise<void>;
  /** Nodes that still owe a ping. */
  owed(): number;
  /** Ends all timers; what is owed is dropped. */
  stop(): void;
}

interface Pacing {
  owed: boolean;
  /** Publishes that failed in a row. */
  failures: number;
  sending: Promise<void> | null;
  timer: ReturnType<typeof setTimeout> | null;
}

/** An announcer with nothing to announce. */
export function createAnnouncer(options: AnnouncerOptions): Announcer {
  return new PacedAnnouncer(options);
}

class PacedAnnouncer implements Announcer {
  readonly #options: AnnouncerOptions;
  readonly #paced = new Map<string, Pacing>();
  #isDraining = false;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  touch(node: string): void {
    const pacing = this.#paced.get(node);
    if (pacing) {
      pacing.owed = true;
      return;
    }
    const fresh: Pacing = { owed: true, failures: 0, sending: null, timer: null };
    this.#paced.set(node, fresh);
    if (this.#options.isOnline()) this.#announce(node, fresh);
  }

  online(): void {
    for (const pacing of this.#paced.values()) pacing.failures = 0;
    this.#sendOwed();
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    stopTimers(this.#paced);
    await Promise.all(this.#underWay());
    if (this.#options.isOnline()) this.#sendOwed();
    await Promise.all(this.#underWay());
  }

  owed(): number {
    return [...this.#paced.values()].filter((p) => p.owed).length;
  }

  stop(): void {
    stopTimers(this.#paced);
    this.#paced.clear();
  }

  #announce(node: string, pacing: Pacing): void {
    pacing.owed = false;
    this.#openWindow(node, pacing);
    pacing.sending = this.#options.publish(node).then(
      () => this.#settled(node, pacing, null),
      (error: unknown) => this.#settled(node, pacing, { error }),
    );
  }

  #openWindow(node: string, pacing: Pacing): void {
    if (this.#isDraining) return;
    const { window, random } = this.#options;
    const length = window.shortest + random() * (window.longest - window.shortest);
    // A server that keeps refusing is asked less and less often.
    const patience = pacing.failures > 1 ? backOff(pacing.failures, random()) : 0;
    if (pacing.timer) clearTimeout(pacing.timer);
    pacing.timer = setTimeout(() => this.#windowEnds(node, pacing), Math.max(length, patience));
  }

  #windowEnds(node: string, pacing: Pacing): void {
    pacing.timer = null;
    if (pacing.sending) return; // a slow publish: #settled goes on from here
    if (!pacing.owed) this.#paced.delete(node);
    else if (this.#options.isOnline()) this.#announce(node, pacing);
  }

  #settled(node: string, pacing: Pacing, failure: { readonly error: unknown } | null): void {
    pacing.sending = null;
    pacing.failures = failure ? pacing.failures + 1 : 0;
    if (failure) {
      pacing.owed = true;
      this.#options.onFailure(node, failure.error);
    }
    if (failure && this.#options.isOnline()) this.#openWindow(node, pacing);
    else if (pacing.timer === null) this.#windowEnds(node, pacing);
  }

  #sendOwed(): void {
    for (const [node, pacing] of this.#paced) {
      if (pacing.owed && !pacing.sending) this.#announce(node, pacing);
    }
  }

  #underWay(): readonly Promise<void>[] {
    return [...this.#paced.values()].flatMap((p) => p.sending ?? []);
  }
}

function stopTimers(paced: ReadonlyMap<string, Pacing>): void {
  for (const pacing of paced.values()) {
    if (pacing.timer) clearTimeout(pacing.timer);
    pacing.timer = null;
  }
}
