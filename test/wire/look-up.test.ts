import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { ChannelError } from '../../wire/channel-error.ts';
import { asciiName, lookUp } from '../../wire/look-up.ts';
import { systemResolver, type Resolver } from '../../wire/resolver.ts';
import type { SrvRecord } from '../../wire/srv.ts';
import { dnsServer, type DnsAnswer, type DnsServer } from '../support/dns-server.ts';

const DIRECT = '_xmpps-client._tcp.example.test';
const START_TLS = '_xmpp-client._tcp.example.test';
const server = (name: string, over: Partial<SrvRecord> = {}): SrvRecord => ({
  name,
  port: 5222,
  priority: 10,
  weight: 0,
  ...over,
});
const NOT_OFFERED = server('.', { port: 0, priority: 0 });
const PATIENT = 5_000;
const never = new AbortController().signal;
const running: DnsServer[] = [];

afterEach(async () => {
  for (const dns of running.splice(0)) await dns.close();
});

async function dns(zone: Readonly<Record<string, DnsAnswer>>): Promise<DnsServer> {
  const started = await dnsServer(zone);
  running.push(started);
  return started;
}

async function ask(
  zone: Readonly<Record<string, DnsAnswer>>,
  host = 'example.test',
  { limit = PATIENT, port = null as number | null } = {},
) {
  const known = await dns(zone);
  const found = await lookUp({ host, port }, systemResolver([known.address]), limit, never);
  return { ...found, asked: known.asked };
}

describe('a host without a port', () => {
  test('is looked up for both services, and what both say is merged', async () => {
    const { targets, failures, asked } = await ask({
      [DIRECT]: [server('tls.example.test', { port: 443, priority: 20 })],
      [START_TLS]: [server('xmpp.elsewhere.test', { priority: 5 }), server('late.test', { priority: 30 })],
    });
    expect(targets).toEqual([
      { host: 'xmpp.elsewhere.test', port: 5222, direct: false },
      { host: 'tls.example.test', port: 443, direct: true },
      { host: 'late.test', port: 5222, direct: false },
    ]);
    expect(failures).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([DIRECT, START_TLS]));
  });

  test.each(['none', 'empty'] as const)(
    'is tried itself where there are no records (%s), and that is no failure',
    async (answer) => {
      const { targets, failures } = await ask({ [DIRECT]: answer, [START_TLS]: answer });
      expect(targets).toEqual([
        { host: 'example.test', port: 5222, direct: false },
        { host: 'example.test', port: 5223, direct: true, guessed: true },
      ]);
      expect(failures).toEqual([]);
    },
  );

  test.each([
    ['servfail', 'ESERVFAIL'],
    ['refused', 'EREFUSED'],
  ] as const)('is tried itself where DNS fails (%s), and the failure is kept', async (answer, code) => {
    const { targets, failures } = await ask({ [DIRECT]: answer, [START_TLS]: answer });
    expect(targets).toHaveLength(2);
    expect(failures.map(({ what }) => what).toSorted()).toEqual([START_TLS, DIRECT]);
    expect(failures[0]?.error).toMatchObject({ code });
  });

  test('is tried itself where DNS says nothing at all, after the time for it', async () => {
    const { targets, failures } = await ask({ [DIRECT]: 'silent', [START_TLS]: 'silent' }, undefined, {
      limit: 100,
    });
    expect(targets).toHaveLength(2);
    expect(failures.map(({ error }) => error.name)).toEqual(['TimeOver', 'TimeOver']);
  });

  test('is found by one service although the other is not answered', async () => {
    const { targets, failures } = await ask(
      { [DIRECT]: [server('tls.test', { port: 5223 })], [START_TLS]: 'silent' },
      undefined,
      { limit: 200 },
    );
    expect(targets).toEqual([{ host: 'tls.test', port: 5223, direct: true }]);
    expect(failures).toHaveLength(1);
  });

  test('that says it offers no XMPP is left alone', async () => {
    const asking = ask({ [DIRECT]: [NOT_OFFERED], [START_TLS]: [NOT_OFFERED] });
    await expect(asking).rejects.toThrow('example.test says that it offers no XMPP');
    await expect(ask({ [START_TLS]: [NOT_OFFERED] })).rejects.toBeInstanceOf(ChannelError);
  });

  test('is asked for in the letters of DNS', async () => {
    const { asked, targets } = await ask({}, 'Bücher.Example');
    expect(new Set(asked)).toEqual(
      new Set(['_xmpps-client._tcp.xn--bcher-kva.example', '_xmpp-client._tcp.xn--bcher-kva.example']),
    );
    expect(targets[0]?.host).toBe('xn--bcher-kva.example');
  });

  test.each(['127.0.0.1', '::1', '[::1]', 'localhost', 'xmpp.localhost'])(
    'that has no place in DNS is not looked up: %s',
    async (host) => {
      const { asked, targets } = await ask({}, host);
      expect(asked).toEqual([]);
      expect(targets.map((t) => t.host)).toEqual(Array(2).fill(host.replace(/[[\]]/g, '')));
    },
  );
});

describe('a host with a port', () => {
  test.each([
    [5222, false],
    [5223, true],
    [15_222, false],
  ])('is tried there and nowhere else: %i', async (port, direct) => {
    const { asked, targets } = await ask({ [START_TLS]: [server('other.test')] }, 'example.test', { port });
    expect(asked).toEqual([]);
    expect(targets).toEqual([{ host: 'example.test', port, direct }]);
  });

  test.each([0, -1, 65_536, 1.5, NaN])('that is none is refused: %d', async (port) => {
    await expect(ask({}, 'example.test', { port })).rejects.toBeInstanceOf(ChannelError);
  });
});

describe('a look-up', () => {
  const mute: Resolver = { services: () => new Promise(() => {}), addresses: () => new Promise(() => {}) };

  test('is called off at once, and leaves no listener', async () => {
    const ending = new AbortController();
    const { address } = await dns({ [DIRECT]: 'silent', [START_TLS]: 'silent' });
    for (const resolver of [mute, systemResolver([address])]) {
      const asking = lookUp({ host: 'example.test', port: null }, resolver, PATIENT, ending.signal);
      setTimeout(() => ending.abort(), 50);
      await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  });

  test('refuses what is no name', async () => {
    await expect(ask({}, 'a b')).rejects.toBeInstanceOf(ChannelError);
    expect(() => asciiName('exa mple\r\n')).toThrow(ChannelError);
  });
});
