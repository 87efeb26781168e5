// What ended a stream, as an event of the link machine, as a failure for somebody who waits, as a word for the log.
import { BelfryError, type CertificateFacts } from '../core/errors.ts';
import type { LinkEvent } from '../core/sync/link.ts';
import { IqError } from '../../wire/iq.ts';
import { ServerRefusal } from '../../wire/server-refusal.ts';
import { UntrustedCertificate } from '../../wire/tls.ts';
import { ChannelError } from '../../wire/xmpp-channel.ts';

/** SASL conditions that say the credentials are not accepted (RFC 6120 section 6.5); a stream of an account that was
 *  deleted ends with the first of them. */
const UNAUTHORIZED = ['not-authorized', 'account-disabled', 'credentials-expired', 'invalid-authzid'];

/** What a server says when it will pass (sections 4.9.3 and 6.5); everything else is two programs at odds. */
const PASSING = [
  'connection-timeout',
  'internal-server-error',
  'remote-connection-failed',
  'reset',
  'resource-constraint',
  'system-shutdown',
  'temporary-auth-failure',
  'undefined-condition',
];

/** The event that an ended stream or a failed attempt is to the link machine; null: closed in good order. */
export function eventFor(error: unknown): LinkEvent {
  if (error instanceof UntrustedCertificate) return { type: 'refused', because: 'untrusted' };
  if (error instanceof ServerRefusal) return eventForWord(error.condition);
  // A request was refused, the binding of the resource for instance: where it is taken, the holder may be one's own
  // session of before, of which the server has not yet noticed that it is dead.
  const isPassing = error instanceof IqError && (error.condition === 'conflict' || isPassingWord(error));
  const isAtOdds = error instanceof ChannelError || error instanceof IqError;
  return { type: 'lost', because: isAtOdds && !isPassing ? 'protocol' : 'offline' };
}

/** True when the server itself refused, instead of not being reached. */
export function isSaidByServer(error: unknown): boolean {
  return error instanceof ServerRefusal || error instanceof IqError;
}

/** The certificate a person has to decide about, if that is what the error is. */
export function untrustedIn(error: unknown): CertificateFacts | null {
  return error instanceof UntrustedCertificate ? error : null;
}

/** The same failure for somebody who waits for one attempt. */
export function asFailure(error: unknown, host: string): BelfryError {
  const event = eventFor(error);
  const certificate = untrustedIn(error);
  const reason = REASONS[codeOf(error) ?? ''];
  const facts = {
    what: host,
    cause: error,
    ...(certificate ? { certificate } : {}),
    ...(reason ? { reason } : {}),
  };
  if (event.type === 'refused')
    return new BelfryError(event.because === 'conflict' ? 'busy' : event.because, facts);
  return new BelfryError(event.type === 'lost' ? event.because : 'bug', facts);
}

/** One word for the log, which says neither whose session it was nor where: 'system-shutdown', 'ECONNRESET', 'NoAnswer'. */
export function reasonOf(error: unknown): string {
  if (error instanceof ServerRefusal || error instanceof IqError) return error.condition;
  if (error instanceof UntrustedCertificate) return error.reason;
  return codeOf(error) ?? (error instanceof Error ? error.name : 'closed');
}

const REASONS: Readonly<Record<string, string>> = { ENOTFOUND: 'host-not-found', ECONNREFUSED: 'refused' };

function eventForWord(condition: string): LinkEvent {
  if (UNAUTHORIZED.includes(condition)) return { type: 'refused', because: 'unauthorized' };
  if (condition === 'conflict') return { type: 'refused', because: 'conflict' };
  return { type: 'lost', because: PASSING.includes(condition) ? 'offline' : 'protocol' };
}

function isPassingWord({ condition }: IqError): boolean {
  return PASSING.includes(condition);
}

// Several addresses or targets may have failed at once: the first says as much as any.
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== null) ?? null;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
