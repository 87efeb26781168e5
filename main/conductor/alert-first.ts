// The alert first: the database answers one question at a time, and all others would stand in front of the teller's.
import type { Clock } from '../core/ports.ts';

/** How long everything else waits for an alert to be up, milliseconds. */
const LONGEST_HEAD_START = 250;

/** Tells, and does the rest once told, or when telling takes long. Resolves when told. */
export async function alertFirst(tell: () => Promise<void>, rest: () => void, clock: Clock): Promise<void> {
  let isWaiting = true;
  const once = () => {
    if (isWaiting) rest();
    isWaiting = false;
  };
  const cancel = clock.after(LONGEST_HEAD_START, once);
  await tell();
  cancel();
  once();
}
