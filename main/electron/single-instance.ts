// One Belfry per person: a second start shows the window of the first.
import { app } from 'electron';

/** True when this is the first instance; `onSecond` then hears of every later start, with its command line. */
export function claimSingleInstance(onSecond: (argv: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => onSecond(argv));
  return true;
}
