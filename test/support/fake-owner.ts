// The owner's side of a pubsub service in memory, with the two servers' habits where they matter: taking an affiliation
// away leaves the subscription, Prosody answers that with forbidden and does it, ejabberd makes unknown nodes by itself.
import { IqError } from '../../wire/iq.ts';
import { bareJid } from '../../wire/jid.ts';
import type { Subscription } from '../../wire/pubsub.ts';
import type { Owner } from '../../notifier/members/owner.ts';

interface Node {
  readonly affiliations: Map<string, string>;
  subscriptions: string[];
  closed: boolean;
}

export class FakeOwner implements Owner {
  readonly nodes = new Map<string, Node>();
  readonly asked: string[] = [];
  /** Who received each ping: 'node jid'. */
  readonly delivered: string[] = [];
  /** Called before each request; throws to break it off. */
  onAsk: (what: string) => void = () => {};
  readonly #forbids: boolean;

  constructor(flavour: 'prosody' | 'ejabberd' = 'prosody') {
    this.#forbids = flavour === 'prosody';
  }

  /** A reader subscribes; throws as the service does when they may not. */
  subscribe(node: string, jid: string): void {
    const at = this.#at(node);
    if (at.closed && at.affiliations.get(bareJid(jid)) !== 'member') throw new IqError('forbidden', null);
    if (!at.subscriptions.includes(jid)) at.subscriptions.push(jid);
  }

  async createNode(node: string): Promise<void> {
    await this.#ask(`create ${node}`);
    if (this.nodes.has(node)) throw new IqError('conflict', null);
    this.nodes.set(node, { affiliations: new Map(), subscriptions: [], closed: true });
  }

  async configureNode(node: string): Promise<void> {
    await this.#ask(`configure ${node}`);
    this.#at(node).closed = true;
  }

  async publish(node: string): Promise<void> {
    await this.#ask(`publish ${node}`);
    for (const jid of this.#at(node).subscriptions) this.delivered.push(`${node} ${jid}`);
  }

  async setAffiliation(node: string, jid: string, affiliation: 'member' | 'none'): Promise<void> {
    await this.#ask(`affiliate ${node} ${jid} ${affiliation}`);
    const { affiliations } = this.#at(node);
    if (affiliation === 'member') return void affiliations.set(jid, affiliation);
    affiliations.delete(jid);
    if (this.#forbids) throw new IqError('forbidden', null);
  }

  async affiliations(node: string): Promise<ReadonlyMap<string, string>> {
    await this.#ask(`affiliations ${node}`);
    return new Map(this.#at(node).affiliations);
  }

  async subscribers(node: string): Promise<readonly Subscription[]> {
    await this.#ask(`subscribers ${node}`);
    return this.#at(node).subscriptions.map((jid) => ({ node, jid, subid: null, state: 'subscribed' }));
  }

  async endSubscription(node: string, jid: string): Promise<void> {
    await this.#ask(`end ${node} ${jid}`);
    const at = this.#at(node);
    at.subscriptions = at.subscriptions.filter((each) => each !== jid);
  }

  async deleteNode(node: string): Promise<void> {
    await this.#ask(`delete ${node}`);
    this.#at(node);
    this.nodes.delete(node);
  }

  async #ask(what: string): Promise<void> {
    await new Promise((done) => setImmediate(done));
    this.onAsk(what);
    this.asked.push(what);
  }

  #at(node: string): Node {
    const at = this.nodes.get(node);
    if (!at) throw new IqError('item-not-found', null);
    return at;
  }
}
