// Who may listen to which node, in step with who may read: what is granted, for how long, and how it ends. The state says
// what was decided, the XMPP server carries it out; what it has confirmed is remembered for as long as a stream lasts.
import type { KnownNode, Lease, NodeKey, State } from '../state/state.ts';
import { nodeName } from './nodes.ts';
import { Offline, type Owner } from './owner.ts';
import { remove, unless } from './revocation.ts';

/** Somebody proved to be allowed to read all of this. */
export interface Grant {
  /** Bare JID that is to listen. */
  readonly jid: string;
  readonly reader: string;
  readonly keys: readonly NodeKey[];
}

export interface MembershipOptions {
  /** The service, or null while there is no stream. */
  readonly service: () => Owner | null;
  readonly state: State;
  readonly serverKey: string;
  /** What is made even before it has members: the heartbeat. */
  readonly always: NodeKey;
  /** The bare JID of our own account. It owns the nodes; making it a member would lock us out. */
  readonly self: string;
  /** Milliseconds for which a proof is good. */
  readonly lease: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Rejects with Offline without a stream, with IqError for a refusal, with StillThere, with StateError. */
export interface Membership {
  /** The names in force, in the order of `keys`. Makes nothing. */
  nodesOf(keys: readonly NodeKey[]): Promise<readonly string[]>;
  /** Resolves to the names, in the order of `keys`, when the XMPP server has confirmed the member and the lease is written. */
  grant(grant: Grant): Promise<readonly string[]>;
  /** This JID holds leases of all these nodes that have not ended. */
  holds(jid: string, nodes: readonly string[]): Promise<boolean>;
  /** The calendar server said no to this reader here: whatever devices they have hear no more of it. */
  refused(reader: string, keys: readonly NodeKey[]): Promise<void>;
  /** Who may read may have changed: new names, the old nodes deleted, and everybody proves anew. */
  rotate(keys: readonly NodeKey[]): Promise<void>;
  /** This JID hears nothing more. */
  dismiss(jid: string): Promise<void>;
  /**
   * One ping to whoever listens to this, by the name it has then, after whoever's lease has ended is gone. A node that is
   * missing is made again with its members; one that has none needs no ping.
   */
  publish(key: NodeKey): Promise<void>;
  /** Deletes a node whose name is not in force any more, or that has nobody left, and forgets it. */
  retire(node: string): Promise<void>;
  /** A fresh stream: what was confirmed over the one before is confirmed once more. */
  doubt(): void;
}

/** Nothing is confirmed yet. */
export function createMembership(options: MembershipOptions): Membership {
  return new LeasedMembership(options);
}

/** A lease that ends before any clock began: it is over, and its holder is still to be removed. */
const OVER = 0;

class LeasedMembership implements Membership {
  readonly #options: MembershipOptions;
  readonly #made = new Map<string, Promise<void>>();
  readonly #confirmed = new Map<string, Promise<void>>();

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  async nodesOf(keys: readonly NodeKey[]): Promise<readonly string[]> {
    return (await this.#named(keys)).map(({ node }) => node);
  }

  async grant(grant: Grant): Promise<readonly string[]> {
    const { state, now, lease, self } = this.#options;
    const nodes = await this.#named(grant.keys);
    const names = nodes.map(({ node }) => node);
    if (grant.jid === self) return names;
    const { jid, reader } = grant;
    // Written before it is carried out: cut off in between, the reconciler finds a member missing, not a stranger. A proof
    // that repeats a young one is not worth a write.
    const young = new Set(
      (await state.leasesOf({ jid })).filter(({ until }) => until > now() + lease / 2).map((l) => l.node),
    );
    const until = now() + lease;
    const due = nodes.filter(({ node }) => !young.has(node));
    await state.grant(
      due,
      due.map(({ node }) => ({ node, jid, reader, until })),
    );
    await Promise.all(names.map((node) => this.#confirm(jid, node)));
    // Rotated meanwhile: the names are no longer in force, and the proof may be older than what it proves.
    const still = await this.nodesOf(grant.keys);
    if (still.some((node, i) => node !== names[i])) throw new Rotated();
    return names;
  }

  async holds(jid: string, nodes: readonly string[]): Promise<boolean> {
    const { state, now, self } = this.#options;
    if (jid === self) return true;
    const held = new Set(
      (await state.leasesOf({ jid })).filter(({ until }) => until > now()).map((l) => l.node),
    );
    return nodes.every((node) => held.has(node));
  }

  async refused(reader: string, keys: readonly NodeKey[]): Promise<void> {
    const nodes = new Set(await this.nodesOf(keys));
    const leases = await this.#options.state.leasesOf({ reader });
    await this.#end(leases.filter(({ node }) => nodes.has(node)));
  }

  async rotate(keys: readonly NodeKey[]): Promise<void> {
    for (const old of await this.#named(keys)) {
      await this.#options.state.rotate(old, old.epoch);
      await this.retire(old.node);
    }
  }

  async dismiss(jid: string): Promise<void> {
    await this.#end(await this.#options.state.leasesOf({ jid }));
  }

  async publish(key: NodeKey): Promise<void> {
    const { state, now, always } = this.#options;
    const [node = ''] = await this.nodesOf([key]);
    const leases = await state.leasesOf({ node });
    const ended = leases.filter(({ until }) => until <= now());
    for (const lease of ended) await this.#remove(lease);
    // A later reader starts with a pull.
    if (ended.length === leases.length && key.kind !== always.kind) return;
    await this.#make(node);
    try {
      await this.#owner().publish(node);
    } catch (error) {
      unless('item-not-found')(error);
      await this.#remake(node);
      await this.#owner().publish(node);
    }
  }

  doubt(): void {
    this.#made.clear();
    this.#confirmed.clear();
  }

  async retire(node: string): Promise<void> {
    await this.#owner().deleteNode(node).catch(unless('item-not-found'));
    this.#made.delete(node);
    await this.#options.state.forget(node);
  }

  async #named(keys: readonly NodeKey[]): Promise<readonly KnownNode[]> {
    const { state, serverKey } = this.#options;
    const epochs = await state.epochs(keys);
    return keys.map((key, i) => {
      const epoch = epochs[i] ?? 0;
      return { ...key, epoch, node: nodeName(serverKey, key.kind, key.id, epoch) };
    });
  }

  #owner(): Owner {
    const owner = this.#options.service();
    if (!owner) throw new Offline();
    return owner;
  }

  // Over first, in the state: should the XMPP server not be there, nothing is published until they are gone.
  async #end(leases: readonly Lease[]): Promise<void> {
    await this.#options.state.grant(
      [],
      leases.map((lease) => ({ ...lease, until: OVER })),
    );
    for (const lease of leases) await this.#remove(lease);
  }

