// The least a sign-in can be: one TCP connection, TLS, SASL and a bound resource, with nothing after it.
import { X509Certificate } from 'node:crypto';
import type { XmppServer } from '../test/support/xmpp-server.ts';
import type { Anchor } from '../wire/tls.ts';
import { openXmppStream } from '../wire/xmpp-stream.ts';

const PATIENCE = 10_000;

/** Milliseconds from dialling to a bound session. */
export async function bareLogin(server: XmppServer, username: string, password: string): Promise<number> {
  const { domain, port } = server;
  const startedAt = performance.now();
  const stream = await openXmppStream({
    domain,
    host: 'localhost',
    port,
    username,
    password,
    resource: 'bare',
    anchors: anchorsOf(server),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const took = performance.now() - startedAt;
  await stream.close();
  return took;
}

/** Trust in the authority of a test's server. */
export function anchorsOf({ ca: pem }: XmppServer): readonly (Anchor & { readonly isAuthority: true })[] {
  return [{ pem, isAuthority: true, fingerprint: new X509Certificate(pem).fingerprint256 }];
}
