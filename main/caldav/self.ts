// Who an account's person is on the server: by which addresses, principals and names it knows them.
import { addressOf } from '../core/ical/people.ts';
import type { Self } from '../core/model.ts';
import { withSlash } from './href.ts';
import type { Principal } from './principal.ts';

/** What was known of an account before its server was asked. */
export interface SelfBefore {
  readonly principalUrl: string;
  readonly username: string;
  /** As it was stored; absent for an account that is only being found. */
  readonly self?: Self;
}

/**
 * Who that is. While the principal is unread, what was known before still holds. A user name that is an e-mail address
 * counts as one where the server names none (RFC 6638 section 2.4.1 leaves the property optional).
 */
export function selfOf(principal: Principal | null, before: SelfBefore): Self {
  const { principalUrl, username } = before;
  const old = before.self;
  if (!principal && old && old.principals.length > 0) return { ...old, username };
  const told = principal?.addresses ?? [];
  const isMailbox = !told.some(looksLikeMail) && looksLikeMail(username);
  const urls = principal?.urls ?? [withSlash(principalUrl)];
  return {
    addresses: isMailbox ? [...told, addressOf(username)] : told,
    principals: [...new Set(urls.map((url) => new URL(url).pathname))],
    username,
    name: principal?.name ?? '',
  };
}

function looksLikeMail(address: string): boolean {
  return /^[^\s@:/]+@[^\s@:/]+$/.test(address.trim());
}
