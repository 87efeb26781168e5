// DNS, as far as a channel asks it.
import { promises as dns } from 'node:dns';
import { reasonOf } from './time-limit.ts';
import type { SrvRecord } from './srv.ts';

export interface Resolver {
  /** SRV records of `_service._proto.name`; none: empty. Rejects when nobody could say. */
  services(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]>;
  /** IPv6 and IPv4 addresses, best first. Rejects when there are none, or nobody could say. */
  addresses(host: string): Promise<readonly string[]>;
}

/** The name, or records of that kind for it, do not exist: an answer, not a failure. */
const NONE: readonly string[] = ['ENOTFOUND', 'ENODATA'];
/** Milliseconds one name server is given, and how often each is asked. */
const TRIES = { timeout: 1_000, tries: 3 };

/** What the system resolves by. `servers` ('127.0.0.1:5300') replace its name servers for SRV records. */
export function systemResolver(servers?: readonly string[]): Resolver {
  return {
    async services(name, signal) {
      // A new one each time: it reads the system's name servers when it is made, and a laptop changes networks.
      const resolver = new dns.Resolver(TRIES);
      if (servers) resolver.setServers(servers);
      const cancel = () => resolver.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await resolver.resolveSrv(name);
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        if (error instanceof Error && 'code' in error && NONE.includes(String(error.code))) return [];
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    // By the system's own rules, its hosts file and its order of addresses (RFC 6724) included.
    addresses: async (host) =>
      (await dns.lookup(host, { all: true, order: 'verbatim' })).map((a) => a.address),
  };
}