  async #remove({ node, jid }: Lease): Promise<void> {
    this.#confirmed.delete(`${node} ${jid}`);
    await remove(this.#owner(), node, jid);
    await this.#options.state.revoke([{ node, jid }]);
  }

  // One that was not there is new, or was lost with its members by a server that makes unknown nodes by itself and so
  // never says that one is missing (ejabberd).
  #make(node: string): Promise<void> {
    return once(this.#made, node, async () => {
      try {
        await this.#owner().createNode(node);
      } catch (error) {
        unless('conflict')(error);
        return this.#owner().configureNode(node); // it was there: whatever it was, it is closed from now on
      }
      const { state, now } = this.#options;
      const leases = await state.leasesOf({ node });
      for (const { jid, until } of leases)
        if (until > now()) await this.#owner().setAffiliation(node, jid, 'member');
    });
  }

  #confirm(jid: string, node: string): Promise<void> {
    return once(this.#confirmed, `${node} ${jid}`, async () => {
      await this.#make(node);
      try {
        await this.#owner().setAffiliation(node, jid, 'member');
      } catch (error) {
        unless('item-not-found')(error);
        await this.#remake(node);
      }
    });
  }

  /** The server lost it since it was made. */
  #remake(node: string): Promise<void> {
    this.#made.delete(node);
    return this.#make(node);
  }
}

/** What was granted has a new name by now: the proof has to be given again. */
export class Rotated extends Error {
  constructor() {
    super('who may read changed meanwhile');
    this.name = 'Rotated';
  }
}

// One question at a time per key; an answer stays, a failure is asked again the next time.
function once(asked: Map<string, Promise<void>>, key: string, ask: () => Promise<void>): Promise<void> {
  const running = asked.get(key);
  if (running) return running;
  const promise = ask();
  asked.set(key, promise);
  promise.catch(() => {
    if (asked.get(key) === promise) asked.delete(key); // its caller has the error
  });
  return promise;
}
