import { expect, test } from 'vitest';
import { systemProxy } from '../../../main/electron/proxy.ts';

/** A computer set up so that everything is reached by `answer`. */
function computer(answer: string | Error) {
  const asked: string[] = [];
  const warnings: unknown[] = [];
  const session = {
    resolveProxy: async (url: string) => {
      asked.push(url);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const log = {
    info: () => undefined,
    warn: (scope: string, facts: object) => void warnings.push([scope, facts]),
    error: () => undefined,
  };
  return { proxyFor: systemProxy(session, log), asked, warnings };
}

test('the system is asked about the host and the port XMPP is spoken on', async () => {
  const { proxyFor, asked, warnings } = computer('PROXY proxy.example.org:3128');
  expect(await proxyFor('xmpp.example.org')).toEqual({
    host: 'proxy.example.org',
    port: 3128,
    authorization: null,
  });
  await proxyFor('2001:db8::7');
  await proxyFor('[2001:db8::7]');
  expect(asked).toEqual([
    'https://xmpp.example.org:5222',
    'https://[2001:db8::7]:5222',
    'https://[2001:db8::7]:5222',
  ]);
  expect(warnings).toEqual([]);
});

test('a proxy that cannot be used is passed over, and said once, without its name', async () => {
  const { proxyFor, warnings } = computer('HTTPS secret-proxy.example:443');
  expect(await proxyFor('xmpp.example.org')).toBeNull();
  expect(await proxyFor('xmpp.example.org')).toBeNull();
  expect(warnings).toEqual([['proxy', { reason: 'unsupported', passedOver: ['HTTPS'] }]]);
});

test('settings that cannot be read mean no proxy, and that is said once', async () => {
  const { proxyFor, warnings } = computer(new Error('no such script'));
  expect(await proxyFor('xmpp.example.org')).toBeNull();
  expect(await proxyFor('xmpp.example.net')).toBeNull();
  expect(warnings).toEqual([['proxy', { reason: 'failed', error: expect.any(Error) }]]);
});
