// One request and the beginning of its answer: a turn at the host, patience, a second try, redirects.
import { BelfryError } from '../core/errors.ts';
import { isSameSite } from '../core/sync/same-site.ts';
import type { Authorization } from './authorization.ts';
import { fromNetwork, isHangUp } from './failures.ts';
import type { HostGate } from './host-gate.ts';
import type { DavRequest } from './http.ts';
import { leashFor, type Leash } from './leash.ts';
import { asReached } from './place.ts';
import { leave, Renewed, type RawAnswer, type Transport } from './transport.ts';

const MAX_REDIRECTS = 5;
/** Ms a server may think before its answer begins, unless the request says otherwise. */
const PATIENCE = 120_000;

export interface Exchange {
  readonly response: RawAnswer;
  readonly repeated: boolean;
  /** Ends what this exchange holds: its turn at the host, its listener. Idempotent. */
  readonly release: () => void;
}

/** What an exchange goes through. */
export interface Road {
  readonly authorization: Authorization;
  readonly transport: Transport;
  readonly gate: HostGate;
  readonly onSend: () => void;
}

/** Sends, and follows redirects unless told not to. Throws BelfryError; an abort stays what it is. */
export async function exchange(
  request: DavRequest,
  road: Road,
): Promise<{ readonly exchange: Exchange; readonly url: string }> {
  let url = request.url;
  for (let hops = 0; ; hops += 1) {
    const one = await once({ ...request, url }, road);
    const { status, headers } = one.response;
    const location = status >= 300 && status < 400 ? headers.get('location') : null;
    if (!location || request.redirect === 'manual') return { exchange: one, url };
    drop(one);
    const target = asReached(redirectTarget(location, url), new URL(url));
    if (hops >= MAX_REDIRECTS)
      throw new BelfryError('protocol', { what: target.host, reason: 'too-many-redirects' });
    if (!request.anonymous) requireTrust(target, new URL(url));
    url = target.href;
  }
}

/** Nobody wants the rest of this answer. */
export function drop({ response, release }: Exchange): void {
  leave(response);
  release();
}

async function once(request: DavRequest, road: Road): Promise<Exchange> {
  requireEncryption(request.url);
  const { authorization, transport, gate, onSend } = road;
  const { host } = new URL(request.url);
  const leaveGate = await gate.enter(host, request.signal);
  const leash = leashFor(request.signal, request.patience ?? PATIENCE, host);
  const release = () => {
    leash.release();
    leaveGate();
  };
  const attempt = (): Promise<RawAnswer> => {
    onSend();
    const { method, url, body } = request;
    const headers = headersOf(request, authorization);
    return transport.send({ method, url, headers, body, signal: leash.signal });
  };
  try {
    const first = await twice(attempt, leash, transport);
    const challenge = first.response.status === 401 ? first.response.headers.get('www-authenticate') : null;
    const isOver = request.anonymous || challenge === null || !authorization.learn(request.url, challenge);
    if (!isOver) leave(first.response);
    const last = isOver ? first : await twice(attempt, leash, transport);
    leash.answered();
    return { ...last, repeated: first.repeated || last.repeated, release };
  } catch (error) {
    release();
    throw fromNetwork(error, host);
  }
}

// A server may close an idle connection just when it is used again; everything asked here can be asked twice. Being told
// to use a new connection is nobody's failure, and so does not count.
async function twice(
  attempt: () => Promise<RawAnswer>,
  leash: Leash,
  transport: Transport,
): Promise<{ readonly response: RawAnswer; readonly repeated: boolean }> {
  for (let hangUps = 0, repeated = false; ; repeated = true) {
    try {
      return { response: await attempt(), repeated };
    } catch (error) {
      if (leash.signal.aborted) throw error;
      if (error instanceof Renewed) continue;
      if (!isHangUp(error) || hangUps > 0) throw error;
      hangUps += 1;
      transport.dropIdle(); // they are as old as the one that was closed
    }
  }
}

function headersOf(request: DavRequest, authorization: Authorization): Record<string, string> {
  return {
    ...(request.body === undefined ? {} : { 'content-type': 'application/xml; charset=utf-8' }),
    ...(request.depth === undefined ? {} : { depth: request.depth }),
    ...(request.anonymous ? {} : { authorization: authorization.header(request.method, request.url) }),
    'user-agent': 'Belfry',
    ...request.headers,
  };
}

// iCloud moves an account to another host of its own; a stranger's host, or one in clear text, gets no password.
function requireTrust(target: URL, from: URL): void {
  requireEncryption(target.href);
  if (target.origin === from.origin || isSameSite(target.hostname, from.hostname)) return;
  throw new BelfryError('protocol', { what: target.host, reason: 'foreign-redirect' });
}

/** Where a Location header leads. Throws BelfryError 'protocol' when it is no URL. */
export function redirectTarget(location: string, from: string): URL {
  try {
    return new URL(location, from);
  } catch (error) {
    throw fromNetwork(error, new URL(from).host);
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
