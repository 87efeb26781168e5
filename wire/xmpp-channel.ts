// The encrypted connection under an XMPP stream: resolve, dial, STARTTLS, verify (RFC 6120 sections 3 and 5, XEP-0368).
// xmpp.js goes on in clear text when a server (or somebody in between) leaves STARTTLS out, takes no certificate
// authority and sends no SNI; so the channel is made here and the library is given it ready.
import type tls from 'node:tls';
import { failedTogether, type Failure } from './channel-error.ts';
import { authority, dial } from './dial.ts';
import { httpConnect, type HttpProxy } from './http-connect.ts';
import { asciiName, lookUp } from './look-up.ts';
import { systemResolver, type Resolver } from './resolver.ts';
import type { Target } from './srv.ts';
import { startTls } from './start-tls.ts';
import { within } from './time-limit.ts';
import { openTls, type Anchor } from './tls.ts';

export { ChannelError } from './channel-error.ts';
export type { HttpProxy } from './http-connect.ts';

export interface ChannelOptions {
  /** Domain of the account: the certificate must be for it, whatever host answers (RFC 6120 section 13.7.2). */
  readonly domain: string;
  readonly host: string;
  /** null: look up the SRV records of `host`, else 5222 and 5223; on 5223 TLS begins with the first byte. */
  readonly port: number | null;
  readonly anchors: readonly Anchor[];
  readonly signal: AbortSignal;
  /** An HTTP proxy to go through (RFC 9110 section 9.3.6, CONNECT); absent or null: none. */
  readonly proxy?: HttpProxy | null;
  /** The system's unless told. */
  readonly resolver?: Resolver;
  /** Those left out are DEFAULT_PATIENCE. */
  readonly patience?: Partial<Patience>;
}

/** Milliseconds. */
export interface Patience {
  /** For the SRV records, both services at once. */
  readonly lookUp: number;
  /** For one target, from its address to its certificate, while there is another to try. */
  readonly target: number;
  /** For the last one, which a slow network may well need. */
  readonly last: number;
}

/** Two targets that swallow everything leave time for a third within the patience of a stream. */
const DEFAULT_PATIENCE: Patience = { lookUp: 4_000, target: 8_000, last: 30_000 };

/** A connection that is encrypted and verified. */
export interface Channel {
  readonly socket: tls.TLSSocket;
  /** Host (or address) and port that answered. */
  readonly server: string;
  /** TLS began with the first byte (XEP-0368); else by STARTTLS. */
  readonly direct: boolean;
}

/**
 * A verified TLS connection to the XMPP server, the first of its targets that allows one. Rejects with the signal's reason,
 * UntrustedCertificate, ChannelError, a socket error or an AggregateError of several; no socket is left open then.
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { signal } = options;
  const patience = { ...DEFAULT_PATIENCE, ...options.patience };
  const failures: Failure[] = [];
  const resolver = options.resolver ?? systemResolver();
  const found = await lookUp(options, resolver, patience.lookUp, signal);
  const last = found.targets.length - 1;
  for (const [index, target] of found.targets.entries()) {
    try {
      return await within(index < last ? patience.target : patience.last, signal, (limit) =>
        reach(target, options, resolver, limit),
      );
    } catch (error) {
      signal.throwIfAborted();
      failures.push(failureOf(error, target));
    }
  }
  throw failedTogether([...failures, ...found.failures]);
}

function failureOf(error: unknown, target: Target): Failure {
  return {
    what: authority(target),
    error: error instanceof Error ? error : new Error(String(error)),
    guessed: target.guessed === true,
  };
}

async function reach(
  target: Target,
  options: ChannelOptions,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<Channel> {
  const { domain, anchors, proxy } = options;
  const servername = asciiName(domain);
  const socket = await dial(proxy ?? target, resolver, signal);
  try {
    if (proxy) await httpConnect(socket, target, proxy.authorization, signal);
    if (!target.direct) await startTls(socket, domain, signal);
    const alpn = target.direct ? { alpn: ['xmpp-client'] } : {};
    const secure = await openTls({ socket, servername, anchors, signal, ...alpn });
    return { socket: secure, server: authority(target), direct: target.direct };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
