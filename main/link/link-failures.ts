// What ended a stream, as an event of the link machine.
import { BelfryError, type CertificateFacts } from '../core/errors.ts';
import type { LinkEvent } from '../core/sync/link.ts';
import { UntrustedCertificate } from '../../wire/tls.ts';
import { ChannelError } from '../../wire/xmpp-channel.ts';

/** SASL conditions that say the credentials are not accepted (RFC 6120 section 6.5). */
const UNAUTHORIZED = ['not-authorized', 'account-disabled', 'credentials-expired', 'invalid-authzid'];

/** The event that an ended stream or a failed attempt is to the link machine. */
export function eventFor(error: unknown): LinkEvent {
  const condition = conditionOf(error);
  if (error instanceof UntrustedCertificate) return { type: 'refused', because: 'untrusted' };
  if (condition && UNAUTHORIZED.includes(condition)) return { type: 'refused', because: 'unauthorized' };
  if (condition === 'conflict') return { type: 'refused', because: 'conflict' };
  return { type: 'lost', because: error instanceof ChannelError ? 'protocol' : 'offline' };
}

/** The certificate a person has to decide about, if that is what the error is. */
export function untrustedIn(error: unknown): CertificateFacts | null {
  return error instanceof UntrustedCertificate ? error : null;
}

/** The same failure for somebody who waits for one attempt. */
export function asFailure(error: unknown, host: string): BelfryError {
  const event = eventFor(error);
  const certificate = untrustedIn(error);
  const facts = { what: host, cause: error, ...(certificate ? { certificate } : {}) };
  if (event.type === 'refused')
    return new BelfryError(event.because === 'conflict' ? 'busy' : event.because, facts);
  return new BelfryError(event.type === 'lost' ? event.because : 'bug', facts);
}

function conditionOf(error: unknown): string | null {
  return error instanceof Error && 'condition' in error && typeof error.condition === 'string'
    ? error.condition
    : null;
}
