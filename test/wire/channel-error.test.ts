import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { ChannelError, failedTogether, type Failure } from '../../wire/channel-error.ts';
import { UntrustedCertificate } from '../../wire/tls.ts';

const untrusted = () =>
  new UntrustedCertificate('x.test', 'SELF_SIGNED_CERT', [new X509Certificate(rootCertificates[0] ?? '')]);
const refused: Failure = { what: 'a.test:5222', error: new Error('ECONNREFUSED') };
const wrong: Failure = { what: 'b.test:5222', error: new ChannelError('no encryption') };

describe('several failures', () => {
  test('that are one are that one', () => {
    for (const failure of [refused, wrong]) expect(failedTogether([failure])).toBe(failure.error);
    const guessed = { what: 'c', error: untrusted(), guessed: true };
    expect(failedTogether([guessed])).toBe(guessed.error);
  });

  test('are all told of', () => {
    const error = failedTogether([refused, { what: 'c.test:1', error: new Error('') }]);
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ message: 'a.test:5222: ECONNREFUSED; c.test:1: Error' });
    expect((error as AggregateError).errors).toHaveLength(2);
  });

  test('are a wrong answer where one of them is', () => {
    const error = failedTogether([refused, wrong]);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error.cause).toMatchObject({ errors: [refused.error, wrong.error] });
  });

  test('are a certificate where one of them is, of a server that was announced', () => {
    const announced = { what: 'c.test:443', error: untrusted() };
    expect(failedTogether([refused, wrong, announced])).toBe(announced.error);
    expect(announced.error.cause).toMatchObject({ errors: [refused.error, wrong.error] });
  });

  test('are no question about the certificate of whatever else listens on a port that was guessed', () => {
    const guessed = { what: 'x.test:5223', error: untrusted(), guessed: true };
    const error = failedTogether([refused, guessed]);
    // What is merely away is tried again by itself; a question would rest until somebody answers it.
    expect(error).toBeInstanceOf(AggregateError);
    expect(String(error)).toContain('is not trusted');
    expect(failedTogether([wrong, guessed])).toBeInstanceOf(ChannelError);
  });
});
