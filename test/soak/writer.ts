// Somebody who writes all the while, whatever befalls the server; every version of an event has a title of its own.
import type { Colleague } from '../support/colleague.ts';
import { sleep } from '../support/patience.ts';
import { dayTime } from '../support/seeded-week.ts';

export interface Writer {
  /** Writes the server took. */
  readonly writes: number;
  /** Ends after the write under way, which is repeated until the server took it. */
  stop(): Promise<void>;
}

/** Events that exist at a time, at most. */
const MOST = 40;
const PAUSE = { least: 100, more: 900 };

/** Begins at once. `random` gives numbers in [0, 1). */
export function startWriter(colleague: Colleague, random: () => number): Writer {
  const there = new Set<string>();
  const state = { writes: 0, isStopped: false };
  const names = (): readonly string[] => [...there];
  const pick = (): string => names()[Math.floor(random() * there.size)] ?? '';
  let versions = 0;
  const next = async (): Promise<void> => {
    versions += 1;
    const chance = random();
    if (there.size === 0 || (chance < 0.3 && there.size < MOST)) {
      const name = `soak-${versions}`;
      const startsAt = dayTime(Date.now(), 1 + Math.floor(random() * 20), 9 + Math.floor(random() * 8));
      await untilTaken(() => colleague.create(name, { title: `${name} version ${versions}`, startsAt }));
      there.add(name);
    } else if (chance < 0.85) {
      const name = pick();
      const title = `${name} version ${versions}`;
      await untilTaken(() => colleague.rename(name, title));
    } else {
      const name = pick();
      await untilTaken(() => colleague.remove(name).catch(unlessGone));
      there.delete(name);
    }
    state.writes += 1;
  };
  const work = async (): Promise<void> => {
    while (!state.isStopped) {
      await next();
      await sleep(PAUSE.least + random() * PAUSE.more);
    }
  };
  const working = work();
  return {
    get writes() {
      return state.writes;
    },
    stop: async () => {
      state.isStopped = true;
      await working;
    },
  };
}

// The server may be away, or have done it and not been able to say so: the same again is the same.
async function untilTaken(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(200);
    }
  }
}

function unlessGone(error: unknown): void {
  if (!String(error).includes('answered 404')) throw error;
}
