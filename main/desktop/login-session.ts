// Whether the session is locked, as systemd's login manager knows it, over the system bus.
import type { LastingBus } from './lasting-bus.ts';
import { getProperty, PROPERTIES } from './property.ts';

const LOGIN = 'org.freedesktop.login1';
const SESSION = 'org.freedesktop.login1.Session';
const PATIENCE = 1_000;

export class LoginSession {
  readonly #bus: LastingBus;
  readonly #onChange: () => void;
  /** Object path of our session; null until it was asked for with success. */
  #path: string | null = null;

  constructor(bus: LastingBus, onChange: () => void) {
    this.#bus = bus;
    this.#onChange = onChange;
  }

  /** Throws BelfryError 'storage' where there is no login manager, or no session. */
  async isLocked(): Promise<boolean> {
    const path = this.#path ?? (await this.#find());
    return (
      (await getProperty(
        this.#bus,
        { destination: LOGIN, path, interface: SESSION },
        'LockedHint',
        PATIENCE,
      )) === true
    );
  }

  async #find(): Promise<string> {
    const manager = { destination: LOGIN, path: '/org/freedesktop/login1', interface: `${LOGIN}.Manager` };
    const ask = {
      ...manager,
      member: 'GetSession',
      signature: 's',
      body: ['auto'],
      onlyRunning: true,
    } as const;
    const [answer] = await this.#bus.call(ask, PATIENCE);
    const path = String(answer);
    if (this.#path === null) {
      this.#path = path;
      const match = {
        sender: LOGIN,
        path,
        interface: PROPERTIES,
        member: 'PropertiesChanged',
        first: SESSION,
      };
      this.#bus.listen(match, () => this.#onChange());
    }
    return path;
  }
}
