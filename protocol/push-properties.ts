// How a calendar server says where its changes are announced: Apple's pubsub discovery properties
// (CalendarServer's caldav-pubsubdiscovery.txt, 2009, and the transports form that replaced it in 2011).
import { CALENDAR_SERVER } from './namespaces.ts';
import { child, children, type Element } from './element.ts';
import { escapeXml } from './xml-text.ts';

/** The names to ask for in a PROPFIND; all in the CalendarServer namespace. Apple answers a request for
 *  `xmpp-heartbeat-uri` with the wrapper `xmpp-heartbeat`, so both are asked for and both are understood. */
export const PUSH_PROPERTY_NAMES = [
  'push-transports',
  'pushkey',
  'xmpp-server',
  'xmpp-uri',
  'xmpp-heartbeat',
  'xmpp-heartbeat-uri',
] as const;
export type PushPropertyName = (typeof PUSH_PROPERTY_NAMES)[number];

/**
 * The live property, in Belfry's namespace, that a home answers by being announced once: whoever may read the home asks
 * for it (PROPFIND, Depth 0) to find out whether pings arrive. It has no value, and no allprop names it.
 */
export const TEST_PING = 'test-ping';

/** What a home's properties say about push. Everything a client needs to subscribe. */
export interface PushTransport {
  /** Host to connect to; also the JID domain. */
  readonly host: string;
  /** Port given with `host:port`; null means: look it up, else 5222. */
  readonly port: number | null;
  /** JID of the pubsub service, the only sender an event notification is believed from. */
  readonly service: string;
  /** The home's node: collections appear, disappear, are renamed. */
  readonly homeNode: string;
  readonly heartbeat: Heartbeat | null;
}

export interface Heartbeat {
  readonly node: string;
  /** Minutes between heartbeats. */
  readonly minutes: number;
}

/** Parses `xmpp:SERVICE?pubsub;node=NODE` (RFC 5122 with XEP-0060 section 12.21); null if it is anything else. */
export function parseNodeUri(uri: string): { readonly service: string; readonly node: string } | null {
  const match = /^xmpp:(?:\/\/[^/]*\/)?([^?/]+)\?pubsub((?:;[^;]*)*)$/i.exec(uri.trim());
  const pair = match?.[2]?.split(';').find((p) => p.startsWith('node='));
  if (!match?.[1] || !pair || pair.length === 5) return null;
  try {
    return { service: decodeURIComponent(match[1]), node: decodeURIComponent(pair.slice(5)) };
  } catch {
    return null; // a stray % is not a URI: the property is as good as absent
  }
}

/** Formats a pubsub node as a URI; the inverse of parseNodeUri. */
export function formatNodeUri(service: string, node: string): string {
  return `xmpp:${service}?pubsub;node=${encodeURIComponent(node)}`;
}

/**
 * Reads the transport out of the properties of one resource's 200 propstat (a home, or a principal on servers that
 * say it there). Prefers the XMPP transport of push-transports, falls back to xmpp-server and xmpp-uri.
 * Returns null when the server offers no XMPP push or says it in a form nobody can use.
 */
export function readPushTransport(properties: readonly Element[]): PushTransport | null {
  const property = (name: PushPropertyName) =>
    properties.find((p) => p.namespace === CALENDAR_SERVER && p.name === name);
  const transports = property('push-transports');
  const xmpp =
    transports &&
    children(transports, CALENDAR_SERVER, 'transport').find((t) => t.attributes['type'] === 'XMPP');
  const server = (xmpp && child(xmpp, CALENDAR_SERVER, 'xmpp-server')) ?? property('xmpp-server');
  const uri = (xmpp && child(xmpp, CALENDAR_SERVER, 'xmpp-uri')) ?? property('xmpp-uri');
  const where = server && parseHostPort(server.text);
  const what = uri && parseNodeUri(uri.text);
  if (!where || !what) return null;
  const heartbeat = readHeartbeat(property('xmpp-heartbeat') ?? property('xmpp-heartbeat-uri'));
  // Servers stamp addresses in lower case (RFC 7622), and an event is believed only from exactly this one.
  return { ...where, service: what.service.toLowerCase(), homeNode: what.node, heartbeat };
}

/** The pubsub node of one collection or home (`CS:pushkey`), or null. */
export function readPushkey(properties: readonly Element[]): string | null {
  const key = properties.find((p) => p.namespace === CALENDAR_SERVER && p.name === 'pushkey');
  return key?.text || null;
}

function readHeartbeat(wrapper: Element | undefined): Heartbeat | null {
  const uri = wrapper && child(wrapper, CALENDAR_SERVER, 'xmpp-heartbeat-uri');
  const minutes = wrapper && child(wrapper, CALENDAR_SERVER, 'xmpp-heartbeat-minutes');
  const parsed = uri && parseNodeUri(uri.text);
  const period = Number(minutes?.text);
  return parsed && period > 0 && Number.isFinite(period) ? { node: parsed.node, minutes: period } : null;
}

/** Parses `HOST` or `HOST:PORT`, an IPv6 address in brackets; null if it is anything else. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number | null } | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:\s/]+)(?::(\d{1,5}))?$/i.exec(text.trim());
  if (!match?.[1]) return null;
  const port = match[2] ? Number(match[2]) : null;
  return port !== null && (port < 1 || port > 65535) ? null : { host: match[1].toLowerCase(), port };
}

/** Serialises one push property as a self-contained XML fragment (it declares its own prefixes), or null when the
 *  resource does not have it: homes have all of them, collections only `pushkey`. */
export function writePushProperty(
  name: PushPropertyName,
  values: { readonly transport: PushTransport | null; readonly pushkey: string },
): string | null {
  if (name === 'pushkey') return tag('pushkey', escapeXml(values.pushkey));
  const { transport } = values;
  if (!transport) return null;
  const host = transport.port === null ? transport.host : `${transport.host}:${transport.port}`;
  const server = tag('xmpp-server', escapeXml(host));
  const uri = tag('xmpp-uri', escapeXml(formatNodeUri(transport.service, transport.homeNode)));
  switch (name) {
    case 'push-transports':
      return tag(
        'push-transports',
        `<CS:transport xmlns:CS="${CALENDAR_SERVER}" type="XMPP">${server}${uri}</CS:transport>`,
      );
    case 'xmpp-server':
      return server;
    case 'xmpp-uri':
      return uri;
    case 'xmpp-heartbeat':
    case 'xmpp-heartbeat-uri':
      return transport.heartbeat && writeHeartbeat(transport.service, transport.heartbeat);
  }
}

function writeHeartbeat(service: string, beat: Heartbeat): string {
  const uri = tag('xmpp-heartbeat-uri', escapeXml(formatNodeUri(service, beat.node)));
  return tag('xmpp-heartbeat', uri + tag('xmpp-heartbeat-minutes', String(beat.minutes)));
}

function tag(name: string, content: string): string {
  return `<CS:${name} xmlns:CS="${CALENDAR_SERVER}">${content}</CS:${name}>`;
}

/** True for a property of Apple's push discovery, whatever the resource. */
export function isPushProperty(namespace: string, name: string): name is PushPropertyName {
  return namespace === CALENDAR_SERVER && (PUSH_PROPERTY_NAMES as readonly string[]).includes(name);
}
