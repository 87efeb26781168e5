// One run at a time; a request during a run causes exactly one more.
//
// 1. A request with nothing running starts a run at once.
// 2. A request during a run is not served by it: what it asks for may have happened after the run looked.
// 3. However many come during a run, one more run serves them all.
// 4. A failing run does not stop the next.
// 5. After stop() nothing starts any more, and the running one is told to end.

export interface RunScheduler {
  /** Resolves when a run that began after this call has ended. Rejects only when that run threw, which it should not. */
  request(): Promise<void>;
  /** Aborts the running one and waits for it. Idempotent. */
  stop(): Promise<void>;
}

/** Schedules `run`, which must not throw; it is given a signal that aborts on stop(). */
export function runScheduler(run: (signal: AbortSignal) => Promise<void>): RunScheduler {
  const controller = new AbortController();
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;

  const start = (): Promise<void> => {
    if (controller.signal.aborted) return Promise.resolve();
    running = run(controller.signal).finally(() => {
      running = null;
    });
    return running;
  };
  return {
    request() {
      // Between the end of a run and the start of the one promised after it, nothing runs, but that one serves.
      if (following) return following;
      if (!running) return start();
      const startNext = () => {
        following = null;
        return start();
      };
      following = running.then(startNext, startNext);
      return following;
    },
    async stop() {
      controller.abort();
      await running?.catch(() => undefined); // whoever asked for that run hears of its failure
    },
  };
}
