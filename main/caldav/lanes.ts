// A few workers that share one fate: the first failure ends them all, and none is left behind.

/**
 * Runs `work` in `count` lanes and waits for every one of them. Throws the first failure, after the others were called
 * off and have ended.
 */
export async function lanes(
  count: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const together = new AbortController();
  const follow = () => together.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  const errors: unknown[] = [];
  const lane = async () => {
    try {
      await work(together.signal);
    } catch (error) {
      errors.push(error);
      together.abort(); // the others end with AbortError, which is not the failure that is thrown
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, lane));
  } finally {
    signal.removeEventListener('abort', follow);
  }
  if (errors.length > 0) throw errors[0];
}
