// The words the program itself writes into its log: states, events, causes. What is none of them may be anybody's.

/** RFC 6120 sections 4.9.3, 6.5 and 8.3.3: what servers name as the reason. */
const CONDITIONS = `aborted account-disabled bad-format bad-namespace-prefix bad-request conflict connection-timeout
  credentials-expired encryption-required feature-not-implemented forbidden gone host-gone host-unknown
  improper-addressing incorrect-encoding internal-server-error invalid-authzid invalid-from invalid-mechanism
  invalid-namespace invalid-xml item-not-found jid-malformed malformed-request mechanism-too-weak not-acceptable
  not-allowed not-authorized not-well-formed policy-violation recipient-unavailable redirect registration-required
  remote-connection-failed remote-server-not-found remote-server-timeout reset resource-constraint restricted-xml
  see-other-host service-unavailable subscription-required system-shutdown temporary-auth-failure
  undefined-condition unexpected-request unsupported-encoding unsupported-feature unsupported-stanza-type
  unsupported-version`;

const OWN = `off connecting listening probing waiting refused start wake lost timer network credentials deaf stop suspend
  offline busy unauthorized expired untrusted not-subscribed protocol bad-object storage bug
  failed closed unsupported time-out no-answer host-not-found not-running stopped resting locked superseded unreadable
  no-tls bad-xml too-large throttled uncertain http-500 http-412 need-privileges no-sync-token endless-paging
  contradictory-listing foreign-href bad-href foreign-redirect too-many-redirects not-caldav heartbeat missed`;

/** Classes of errors, protocols and proxies. */
const NAMES = `BelfryError Error TypeError RangeError SyntaxError AggregateError AbortError TimeoutError NoAnswer
  IqError ServerRefusal UntrustedCertificate ChannelError TimeOver XmlError UnfitStream ScramError DIRECT PROXY HTTPS SOCKS SOCKS4 SOCKS5 QUIC TLSv1.2 TLSv1.3 PLAIN
  SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-512-PLUS`;

/** Of the system's and OpenSSL's codes those a connection fails with. */
const CODES = `EACCES EADDRNOTAVAIL EAI_AGAIN ECANCELED ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH EIO
  EMFILE ENETDOWN ENETUNREACH ENODATA ENOENT ENOMEM ENOSPC ENOTCONN ENOTFOUND EPERM EPIPE EPROTO EROFS ESERVFAIL
  ETIMEDOUT ETIMEOUT CERT_CHAIN_TOO_LONG CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REJECTED CERT_REVOKED
  CERT_SIGNATURE_FAILURE CERT_UNTRUSTED DEPTH_ZERO_SELF_SIGNED_CERT HOSTNAME_MISMATCH INVALID_CA INVALID_PURPOSE
  SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY
  UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_SSL_WRONG_VERSION_NUMBER ERR_SOCKET_CLOSED ERR_STREAM_PREMATURE_CLOSE
  ERR_TLS_CERT_ALTNAME_INVALID`;

/** Everything a log may say in public. */
export const LOG_WORDS: ReadonlySet<string> = new Set(
  [CONDITIONS, OWN, NAMES, CODES].flatMap((words) => words.trim().split(/\s+/)),
);
