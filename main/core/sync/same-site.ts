// Whether two hosts belong to the same organisation, by the public suffix list.
import { getDomain } from 'tldts';

/** True when both hosts are the same, or lie under one registrable domain. Addresses equal only themselves. */
export function isSameSite(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  const domain = getDomain(a, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(b, { allowPrivateDomains: true });
}
