// HTTP to one account's servers: one pool of connections, refusals as errors, counting.
import { BelfryError } from '../core/errors.ts';
import type { Access } from '../core/ports.ts';
import { authorization } from './authorization.ts';
import { BODY_LIMITS, bodyText, type BodyLimits } from './answer-body.ts';
import { drop, exchange } from './exchange.ts';
import { fromStatus } from './failures.ts';
import { hostGate, type HostGate } from './host-gate.ts';
import { transport } from './transport.ts';

// Where a request may lead is decided there.
export { redirectTarget, requireEncryption } from './exchange.ts';

export interface DavRequest {
  readonly method: string;
  readonly url: string;
  readonly depth?: '0' | '1';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without credentials: asking where the calendar is must not tell a stranger the password. */
  readonly anonymous?: boolean;
  /** Follows redirects unless told not to. */
  readonly redirect?: 'follow' | 'manual';
  /** Statuses of 400 and above that the caller understands; every other one is thrown. */
  readonly accept?: (status: number) => boolean;
  /** How long (ms) the server may think before its answer begins; 2 min unless told otherwise. */
  readonly patience?: number;
  /** Somebody beside the calendar server answers: that they have no time is no reason to leave the server alone. */
  readonly isAside?: boolean;
  readonly signal: AbortSignal;
}

export interface DavAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer really came from, after redirects. */
  readonly url: string;
  /** It was asked twice, because the server hung up the first time: that may have had its effect. */
  readonly repeated: boolean;
  /** The body as text, chunk by chunk; to be read or broken off, else its connection stays busy. Throws BelfryError. */
  text(): AsyncIterable<string>;
}

/** A connection pool for one account. */
export interface DavHttp {
  /**
   * Throws BelfryError for every network failure and every status the caller does not accept; 'busy' at once, without
   * asking, while the host rests (it said Retry-After to anybody).
   */
  send(request: DavRequest): Promise<DavAnswer>;
  /** A host said in its own way that it is asked too much: nobody asks it for `ms`. */
  rest(url: string, ms: number): void;
  /** The way there may be another by now: what has no answer yet is asked again, over new connections. */
  renew(): void;
  /** How many requests were sent. */
  readonly count: number;
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Shared by the accounts of one program. */
  readonly gate?: HostGate;
  readonly limits?: BodyLimits;
}

/** Opens the pool. `now` is the clock for Retry-After. */
export function davHttp(access: Access, now: () => number, options: HttpOptions = {}): DavHttp {
  const { gate = hostGate(now), limits = BODY_LIMITS } = options;
  const connections = transport(access);
  const proof = authorization(access.credentials);
  let count = 0;
  const onSend = () => void (count += 1);
  const rest = (url: string, ms: number) => gate.rest(new URL(url).host, ms);
  return {
    async send(request) {
      const road = { authorization: proof, transport: connections, gate, onSend };
      const { exchange: one, url } = await exchange(request, road);
      const { response, repeated, release } = one;
      const { status, headers } = response;
      const { host } = new URL(url);
      const refusal = fromStatus(status, headers, host, now());
      // One resource that is not available says nothing about the host, unless the server says so.
      if (!request.isAside && refusal?.retryAfter && (status === 429 || headers.has('retry-after')))
        rest(url, refusal.retryAfter);
      if (refusal && !request.accept?.(status)) {
        drop(one);
        throw refusal;
      }
      if (!response.body) release();
      return { status, headers, url, repeated, text: () => bodyText(response, host, limits, release) };
    },
    rest,
    renew: () => connections.renew(),
    get count() {
      return count;
    },
    close: async () => connections.close(),
  };
}

/** Collects a body that is known to be small; `most` in characters. Throws BelfryError 'protocol' (too-large). */
export async function wholeText(answer: DavAnswer, most = Infinity): Promise<string> {
  const parts: string[] = [];
  let size = 0;
  for await (const chunk of answer.text()) {
    size += chunk.length;
    if (size > most)
      throw new BelfryError('protocol', { what: new URL(answer.url).host, reason: 'too-large' });
    parts.push(chunk);
  }
  return parts.join('');
}
