// The other end of one encrypted XMPP stream, which answers as a server would unless a test knows better.
import type { TLSSocket } from 'node:tls';
import { Parser, type XmlNode } from '@xmpp/xml';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>";
export const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
export const SM = 'urn:xmpp:sm:3';

/** The XML of an offer to sign in. */
export function mechanisms(...names: readonly string[]): string {
  return `<mechanisms xmlns='${SASL}'>${names.map((n) => `<mechanism>${n}</mechanism>`).join('')}</mechanisms>`;
}

export const BIND = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";

export interface Part {
  /** What stands in the features before signing in, and after. Default: PLAIN; binding and stream management. */
  readonly before?: string;
  readonly after?: string;
  readonly jid?: string;
  /** Given each element first; true: it is answered, or is not to be. */
  readonly answer?: (element: XmlNode, peer: Peer) => boolean;
}

export interface Peer {
  readonly socket: TLSSocket;
  /** Every element the client sent, oldest first. */
  readonly heard: readonly XmlNode[];
  readonly say: (xml: string) => void;
}

/** Plays `part` on a connection; the peer is what the test sees of it. */
export function playServer(socket: TLSSocket, part: Part): Peer {
  const heard: XmlNode[] = [];
  // Writing nothing to a TLS socket reads from it at once, in the middle of what is being read.
  const say = (xml: string): void => void (xml !== '' && socket.write(xml));
  const peer: Peer = { socket, heard, say };
  let isSignedIn = false;
  let parser = new Parser();
  const offer = (): string =>
    isSignedIn ? (part.after ?? `${BIND}<sm xmlns='${SM}'/>`) : (part.before ?? mechanisms('PLAIN'));
  const begin = (): void => {
    parser = new Parser();
    parser.on('start', () => peer.say(`${HEADER}<stream:features>${offer()}</stream:features>`));
    parser.on('element', (element) => {
      heard.push(element);
      if (part.answer?.(element, peer)) return;
      if (element.name === 'auth') isSignedIn = true;
      peer.say(usualAnswer(element, heard, part.jid ?? 'alice@xmpp.example.test/belfry'));
    });
  };
  socket.on('data', (data) => {
    const text = data.toString('utf8');
    // A client restarts its stream only after an answer, so a header never stands behind something else.
    if (text.startsWith('<?xml')) begin();
    const words = text.replace(/<\/stream:stream>$/, '');
    if (words !== '') parser.write(words);
    if (words !== text) socket.end('</stream:stream>');
  });
  return peer;
}

function usualAnswer(element: XmlNode, heard: readonly XmlNode[], jid: string): string {
  const { id = '' } = element.attrs;
  switch (element.name) {
    case 'auth':
      return `<success xmlns='${SASL}'/>`;
    case 'enable':
      return `<enabled xmlns='${SM}' id='session-1' resume='true' max='300'/>`;
    case 'resume':
      return `<failed xmlns='${SM}'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>`;
    case 'r':
      return `<a xmlns='${SM}' h='${stanzasSince(heard, 'enable')}'/>`;
    case 'iq':
      return element.getChild('bind')
        ? `<iq type='result' id='${id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>${jid}</jid></bind></iq>`
        : `<iq type='result' id='${id}' from='${element.attrs['to'] ?? ''}'/>`;
    default:
      return '';
  }
}

/** Stanzas the client sent after the element `name`. */
export function stanzasSince(heard: readonly XmlNode[], name: string): number {
  const begin = heard.findLastIndex((element) => element.name === name);
  return heard.slice(begin + 1).filter((e) => ['iq', 'message', 'presence'].includes(e.name)).length;
}
