// Both ways into a real server, straight and through a proxy, as its records say.
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemResolver } from '../../wire/resolver.ts';
import type { Anchor } from '../../wire/tls.ts';
import { openXmppStream } from '../../wire/xmpp-stream.ts';
import { dnsServer, type DnsServer } from '../support/dns-server.ts';
import { httpTunnel, type HttpTunnel } from '../support/http-tunnel.ts';
import { freePort } from '../support/ports.ts';
import { startProsody, type Prosody } from '../support/prosody.ts';

const DOMAIN = 'push.example.test';
let server: Prosody;
let directPort: number;
let tunnel: HttpTunnel;
let anchors: readonly Anchor[];
const running: DnsServer[] = [];

beforeAll(async () => {
  directPort = await freePort();
  server = await startProsody({ domain: DOMAIN, users: { alice: 'a-secret' }, admins: [], directPort });
  tunnel = await httpTunnel();
  const { fingerprint256: fingerprint } = new X509Certificate(server.ca);
  anchors = [{ pem: server.ca, isAuthority: true, fingerprint }];
});
afterAll(async () => {
  for (const dns of running) await dns.close();
  await tunnel.close();
  await server.stop();
});

test.each([
  ['by TLS from the first byte', true, false],
  ['by STARTTLS', false, false],
  ['by TLS from the first byte, through a proxy', true, true],
  ['by STARTTLS, through a proxy', false, true],
])('alice signs in %s', async (_way, direct, isProxied) => {
  const port = direct ? directPort : server.port;
  const record = { name: 'localhost', port, priority: 1, weight: 1 };
  const dns = await dnsServer({ [`_xmpp${direct ? 's' : ''}-client._tcp.${DOMAIN}`]: [record] });
  running.push(dns);
  const requests = tunnel.requests.length;
  const stream = await openXmppStream({
    domain: DOMAIN,
    host: DOMAIN,
    port: null,
    proxy: isProxied ? { host: '127.0.0.1', port: tunnel.port, authorization: null } : null,
    resolver: systemResolver([dns.address]),
    anchors,
    username: 'alice',
    password: 'a-secret',
    resource: 'belfry-test',
    signal: new AbortController().signal,
  });
  expect(stream.jid).toBe(`alice@${DOMAIN}/belfry-test`);
  expect(stream.connection).toMatchObject({ server: `localhost:${port}`, direct, tls: 'TLSv1.3' });
  expect(tunnel.requests.length - requests).toBe(isProxied ? 1 : 0);
  await stream.close();
});
