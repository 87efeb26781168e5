import { describe, expect, test } from 'vitest';
import { asFailure, eventFor, untrustedIn } from '../../../main/link/link-failures.ts';
import { ChannelError } from '../../../wire/xmpp-channel.ts';

const withCondition = (condition: string): Error => Object.assign(new Error(condition), { condition });

describe('what ended a stream is to the link', () => {
  test.each([
    [withCondition('not-authorized'), { type: 'refused', because: 'unauthorized' }, 'unauthorized'],
    [withCondition('account-disabled'), { type: 'refused', because: 'unauthorized' }, 'unauthorized'],
    [withCondition('credentials-expired'), { type: 'refused', because: 'unauthorized' }, 'unauthorized'],
    [withCondition('conflict'), { type: 'refused', because: 'conflict' }, 'busy'],
    // The backend of the server is down: nothing is proved against the password.
    [withCondition('temporary-auth-failure'), { type: 'lost', because: 'offline' }, 'offline'],
    [withCondition('system-shutdown'), { type: 'lost', because: 'offline' }, 'offline'],
    [new ChannelError('no encryption'), { type: 'lost', because: 'protocol' }, 'protocol'],
    [new Error('ECONNRESET'), { type: 'lost', because: 'offline' }, 'offline'],
    [null, { type: 'lost', because: 'offline' }, 'offline'],
  ] as const)('%s', (error, event, kind) => {
    expect(eventFor(error)).toEqual(event);
    expect(asFailure(error, 'push.example.org')).toMatchObject({
      kind,
      what: 'push.example.org',
      cause: error,
    });
    expect(untrustedIn(error)).toBeNull();
  });
});
