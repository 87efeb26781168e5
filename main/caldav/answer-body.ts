// The body of an answer as text, chunk by chunk, with limits on how much and how slowly.
import type { Readable } from 'node:stream';
import { BelfryError } from '../core/errors.ts';
import { bodyDecoder } from './charset.ts';
import { fromNetwork } from './failures.ts';
import type { RawAnswer } from './transport.ts';

export interface BodyLimits {
  /** Bytes of one answer, decompressed: a calendar of a million events fits. */
  readonly size: number;
  /** Ms that may be spent waiting for the server, in all, before it has to keep up `rate`... */
  readonly grace: number;
  /** ...in bytes for each second waited beyond it: less than any telephone line brings. */
  readonly rate: number;
  /** Ms in which something has to come. */
  readonly idle: number;
}

export const BODY_LIMITS: BodyLimits = { size: 2 ** 31, grace: 60_000, rate: 512, idle: 120_000 };

/**
 * Reads the body. Only waiting for the server counts as slowness, not the time the reader takes over what it got.
 * Throws BelfryError: protocol (too-large), offline (time-out, and whatever the network says). Whoever stops early
 * closes the connection. `release` is called exactly once, at the end of whatever kind.
 */
export async function* bodyText(
  { headers, body }: RawAnswer,
  host: string,
  limits: BodyLimits,
  release: () => void,
): AsyncGenerator<string> {
  if (!body) return release();
  const decoder = bodyDecoder(headers.get('content-type'));
  const check = meter(limits, host);
  let asked = performance.now();
  let silence = silenceTimer(body, limits.idle, host);
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      clearTimeout(silence);
      check(part.length, performance.now() - asked);
      const text = decoder.write(part);
      if (text !== '') yield text;
      asked = performance.now();
      silence = silenceTimer(body, limits.idle, host);
    }
    const rest = decoder.end();
    if (rest !== '') yield rest;
  } catch (error) {
    throw fromNetwork(error, host);
  } finally {
    clearTimeout(silence);
    release();
  }
}

function silenceTimer(body: Readable, ms: number, what: string): NodeJS.Timeout {
  return setTimeout(() => body.destroy(new BelfryError('offline', { what, reason: 'time-out' })), ms);
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
