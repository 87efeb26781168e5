// A connection to a message bus that is made when it is first needed, and made again when it broke.
import { BelfryError } from '../core/errors.ts';
import {
  BUS_PATIENCE,
  connectBus,
  type BusCall,
  type Late,
  type SessionBus,
  type SignalMatch,
} from './session-bus.ts';

type Heard = (values: readonly unknown[]) => void;

interface Subscription {
  readonly match: SignalMatch;
  readonly heard: Heard;
}

export class LastingBus {
  readonly #address: string | null;
  readonly #subscriptions = new Set<Subscription>();
  readonly #onLost = new Set<() => void>();
  #connection: Promise<SessionBus> | null = null;
  #isClosed = false;

  /** `address`: the bus's socket, null where there is none. Nothing is connected yet. */
  constructor(address: string | null) {
    this.#address = address;
  }

  /**
   * The reply's values. Throws BelfryError 'storage': reason 'no-bus' when nobody listens at the address, 'timeout'
   * after `ms`, else the D-Bus error's name. `late` hears what comes after the time-out.
   */
  async call(call: BusCall, ms: number, late?: Late): Promise<readonly unknown[]> {
    const bus = await this.#connected();
    return bus.call(call, ms, late);
  }

  /** Hears a signal over every connection to come; begins with the next call. Returns its remover. */
  listen(match: SignalMatch, heard: Heard): () => void {
    const subscription = { match, heard };
    this.#subscriptions.add(subscription);
    // A connection that breaks meanwhile brings the subscription up again when it is made anew.
    void this.#connection?.then((bus) => this.#subscribe(bus, subscription)).catch(() => undefined);
    return () => this.#subscriptions.delete(subscription);
  }

  /** Runs each time the connection broke: what was known of its other ends is true no more. Returns its remover. */
  onLost(run: () => void): () => void {
    this.#onLost.add(run);
    return () => this.#onLost.delete(run);
  }

  /** Ends it for good; idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#onLost.clear();
    this.#connection?.then((bus) => bus.close()).catch(() => undefined); // what failed needs no closing
    this.#connection = null;
  }

  #connected(): Promise<SessionBus> {
    if (this.#address === null || this.#isClosed) {
      return Promise.reject(new BelfryError('storage', { reason: 'no-bus', what: 'session bus' }));
    }
    if (this.#connection) return this.#connection;
    const bus = connectBus(this.#address);
    const connecting = this.#begin(bus);
    this.#connection = connecting;
    bus.onLost(() => {
      if (this.#connection === connecting) this.#connection = null;
      for (const run of this.#onLost) run();
    });
    return connecting;
  }

  async #begin(bus: SessionBus): Promise<SessionBus> {
    try {
      // The bus's first answer says that it takes us; signals are asked for before anything could cause one.
      await bus.call({ ...SELF, member: 'GetId' }, BUS_PATIENCE);
      await Promise.all([...this.#subscriptions].map((each) => this.#subscribe(bus, each)));
      return bus;
    } catch (error) {
      bus.close(); // a bus that says nothing is given up, and tried anew by the next call
      throw error;
    }
  }

  async #subscribe(bus: SessionBus, subscription: Subscription): Promise<void> {
    const isWanted = (): boolean => this.#subscriptions.has(subscription);
    await bus.listen(subscription.match, (values) => {
      if (isWanted()) subscription.heard(values);
    });
  }
}

/** The bus itself, for calls: its own methods and signals. */
export const SELF = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;
