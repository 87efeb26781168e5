// Signing in to the XMPP server once, to learn whether it would work.
import type { TryPush } from '../core/sync/link-ports.ts';
import { openXmppStream } from '../../wire/xmpp-stream.ts';
import { asFailure } from './link-failures.ts';
import { signInOptions, type ProxyFor } from './sign-in.ts';

/** Makes what opens a session, the way a link does, and closes it again. It throws BelfryError. */
export function tryPush(proxyFor: ProxyFor): TryPush {
  return async (address, signal) => {
    try {
      const options = await signInOptions(address, proxyFor, signal);
      // Under a name of its own: it must not end the session that may be listening at this moment.
      const stream = await openXmppStream({ ...options, resource: `${address.resource}-try` });
      await stream.close();
    } catch (error) {
      signal.throwIfAborted(); // called off is no failure of the server
      throw asFailure(error, address.transport.host);
    }
  };
}
