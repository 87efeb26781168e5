// What every real server under test has in common: start, readiness by a protocol answer, freeze, restart, end.
import { startChild } from './child.ts';
import type { Child, ChildOptions } from './child.ts';
import { sleep } from './patience.ts';
import type { Scratch } from './scratch.ts';

export interface ServerProcess {
  readonly pid: number;
  readonly dir: string;
  /** What the server printed, over all its lives. */
  log(): string;
  /** Ends the process only; data and port are kept for restart(). Default: the signal it likes best. */
  halt(signal?: NodeJS.Signals): Promise<void>;
  /** Halts it if it runs, then starts it again on the same port with the same data. Ready when it resolves. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  /** The machine is there, the program does not answer (SIGSTOP). */
  freeze(): void;
  thaw(): void;
  /** Ends the process and removes its folder. Idempotent. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerPlan {
  readonly name: string;
  readonly scratch: Scratch;
  readonly child: ChildOptions;
  /** True when the server gave a proper protocol answer; errors count as "not yet". */
  readonly isReady: () => Promise<boolean>;
  /** The signal on which it ends quickly and in good order. Default SIGTERM. */
  readonly endSignal?: NodeJS.Signals;
  /** Ends what belongs to it and ends with it, once it is down for good. Idempotent. */
  readonly alsoStop?: () => Promise<void>;
}

const START_PATIENCE = 20_000;

/** Starts the server and waits for its first protocol answer. Throws with the server's own words when it dies first. */
export async function startServer(plan: ServerPlan): Promise<ServerProcess> {
  let past = '';
  let child: Child;
  try {
    child = await live(plan);
  } catch (error) {
    await plan.alsoStop?.();
    await plan.scratch.remove();
    throw error;
  }
  const halt = async (signal = plan.endSignal): Promise<void> => {
    await child.end(signal);
  };
  return {
    get pid() {
      return child.pid;
    },
    dir: plan.scratch.dir,
    log: () => past + child.log(),
    halt,
    restart: async (signal) => {
      await halt(signal);
      past += child.log();
      child = await live(plan);
    },
    freeze: () => child.signal('SIGSTOP'),
    thaw: () => child.signal('SIGCONT'),
    stop: async (signal) => {
      await halt(signal);
      await plan.alsoStop?.();
      await plan.scratch.remove();
    },
  };
}

async function live(plan: ServerPlan): Promise<Child> {
  const child = await startChild(plan.child);
  const end = performance.now() + START_PATIENCE;
  while (child.running && performance.now() < end) {
    if (await answers(plan)) return child;
    await sleep(20);
  }
  await child.end();
  throw new Error(`${plan.name} did not come up:\n${child.log().slice(-2_000)}`);
}

async function answers(plan: ServerPlan): Promise<boolean> {
  try {
    return await plan.isReady();
  } catch {
    // Refused or cut off: it is still starting. `live` gives up in time and shows the server's log.
    return false;
  }
}
