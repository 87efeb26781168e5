// The sentences of signing in: what went wrong, and what a certificate is.
import type { BelfryError, CertificateFacts } from './errors.ts';
import type { CertificateView, SignInErrorView } from './view.ts';

type ErrorName = SignInErrorView['kind'];

/** What a person is told when signing in failed. */
export function signInError(error: BelfryError): SignInErrorView {
  const kind = nameOf(error);
  return { kind, text: sentence(kind, error.what) };
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

function sentence(kind: ErrorName, what: string): string {
  const host = what || 'The server';
  switch (kind) {
    case 'host-not-found':
      return `There is no server called ${host}. Check the address, and that you are online.`;
    case 'refused':
      return `${host} refuses the connection. Is the address right, and is the server running?`;
    case 'offline':
      return `${host} does not answer. Check your connection and try again.`;
    case 'untrusted':
      return `The certificate of ${host} was not trusted, so your password was not sent.`;
    case 'wrong-password':
      return 'User name or password is not right. Some providers want an app password here.';
    case 'not-caldav':
      return `${host} answers, but there is no calendar server (CalDAV) at this address.`;
    case 'no-calendars':
      return 'You are signed in, but this account has no calendars. Make one, then try again.';
    case 'clear-text':
      return 'http:// would show your password to everyone on the way. Use an https:// address.';
    case 'bad-address':
      return 'This is not an e-mail address, a server name or a web address.';
    case 'busy':
      return `${host} asks to wait a little. Try again in a few minutes.`;
    case 'storage':
      return 'The password could not be stored. Nothing was changed.';
    case 'unknown':
      return 'Something went wrong here that should not. Nothing was changed; the log has the details.';
  }
}

/** A certificate as a person can judge it. */
export function certificateView(facts: CertificateFacts): CertificateView {
  return {
    host: facts.host,
    subject: facts.subject,
    issuer: facts.issuer,
    fingerprint: facts.fingerprint,
    validUntil: facts.validUntil,
    reason: certificateReason(facts.reason),
    anchorFingerprint: facts.anchor.fingerprint,
    isAuthority: facts.anchor.isAuthority,
  };
}

// OpenSSL's verification codes, as Node reports them.
function certificateReason(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'It has expired.';
    case 'CERT_NOT_YET_VALID':
      return 'It is not valid yet. Is the clock of this computer right?';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'It belongs to another server.';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'The server signed it itself; nobody else vouches for it.';
    case 'CERT_REVOKED':
      return 'It was revoked.';
    default:
      return 'It is signed by an authority this computer does not know.';
  }
}
