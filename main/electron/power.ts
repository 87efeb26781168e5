// When the computer sleeps, wakes, meets another network, or has its clock or zone changed.
import { networkInterfaces } from 'node:os';
import { powerMonitor } from 'electron';
import { hasJumped, readClocks } from './clock-jump.ts';
import { networkFingerprint } from './network-fingerprint.ts';

export type PowerEvent = 'suspend' | 'wake' | 'network';

/** Milliseconds between looks at the network addresses and the clocks: no system says all of it everywhere. */
const LOOK = 15_000;

/** Reports what happens from now on; returns what ends it. Call when the app is ready. */
export function watchPower(on: (event: PowerEvent) => void): () => void {
  const suspend = (): void => on('suspend');
  const wake = (): void => on('wake');
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  let before = networkFingerprint(networkInterfaces());
  let clocks = readClocks();
  const timer = setInterval(() => {
    const now = readClocks();
    if (hasJumped(clocks, now, LOOK)) wake(); // whatever is planned by the clock is planned anew
    clocks = now;
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
