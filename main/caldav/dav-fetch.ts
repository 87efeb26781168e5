// The platform's fetch over our HTTP, for tsdav: the same credentials, certificates, redirects and limits.
import { wholeText, type DavAnswer, type DavHttp } from './http.ts';

/** More than any answer tsdav asks for. */
const MOST = 16 * 1024 * 1024;

export interface Watch {
  /** Statuses that tsdav is shown instead of an error being thrown. */
  readonly accept?: (status: number) => boolean;
  readonly onAnswer?: (answer: DavAnswer) => void;
  /** tsdav words some failures anew; here is what was thrown. */
  readonly onError?: (error: unknown) => void;
}

/** A fetch whose failures are BelfryErrors. */
export function davFetch(http: DavHttp, signal: AbortSignal, watch: Watch = {}): typeof fetch {
  return async (input, init) => {
    try {
      const answer = await http.send({
        method: init?.method ?? 'GET',
        url: typeof input === 'string' ? input : input instanceof URL ? input.href : input.url,
        headers: Object.fromEntries(new Headers(init?.headers)),
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
        ...(watch.accept ? { accept: watch.accept } : {}),
        signal,
      });
      watch.onAnswer?.(answer);
      const text = await wholeText(answer, MOST);
      // These must not have a body, says the platform's Response.
      const isBare = answer.status === 204 || answer.status === 205 || answer.status === 304;
      return new Response(isBare ? null : text, { status: answer.status, headers: answer.headers });
    } catch (error) {
      watch.onError?.(error);
      throw error;
    }
  };
}
