// The side of the proxy that faces the calendar server: connections, and requests as the server shall see them.
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { endToEnd, forwarded, toOutgoing, withHeader, without, type RawHeaders } from './headers.ts';
import { pathOf, underBase } from './paths.ts';

export interface Upstream {
  /** http or https; its path is where the calendar server lives. */
  readonly url: URL;
  /** Further authority for https, PEM. */
  readonly ca: string | null;
}

/** Milliseconds. */
const CONNECT_TIMEOUT = 10_000;
// Below the shortest idle time-out in use (5 s, Apache and Node): a write must not meet a connection just being closed.
const IDLE_CONNECTION = 2_000;
/** Bytes of header accepted on either side. */
export const MAX_HEADERS = 64 * 1024;

/** Connections to the server, kept open between requests. */
export function agentFor({ url, ca }: Upstream): http.Agent {
  const settings = { keepAlive: true, timeout: IDLE_CONNECTION, scheduling: 'lifo' } as const;
  if (url.protocol === 'http:') return new http.Agent(settings);
  const trust = ca === null ? {} : { ca: [...tls.rootCertificates, ca] };
  // Said explicitly, or Node would check the certificate against the client's Host header.
  const servername = net.isIP(hostOf(url)) ? '' : url.hostname;
  return new https.Agent({ ...settings, ...trust, servername });
}

/** The host as sockets want it: URL keeps the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** The path under which the server lives, '' or '/dav'. */
export function basePath({ url }: Upstream): string {
  return url.pathname.replace(/\/+$/, '');
}

/** The request target the server is asked for, whatever form the client's was in. */
export function targetOf(request: http.IncomingMessage, upstream: Upstream): string {
  const path = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '') || '/';
  return underBase(path, basePath(upstream));
}

/** The path in the Destination header of MOVE and COPY as the server sees it; null without one. */
export function destinationOf({ headers }: http.IncomingMessage, upstream: Upstream): string | null {
  const { destination } = headers;
  return typeof destination === 'string' ? underBase(pathOf(destination), basePath(upstream)) : null;
}

/** True when the request announced a body, be it an empty one. */
export function hasBody({ headers }: http.IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** The client's headers for the server: the same, without those of its own connection. */
export function requestHeaders(request: http.IncomingMessage, upstream: Upstream): RawHeaders {
  let headers = forwarded(endToEnd(request.rawHeaders), request);
  const { destination, host } = request.headers;
  const base = basePath(upstream);
  if (base !== '' && typeof destination === 'string') {
    const path = pathOf(destination);
    const under = () => underBase(path, base);
    headers = withHeader(headers, 'Destination', destination.replace(path, under));
  }
  if (host === undefined) headers = withHeader(headers, 'Host', upstream.url.host);
  // The client's own framing, where Node would choose another: a body on DELETE.
  if (request.headers['transfer-encoding'] !== undefined)
    headers = [...headers, 'Transfer-Encoding', 'chunked'];
  return headers;
}

/** Identity encoding only, and no waiting for an invitation: for a request that was read as a whole. */
export function plain(headers: RawHeaders): RawHeaders {
  const unhurried = without(headers, (name) => name === 'expect');
  return withHeader(unhurried, 'Accept-Encoding', 'identity');
}

interface Ask {
  readonly upstream: Upstream;
  readonly agent: http.Agent;
  readonly request: http.IncomingMessage;
  readonly target: string;
  readonly headers: RawHeaders;
}

/** Opens the request to the server; nothing of a body is sent. `onConnected` is called when there is a connection. */
export function ask(
  { upstream, agent, request, target, headers }: Ask,
  onConnected: () => void,
): http.ClientRequest {
  const { url } = upstream;
  const secure = url.protocol === 'https:';
  const asked = (secure ? https : http).request({
    agent,
    host: hostOf(url),
    port: url.port || (secure ? 443 : 80),
    method: request.method ?? 'GET',
    path: target,
    headers: toOutgoing(headers),
    setHost: false,
    maxHeaderSize: MAX_HEADERS,
  });
  // Else Node frames an empty PROPFIND as chunked, which Radicale cannot read.
  if (!hasBody(request)) asked.removeHeader('Transfer-Encoding');
  asked.once('socket', (socket) => {
    if (!socket.connecting) return onConnected();
    const timer = setTimeout(() => asked.destroy(new Error('connecting took too long')), CONNECT_TIMEOUT);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      onConnected();
    });
    socket.once('close', () => clearTimeout(timer));
  });
  return asked;
}
