// Publish-subscribe (XEP-0060) as the two programs use it: the app subscribes, the notifier owns and publishes.
// Nothing of XML leaves this file.
import xml, { type XmlNode } from '@xmpp/xml';
import { DATA_FORM, PUBSUB, PUBSUB_EVENT, PUBSUB_OWNER } from '../protocol/namespaces.ts';
import { PING_ELEMENT, PING_ITEM_ID } from '../protocol/ping.ts';
import type { XmppStream } from './xmpp-stream.ts';

/** The configuration of every node, the one that means the same on Prosody and ejabberd: members only, the owner
 *  publishes, nothing is kept, nothing is sent to those who are not there. */
export const NODE_CONFIG: Readonly<Record<string, string>> = {
  'pubsub#access_model': 'whitelist',
  'pubsub#publish_model': 'publishers',
  'pubsub#deliver_notifications': '1',
  'pubsub#deliver_payloads': '1',
  'pubsub#persist_items': '0',
  'pubsub#send_last_published_item': 'never',
  'pubsub#notification_type': 'headline',
  'pubsub#notify_delete': '1',
  'pubsub#notify_retract': '0',
};

// Sent with each publish: a node that a server would create by itself is born closed, one that was opened is refused.
const PUBLISH_OPTIONS = { 'pubsub#access_model': 'whitelist' };

export interface Subscription {
  readonly node: string;
  readonly jid: string;
  readonly subid: string | null;
  readonly state: string;
}

/** A pubsub service as seen through one stream. Every method rejects with IqError, or when the stream ends. */
export interface PubSub {
  /** XEP-0060 section 6.1. Gives the state the service put it in: 'subscribed', or 'pending' while an owner has to agree. */
  subscribe(node: string, jid: string): Promise<string>;
  /** Section 6.2; already being unsubscribed is success. */
  unsubscribe(subscription: Subscription): Promise<void>;
  /** Section 5.6: all of one's own. Rejects with NoAnswer after `timeout` ms (20 s unless told). */
  subscriptions(timeout?: number): Promise<readonly Subscription[]>;
  /** Section 8.1, with its configuration in one step. */
  createNode(node: string, config?: Readonly<Record<string, string>>): Promise<void>;
  /** Section 8.2. */
  configureNode(node: string, config?: Readonly<Record<string, string>>): Promise<void>;
  /** Section 7.1: the constant ping. */
  publish(node: string): Promise<void>;
  /** Section 8.9. */
  setAffiliation(node: string, jid: string, affiliation: 'member' | 'none'): Promise<void>;
  affiliations(node: string): Promise<ReadonlyMap<string, string>>;
  /** Section 8.8.1: everybody's, as the owner sees them. */
  subscribers(node: string): Promise<readonly Subscription[]>;
  /** Section 8.8.2: ends the subscription of exactly this JID. */
  endSubscription(node: string, jid: string): Promise<void>;
  /** Section 8.4. */
  deleteNode(node: string): Promise<void>;
}

/** The service at JID `service`, asked over `stream`. */
export function pubSub(stream: XmppStream, service: string): PubSub {
  const ask = (type: 'get' | 'set', namespace: string, ...children: XmlNode[]) =>
    stream.iq({ type, to: service, child: xml('pubsub', { xmlns: namespace }, ...children) });
  const set = async (namespace: string, ...children: XmlNode[]) =>
    void (await ask('set', namespace, ...children));
  return {
    subscribe: async (node, jid) => readState(await ask('set', PUBSUB, xml('subscribe', { node, jid }))),
    unsubscribe: ({ node, jid, subid }) =>
      set(PUBSUB, xml('unsubscribe', { node, jid, ...(subid ? { subid } : {}) })).catch(unlessAlreadyGone),
    subscriptions: async (timeout) => {
      const child = xml('pubsub', { xmlns: PUBSUB }, xml('subscriptions'));
      return readSubscriptions(
        await stream.iq({ type: 'get', to: service, child, ...(timeout ? { timeout } : {}) }),
      );
    },
    createNode: (node, config = NODE_CONFIG) =>
      set(PUBSUB, xml('create', { node }), xml('configure', {}, form(config, `${PUBSUB}#node_config`))),
    configureNode: (node, config = NODE_CONFIG) =>
      set(PUBSUB_OWNER, xml('configure', { node }, form(config, `${PUBSUB}#node_config`))),
    publish: (node) =>
      set(
        PUBSUB,
        xml(
          'publish',
          { node },
          xml('item', { id: PING_ITEM_ID }, xml(PING_ELEMENT.name, { xmlns: PING_ELEMENT.namespace })),
        ),
        xml('publish-options', {}, form(PUBLISH_OPTIONS, `${PUBSUB}#publish-options`)),
      ),
    setAffiliation: (node, jid, affiliation) =>
      set(PUBSUB_OWNER, xml('affiliations', { node }, xml('affiliation', { jid, affiliation }))),
    affiliations: async (node) =>
      readAffiliations(await ask('get', PUBSUB_OWNER, xml('affiliations', { node }))),
    subscribers: async (node) =>
      readSubscriptions(await ask('get', PUBSUB_OWNER, xml('subscriptions', { node })), PUBSUB_OWNER),
    endSubscription: (node, jid) =>
      set(PUBSUB_OWNER, xml('subscriptions', { node }, xml('subscription', { jid, subscription: 'none' }))),
    deleteNode: (node) => set(PUBSUB_OWNER, xml('delete', { node })),
  };
}

