// Whether the XMPP server may let somebody in: devices by their secrets, and the notifier's own account, which would
// otherwise need another source of accounts beside this one.
import { timingSafeEqual } from 'node:crypto';
import type { State } from '../state/state.ts';
import { hashOf, opens } from './device.ts';

export interface SignIn {
  /** Local part and domain of the JID. */
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

export interface SignInsOptions {
  readonly state: Pick<State, 'device'>;
  /** The notifier's own account. */
  readonly self: SignIn;
  /** Epoch ms. */
  readonly now: () => number;
}

/** True for who may come in. Rejects with StateError: then nobody knows, and that is no refusal. */
export function signIns({ state, self, now }: SignInsOptions): (who: SignIn) => Promise<boolean> {
  return async ({ user, domain, password }) => {
    if (user === self.user && domain === self.domain) return isSame(password, self.password);
    const device = await state.device(`${user}@${domain}`);
    return device !== null && opens(device, password, now());
  };
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(wanted)));
}
