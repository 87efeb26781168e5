// What the notifier must not forget: which name each node has by now, who may listen to it and until when, and which
// devices it let in. Two implementations, SQLite for one notifier and PostgreSQL for several side by side; both are
// asked every time, so that what one notifier decides holds for the next at once.
import type { NodeKind } from '../members/nodes.ts';

/** What a node stands for. */
export interface NodeKey {
  readonly kind: NodeKind;
  /** Canonical: the path of a home, the path of a collection, '' for the heartbeat. */
  readonly id: string;
}

/** A node by the name it has, or had. */
export interface KnownNode extends NodeKey {
  readonly node: string;
  readonly epoch: number;
}

/** That somebody proved to be allowed to read what a node stands for. */
export interface Lease {
  readonly node: string;
  /** Bare JID that listens. */
  readonly jid: string;
  /** Whose it is: the same for all devices of one person (enrolment/proof.ts). */
  readonly reader: string;
  /** Epoch ms. */
  readonly until: number;
}

/** One device that may sign in to the XMPP server. Of its secrets only SHA-256 is kept, in hex. */
export interface Device {
  readonly jid: string;
  readonly reader: string;
  readonly secret: string;
  /** The secret before this one is good until then (epoch ms): the answer that brought the new one may be lost. */
  readonly previous: { readonly secret: string; readonly until: number } | null;
  /** Epoch ms. */
  readonly until: number;
}

/** Every method rejects with StateError when the database does not answer. */
export interface State {
  /** In the order of `keys`; what was never rotated is 0. */
  epochs(keys: readonly NodeKey[]): Promise<readonly number[]>;
  /** Moves a key on from `from`, unless another notifier already did; gives the epoch that is in force. */
  rotate(key: NodeKey, from: number): Promise<number>;
  /** Writes down leases, with the nodes they are for; one that was there is prolonged. */
  grant(nodes: readonly KnownNode[], leases: readonly Lease[]): Promise<void>;
  /** Takes leases back, whoever they are of. */
  revoke(leases: readonly Pick<Lease, 'node' | 'jid'>[]): Promise<void>;
  leasesOf(
    by: { readonly node: string } | { readonly jid: string } | { readonly reader: string },
  ): Promise<readonly Lease[]>;
  /** Ended by `now`, oldest first, `most` at most. */
  ended(now: number, most: number): Promise<readonly Lease[]>;
  /** Every node that was ever named and is not forgotten, in pages: those behind `after` by name. */
  nodes(after: string, most: number): Promise<readonly KnownNode[]>;
  /** A node that is gone, with its leases. */
  forget(node: string): Promise<void>;
  device(jid: string): Promise<Device | null>;
  devicesOf(reader: string): Promise<readonly Device[]>;
  keepDevice(device: Device): Promise<void>;
  forgetDevice(jid: string): Promise<void>;
  close(): Promise<void>;
}

/** The database cannot be asked: locked, full, damaged, not reachable. */
export class StateError extends Error {
  constructor(what: string, cause: unknown) {
    super(`the state cannot be ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'StateError';
  }
}
