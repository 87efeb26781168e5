// What a person needs to see to decide about a certificate nobody vouches for.
import type { CertificateView } from '../../main/core/window/sign-in-view.ts';
import { language, say } from '../say.ts';
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
        <Fact label={say('certificate.server')} value={certificate.host} />
        <Fact label={say('certificate.subject')} value={certificate.subject} />
        <Fact label={say('certificate.issuer')} value={certificate.issuer} />
        <Fact
          label={say('certificate.until')}
          value={longDate(certificate.validUntil, zone, language.value)}
        />
        <Fact label="SHA-256" value={certificate.fingerprint} code />
        {certificate.isAuthority && certificate.anchorFingerprint !== certificate.fingerprint && (
          <Fact label={say('certificate.authority')} value={certificate.anchorFingerprint} code />
        )}
      </dl>
      <p class="hint">
        {say(certificate.isAuthority ? 'certificate.wholeAuthority' : 'certificate.onlyThis')}
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
