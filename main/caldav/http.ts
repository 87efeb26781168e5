// HTTP to one account's servers: credentials, accepted certificates, redirects, counting.
import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { BelfryError } from '../core/errors.ts';
import type { Access } from '../core/ports.ts';
import { isSameSite } from '../core/same-site.ts';
import { openTls } from '../../wire/tls.ts';
import { fromNetwork, fromStatus, isHangUp } from './failures.ts';

const MAX_REDIRECTS = 5;
const MINUTE = 60_000;

export interface DavRequest {
  readonly method: string;
  readonly url: string;
  readonly depth?: '0' | '1';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without credentials: asking where the calendar is must not tell a stranger the password. */
  readonly anonymous?: boolean;
  /** Follows redirects unless told not to. */
  readonly redirect?: 'follow' | 'manual';
  /** Statuses of 400 and above that the caller understands; every other one is thrown. */
  readonly accept?: (status: number) => boolean;
  readonly signal: AbortSignal;
}

export interface DavAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer really came from, after redirects. */
  readonly url: string;
  /** The body as text, chunk by chunk. Throws BelfryError. */
  text(): AsyncIterable<string>;
}

/** A connection pool for one account. */
export interface DavHttp {
  /** Throws BelfryError for every network failure and every status the caller does not accept. */
  send(request: DavRequest): Promise<DavAnswer>;
  /** How many requests were sent. */
  readonly count: number;
  close(): Promise<void>;
}

/** Opens the pool. `now` is the clock for Retry-After dates. */
export function davHttp(access: Access, now: () => number): DavHttp {
  const agent = agentFor(access);
  let count = 0;
  const attempt = async (request: DavRequest, url: string): Promise<Response> => {
    count += 1;
    return fetchOnce(request, url, access, agent);
  };
  const once = async (request: DavRequest, url: string): Promise<Response> => {
    requireEncryption(url);
    try {
      // A server may close an idle connection just when it is used again; everything asked here can be asked twice.
      return await attempt(request, url).catch((error: unknown) => {
        if (!isHangUp(error) || request.signal.aborted) throw error;
        return attempt(request, url);
      });
    } catch (error) {
      throw fromNetwork(error, new URL(url).host);
    }
  };
  return {
    async send(request) {
      const { response, url } = await following(request, once);
      const refusal = fromStatus(response.status, response.headers, new URL(url).host, now());
      if (refusal && !request.accept?.(response.status)) {
        await response.body?.cancel();
        throw refusal;
      }
      return { status: response.status, headers: response.headers, url, text: () => textOf(response, url) };
    },
    get count() {
      return count;
    },
    close: () => agent.destroy(),
  };
}

async function fetchOnce(request: DavRequest, url: string, access: Access, agent: Agent): Promise<Response> {
  // undici's types and the platform's describe the same objects but do not know of each other.
  return (await undiciFetch(url, {
    method: request.method,
    headers: headersOf(request, access),
    ...(request.body === undefined ? {} : { body: request.body }),
    redirect: 'manual',
    signal: request.signal,
    dispatcher: agent,
  })) as unknown as Response;
}

async function handOver(opening: Promise<TLSSocket>, done: buildConnector.Callback): Promise<void> {
  let socket: TLSSocket;
  try {
    socket = await opening;
  } catch (error) {
    return done(error instanceof Error ? error : new Error(String(error)), null);
  }
  done(null, socket);
}

/** Collects a body that is known to be small. */
export async function wholeText(answer: DavAnswer): Promise<string> {
  let text = '';
  for await (const chunk of answer.text()) text += chunk;
  return text;
}

function agentFor(access: Access): Agent {
  const plain = buildConnector({ timeout: 20_000 });
  return new Agent({
    keepAliveTimeout: MINUTE,
    headersTimeout: 2 * MINUTE,
    bodyTimeout: 2 * MINUTE,
    connections: 4,
    connect(options, done) {
      if (options.protocol !== 'https:') return plain(options, done);
      const port = Number(options.port || 443);
      const signal = AbortSignal.timeout(20_000);
      const servername = options.servername ?? options.hostname;
      const opening = openTls({ servername, host: options.hostname, port, anchors: access.trusted, signal });
      void handOver(opening, done);
    },
  });
}

async function following(
  request: DavRequest,
  once: (request: DavRequest, url: string) => Promise<Response>,
): Promise<{ response: Response; url: string }> {
  let url = request.url;
  for (let hops = 0; ; hops += 1) {
    const response = await once(request, url);
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (!location || request.redirect === 'manual') return { response, url };
    await response.body?.cancel();
    const target = redirectTarget(location, url);
    if (hops >= MAX_REDIRECTS)
      throw new BelfryError('protocol', { what: target.host, reason: 'too-many-redirects' });
    // iCloud moves an account to another host of its own; a stranger's host gets no password.
    if (
      !request.anonymous &&
      target.origin !== new URL(url).origin &&
      !isSameSite(target.hostname, new URL(url).hostname)
    ) {
      throw new BelfryError('protocol', { what: target.host, reason: 'foreign-redirect' });
    }
    url = target.href;
  }
}

/** Where a Location header leads. Throws BelfryError 'protocol' when it is no URL. */
export function redirectTarget(location: string, from: string): URL {
  try {
    return new URL(location, from);
  } catch (error) {
    throw fromNetwork(error, new URL(from).host);
  }
}

function headersOf(request: DavRequest, access: Access): Record<string, string> {
  const { username, password } = access.credentials;
  return {
    ...(request.body === undefined ? {} : { 'content-type': 'application/xml; charset=utf-8' }),
    ...(request.depth === undefined ? {} : { depth: request.depth }),
    // RFC 7617 section 2.1: UTF-8.
    ...(request.anonymous
      ? {}
      : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }),
    'user-agent': 'Belfry',
    ...request.headers,
  };
}

async function* textOf(response: Response, url: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw fromNetwork(error, new URL(url).host);
  }
}

/** Throws BelfryError for http anywhere but on this computer: a password must not cross a network in clear. */
export function requireEncryption(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return;
  if (protocol !== 'http:') throw new BelfryError('protocol', { what: protocol, reason: 'bad-address' });
  if (!isLoopback(hostname)) throw new BelfryError('protocol', { what: hostname, reason: 'clear-text' });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
