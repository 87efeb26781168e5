// The nodes this notifier owns and who is a member of them. A node is created closed before anybody hears of it.
// What is remembered here spares the questions; the XMPP server is what counts.
import { IqError } from '../wire/iq.ts';
import type { PubSub } from '../wire/pubsub.ts';

export type Owner = Pick<PubSub, 'createNode' | 'configureNode' | 'publish' | 'setAffiliation'>;

/** There is no stream to the XMPP server. */
export class Offline extends Error {
  constructor() {
    super('no stream to the XMPP server');
    this.name = 'Offline';
  }
}

export interface NodeBook {
  /** This user was once admitted to all of these nodes. */
  wasAdmitted(jid: string, nodes: readonly string[]): boolean;
  /** Resolves when the XMPP server has confirmed the user as a member of each node. */
  admit(jid: string, nodes: readonly string[]): Promise<void>;
  /** One ping. A node that is missing is made again with its members, unless it has none and never had. */
  publish(node: string): Promise<void>;
  /** A fresh stream: what was confirmed over the one before has to be confirmed once more. */
  doubt(): void;
}

export interface NodeBookOptions {
  /** The service, or null while there is no stream. */
  readonly service: () => Owner | null;
  /** Node that is made even before it has members: the heartbeat's. */
  readonly always: string;
  /** The bare JID of our own account. It owns the nodes; making it a member would lock us out. */
  readonly self: string;
}

/** A book without entries. */
export function createNodeBook(options: NodeBookOptions): NodeBook {
  return new Book(options);
}

class Book implements NodeBook {
  readonly #options: NodeBookOptions;
  readonly #members = new Map<string, Set<string>>();
  readonly #made = new Map<string, Promise<void>>();
  readonly #confirmed = new Map<string, Promise<void>>();

  constructor(options: NodeBookOptions) {
    this.#options = options;
  }

  wasAdmitted(jid: string, nodes: readonly string[]): boolean {
    return nodes.every((node) => jid === this.#options.self || this.#members.get(node)?.has(jid));
  }

  async admit(jid: string, nodes: readonly string[]): Promise<void> {
    if (jid === this.#options.self) return;
    await Promise.all(nodes.map((node) => this.#confirm(jid, node)));
  }

  async publish(node: string): Promise<void> {
    const isAlways = node === this.#options.always;
    if (isAlways) await this.#make(node);
    try {
      await this.#owner().publish(node);
    } catch (error) {
      if (!isCondition(error, 'item-not-found')) throw error;
      // Never advertised: nobody listens, and a later reader starts with a pull.
      if (!isAlways && !this.#members.has(node)) return;
      await this.#remake(node);
      await this.#owner().publish(node);
    }
  }

  doubt(): void {
    this.#made.clear();
    this.#confirmed.clear();
  }

  #owner(): Owner {
    const owner = this.#options.service();
    if (!owner) throw new Offline();
    return owner;
  }

  #make(node: string): Promise<void> {
    return once(this.#made, node, async () => {
      try {
        await this.#owner().createNode(node);
      } catch (error) {
        if (!isCondition(error, 'conflict')) throw error;
        await this.#owner().configureNode(node); // it was there: whatever it was, it is closed from now on
      }
    });
  }

  #confirm(jid: string, node: string): Promise<void> {
    return once(this.#confirmed, `${node} ${jid}`, async () => {
      await this.#make(node);
      await this.#owner().setAffiliation(node, jid, 'member');
      this.#members.set(node, (this.#members.get(node) ?? new Set()).add(jid));
    });
  }

  async #remake(node: string): Promise<void> {
    this.#made.delete(node);
    await this.#make(node);
    for (const jid of this.#members.get(node) ?? []) await this.#owner().setAffiliation(node, jid, 'member');
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

function isCondition(error: unknown, condition: string): boolean {
  return error instanceof IqError && error.condition === condition;
}
