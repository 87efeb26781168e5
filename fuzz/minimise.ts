// The smallest part of an input that still breaks what the whole input breaks.

/**
 * Takes away pieces, large ones first, for as long as `breaks` holds of the rest; at most `attempts` questions.
 * `input` itself is known to break.
 */
export async function minimise(
  input: string,
  breaks: (input: string) => Promise<boolean>,
  attempts: number,
): Promise<string> {
  let best = input;
  let left = attempts;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && left > 0;) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      left -= 1;
      if (await breaks(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}
