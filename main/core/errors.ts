// The closed list of what can go wrong, and what Belfry does about each.

export type ErrorKind =
  | 'offline'
  | 'busy'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'expired'
  | 'untrusted'
  | 'not-subscribed'
  | 'protocol'
  | 'bad-object'
  | 'storage'
  | 'bug';

export interface ErrorFacts {
  /** Names the calendar, host or object concerned; never its content. */
  readonly what?: string;
  readonly cause?: unknown;
  /** Milliseconds the server asked to wait (Retry-After), already clamped. */
  readonly retryAfter?: number;
  /** With `untrusted`: the certificate, so that a person can decide. */
  readonly certificate?: CertificateFacts;
  /** Finer reason for messages, e.g. 'host-not-found' or 'refused' for offline. */
  readonly reason?: string;
}

/** What a person needs to see to decide about a certificate nobody vouches for. */
export interface CertificateFacts {
  readonly host: string;
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 of the certificate the host presented. */
  readonly fingerprint: string;
  /** Epoch ms. */
  readonly validUntil: number;
  /** Why it was refused, OpenSSL's code: SELF_SIGNED_CERT_IN_CHAIN, CERT_HAS_EXPIRED... */
  readonly reason: string;
  /** What trusting would store: the authority at the top of the chain if it was sent, else the certificate itself. */
  readonly anchor: { readonly fingerprint: string; readonly pem: string; readonly isAuthority: boolean };
}

/** The only error class that crosses rooms. Adapters translate at their door. */
export class BelfryError extends Error {
  readonly kind: ErrorKind;
  readonly what: string;
  readonly reason: string;
  readonly retryAfter: number | null;
  readonly certificate: CertificateFacts | null;

  constructor(kind: ErrorKind, facts: ErrorFacts = {}) {
    super([kind, facts.reason, facts.what].filter(Boolean).join(': '), { cause: facts.cause });
    this.name = 'BelfryError';
    this.kind = kind;
    this.what = facts.what ?? '';
    this.reason = facts.reason ?? '';
    this.retryAfter = facts.retryAfter ?? null;
    this.certificate = facts.certificate ?? null;
  }
}

/** Any thrown value as a BelfryError; what is unknown is a bug, with the original as its cause. */
export function asBelfryError(error: unknown): BelfryError {
  return error instanceof BelfryError
    ? error
    : new BelfryError('bug', { cause: error, reason: String(error) });
}

/** True when an error only says that somebody called off the work. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