/** What a message from a pubsub service says. Payloads are never read. */
export type PubSubEvent =
  | { readonly kind: 'ping'; readonly node: string }
  /** The node is gone; or, where a JID is named, that one's subscription to it. */
  | { readonly kind: 'ended'; readonly node: string; readonly jid?: string };

/**
 * The event in a message, or null: it is believed only from exactly `service`, and anybody may send a message that
 * looks like one (XEP-0060 section 7.1.2.1 and 8.4.2). When it was sent, what it carries and how it is typed say nothing.
 */
export function readEvent(message: XmlNode, service: string): PubSubEvent | null {
  if (message.attrs['from'] !== service || message.attrs['type'] === 'error') return null;
  for (const child of message.getChild('event', PUBSUB_EVENT)?.getChildElements() ?? []) {
    const event = child.getNS() === PUBSUB_EVENT ? eventIn(child) : null;
    if (event) return event;
  }
  return null;
}

function eventIn({ name, attrs }: XmlNode): PubSubEvent | null {
  const { node, jid, subscription } = attrs;
  if (!node) return null;
  switch (name) {
    // Published or taken back, one or all: something happened there.
    case 'items':
    case 'purge':
      return { kind: 'ping', node };
    case 'delete':
      return { kind: 'ended', node };
    case 'subscription':
      return subscription === 'none' ? { kind: 'ended', node, ...(jid ? { jid } : {}) } : null;
    // 'configuration' says how the node works, not that anything happened.
    default:
      return null;
  }
}

// XEP-0004 section 3.2.
function form(fields: Readonly<Record<string, string>>, formType: string): XmlNode {
  const field = (name: string, value: string, type?: string) =>
    xml('field', { var: name, ...(type ? { type } : {}) }, xml('value', {}, value));
  return xml(
    'x',
    { xmlns: DATA_FORM, type: 'submit' },
    field('FORM_TYPE', formType, 'hidden'),
    ...Object.entries(fields).map(([name, value]) => field(name, value)),
  );
}

// An answer that leaves the state out is a plain yes (section 6.1.2).
function readState(answer: XmlNode): string {
  return answer.getChild('pubsub', PUBSUB)?.getChild('subscription')?.attrs['subscription'] ?? 'subscribed';
}

// Prosody repeats the node on each entry, ejabberd names it once on the wrapper.
function readSubscriptions(answer: XmlNode, namespace = PUBSUB): readonly Subscription[] {
  const wrapper = answer.getChild('pubsub', namespace)?.getChild('subscriptions');
  return (wrapper?.getChildren('subscription') ?? []).map(({ attrs }) => ({
    node: attrs['node'] ?? wrapper?.attrs['node'] ?? '',
    jid: attrs['jid'] ?? '',
    subid: attrs['subid'] ?? null,
    state: attrs['subscription'] ?? 'none',
  }));
}

function readAffiliations(answer: XmlNode): ReadonlyMap<string, string> {
  const entries =
    answer.getChild('pubsub', PUBSUB_OWNER)?.getChild('affiliations')?.getChildren('affiliation') ?? [];
  return new Map(entries.map(({ attrs }) => [attrs['jid'] ?? '', attrs['affiliation'] ?? 'none']));
}

function unlessAlreadyGone(error: unknown): void {
  const gone = ['unexpected-request', 'item-not-found'];
  if (!(error instanceof Error && 'condition' in error && gone.includes(String(error.condition))))
    throw error;
}
