// One signed-in XMPP session: present, subscribed, listening.
import type { PushAddress } from '../core/sync/link-ports.ts';
import { bareJid, escapeLocalPart } from '../../wire/jid.ts';
import { IqError, NoAnswer } from '../../wire/iq.ts';
import { pubSub, readEvent, type PubSub, type Subscription } from '../../wire/pubsub.ts';
import { availablePresence, keepAlive, openXmppStream } from '../../wire/xmpp-stream.ts';

/** Patience with the list of subscriptions: it only saves requests. */
const LIST_TIMEOUT = 5_000;

export interface LinkSession {
  /** Makes the subscriptions exactly `nodes`; returns those the service denies. Rejects when the stream ends. */
  reconcile(nodes: readonly string[]): Promise<readonly string[]>;
  /** XEP-0199: rejects when the server does not answer within `timeout` ms. */
  keepAlive(timeout: number): Promise<void>;
  readonly closed: Promise<Error | null>;
  close(): Promise<void>;
}

/** Signs in and becomes present. `onPing` is called for believed events of subscribed nodes only. */
export async function openLinkSession(
  address: PushAddress,
  signal: AbortSignal,
  onPing: (node: string) => void,
): Promise<LinkSession> {
  const { transport, access, user, resource } = address;
  const stream = await openXmppStream({
    domain: transport.host,
    host: transport.host,
    port: transport.port,
    username: escapeLocalPart(user),
    password: access.credentials.password,
    resource,
    anchors: access.trusted,
    signal,
  });
  const service = pubSub(stream, transport.service);
  const jid = bareJid(stream.jid);
  let watched: ReadonlySet<string> = new Set();
  stream.onMessage((message) => {
    const event = readEvent(message, transport.service);
    // A node that ended is looked at like one that changed: the next survey says what became of it.
    if (event && watched.has(event.node)) onPing(event.node);
  });
  await stream.send(availablePresence());
  return {
    async reconcile(nodes) {
      watched = new Set(nodes);
      return subscribeExactly(service, jid, nodes);
    },
    keepAlive: (timeout) => keepAlive(stream, transport.host, timeout),
    closed: stream.closed,
    close: () => stream.close(),
  };
}

// XEP-0060 section 5.6 and 6. The bare JID once: bare and full together would bring each event twice.
async function subscribeExactly(
  service: PubSub,
  jid: string,
  nodes: readonly string[],
): Promise<readonly string[]> {
  const have = await service.subscriptions(LIST_TIMEOUT).catch((error: unknown) => {
    // A service without the list, or Prosody 0.12 after a subscribed node was deleted, which never answers: just
    // subscribe. A server that answers nothing at all shows itself there.
    if (error instanceof IqError || error instanceof NoAnswer) return [] as readonly Subscription[];
    throw error;
  });
  const wanted = new Set(nodes);
  const kept = new Set(have.filter((s) => s.jid === jid && s.state === 'subscribed').map((s) => s.node));
  for (const s of have) {
    // Only what belongs to this account and was clearly made by Belfry for a node no longer wanted, or for a full JID.
    if (bareJid(s.jid) === jid && s.node.startsWith('bf1-') && (!wanted.has(s.node) || s.jid !== jid))
      await service.unsubscribe(s);
  }
  const denied: string[] = [];
  for (const node of wanted) {
    if (!kept.has(node) && !(await isAllowed(service.subscribe(node, jid)))) denied.push(node);
  }
  return denied;
}

async function isAllowed(subscribed: Promise<void>): Promise<boolean> {
  try {
    await subscribed;
    return true;
  } catch (error) {
    if (error instanceof IqError) return false;
    throw error;
  }
}
