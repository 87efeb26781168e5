// Which servers a channel is made to, by which way, and who is believed there: real sockets, TLS and proxies on loopback.
import { X509Certificate } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { systemResolver, type Resolver } from '../../wire/resolver.ts';
import type { SrvRecord } from '../../wire/srv.ts';
import { UntrustedCertificate, type Anchor } from '../../wire/tls.ts';
import { ChannelError, openChannel, type Channel, type ChannelOptions } from '../../wire/xmpp-channel.ts';
import { blackHole } from '../support/black-hole.ts';
import { issueCertificate, makeAuthority, type Authority } from '../support/certificates.ts';
import { dnsServer } from '../support/dns-server.ts';
import { fakeXmppServer, PROCEED } from '../support/fake-xmpp-server.ts';
import { httpTunnel, type TunnelScript } from '../support/http-tunnel.ts';
import { expiredCertificate, selfSignedCertificate, type KeyPair } from '../support/odd-certificates.ts';
import { socketsTo } from '../support/open-sockets.ts';
import { sleep } from '../support/patience.ts';
import { freePort } from '../support/ports.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { tlsDoor } from '../support/tls-door.ts';

const DOMAIN = 'example.test';
const DIRECT = `_xmpps-client._tcp.${DOMAIN}`;
const START_TLS = `_xmpp-client._tcp.${DOMAIN}`;
const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some((a) => a.address === '::1'));
if (!HAS_IPV6) console.log('This machine has no ::1: what is said of IPv6 is not tested here.');

let scratch: Scratch;
let authority: Authority;
let good: KeyPair;
let anchors: readonly Anchor[];
const running: { close(): Promise<unknown> }[] = [];
const channels: Channel[] = [];

beforeAll(async () => {
  scratch = await makeScratch('targets');
  authority = await makeAuthority(scratch.dir);
  good = await issue(DOMAIN);
  anchors = [anchor(authority.ca, true)];
});
afterAll(() => scratch.remove());
afterEach(async () => {
  for (const { socket } of channels.splice(0)) socket.destroy();
  for (const server of running.splice(0)) await server.close();
});

async function issue(host: string): Promise<KeyPair> {
  const { keyFile, chainFile } = await issueCertificate(authority, host);
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
}

function anchor(pem: string, isAuthority: boolean): Anchor {
  return { pem, isAuthority, fingerprint: new X509Certificate(pem).fingerprint256 };
}

/** Ends with the test. */
async function run<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.push(started);
  return started;
}

const record = (name: string, port: number, priority = 10): SrvRecord => ({
  name,
  port,
  priority,
  weight: 0,
});

/** A DNS in which these are the records, and every name but the domain itself is an address of this machine. */
function dns(direct: readonly SrvRecord[], startTls: readonly SrvRecord[], address = '127.0.0.1'): Resolver {
  return {
    services: (name) => Promise.resolve(name === DIRECT ? direct : name === START_TLS ? startTls : []),
    addresses: (host) =>
      host === DOMAIN ? Promise.reject(new Error(`${host} has no address`)) : Promise.resolve([address]),
  };
}

async function open(over: Partial<ChannelOptions>): Promise<Channel> {
  const signal = new AbortController().signal;
  const channel = await openChannel({ domain: DOMAIN, host: DOMAIN, port: null, anchors, signal, ...over });
  channels.push(channel);
  return channel;
}

const failure = (over: Partial<ChannelOptions>): Promise<unknown> =>
  open(over).catch((error: unknown) => error);

async function proxy(script: TunnelScript = {}) {
  const tunnel = await run(httpTunnel(script));
  return { tunnel, proxy: { host: '127.0.0.1', port: tunnel.port, authorization: null } };
}

