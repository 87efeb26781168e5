// Waiting for something to become true, with an end and a reason.

/** Asks `probe` every 20 ms until it gives something other than null or false. Throws after `ms`, naming `what`. */
export async function until<T>(
  what: string,
  ms: number,
  probe: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await probe();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await sleep(20);
  }
}

/** Resolves after `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
