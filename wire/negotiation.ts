// From an encrypted channel to a session (RFC 6120 section 4.3): sign in, take up the session of before or bind a resource,
// turn stream management on. The order of features, the answers and the binding are xmpp.js's own; signing in, stream
// management and the requests take the place of its.
import iqCallee from '@xmpp/iq/callee.js';
import middleware, { type Middleware } from '@xmpp/middleware';
import resourceBinding from '@xmpp/resource-binding';
import streamFeatures from '@xmpp/stream-features';
import type { XmlNode } from '@xmpp/xml';
import type { ChannelClient } from './channel-client.ts';
import { ChannelError } from './channel-error.ts';
import { iqExchange, type IqExchange } from './iq.ts';
import { bareJid } from './jid.ts';
import { sasl, type Credentials } from './sasl.ts';
import { StreamManagement, type Resumable } from './stream-management.ts';

const STREAMS = 'http://etherx.jabber.org/streams';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const PING = 'urn:xmpp:ping';

export interface SessionWanted extends Credentials {
  readonly domain: string;
  readonly resource: string;
  readonly resume?: Resumable | null;
}

export interface Negotiated {
  readonly iqs: IqExchange;
  readonly management: StreamManagement;
  /** The SASL mechanism that let us in. */
  readonly mechanism: string;
}

/** Resolves when the session stands. Rejects with what ended the stream; `entity` is to be destroyed then. */
export async function negotiate(entity: ChannelClient, wanted: SessionWanted): Promise<Negotiated> {
  const { domain, resource } = wanted;
  let mechanism = '';
  const layers = middleware({ entity });
  const parts = { streamFeatures: streamFeatures({ middleware: layers }), entity };
  const isOwn = (from: string | undefined): boolean =>
    from === undefined || from === domain || (entity.jid !== null && from === bareJid(String(entity.jid)));
  const iqs = iqExchange((element) => entity.send(element), isOwn);
  entity.on('stanza', (stanza) => {
    if (stanza.name === 'iq') iqs.receive(stanza);
  });
  // Features are tried in this order, each time the server lists them.
  sasl(parts, wanted, (name) => (mechanism = name));
  const management = new StreamManagement(entity, parts.streamFeatures, wanted.resume ?? null);
  resourceBinding({ ...parts, iqCaller: { set: (element) => bound(iqs, element) } }, resource);
  endWithoutFeature(layers, entity);
  // Refuses every request of anybody (RFC 6120 section 8.2.3) but the pings of one's own server.
  const answers = iqCallee({ middleware: layers, entity });
  answers.get(PING, 'ping', ({ stanza }) => (isOwn(stanza.attrs['from']) ? {} : undefined));
  const online = new Promise<void>((resolve) => entity.on('online', resolve));
  await entity.begin(domain);
  await online;
  await management.enable();
  return { iqs, management, mechanism };
}

async function bound(iqs: IqExchange, element: XmlNode): Promise<XmlNode> {
  const bind = (await iqs.request({ type: 'set', child: element })).getChild('bind', BIND);
  if (!bind?.getChildText('jid')) throw new ChannelError('the server binds no address');
  return bind;
}

// xmpp.js waits for ever for a feature that is not listed.
function endWithoutFeature(layers: Middleware, entity: ChannelClient): void {
  layers.use(({ stanza }, next) => {
    if (stanza.is('features', STREAMS) && entity.status !== 'online')
      throw new ChannelError('the server offers no way to sign in or to bind an address');
    return next();
  });
}
