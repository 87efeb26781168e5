// The sentences of signing in: what went wrong, and what a certificate is.
import type { BelfryError, CertificateFacts } from '../errors.ts';
import { say, type MessageId, type Speaker } from '../messages/index.ts';
import type { CertificateView, SignInErrorView } from './sign-in-view.ts';

type ErrorName = SignInErrorView['kind'];

/** What a person is told when signing in failed. */
export function signInError(error: BelfryError, reader: Speaker): SignInErrorView {
  const kind = nameOf(error);
  return { kind, text: sentence(kind, error.what, reader) };
}

function nameOf(error: BelfryError): ErrorName {
  switch (error.kind) {
    case 'offline':
      return error.reason === 'host-not-found' || error.reason === 'refused' ? error.reason : 'offline';
    case 'untrusted':
      return 'untrusted';
    case 'unauthorized':
      return 'wrong-password';
    case 'busy':
      return 'busy';
    case 'storage':
      return 'storage';
    case 'protocol':
      return reasonOf(error);
    case 'gone':
    case 'forbidden':
    case 'expired':
      return 'not-caldav';
    case 'not-subscribed':
    case 'bad-object':
    case 'bug':
      return 'unknown';
  }
}

function reasonOf(error: BelfryError): ErrorName {
  const named: readonly ErrorName[] = ['bad-address', 'clear-text', 'no-calendars'];
  return named.find((name) => name === error.reason) ?? 'not-caldav';
}

function sentence(kind: ErrorName, what: string, reader: Speaker): string {
  const host = what || say(reader, 'signIn.theServer');
  return say(reader, `signIn.${kind}`, { host });
}

/** A certificate as a person can judge it. */
export function certificateView(facts: CertificateFacts, reader: Speaker): CertificateView {
  return {
    host: facts.host,
    subject: facts.subject,
    issuer: facts.issuer,
    fingerprint: facts.fingerprint,
    validUntil: facts.validUntil,
    reason: say(reader, certificateReason(facts.reason)),
    anchorFingerprint: facts.anchor.fingerprint,
    isAuthority: facts.anchor.isAuthority,
  };
}

// OpenSSL's verification codes, as Node reports them.
function certificateReason(code: string): MessageId {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'certificate.expired';
    case 'CERT_NOT_YET_VALID':
      return 'certificate.notYet';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'certificate.otherServer';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'certificate.selfSigned';
    case 'CERT_REVOKED':
      return 'certificate.revoked';
    default:
      return 'certificate.unknown';
  }
}
