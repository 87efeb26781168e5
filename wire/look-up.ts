// From what somebody entered, or a server announced, to the targets that are tried.
import net from 'node:net';
import { domainToASCII } from 'node:url';
import { ChannelError, type Failure } from './channel-error.ts';
import type { Resolver } from './resolver.ts';
import { DIRECT_TLS_PORT, targetsOf, type SrvRecord, type Target } from './srv.ts';
import { orAborted, within } from './time-limit.ts';

export interface Found {
  /** Best first; at least one. */
  readonly targets: readonly Target[];
  /** Look-ups that failed. They matter only when the targets do, too. */
  readonly failures: readonly Failure[];
}

/**
 * The targets of a host (name or address; an IPv6 address may stand in brackets). A port bypasses DNS. `limit`: milliseconds
 * for the records. Throws ChannelError when the host cannot be one or offers no XMPP, or the signal's reason.
 */
export async function lookUp(
  { host, port }: { readonly host: string; readonly port: number | null },
  resolver: Resolver,
  limit: number,
  signal: AbortSignal,
): Promise<Found> {
  const name = asciiName(host.replace(/^\[|\]$/g, ''));
  if (port !== null) {
    if (!(Number.isInteger(port) && port > 0 && port < 65_536)) throw new ChannelError(`${port} is no port`);
    return { targets: [{ host: name, port, direct: port === DIRECT_TLS_PORT }], failures: [] };
  }
  const failures: Failure[] = [];
  const ask = async (service: string): Promise<readonly SrvRecord[]> => {
    if (!hasRecords(name)) return [];
    const question = `${service}._tcp.${name}`;
    try {
      return await within(limit, signal, (time) => orAborted(resolver.services(question, time), time));
    } catch (error) {
      signal.throwIfAborted();
      // Small routers and captive networks answer SRV questions with an error or not at all, and know the address none the less.
      failures.push({ what: question, error: error instanceof Error ? error : new Error(String(error)) });
      return [];
    }
  };
  const [direct, startTls] = await Promise.all([ask('_xmpps-client'), ask('_xmpp-client')]);
  const targets = targetsOf(name, { direct, startTls }, Math.random);
  if (targets.length === 0) throw new ChannelError(`${name} says that it offers no XMPP`);
  return { targets, failures };
}

/** A name as DNS, certificates and SNI know it: 'bücher.example' is 'xn--bcher-kva.example'. Throws ChannelError. */
export function asciiName(name: string): string {
  const ascii = net.isIP(name) ? name : domainToASCII(name);
  if (ascii === '') throw new ChannelError('not the name of a host');
  return ascii;
}

// What has no place in DNS (RFC 6761 section 6.3).
function hasRecords(host: string): boolean {
  return !net.isIP(host) && host !== 'localhost' && !host.endsWith('.localhost');
}
