// Signing in to the XMPP server once, to learn whether it would work.
import type { TryPush } from '../core/sync/link-ports.ts';
import { openLinkSession } from './link-session.ts';
import { asFailure } from './link-failures.ts';

/** Opens a session and closes it again. Throws BelfryError. */
export const tryPush: TryPush = async (address, signal) => {
  try {
    const session = await openLinkSession(address, signal, () => {});
    await session.close();
  } catch (error) {
    throw asFailure(error, address.transport.host);
  }
};
