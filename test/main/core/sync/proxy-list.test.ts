import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseProxy } from '../../../../main/core/sync/proxy-list.ts';

test.each([
  ['DIRECT', null],
  ['', null],
  [' ; ; ', null],
  ['PROXY proxy.example.org:3128', { host: 'proxy.example.org', port: 3128 }],
  ['proxy 192.0.2.7:8080', { host: '192.0.2.7', port: 8080 }],
  ['PROXY [2001:db8::1]:3128; DIRECT', { host: '2001:db8::1', port: 3128 }],
  ['PROXY proxy.example.org', { host: 'proxy.example.org', port: 80 }],
  ['PROXY one.example:1;PROXY two.example:2', { host: 'one.example', port: 1 }],
  ['DIRECT; PROXY proxy.example.org:3128', null],
])('%j leads to %o, and nothing is passed over', (list, proxy) => {
  expect(chooseProxy(list)).toEqual({ proxy, passedOver: [] });
});

test.each([
  ['HTTPS secure.example:443', null, ['HTTPS']],
  ['SOCKS5 socks.example:1080; PROXY p.example:80', { host: 'p.example', port: 80 }, ['SOCKS5']],
  ['SOCKS s.example:1080;HTTPS h.example:443;DIRECT', null, ['SOCKS', 'HTTPS']],
  // What is no address is no proxy.
  ['PROXY', null, ['PROXY']],
  ['PROXY p.example:0', null, ['PROXY']],
  ['PROXY p.example:65536', null, ['PROXY']],
  ['PROXY ema:secret@p.example:80', null, ['PROXY']],
  ['PROXY http://p.example:80', null, ['PROXY']],
])('%j leads to %o past %j', (list, proxy, passedOver) => {
  expect(chooseProxy(list)).toEqual({ proxy, passedOver });
});

test('whatever a script answers, there is a host and a port or none', () => {
  const entry = fc.oneof(
    fc.string(),
    fc.constantFrom('DIRECT', 'PROXY a.example:3128', 'PROXY [::1]:1', 'SOCKS b:1'),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const { proxy } = chooseProxy(entries.join(';'));
      if (proxy === null) return;
      expect(proxy.host).toMatch(/^[^\s/@]+$/);
      expect(proxy.port).toBeGreaterThan(0);
      expect(proxy.port).toBeLessThan(65_536);
    }),
  );
});
