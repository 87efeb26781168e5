// Work that ends in time: when it is done, when it is called off, or when its time is over.

/** The time of one step is over, not that of the whole. */
export class TimeOver extends Error {
  constructor(limit: number) {
    super(`no answer within ${limit} ms`);
    this.name = 'TimeOver';
  }
}

/** What an aborted signal was aborted with, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

/**
 * Gives `work` a signal that also aborts, with TimeOver, after `limit` ms. Timer and listener are gone when the work is:
 * AbortSignal.any() and timeout() would leave both until the end of their time.
 */
export async function within<T>(
  limit: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const callOff = () => ending.abort(reasonOf(signal));
  const timer = setTimeout(() => ending.abort(new TimeOver(limit)), limit);
  signal.addEventListener('abort', callOff, { once: true });
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', callOff);
  }
}

/** Rejects with the signal's reason as soon as it aborts, for work that cannot be called off itself. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
