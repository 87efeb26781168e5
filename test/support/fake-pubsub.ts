// A pubsub service in memory that answers as Prosody or ejabberd do, and can be told to keep silent.
import xml, { type XmlNode } from '@xmpp/xml';
import { PUBSUB } from '../../protocol/namespaces.ts';
import { IqError, NoAnswer, type IqRequest } from '../../wire/iq.ts';
import { bareJid } from '../../wire/jid.ts';
import type { Subscription } from '../../wire/pubsub.ts';

export type Flavour = 'prosody' | 'ejabberd';

/** One request, in words: 'list', 'subscribe bf1-a', 'unsubscribe bf1-a alice@x/y 7'. */
export type Asked = string;

export class FakePubSub {
  readonly flavour: Flavour;
  /** Nodes and who may subscribe to them: bare JIDs. */
  readonly members = new Map<string, Set<string>>();
  /** Nodes whose owner has to agree first. */
  readonly moderated = new Set<string>();
  readonly asked: Asked[] = [];
  /** What is not answered: 'list', a node, or 'everything'. */
  readonly silent = new Set<string>();
  subscriptions: Subscription[] = [];
  /** Requests unanswered at the same moment, at most so far. */
  mostAtOnce = 0;
  #open = 0;
  #subid = 0;

  constructor(flavour: Flavour = 'prosody') {
    this.flavour = flavour;
  }

  /** Creates nodes with this member. */
  add(member: string, ...nodes: readonly string[]): void {
    for (const node of nodes) this.members.set(node, new Set([member]));
  }

  /** Subscribes without being asked, as somebody did before. Gives the subscription. */
  holds(node: string, jid: string, state = 'subscribed'): Subscription {
    const subid = this.flavour === 'ejabberd' ? String((this.#subid += 1)) : null;
    const subscription = { node, jid, subid, state };
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** The answer to a request of `from` (a full JID), after everybody who asks in the same turn has asked. */
  async answer({ child, to = '', timeout = 20_000 }: IqRequest, from: string): Promise<XmlNode> {
    this.#open += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#open);
    await new Promise((done) => setImmediate(done));
    this.#open -= 1;
    const [request] = child.getChildElements();
    if (!request) throw new IqError('bad-request', null);
    const { node = '', jid = '', subid } = request.attrs;
    const name = request.name === 'subscriptions' ? 'list' : node;
    this.asked.push(['subscribe', 'unsubscribe'].includes(request.name) ? wordOf(request) : 'list');
    if (this.silent.has(name) || this.silent.has('everything')) throw new NoAnswer(to, timeout);
    switch (request.name) {
      case 'subscribe':
        return this.#subscribe(node, jid, from);
      case 'unsubscribe':
        return this.#unsubscribe({ node, jid, subid: subid ?? null, state: 'subscribed' });
      default:
        return this.#list(bareJid(from));
    }
  }

  #subscribe(node: string, jid: string, from: string): XmlNode {
    const members = this.members.get(node);
    const isEjabberd = this.flavour === 'ejabberd';
    if (bareJid(jid) !== bareJid(from))
      throw isEjabberd ? new IqError('bad-request', 'invalid-jid') : new IqError('forbidden', null);
    if (!members) throw new IqError('item-not-found', null);
    if (!members.has(bareJid(jid)))
      throw isEjabberd ? new IqError('not-allowed', 'closed-node') : new IqError('forbidden', null);
    const before = this.subscriptions.find((s) => s.node === node && s.jid === jid);
    const now = before ?? this.holds(node, jid, this.moderated.has(node) ? 'pending' : 'subscribed');
    return pubsub(asElement(now));
  }

  #unsubscribe({ node, jid, subid }: Subscription): XmlNode {
    const mine = this.subscriptions.filter((s) => s.node === node && s.jid === jid);
    const meant = mine.filter((s) => subid === null || s.subid === subid);
    if (meant.length === 0) throw new IqError('unexpected-request', 'not-subscribed');
    if (meant.length > 1) throw new IqError('bad-request', 'subid-required');
    this.subscriptions = this.subscriptions.filter((s) => s !== meant[0]);
    return pubsub();
  }

  // Prosody repeats the node on each entry; ejabberd names each node there, too, when asked for all.
  #list(jid: string): XmlNode {
    const mine = this.subscriptions.filter((s) => bareJid(s.jid) === jid);
    return pubsub(xml('subscriptions', {}, ...mine.map(asElement)));
  }
}

function wordOf({ name, attrs }: XmlNode): Asked {
  return name === 'subscribe'
    ? `subscribe ${attrs['node']}`
    : ['unsubscribe', attrs['node'], attrs['jid'], attrs['subid']].filter(Boolean).join(' ');
}

function asElement({ node, jid, subid, state }: Subscription): XmlNode {
  return xml('subscription', { node, jid, subscription: state, ...(subid ? { subid } : {}) });
}

function pubsub(...children: XmlNode[]): XmlNode {
  return xml('iq', { type: 'result' }, xml('pubsub', { xmlns: PUBSUB }, ...children));
}
