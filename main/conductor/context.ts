// What every part of the conductor is given: the ports, and nothing else of the world.
import type { MakePingSource, TryPush } from '../core/sync/link-ports.ts';
import type { Attention, CalDav, Clock, Display, Log, Settings, Vault } from '../core/ports.ts';
import type { Store } from '../core/sync/store-port.ts';

export interface World {
  readonly caldav: CalDav;
  readonly store: Store;
  readonly settings: Settings;
  readonly vault: Vault;
  readonly display: Display;
  readonly attention: Attention;
  readonly log: Log;
  readonly clock: Clock;
  readonly makePingSource: MakePingSource;
  readonly tryPush: TryPush;
  /** BCP 47 locale for times and dates. */
  readonly locale: string;
  /** Random id, unique for good. */
  readonly newId: () => string;
  /** Fixed XMPP resource of this computer. */
  readonly deviceId: string;
  /** This Electron is no official release: say so, and ask before taking a real account. */
  readonly substitute: boolean;
  /** The database of the replicas could not be used and was begun anew, at the start or since: say so. */
  readonly replicaDamaged: () => boolean;
}
