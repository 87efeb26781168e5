// Which networks a computer is in, told from its addresses.
import type { NetworkInterfaceInfo } from 'node:os';

/**
 * The networks this computer is in, as a text that changes when they do; '' when there is none. Of IPv6 only the /64
 * counts (privacy addresses come and go within it), link-local addresses never do.
 */
export function networkFingerprint(
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
): string {
  const places = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter((one) => !one.internal && !/^fe80:|^169\.254\./i.test(one.address))
      .map((one) => `${name} ${one.family === 'IPv6' ? prefix64(one.address) : one.address}`),
  );
  return [...new Set(places)].toSorted().join(', ');
}

/** The first four groups of an IPv6 address, '::' written out. */
function prefix64(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...behind].slice(0, 4).join(':');
}
