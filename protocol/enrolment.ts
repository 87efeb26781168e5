// How a device comes to listen: it asks over HTTP, with proof that it may read, and is given an account on the XMPP
// server that is good for nothing else. The calendar password stays with the calendar server.
import { child, children, type Element } from './element.ts';
import { BELFRY, DAV } from './namespaces.ts';
import { formatNodeUri, parseNodeUri } from './push-properties.ts';
import { escapeXml } from './xml-text.ts';

/** The property of a home, in Belfry's namespace, that says where to enrol. No allprop names it. */
export const ENROLMENT = 'enrolment';
/** The path the notifier answers itself, at the origin of the calendars. */
export const ENROLMENT_PATH = '/.belfry/enrol';
/** No form and no script of another site can send it unasked. */
export const ENROLMENT_TYPE = 'application/vnd.belfry.enrolment+xml';
/** Hrefs in one request. */
export const MOST_HREFS = 500;

/** What a home says about enrolling. */
export interface EnrolmentOffer {
  /** Where to: a path, or a URL of the same origin as the home. */
  readonly href: string;
  /**
   * Proof that the answer it came with was given to who shows it, for those whose credentials are good for one request
   * only (Digest, Negotiate); null for others.
   */
  readonly ticket: string | null;
}

export interface EnrolmentRequest {
  /** Random, kept by the device: 16 to 64 characters of A-Z a-z 0-9 - _. */
  readonly device: string;
  /** Instead of an Authorization header. */
  readonly ticket: string | null;
  /** Calendars and homes that shall be listened to, as the calendar server writes them. */
  readonly hrefs: readonly string[];
}

export interface Enrolled {
  /** Bare JID to sign in as, and its secret for PLAIN over verified TLS. */
  readonly jid: string;
  readonly secret: string;
  /** Seconds for which the secret is good. */
  readonly expires: number;
  /** Seconds after which to enrol again: the right to listen is proved anew. */
  readonly renewAfter: number;
  /** JID of the pubsub service, and the heartbeat's node and period. */
  readonly service: string;
  readonly heartbeat: { readonly node: string; readonly minutes: number };
  /** Href as asked -> node. One that may not be read is not among them. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** Serialises the property as a fragment that declares its own prefixes. */
export function writeEnrolmentOffer({ href, ticket }: EnrolmentOffer): string {
  const shown = ticket === null ? '' : `<B:ticket>${escapeXml(ticket)}</B:ticket>`;
  return `<B:${ENROLMENT} xmlns:B="${BELFRY}"><href xmlns="${DAV}">${escapeXml(href)}</href>${shown}</B:${ENROLMENT}>`;
}

/** Reads it from the properties of a home; null when it is not there or names nothing. */
export function readEnrolmentOffer(properties: readonly Element[]): EnrolmentOffer | null {
  const offer = properties.find((p) => p.namespace === BELFRY && p.name === ENROLMENT);
  const href = offer && child(offer, DAV, 'href')?.text;
  return href ? { href, ticket: child(offer, BELFRY, 'ticket')?.text || null } : null;
}

/** A request as a document. */
export function writeEnrolmentRequest({ device, ticket, hrefs }: EnrolmentRequest): string {
  const shown = ticket === null ? '' : `<ticket>${escapeXml(ticket)}</ticket>`;
  const wanted = hrefs.map((href) => `<href xmlns="${DAV}">${escapeXml(href)}</href>`).join('');
  return document('enrol', `<device>${escapeXml(device)}</device>${shown}${wanted}`);
}

/** Reads it; null when it is none, or asks for more than is given at once. */
export function readEnrolmentRequest(root: Element): EnrolmentRequest | null {
  if (root.namespace !== BELFRY || root.name !== 'enrol') return null;
  const device = child(root, BELFRY, 'device')?.text ?? '';
  const hrefs = children(root, DAV, 'href').map(({ text }) => text);
  const isUsable = /^[\w-]{16,64}$/.test(device) && hrefs.length > 0 && hrefs.length <= MOST_HREFS;
  if (!isUsable || hrefs.some((href) => href === '')) return null;
  return { device, hrefs, ticket: child(root, BELFRY, 'ticket')?.text || null };
}

/** An answer as a document. */
export function writeEnrolled(enrolled: Enrolled): string {
  const { jid, secret, expires, renewAfter, service, heartbeat, nodes } = enrolled;
  const named = [...nodes].map(
    ([href, node]) => `<node href="${escapeXml(href)}">${escapeXml(formatNodeUri(service, node))}</node>`,
  );
  return document(
    'enrolled',
    `<jid>${escapeXml(jid)}</jid><secret expires="${expires}">${escapeXml(secret)}</secret>` +
      `<renew-after>${renewAfter}</renew-after>` +
      `<heartbeat minutes="${heartbeat.minutes}">${escapeXml(formatNodeUri(service, heartbeat.node))}</heartbeat>` +
      named.join(''),
  );
}

/** Reads it; null when it is none or lacks something. */
export function readEnrolled(root: Element): Enrolled | null {
  if (root.namespace !== BELFRY || root.name !== 'enrolled') return null;
  const element = (name: string) => child(root, BELFRY, name);
  const beat = parseNodeUri(element('heartbeat')?.text ?? '');
  const facts = {
    jid: element('jid')?.text ?? '',
    secret: element('secret')?.text ?? '',
    expires: Number(element('secret')?.attributes['expires']),
    renewAfter: Number(element('renew-after')?.text),
  };
  const minutes = Number(element('heartbeat')?.attributes['minutes']);
  const times = [facts.expires, facts.renewAfter, minutes];
  if (!beat || facts.jid === '' || facts.secret === '' || times.some((t) => !(t > 0 && Number.isFinite(t))))
    return null;
  const nodes = children(root, BELFRY, 'node').flatMap((each) => {
    const href = each.attributes['href'];
    const place = parseNodeUri(each.text);
    return href && place?.service === beat.service ? [[href, place.node] as const] : [];
  });
  // Servers stamp addresses in lower case (RFC 7622), and an event is believed only from exactly this one.
  const service = beat.service.toLowerCase();
  return { ...facts, service, heartbeat: { node: beat.node, minutes }, nodes: new Map(nodes) };
}

function document(name: string, content: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<${name} xmlns="${BELFRY}">${content}</${name}>`;
}