describe('TLS from the first byte', () => {
  test('names the domain and the protocol, whatever the server is called', async () => {
    const door = await run(tlsDoor(good));
    const channel = await open({ resolver: dns([record('edge.hosting.test', door.port)], []) });
    expect(channel).toMatchObject({ server: `edge.hosting.test:${door.port}`, direct: true });
    expect(channel.socket).toMatchObject({ encrypted: true, alpnProtocol: 'xmpp-client' });
    await expect.poll(() => door.greeted).toEqual([{ name: DOMAIN, protocol: 'xmpp-client' }]);
    expect(door.heard).toEqual([]);
  });

  test('is refused with the certificate of the target, for it is the domain that counts', async () => {
    const door = await run(tlsDoor(await issue('edge.hosting.test')));
    expect(await failure({ resolver: dns([record('edge.hosting.test', door.port)], []) })).toMatchObject({
      name: 'UntrustedCertificate',
      host: DOMAIN,
      reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('gives away a connection without listeners of ours, which outlives the time it was opened in', async () => {
    const door = await run(tlsDoor(good));
    const ending = new AbortController();
    const { socket } = await open({
      resolver: dns([record('a.test', door.port)], []),
      signal: ending.signal,
    });
    const plain = connect({ socket: net.connect(door.port, '127.0.0.1'), rejectUnauthorized: false });
    await once(plain, 'secureConnect');
    for (const event of ['data', 'close', 'end', 'secureConnect'])
      expect(socket.listenerCount(event), event).toBe(plain.listenerCount(event));
    plain.destroy();
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
    ending.abort();
    await sleep(30);
    expect(socket.destroyed).toBe(false);
  });
});

const WAYS = ['direct', 'starttls'] as const;

/** A server that shows this certificate, and the records that lead to it. */
async function serve(
  way: (typeof WAYS)[number],
  pair: KeyPair,
): Promise<{ port: number; resolver: Resolver }> {
  const { port } = way === 'direct' ? await run(tlsDoor(pair)) : await run(fakeXmppServer({ tls: pair }));
  const records = [record('server.test', port)];
  return { port, resolver: way === 'direct' ? dns(records, []) : dns([], records) };
}

describe.each(WAYS)('a certificate (%s)', (way) => {
  test('of an authority the person trusts is accepted', async () => {
    const { resolver, port } = await serve(way, good);
    expect(await open({ resolver })).toMatchObject({
      direct: way === 'direct',
      server: `server.test:${port}`,
    });
  });

  test('of an authority nobody trusts is refused, and the socket is gone', async () => {
    const { resolver, port } = await serve(way, good);
    const error = await failure({ resolver, anchors: [] });
    expect(error).toBeInstanceOf(UntrustedCertificate);
    expect(error).toMatchObject({ host: DOMAIN, anchor: { isAuthority: true } });
    expect(socketsTo(port)).toEqual([]);
  });

  test('that ended is refused although its authority is trusted; pinned, it is accepted', async () => {
    const expired = await expiredCertificate(authority, DOMAIN);
    const { resolver } = await serve(way, expired);
    expect(await failure({ resolver })).toMatchObject({ reason: 'CERT_HAS_EXPIRED' });
    await open({ resolver, anchors: [anchor(expired.cert, false)] });
  });

  test('for another name is refused; pinned, it is accepted', async () => {
    const other = await issue('elsewhere.test');
    const { resolver } = await serve(way, other);
    expect(await failure({ resolver })).toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await open({ resolver, anchors: [anchor(other.cert, false)] });
  });

  test('that signs itself is refused; pinned, exactly it is accepted', async () => {
    const self = await selfSignedCertificate(scratch.dir, DOMAIN);
    const { resolver } = await serve(way, self);
    expect(await failure({ resolver })).toMatchObject({ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await open({ resolver, anchors: [anchor(self.cert, false)] });
    expect(await failure({ resolver, anchors: [anchor(good.cert, false)] })).toBeInstanceOf(
      UntrustedCertificate,
    );
  });
});

describe('the servers of a domain', () => {
  test('are found by their records although the domain itself has no address', async () => {
    const server = await run(fakeXmppServer({ tls: good }));
    const name = await run(dnsServer({ [START_TLS]: [record('localhost', server.port)] }));
    const channel = await open({ resolver: systemResolver([name.address]) });
    expect(channel).toMatchObject({ server: `localhost:${server.port}`, direct: false });
    expect(server.names).toEqual([DOMAIN]);
  });

  test('are tried in order until one lets in', async () => {
    const refusing = await freePort();
    const bare = await run(fakeXmppServer({ features: '<x xmlns="urn:x"/>' }));
    const strange = await run(tlsDoor(await issue('strange.test')));
    const right = await run(tlsDoor(good));
    const resolver = dns(
      [record('c.test', strange.port, 3), record('d.test', right.port, 4)],
      [record('a.test', refusing, 1), record('b.test', bare.port, 2)],
    );
    expect(await open({ resolver })).toMatchObject({ server: `d.test:${right.port}` });
    for (const { port } of [bare, strange]) expect(socketsTo(port)).toEqual([]);
  });

  test('that swallow everything, or never speak, do not use up the patience', async () => {
    const hole = await run(blackHole('127.0.0.1'));
    const before = socketsTo(hole.port);
    const mute = await run(fakeXmppServer({ takeOver: () => true }));
    const halfway = await run(fakeXmppServer({ proceed: PROCEED }));
    const door = await run(tlsDoor(good));
    const resolver = dns(
      [record('d.test', door.port, 4)],
      [record('a.test', hole.port, 1), record('b.test', mute.port, 2), record('c.test', halfway.port, 3)],
    );
    const channel = await open({ resolver, patience: { target: 150 } });
    expect(channel.server).toBe(`d.test:${door.port}`);
    expect(socketsTo(hole.port)).toEqual(before);
    for (const { port } of [mute, halfway]) expect(socketsTo(port)).not.toContain('127.0.0.1');
  });

  test('the last of which is silent are given up in time', async () => {
    const mute = await run(fakeXmppServer({ takeOver: () => true }));
    const resolver = dns([], [record('a.test', mute.port)]);
    expect(await failure({ resolver, patience: { last: 100 } })).toMatchObject({ name: 'TimeOver' });
    expect(socketsTo(mute.port)).toEqual([]);
  });

  test('that all fail are told of together, each with its reason', async () => {
    const [one, two] = [await freePort(), await freePort()];
    const error = await failure({ resolver: dns([record('a.test', one, 1)], [record('b.test', two, 2)]) });
    expect(error).toBeInstanceOf(AggregateError);
    expect(String(error)).toMatch(
      new RegExp(`a.test:${one}: .*ECONNREFUSED.*; b.test:${two}: .*ECONNREFUSED`),
    );
  });

  test('are a server that answered wrongly rather than one that did not answer', async () => {
    const bare = await run(fakeXmppServer({ features: '' }));
    const resolver = dns([record('a.test', await freePort(), 1)], [record('b.test', bare.port, 2)]);
    const error = await failure({ resolver });
    expect(error).toBeInstanceOf(ChannelError);
    expect(String(error)).toContain(`b.test:${bare.port}: the server does not offer encryption`);
    expect(String(error)).toContain('ECONNREFUSED');
    expect((error as ChannelError).cause).toBeInstanceOf(AggregateError);
  });

  test('are a certificate to decide about before anything else', async () => {
    const door = await run(tlsDoor(good));
    const resolver = dns([record('a.test', door.port, 1)], [record('b.test', await freePort(), 2)]);
    const error = await failure({ resolver, anchors: [] });
    expect(error).toMatchObject({ name: 'UntrustedCertificate', host: DOMAIN });
    expect(String((error as Error).cause)).toContain('ECONNREFUSED');
  });

  test('that DNS fails to tell are missed together with the host itself', async () => {
    const resolver: Resolver = {
      services: () => Promise.reject(new Error('SERVFAIL')),
      addresses: () => Promise.reject(new Error('no address')),
    };
    const error = await failure({ resolver });
    expect(String(error)).toBe(
      `AggregateError: ${DOMAIN}:5222: no address; ${DOMAIN}:5223: no address; ${DIRECT}: SERVFAIL; ${START_TLS}: SERVFAIL`,
    );
  });

  test('that the domain says do not exist are not looked for', async () => {
    const none = record('.', 0);
    const resolver = { ...dns([none], [none]), addresses: () => Promise.reject(new Error('asked')) };
    expect(String(await failure({ resolver }))).toContain(`${DOMAIN} says that it offers no XMPP`);
  });

  test.runIf(HAS_IPV6)('may have an IPv6 address, given or found', async () => {
    const door = await run(tlsDoor(good, '::1'));
    const found = await open({ resolver: dns([record('six.test', door.port)], [], '::1') });
    expect(found.socket.remoteAddress).toBe('::1');
    const error = await failure({ host: '[::1]', port: door.port });
    // TLS where STARTTLS was expected: it answers, but not in XMPP.
    expect(error).toBeInstanceOf(ChannelError);
  });

  test('are asked for an international domain in the letters of DNS', async () => {
    const door = await run(tlsDoor(await issue('xn--bcher-kva.example')));
    const resolver: Resolver = {
      services: (name) =>
        Promise.resolve(
          name === '_xmpps-client._tcp.xn--bcher-kva.example' ? [record('a.test', door.port)] : [],
        ),
      addresses: () => Promise.resolve(['127.0.0.1']),
    };
    await open({ domain: 'bücher.example', host: 'bücher.example', resolver });
    await expect.poll(() => door.greeted).toMatchObject([{ name: 'xn--bcher-kva.example' }]);
  });
});

describe('through a proxy', () => {
  const nowhere = (records: {
    direct?: readonly SrvRecord[];
    startTls?: readonly SrvRecord[];
  }): Resolver => ({
    ...dns(records.direct ?? [], records.startTls ?? []),
    addresses: (host) => Promise.reject(new Error(`${host} was looked up`)),
  });

  test('both ways work, and the proxy alone looks up where the server is', async () => {
    const server = await run(fakeXmppServer({ tls: good }));
    const door = await run(tlsDoor(good));
    for (const [port, records] of [
      [server.port, { startTls: [record('server.test', server.port)] }],
      [door.port, { direct: [record('server.test', door.port)] }],
    ] as const) {
      const { tunnel, proxy: way } = await proxy();
      const channel = await open({ proxy: way, resolver: nowhere(records) });
      expect(channel.server).toBe(`server.test:${port}`);
      expect(channel.socket.remotePort).toBe(tunnel.port);
      expect(tunnel.requests[0]).toContain(`CONNECT server.test:${port} HTTP/1.1`);
    }
    expect(server.heard).toHaveLength(2);
  });

  test.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'the proxy wants to know who asks (407)'],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'the proxy refused (403)'],
  ])('that refuses, every target is tried and the reason told: %j', async (answer, reason) => {
    const { tunnel, proxy: way } = await proxy({ answer });
    const resolver = nowhere({ direct: [record('a.test', 443, 1)], startTls: [record('b.test', 5222, 2)] });
    const error = await failure({ proxy: way, resolver });
    expect(error).toBeInstanceOf(ChannelError);
    expect(String(error)).toContain(`a.test:443: ${reason}; b.test:5222: ${reason}`);
    expect(tunnel.requests).toHaveLength(2);
    expect(socketsTo(tunnel.port)).toEqual([]);
  });

  test('that is not there the failure is that of a socket', async () => {
    const way = { host: '127.0.0.1', port: await freePort(), authorization: null };
    expect(await failure({ proxy: way, host: 'a.test', port: 5222 })).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a certificate is judged all the same', async () => {
    const door = await run(tlsDoor(good));
    const { proxy: way } = await proxy();
    const resolver = nowhere({ direct: [record('a.test', door.port)] });
    expect(await failure({ proxy: way, resolver, anchors: [] })).toBeInstanceOf(UntrustedCertificate);
    expect(socketsTo(way.port)).toEqual([]);
  });
});

describe('called off', () => {
  test('at any moment, nothing stays open and nobody listens any more', async () => {
    const mute: Resolver = { ...dns([], []), services: () => new Promise(() => {}) };
    const server = await run(fakeXmppServer({ tls: good }));
    const resolver: Resolver = {
      services: async (name) => {
        await sleep(10);
        return name === START_TLS ? [record('a.test', server.port)] : [];
      },
      addresses: async () => {
        await sleep(10);
        return ['127.0.0.1'];
      },
    };
    for (const known of [mute, resolver]) {
      for (let ms = 0; ms < 40; ms += 2) {
        const ending = new AbortController();
        const options = { domain: DOMAIN, host: DOMAIN, port: null, anchors };
        const opening = openChannel({ ...options, resolver: known, signal: ending.signal }).catch(
          (e: unknown) => e,
        );
        await sleep(ms);
        ending.abort();
        const outcome = await opening;
        if (outcome instanceof Error) expect(outcome.name).toBe('AbortError');
        else (outcome as Channel).socket.destroy();
        expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
        expect(socketsTo(server.port)).toEqual([]);
      }
    }
  });
});
