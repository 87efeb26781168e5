// Header lists as they stand on the wire: [name, value, name, value...], with their case, order and repetitions.
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

export type RawHeaders = readonly string[];

// RFC 9110 section 7.6.1, with the names that HTTP/1.0 proxies used.
const HOP_BY_HOP = new Set(
  'connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/** The headers that travel on: without those of this one connection, named by the standard or by `Connection`. */
export function endToEnd(raw: RawHeaders): RawHeaders {
  const named = valuesOf(raw, 'connection').flatMap((v) => v.split(',').map((n) => n.trim().toLowerCase()));
  return without(raw, (name) => HOP_BY_HOP.has(name) || named.includes(name));
}

/** Without the headers whose lower-case name `drops` says yes to. */
export function without(raw: RawHeaders, drops: (name: string) => boolean): RawHeaders {
  return raw.filter((_, i) => !drops((raw[i - (i % 2)] ?? '').toLowerCase()));
}

/** Every value of this header (lower-case name), in order. */
export function valuesOf(raw: RawHeaders, name: string): readonly string[] {
  return raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === name);
}

/** With this header once, in the place and spelling it has, or at the end. */
export function withHeader(raw: RawHeaders, name: string, value: string): RawHeaders {
  const lower = name.toLowerCase();
  const at = raw.findIndex((n, i) => i % 2 === 0 && n.toLowerCase() === lower);
  if (at < 0) return [...raw, name, value];
  const [spelling = name] = raw.slice(at, at + 1);
  const rest = (part: RawHeaders) => without(part, (n) => n === lower);
  return [...rest(raw.slice(0, at)), spelling, value, ...rest(raw.slice(at + 2))];
}

/** The form in which http.request takes them: repetitions as lists, under the spelling that came first. */
export function toOutgoing(raw: RawHeaders): OutgoingHttpHeaders {
  const spellings = new Map<string, string>();
  const result: Record<string, string[]> = Object.create(null);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = raw.slice(i, i + 2);
    const spelling = spellings.get(name.toLowerCase()) ?? name;
    spellings.set(name.toLowerCase(), spelling);
    (result[spelling] ??= []).push(value);
  }
  return Object.fromEntries(Object.entries(result).map(([n, v]) => [n, v.length === 1 ? v[0] : v]));
}

/** Another proxy on this machine: what it says of its client is believed. */
function isNeighbour({ socket }: IncomingMessage): boolean {
  return /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
}

/** The address the client comes from, as far as anybody trustworthy says. */
export function clientAddress(request: IncomingMessage): string {
  const said = isNeighbour(request) ? request.headers['x-forwarded-for'] : undefined;
  // The last one was written by the neighbour itself; those before it by anybody.
  const last = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',').at(-1)?.trim();
  return last || (request.socket.remoteAddress ?? 'unknown');
}

/** With X-Forwarded-For, -Proto and -Host. What another proxy on this machine said is kept, strangers are not believed. */
export function forwarded(raw: RawHeaders, request: IncomingMessage): RawHeaders {
  const { socket, headers } = request;
  const peer = socket.remoteAddress ?? 'unknown';
  const isBelieved = isNeighbour(request);
  const said = (name: string) => (isBelieved ? valuesOf(raw, name).join(', ') : '');
  const chain = [said('x-forwarded-for'), peer].filter((p) => p !== '').join(', ');
  return [
    ['X-Forwarded-For', chain],
    ['X-Forwarded-Proto', said('x-forwarded-proto') || 'http'],
    ['X-Forwarded-Host', said('x-forwarded-host') || (headers.host ?? '')],
  ].reduce<RawHeaders>((list, [name = '', value = '']) => withHeader(list, name, value), raw);
}

/** The user part of Basic or Digest credentials; null when there is none. It proves nothing by itself. */
export function userIn(authorization: string | undefined): string | null {
  const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic': {
      const text = Buffer.from(rest.trim(), 'base64').toString('utf8');
      return usable(text.includes(':') ? text.slice(0, text.indexOf(':')) : '');
    }
    case 'digest':
      return usable(/(?:^|[,\s])username="((?:[^"\\]|\\.)*)"/.exec(rest)?.[1]?.replace(/\\(.)/g, '$1') ?? '');
    default:
      return null;
  }
}

// A control character or a character lost in decoding cannot be part of an address.
function usable(user: string): string | null {
  return user === '' || user.length > 512 || /[\p{Cc}\ufffd]/u.test(user) ? null : user;
}
