// When the computer sleeps, wakes, or meets another network.
import { networkInterfaces } from 'node:os';
import { powerMonitor } from 'electron';
import { networkFingerprint } from './network-fingerprint.ts';

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
