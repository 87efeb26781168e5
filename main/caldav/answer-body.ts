// The body of an answer as text, chunk by chunk, with limits on how much and how slowly.
import { BelfryError } from '../core/errors.ts';
import { bodyDecoder } from './charset.ts';
import { fromNetwork } from './failures.ts';

export interface BodyLimits {
  /** Bytes of one answer, decompressed: a calendar of a million events fits. */
  readonly size: number;
  /** Ms that may be spent waiting for the server, in all, before it has to keep up `rate`... */
  readonly grace: number;
  /** ...in bytes for each second waited beyond it: less than any telephone line brings. */
  readonly rate: number;
}

export const BODY_LIMITS: BodyLimits = { size: 2 ** 31, grace: 60_000, rate: 512 };

/**
 * Reads the body. Only waiting for the server counts as slowness, not the time the reader takes over what it got.
 * Throws BelfryError: protocol (too-large), offline (time-out, and whatever the network says). Whoever stops early
 * closes the connection. `release` is called exactly once, at the end of whatever kind.
 */
export async function* bodyText(
  response: Response,
  host: string,
  limits: BodyLimits,
  release: () => void,
): AsyncGenerator<string> {
  const decoder = bodyDecoder(response.headers.get('content-type'));
  const reader = response.body?.getReader();
  const check = meter(limits, host);
  let isOver = !reader;
  try {
    while (reader && !isOver) {
      const asked = performance.now();
      const { done, value } = await reader.read();
      isOver = done;
      if (!value) continue;
      check(value.length, performance.now() - asked);
      const text = decoder.write(value);
      if (text !== '') yield text;
    }
    const rest = decoder.end();
    if (rest !== '') yield rest;
  } catch (error) {
    throw fromNetwork(error, host);
  } finally {
    // An unread rest would block the connection. That it cannot be cancelled means that it is over anyway.
    if (!isOver) await reader?.cancel().catch(() => {});
    release();
  }
}

function meter({ size, grace, rate }: BodyLimits, what: string): (bytes: number, waited: number) => void {
  let total = 0;
  let waiting = 0;
  return (bytes, waited) => {
    total += bytes;
    waiting += waited;
    if (total > size) throw new BelfryError('protocol', { what, reason: 'too-large' });
    if (total < ((waiting - grace) / 1000) * rate)
      throw new BelfryError('offline', { what, reason: 'time-out' });
  };
}
