import xml from '@xmpp/xml';
import { describe, expect, test } from 'vitest';
import { asFailure, eventFor, reasonOf, untrustedIn } from '../../../main/link/link-failures.ts';
import { IqError, NoAnswer } from '../../../wire/iq.ts';
import { ServerRefusal } from '../../../wire/server-refusal.ts';
import { TimeOver } from '../../../wire/time-limit.ts';
import { UntrustedCertificate } from '../../../wire/tls.ts';
import { ChannelError } from '../../../wire/xmpp-channel.ts';

const refusal = (condition: string) => new ServerRefusal(xml('failure', {}, xml(condition)));
const withCode = (code: string): Error => Object.assign(new Error(`${code} somewhere`), { code });

const UNAUTHORIZED = { type: 'refused', because: 'unauthorized' } as const;
const OFFLINE = { type: 'lost', because: 'offline' } as const;
const PROTOCOL = { type: 'lost', because: 'protocol' } as const;

describe('what ended a stream is to the link', () => {
  test.each([
    [refusal('not-authorized'), UNAUTHORIZED, 'unauthorized', 'not-authorized'],
    [refusal('account-disabled'), UNAUTHORIZED, 'unauthorized', 'account-disabled'],
    [refusal('credentials-expired'), UNAUTHORIZED, 'unauthorized', 'credentials-expired'],
    [refusal('conflict'), { type: 'refused', because: 'conflict' }, 'busy', 'conflict'],
    // The backend of the server is down: nothing is proved against the password.
    [refusal('temporary-auth-failure'), OFFLINE, 'offline', 'temporary-auth-failure'],
    [refusal('system-shutdown'), OFFLINE, 'offline', 'system-shutdown'],
    [refusal('resource-constraint'), OFFLINE, 'offline', 'resource-constraint'],
    [refusal('policy-violation'), PROTOCOL, 'protocol', 'policy-violation'],
    [refusal('host-unknown'), PROTOCOL, 'protocol', 'host-unknown'],
    [refusal('not-well-formed'), PROTOCOL, 'protocol', 'not-well-formed'],
    // The resource is taken, by one's own session of before as likely as not.
    [new IqError('conflict', null), OFFLINE, 'offline', 'conflict'],
    [new IqError('resource-constraint', null), OFFLINE, 'offline', 'resource-constraint'],
    [new IqError('not-authorized', null), PROTOCOL, 'protocol', 'not-authorized'],
    [new ChannelError('no encryption'), PROTOCOL, 'protocol', 'ChannelError'],
    [new ChannelError('the proxy refused (403)'), PROTOCOL, 'protocol', 'ChannelError'],
    [new NoAnswer('example.org', 20_000), OFFLINE, 'offline', 'NoAnswer'],
    [new TimeOver(8_000), OFFLINE, 'offline', 'TimeOver'],
    [withCode('ECONNRESET'), OFFLINE, 'offline', 'ECONNRESET'],
    [new AggregateError([new Error('x'), withCode('EHOSTUNREACH')]), OFFLINE, 'offline', 'EHOSTUNREACH'],
    [new AggregateError([]), OFFLINE, 'offline', 'AggregateError'],
    [null, OFFLINE, 'offline', 'closed'],
  ] as const)('%s', (error, event, kind, reason) => {
    expect(eventFor(error)).toEqual(event);
    expect(asFailure(error, 'push.example.org')).toMatchObject({
      kind,
      what: 'push.example.org',
      cause: error,
      certificate: null,
    });
    expect(untrustedIn(error)).toBeNull();
    expect(reasonOf(error)).toBe(reason);
  });

  test('who waits for one attempt hears whether there is no such host, or nobody there', () => {
    expect(asFailure(withCode('ENOTFOUND'), 'x')).toMatchObject({
      kind: 'offline',
      reason: 'host-not-found',
    });
    const dead = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]);
    expect(asFailure(dead, 'x')).toMatchObject({ kind: 'offline', reason: 'refused' });
    expect(asFailure(withCode('ECONNRESET'), 'x').reason).toBe('');
  });

  test('a certificate nobody vouches for is shown, and rests', () => {
    // Only its class counts here; how one is made is wire/tls.ts's.
    const error: UntrustedCertificate = Object.assign(Object.create(UntrustedCertificate.prototype), {
      host: 'push.example.org',
      reason: 'CERT_HAS_EXPIRED',
    });
    expect(eventFor(error)).toEqual({ type: 'refused', because: 'untrusted' });
    expect(untrustedIn(error)).toBe(error);
    expect(asFailure(error, 'x')).toMatchObject({ kind: 'untrusted', certificate: error });
    expect(reasonOf(error)).toBe('CERT_HAS_EXPIRED');
  });

  test('a word for the log names neither persons nor places', () => {
    for (const error of [
      withCode('ENOTFOUND'),
      new NoAnswer('push.example.org', 1),
      new Error('alice failed'),
    ])
      expect(reasonOf(error)).not.toMatch(/somewhere|example|alice/);
  });
});
