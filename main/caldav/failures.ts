// What goes wrong on the way to a calendar server, in the program's own words.
import { asBelfryError, BelfryError, isAbort, type ErrorKind } from '../core/errors.ts';
import { UntrustedCertificate } from '../../wire/tls.ts';
import { XmlError } from '../../wire/xml-reader.ts';

const MINUTE = 60_000;

/** A thrown value from DNS, TCP, TLS or the XML reader as a BelfryError; aborts stay what they are. */
export function fromNetwork(error: unknown, host: string): Error {
  if (error instanceof BelfryError) return error;
  if (error instanceof Error && isAbort(error)) return error;
  if (hasCode(error, 'ERR_INVALID_URL'))
    return new BelfryError('protocol', { what: host, reason: 'bad-href', cause: error });
  // The platform's fetch throws one too, but with the network's error as its cause.
  if (error instanceof TypeError && error.cause === undefined) return asBelfryError(error);
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth += 1) {
    if (e instanceof UntrustedCertificate)
      return new BelfryError('untrusted', { what: host, cause: e, certificate: e });
    if (e instanceof XmlError)
      return new BelfryError('protocol', { what: host, reason: 'bad-xml', cause: e });
    // Something answered, but it does not speak HTTP.
    if ('code' in e && String(e.code).startsWith('HPE_'))
      return new BelfryError('protocol', { what: host, reason: 'not-caldav', cause: error });
    if ('code' in e && typeof e.code === 'string') return fromCode(e.code, host, error);
  }
  return new BelfryError('offline', { what: host, reason: 'network', cause: error });
}

/** True when the server closed the connection instead of answering: it may have been idle for too long. */
export function isHangUp(error: unknown): boolean {
  return hasCode(error, 'ECONNRESET') || hasCode(error, 'EPIPE');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function fromCode(code: string, host: string, cause: unknown): BelfryError {
  const reasons: Readonly<Record<string, string>> = {
    ENOTFOUND: 'host-not-found',
    EAI_AGAIN: 'host-not-found',
    ECONNREFUSED: 'refused',
    ETIMEDOUT: 'time-out',
  };
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return new BelfryError('protocol', { what: host, reason: 'no-tls', cause });
  }
  return new BelfryError('offline', { what: host, reason: reasons[code] ?? 'network', cause });
}

/** A refusing HTTP status as a BelfryError; null when the status is no refusal. */
export function fromStatus(status: number, headers: Headers, what: string, now: number): BelfryError | null {
  if (status < 400) return null;
  const kind = kindOf(status);
  const facts = { what, reason: `http-${status}` };
  return kind === 'busy'
    ? new BelfryError(kind, { ...facts, retryAfter: retryAfter(headers.get('retry-after'), now) })
    : new BelfryError(kind, facts);
}

function kindOf(status: number): ErrorKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
    case 405:
      return 'forbidden';
    case 404:
    case 410:
      return 'gone';
    case 429:
    case 503:
      return 'busy';
    case 502:
    case 504:
      return 'offline';
    default:
      return 'protocol';
  }
}

// RFC 9110 section 10.2.3: seconds or a date. Clamped, so that neither a typo nor malice stops the calendar for a day.
function retryAfter(header: string | null, now: number): number {
  const seconds = Number(header ?? '');
  const wait = header && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? '') - now;
  return Math.min(Math.max(Number.isFinite(wait) ? wait : 5 * MINUTE, MINUTE), 120 * MINUTE);
}
