// What is wrong with the other side while a channel to it is made, and one error out of several attempts.
import { UntrustedCertificate } from './tls.ts';

/** The other side does not speak XMPP over TLS as it should, or a proxy does not let through. */
export class ChannelError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'ChannelError';
  }
}

/** One attempt that failed. `what`: where it went, 'xmpp.example.org:5222', or which look-up it was. */
export interface Failure {
  readonly what: string;
  readonly error: Error;
  /** Nobody said that a server is there: whose certificate it shows is no question for a person. */
  readonly guessed?: boolean;
}

/**
 * One error out of all (at least one): itself where it is the only one. Else a certificate counts most, for only a person can
 * mend that; then a server that answered wrongly (ChannelError); `cause` has the others. Else an AggregateError: nobody answered.
 */
export function failedTogether(failures: readonly Failure[]): Error {
  const errors = failures.map(({ error }) => error);
  const [only] = errors;
  if (only && errors.length === 1) return only;
  const reason = failures.map(({ what, error }) => `${what}: ${error.message || error.name}`).join('; ');
  const untrusted = failures.find((f) => f.error instanceof UntrustedCertificate && !f.guessed)?.error;
  if (untrusted) {
    const others = errors.filter((error) => error !== untrusted);
    return Object.assign(untrusted, { cause: new AggregateError(others, reason) });
  }
  const all = new AggregateError(errors, reason);
  return errors.some((error) => error instanceof ChannelError)
    ? new ChannelError(reason, { cause: all })
    : all;
}
