// When the computer sleeps, wakes, or meets another network.
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { powerMonitor } from 'electron';

export type PowerEvent = 'suspend' | 'wake' | 'network';

/** Milliseconds between looks at the network addresses and the clock: no system says both everywhere. */
const LOOK = 15_000;
/** A look that comes this much too late means that the computer slept, where nobody announces it. */
const SLEPT = 45_000;

/** Reports what happens from now on; returns what ends it. Call when the app is ready. */
export function watchPower(on: (event: PowerEvent) => void): () => void {
  const suspend = (): void => on('suspend');
  const wake = (): void => on('wake');
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  let before = networkFingerprint(networkInterfaces());
  let lookedAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - lookedAt > LOOK + SLEPT) wake();
    lookedAt = now;
    const after = networkFingerprint(networkInterfaces());
    if (after !== before && after !== '') on('network');
    before = after;
  }, LOOK);
  return () => {
    clearInterval(timer);
    powerMonitor.off('suspend', suspend);
    powerMonitor.off('resume', wake);
    powerMonitor.off('unlock-screen', wake);
  };
}

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
