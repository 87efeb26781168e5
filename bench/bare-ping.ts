// The least a ping can be: published on one bare stream, heard on another.
import { X509Certificate } from 'node:crypto';
import type { Prosody } from '../test/support/prosody.ts';
import { pubSub, readEvent } from '../wire/pubsub.ts';
import type { Anchor } from '../wire/tls.ts';
import { availablePresence, openXmppStream } from '../wire/xmpp-stream.ts';
import type { XmppStream } from '../wire/xmpp-stream.ts';

export interface BarePing {
  /** From the publish to the event, ms. */
  roundTrip(): Promise<number>;
  close(): Promise<void>;
}

const NODE = 'bench-floor';
const LISTENER = { username: 'floor', password: 'floor-secret' } as const;
const PATIENCE = 10_000;

/** Logs in twice (as the notifier's publisher and as a listener of its own) and subscribes to a node of its own. */
export async function openBarePing(prosody: Prosody): Promise<BarePing> {
  await prosody.addUser(LISTENER.username, LISTENER.password);
  const publisher = await open(prosody, { username: 'publisher', password: 'publisher-secret' });
  const listener = await open(prosody, LISTENER);
  const owner = pubSub(publisher, prosody.service);
  const jid = `${LISTENER.username}@${prosody.domain}`;
  await owner.createNode(NODE);
  await owner.setAffiliation(NODE, jid, 'member');
  await listener.send(availablePresence());
  await pubSub(listener, prosody.service).subscribe(NODE, jid);
  return {
    roundTrip: async () => {
      const heard = nextEvent(listener, prosody.service);
      const startedAt = performance.now();
      await Promise.all([owner.publish(NODE), heard]);
      return (await heard) - startedAt;
    },
    close: async () => void (await Promise.all([publisher.close(), listener.close()])),
  };
}

function open(prosody: Prosody, who: { username: string; password: string }): Promise<XmppStream> {
  const { fingerprint256: fingerprint } = new X509Certificate(prosody.ca);
  const anchors: readonly Anchor[] = [{ fingerprint, pem: prosody.ca, isAuthority: true }];
  const { domain, port } = prosody;
  const signal = AbortSignal.timeout(PATIENCE);
  return openXmppStream({ ...who, domain, host: 'localhost', port, anchors, resource: 'bench', signal });
}

/** When the next ping on our node was heard (performance clock). */
function nextEvent(listener: XmppStream, service: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no event within ${PATIENCE} ms`)), PATIENCE);
    const remove = listener.onMessage((message) => {
      if (readEvent(message, service)?.node !== NODE) return;
      clearTimeout(timer);
      remove();
      resolve(performance.now());
    });
  });
}
