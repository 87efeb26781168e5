// The proxy this computer is set up to use, asked of Electron, which knows the desktop's settings and their scripts.
import type { Session } from 'electron';
import type { Log } from '../core/ports.ts';
import { chooseProxy } from '../core/sync/proxy-list.ts';

/** The port XMPP is spoken on: a script may decide by it. */
const XMPP_PORT = 5222;

/** An HTTP proxy for one host. */
export interface SystemProxy {
  readonly host: string;
  readonly port: number;
  /** The desktop's settings hold no password for it. */
  readonly authorization: null;
}

/**
 * Asks anew for each connection, because a laptop moves between networks. Resolves to null to connect directly, also when
 * the settings name only what cannot be used, or cannot be read; the log then says so, once for each reason.
 */
export function systemProxy(
  session: Pick<Session, 'resolveProxy'>,
  log: Log,
): (host: string) => Promise<SystemProxy | null> {
  const said = new Set<string>();
  const warnOnce = (facts: Readonly<Record<string, unknown>>): void => {
    const key = JSON.stringify(facts);
    if (said.has(key)) return;
    said.add(key);
    log.warn('proxy', facts);
  };
  return async (host) => {
    try {
      const { proxy, passedOver } = chooseProxy(await session.resolveProxy(addressOf(host)));
      if (passedOver.length > 0) warnOnce({ reason: 'unsupported', passedOver });
      return proxy && { ...proxy, authorization: null };
    } catch (error) {
      warnOnce({ reason: 'failed', error });
      return null;
    }
  };
}

/** As a page of it would be asked for; a bare IPv6 address needs its brackets. */
function addressOf(host: string): string {
  const isBareAddress = host.includes(':') && !host.startsWith('[');
  return `https://${isBareAddress ? `[${host}]` : host}:${XMPP_PORT}`;
}
