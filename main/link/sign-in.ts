// How an account signs in to its XMPP server: as whom, where, and through which proxy.
import type { PushAddress } from '../core/sync/link-ports.ts';
import { bareJid, escapeLocalPart } from '../../wire/jid.ts';
import { orAborted } from '../../wire/time-limit.ts';
import type { HttpProxy } from '../../wire/xmpp-channel.ts';
import type { StreamOptions } from '../../wire/xmpp-stream.ts';

/** The HTTP proxy this computer reaches a host through; null: none. */
export type ProxyFor = (host: string) => Promise<HttpProxy | null>;

/** The options of a stream for this address. Rejects when `signal` is aborted. */
export async function signInOptions(
  address: PushAddress,
  proxyFor: ProxyFor,
  signal: AbortSignal,
): Promise<StreamOptions> {
  const { transport, access, resource } = address;
  return {
    ...identity(address),
    host: transport.host,
    port: transport.port,
    resource,
    anchors: access.trusted,
    // Asking the desktop cannot be called off; waiting for its answer can.
    proxy: await orAborted(proxyFor(transport.host), signal),
    signal,
  };
}

// The calendar's user name is escaped as the server did when it made the account; a JID entered by hand is one already.
function identity({
  transport,
  access,
  user,
  login,
}: PushAddress): Pick<StreamOptions, 'domain' | 'username' | 'password'> {
  if (!login) {
    const { password } = access.credentials;
    return { domain: transport.host, username: escapeLocalPart(user), password };
  }
  const jid = bareJid(login.jid);
  const at = jid.indexOf('@');
  if (at < 1) throw new Error('an address without a local part signs nobody in');
  return { domain: jid.slice(at + 1).toLowerCase(), username: jid.slice(0, at), password: login.password };
}
