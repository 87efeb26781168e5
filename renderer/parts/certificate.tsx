// What a person needs to see to decide about a certificate nobody vouches for.
import type { CertificateView } from '../../main/core/view.ts';
import { longDate } from '../wall-clock.ts';

interface CertificateProps {
  readonly certificate: CertificateView;
  /** IANA zone for the date. */
  readonly zone: string;
}

export function Certificate({ certificate, zone }: CertificateProps) {
  return (
    <>
      <p>{certificate.reason}</p>
      <dl class="facts">
        <Fact label="Server" value={certificate.host} />
        <Fact label="Issued to" value={certificate.subject} />
        <Fact label="Issued by" value={certificate.issuer} />
        <Fact label="Valid until" value={longDate(certificate.validUntil, zone)} />
        <Fact label="SHA-256" value={certificate.fingerprint} code />
        {certificate.isAuthority && certificate.anchorFingerprint !== certificate.fingerprint && (
          <Fact label="Authority" value={certificate.anchorFingerprint} code />
        )}
      </dl>
      <p class="hint">
        {certificate.isAuthority
          ? 'Trusting accepts every certificate of this authority, for this account only.'
          : 'Trusting accepts exactly this certificate, for this account only.'}{' '}
        Compare the fingerprint with the one your administrator gives you.
      </p>
    </>
  );
}

function Fact({ label, value, code = false }: { label: string; value: string; code?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{code ? <Fingerprint value={value} /> : value}</dd>
    </div>
  );
}

/** Breaks between pairs of digits, never inside one: it is meant to be compared. */
function Fingerprint({ value }: { value: string }) {
  return (
    <code>
      {value.split(':').map((pair, index) => (
        <span key={index}>
          {index > 0 && ':'}
          {index > 0 && <wbr />}
          {pair}
        </span>
      ))}
    </code>
  );
}
