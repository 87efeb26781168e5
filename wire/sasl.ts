// Signing in (RFC 6120 section 6): the strongest mechanism both sides know, PLAIN only where there is none other, and a
// success that is believed only when the server has proven itself. A stream feature in the manner of @xmpp/sasl, which
// never looks at what comes with <success/>.
import type { TLSSocket } from 'node:tls';
import { procedure } from '@xmpp/events';
import type { StreamFeatures } from '@xmpp/stream-features';
import xml, { type XmlNode } from '@xmpp/xml';
import type { ChannelClient } from './channel-client.ts';
import { ChannelError } from './channel-error.ts';
import {
  saslPrep,
  scram,
  ScramError,
  type ChannelBinding,
  type SaslMechanism,
  type ScramName,
} from './scram.ts';
import { ServerRefusal } from './server-refusal.ts';

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
/** XEP-0440. */
const BINDINGS = 'urn:xmpp:sasl-cb:0';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Signs in when the server offers it, and starts the stream anew. `onSignedIn` is told the mechanism. What goes wrong is
 * an 'error' of the entity: ServerRefusal with the server's word (not-authorized...), or ChannelError.
 */
export function sasl(
  { streamFeatures, entity }: { streamFeatures: StreamFeatures; entity: ChannelClient },
  credentials: Credentials,
  onSignedIn: (mechanism: string) => void,
): void {
  streamFeatures.use('mechanisms', SASL, async ({ stanza }, _next, feature) => {
    const offered = feature.getChildren('mechanism').map((mechanism) => mechanism.text());
    const mechanism = chooseMechanism(offered, exporterOf(entity.channel, stanza), credentials);
    await authenticate(entity, mechanism);
    onSignedIn(mechanism.name);
    await entity.restart();
  });
}

interface Exporter {
  /** The value of this connection; null: it has none (before TLS 1.3). */
  readonly value: Buffer | null;
  /** The server names it among the bindings it knows. */
  readonly isOffered: boolean;
}

// RFC 9266: 32 octets, and no context. Only TLS 1.3 makes them unique without further conditions.
function exporterOf(channel: TLSSocket, features: XmlNode): Exporter {
  const known = features.getChild('sasl-channel-binding', BINDINGS)?.getChildren('channel-binding') ?? [];
  return {
    value:
      channel.getProtocol() === 'TLSv1.3'
        ? channel.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
        : null,
    isOffered: known.some(({ attrs }) => attrs['type'] === 'tls-exporter'),
  };
}

// Throws ChannelError when nothing offered is spoken here.
function chooseMechanism(
  offered: readonly string[],
  exporter: Exporter,
  { username, password }: Credentials,
): SaslMechanism {
  const strongest: readonly ScramName[] = ['SCRAM-SHA-256', 'SCRAM-SHA-1'];
  const { value, isOffered } = exporter;
  const bound = value && isOffered ? strongest.find((name) => offered.includes(`${name}-PLUS`)) : undefined;
  if (value && bound) return scram({ name: bound, username, password, binding: { exporter: value } });
  const name = strongest.find((known) => offered.includes(known));
  // A server that offers bindings, only none we know, would take 'unoffered' for the work of somebody in between.
  const isBindingOffered = offered.some((mechanism) => mechanism.endsWith('-PLUS'));
  const binding: ChannelBinding = value && !isBindingOffered ? 'unoffered' : 'impossible';
  if (name) return scram({ name, username, password, binding });
  if (offered.includes('PLAIN')) return plain(username, password);
  throw new ChannelError('the server offers no way to sign in that is spoken here');
}

// RFC 4616. The channel is always encrypted and verified.
function plain(username: string, password: string): SaslMechanism {
  return {
    name: 'PLAIN',
    initial: () => `\0${saslPrep(username)}\0${saslPrep(password)}`,
    answer: () => Promise.reject(new ChannelError('the server asks more than PLAIN can answer')),
    conclude: () => {},
  };
}

async function authenticate(entity: ChannelClient, mechanism: SaslMechanism): Promise<void> {
  const auth = xml('auth', { xmlns: SASL, mechanism: mechanism.name }, encode(mechanism.initial()));
  try {
    await procedure<null>(entity, auth, async (element, done) => {
      if (element.is('failure', SASL)) throw new ServerRefusal(element);
      if (element.is('challenge', SASL)) {
        const answer = await mechanism.answer(decode(element.text()));
        await entity.send(xml('response', { xmlns: SASL }, answer === '' ? '' : encode(answer)));
      }
      if (!element.is('success', SASL)) return;
      mechanism.conclude(decode(element.text()));
      done(null);
    });
  } catch (error) {
    throw error instanceof ScramError ? new ChannelError(error.message) : error;
  }
}

// RFC 6120 section 6.4.2: '=' stands for data of no length.
const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64') || '=';
const decode = (text: string): string => Buffer.from(text.trim(), 'base64').toString('utf8');
