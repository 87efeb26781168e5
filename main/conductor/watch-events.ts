// What the watch of an account tells the rest of the conductor.
import type { AccountId } from '../core/model.ts';

export interface WatchEvents {
  /** Something the window shows changed. */
  onChange(): void;
  /** The server says that a calendar changed: it is being fetched. */
  onPinged(): void;
  /** A look went well, and nothing of what it found is pulled yet; out of reach since `offlineSince` (epoch ms), or null. */
  onLooked(account: AccountId, offlineSince: number | null): void;
  /** A pull ended well, and nothing changed that is to be told; yet what is known of a calendar may be another. */
  onPulled(): void;
  /** A pull or a look recorded changes: tell them, then show everything anew. Resolves when they are told. */
  onChanges(): void | Promise<void>;
}
