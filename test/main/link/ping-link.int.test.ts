import { X509Certificate } from 'node:crypto';
import xml from '@xmpp/xml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PingSource, PushAddress } from '../../../main/core/sync/link-ports.ts';
import type { Link } from '../../../main/core/sync/link.ts';
import { pingLinks } from '../../../main/link/ping-link.ts';
import type { ProxyFor } from '../../../main/link/sign-in.ts';
import { tryPush } from '../../../main/link/try-push.ts';
import { PUBSUB_OWNER } from '../../../protocol/namespaces.ts';
import { pubSub, type PubSub } from '../../../wire/pubsub.ts';
import { openXmppStream, type XmppStream } from '../../../wire/xmpp-stream.ts';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { sleep, until } from '../../support/patience.ts';
import { freePort } from '../../support/ports.ts';
import { startProsody, type Prosody } from '../../support/prosody.ts';
import { QuietLog } from '../../support/quiet-log.ts';

let prosody: Prosody;
let owner: XmppStream;
let owning: PubSub;
const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  // 'localhost' is what the link dials; the certificate and the addresses are the domain's.
  prosody = await startProsody({
    domain: 'localhost',
    users: { alice: 'a-secret', bob: 'b-secret', notifier: 'n-secret' },
    admins: ['notifier'],
  });
});
afterAll(async () => {
  await prosody.stop();
  process.off('unhandledRejection', note);
});

const alice = 'alice@localhost';

interface Over {
  readonly password?: string;
  readonly trusted?: boolean;
  /** Of somebody in between. */
  readonly port?: number;
  readonly login?: PushAddress['login'];
}

function address(over: Over = {}): PushAddress {
  const { fingerprint256 } = new X509Certificate(prosody.ca);
  const trusted = [{ pem: prosody.ca, isAuthority: true, fingerprint: fingerprint256 }];
  return {
    transport: {
      host: 'localhost',
      port: over.port ?? prosody.port,
      service: prosody.service,
      homeNode: 'bf1-home',
      heartbeat: null,
    },
    access: {
      credentials: { username: 'alice', password: over.password ?? 'a-secret' },
      trusted: over.trusted === false ? [] : trusted,
    },
    user: 'alice',
    resource: 'belfry-test',
    ...(over.login ? { login: over.login } : {}),
  };
}

interface Bench {
  readonly link: PingSource;
  readonly clock: FakeClock;
  readonly log: string[];
}

const benches: Bench[] = [];
const proxies: ChaosProxy[] = [];

const direct: ProxyFor = async () => null;

function bench(over: Over = {}): Bench {
  const log: string[] = [];
  const clock = new FakeClock();
  const link = pingLinks(
    clock,
    new QuietLog(),
    direct,
  )(address(over), {
    onPing: (node) => log.push(`ping ${node}`),
    onEnded: (node) => log.push(`ended ${node}`),
    onListening: () => log.push('listening'),
    onStatus: (status) => log.push(`is ${status.at}`),
    onUntrusted: (certificate) => log.push(`untrusted ${certificate.host}`),
  });
  const b = { link, clock, log };
  benches.push(b);
  return b;
}

const reaches = (b: Bench, at: Link['at']): Promise<true> =>
  until(`the link to be ${at}`, 10_000, () => b.link.status.at === at);

beforeEach(reconnectOwner);

async function reconnectOwner(): Promise<void> {
  const { port, domain } = prosody;
  const own = { username: 'notifier', password: 'n-secret', resource: 'n' };
  const { fingerprint256 } = new X509Certificate(prosody.ca);
  const anchors = [{ pem: prosody.ca, isAuthority: true, fingerprint: fingerprint256 }];
  owner = await openXmppStream({
    ...own,
    domain,
    host: domain,
    port,
    anchors,
    signal: new AbortController().signal,
  });
  owning = pubSub(owner, prosody.service);
}
afterEach(async () => {
  await Promise.all(benches.splice(0).map((b) => b.link.stop()));
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  await owner.close();
  await sleep(20);
  expect(rejections).toEqual([]);
});

async function nodes(...names: readonly string[]): Promise<void> {
  for (const node of names) {
    await owning.createNode(node);
    await owning.setAffiliation(node, alice, 'member');
  }
}

async function mine(): Promise<readonly string[]> {
  const { port, domain } = prosody;
  const { fingerprint256 } = new X509Certificate(prosody.ca);
  const stream = await openXmppStream({
    username: 'alice',
    password: 'a-secret',
    resource: 'looker',
    domain,
    host: domain,
    port,
    anchors: [{ pem: prosody.ca, isAuthority: true, fingerprint: fingerprint256 }],
    signal: new AbortController().signal,
  });
  const subscriptions = await pubSub(stream, prosody.service).subscriptions();
  await stream.close();
  return subscriptions.map((s) => s.node).toSorted();
}

describe('a link', () => {
  test('subscribes to what it watches, then says it listens, then brings pings of just that', async () => {
    await nodes('bf1-a', 'bf1-b', 'bf1-other');
    const b = bench();
    b.link.watch(['bf1-a', 'bf1-b']);
    b.link.start();
    await reaches(b, 'listening');
    expect(b.log).toEqual(['is connecting', 'listening', 'is listening']);
    expect(await mine()).toEqual(['bf1-a', 'bf1-b']);
    await owning.publish('bf1-other');
    await owning.publish('bf1-b');
    await until('the ping', 5_000, () => b.log.includes('ping bf1-b'));
    expect(b.log).not.toContain('ping bf1-other');
  });

  test('brings subscriptions in step while it listens: adds, removes, names what is denied', async () => {
    await nodes('bf1-c', 'bf1-d');
    await owning.createNode('bf1-closed');
    const b = bench();
    b.link.watch(['bf1-c']);
    b.link.start();
    await reaches(b, 'listening');
    b.link.watch(['bf1-d', 'bf1-closed', 'bf1-missing']);
    await until(
      'the denial',
      5_000,
      () => b.link.status.at === 'listening' && b.link.status.denied.length === 2,
    );
    expect(b.link.status).toMatchObject({ denied: ['bf1-closed', 'bf1-missing'] });
    expect(await mine()).toEqual(['bf1-d']);
    // Once more, for the node that came later: subscribed, then looked.
    expect(b.log.filter((line) => line === 'listening')).toHaveLength(2);
    await owning.publish('bf1-c');
    await owning.publish('bf1-d');
    await until('the ping', 5_000, () => b.log.includes('ping bf1-d'));
    expect(b.log).not.toContain('ping bf1-c');
  });

  test('forgets nothing that it is told to watch while it connects or probes', async () => {
    await nodes('bf1-e', 'bf1-f', 'bf1-g');
    const b = bench();
    b.link.watch(['bf1-e']);
    b.link.start();
    await until(
      'the connection',
      10_000,
      () =>
        b.link.status.at !== 'connecting' ||
        sleep(1)
          .then(() => b.link.watch(['bf1-e', 'bf1-f']))
          .then(() => false),
    );
    await reaches(b, 'listening');
    expect(await mine()).toEqual(['bf1-e', 'bf1-f']);
    b.link.nudge('wake');
    expect(b.link.status.at).toBe('probing');
    b.link.watch(['bf1-g']);
    await reaches(b, 'listening');
    await until('the new subscription', 5_000, async () => (await mine()).join() === 'bf1-g');
  });

  test('a deleted node has ended, and is no reason to stop listening to the others', async () => {
    await nodes('bf1-doomed', 'bf1-stays');
    const b = bench();
    b.link.watch(['bf1-doomed', 'bf1-stays']);
    b.link.start();
    await reaches(b, 'listening');
    await owning.deleteNode('bf1-doomed');
    await until('its end', 5_000, () => b.log.includes('ended bf1-doomed'));
    expect(b.log).not.toContain('ping bf1-doomed');
    // From now on this Prosody never answers when alice asks for the list of her subscriptions.
    await b.link.stop();
    b.link.start();
    await reaches(b, 'listening');
    expect(b.link.status).toEqual({ at: 'listening', denied: ['bf1-doomed'] });
    await owning.publish('bf1-stays');
    await until('the other ping', 5_000, () => b.log.includes('ping bf1-stays'));
    await b.link.stop();
    await prosody.restart();
  });

  test('refused for its password rests until it has another, and no timer runs', async () => {
    const b = bench({ password: 'wrong' });
    b.link.start();
    await reaches(b, 'refused');
    expect(b.link.status).toEqual({ at: 'refused', because: 'unauthorized' });
    for (const event of ['wake', 'network', 'suspend'] as const) b.link.nudge(event);
    await b.clock.advance(3_600_000);
    expect(b.link.status.at).toBe('refused');
    expect(b.clock.waits).toEqual([]);
    b.link.nudge('credentials');
    expect(b.link.status).toEqual({ at: 'connecting', attempt: 1 });
    await reaches(b, 'refused');
  });

  test('replaced by another session of the same name rests: nobody wins such a fight', async () => {
    const first = bench();
    first.link.start();
    await reaches(first, 'listening');
    const second = bench();
    second.link.start();
    await reaches(second, 'listening');
    await reaches(first, 'refused');
    expect(first.link.status).toEqual({ at: 'refused', because: 'conflict' });
    expect(second.link.status.at).toBe('listening');
  });

  test('shows a certificate nobody vouches for, and says nothing to that server', async () => {
    const b = bench({ trusted: false });
    b.link.start();
    await reaches(b, 'refused');
    expect(b.link.status).toEqual({ at: 'refused', because: 'untrusted' });
    expect(b.log).toContain('untrusted localhost');
    await expect(
      tryPush(direct)(address({ trusted: false }), new AbortController().signal),
    ).rejects.toMatchObject({
      kind: 'untrusted',
      certificate: { host: 'localhost' },
    });
  });

  test('survives a restart of the server: waits, tries again, subscribes and says so', async () => {
    await nodes('bf1-h');
    const b = bench();
    b.link.watch(['bf1-h']);
    b.link.start();
    await reaches(b, 'listening');
    await prosody.halt('SIGKILL');
    await reaches(b, 'waiting');
    expect(b.clock.waits).toEqual([3_000]);
    await b.clock.advance(3_000);
    await until(
      'the second wait',
      5_000,
      () => b.link.status.at === 'waiting' && b.link.status.attempt === 2,
    );
    expect(b.clock.waits).toEqual([4_000]);
    await prosody.restart();
    b.link.nudge('network');
    await reaches(b, 'listening');
    expect(b.log.filter((line) => line === 'listening')).toHaveLength(2);
    expect(b.clock.waits).toEqual([]);
  });

  test('woken up asks whether the server is there, and goes on as if nothing had been', async () => {
    const b = bench();
    b.link.start();
    await reaches(b, 'listening');
    b.link.nudge('wake');
    expect(b.link.status.at).toBe('probing');
    await reaches(b, 'listening');
    expect(b.log.filter((line) => line === 'listening')).toHaveLength(1);
  });

  test('asleep is off; awake it connects anew and says so', async () => {
    const b = bench();
    b.link.start();
    await reaches(b, 'listening');
    b.link.nudge('suspend');
    expect(b.link.status.at).toBe('off');
    b.link.nudge('network');
    expect(b.link.status.at).toBe('off');
    b.link.nudge('wake');
    await reaches(b, 'listening');
    expect(b.log.filter((line) => line === 'listening')).toHaveLength(2);
  });
});

describe('a session that was cut', () => {
  async function throughProxy(...watched: readonly string[]): Promise<{ b: Bench; proxy: ChaosProxy }> {
    await nodes(...watched);
    const proxy = await startChaosProxy(prosody.port);
    proxies.push(proxy);
    const b = bench({ port: proxy.port });
    b.link.watch(watched);
    b.link.start();
    await reaches(b, 'listening');
    return { b, proxy };
  }
  const pings = (b: Bench) => b.log.filter((line) => line.startsWith('ping'));
  /** A ping of its own says that whatever was sent before has arrived. */
  async function heardUpTo(b: Bench, node: string): Promise<void> {
    await owning.publish(node);
    await until('the last ping', 5_000, () => b.log.includes(`ping ${node}`));
  }

  // Both ends know of a cut; of a connection that a router forgot, or that slept, only this one does.
  test.each(['cut', 'abandon'] as const)('(%s) goes on; a ping meanwhile comes once', async (how) => {
    const { b, proxy } = await throughProxy(`bf1-${how}`, `bf1-${how}-last`);
    const since = b.link.connection?.since;
    expect(b.link.connection).toMatchObject({ resumable: true, tls: 'TLSv1.3' });
    proxy[how]();
    await reaches(b, 'waiting');
    await owning.publish(`bf1-${how}`);
    await b.clock.advance(6_000);
    await reaches(b, 'listening');
    expect(b.link.connection?.since).toBe(since);
    await heardUpTo(b, `bf1-${how}-last`);
    expect(pings(b)).toEqual([`ping bf1-${how}`, `ping bf1-${how}-last`]);
    expect(b.log.filter((line) => line === 'listening')).toHaveLength(2);
  });

  test('by its own sleep goes on, too, and hears what came while it slept', async () => {
    const { b } = await throughProxy('bf1-asleep', 'bf1-asleep-last');
    const since = b.link.connection?.since;
    b.link.nudge('suspend');
    expect(b.link.connection).toBeNull();
    await owning.publish('bf1-asleep');
    b.link.nudge('wake');
    await reaches(b, 'listening');
    expect(b.link.connection?.since).toBe(since);
    await heardUpTo(b, 'bf1-asleep-last');
    expect(pings(b)).toEqual(['ping bf1-asleep', 'ping bf1-asleep-last']);
  });

  test('by the end of the server is forgotten there, and a fresh one subscribes', async () => {
    const { b } = await throughProxy('bf1-gone');
    const since = b.link.connection?.since ?? 0;
    await prosody.restart();
    await reaches(b, 'waiting');
    await b.clock.advance(6_000);
    await reaches(b, 'listening');
    expect(b.link.connection?.since).toBeGreaterThan(since);
    await reconnectOwner();
    await heardUpTo(b, 'bf1-gone');
    expect(pings(b)).toEqual(['ping bf1-gone']);
  });
});

describe('one resource', () => {
  test('is no quarrel between a session and the fresh one of the same link', async () => {
    await nodes('bf1-own');
    const b = bench();
    b.link.watch(['bf1-own']);
    b.link.start();
    await reaches(b, 'listening');
    for (const event of ['deaf', 'credentials', 'deaf'] as const) {
      b.link.nudge(event);
      expect(b.link.status.at).toBe('connecting');
      await reaches(b, 'listening');
    }
    void b.link.stop();
    b.link.start();
    await reaches(b, 'listening');
    await sleep(300);
    expect(b.link.status.at).toBe('listening');
    expect(b.log).not.toContain('is refused');
    await owning.publish('bf1-own');
    await until('the ping', 5_000, () => b.log.includes('ping bf1-own'));
    expect(b.log.filter((line) => line === 'ping bf1-own')).toHaveLength(1);
  });

  test('is left to the link while somebody tries the same account', async () => {
    const b = bench();
    b.link.start();
    await reaches(b, 'listening');
    await tryPush(direct)(address(), new AbortController().signal);
    b.link.nudge('wake');
    await reaches(b, 'listening');
    expect(b.log).toEqual(['is connecting', 'listening', 'is listening', 'is probing', 'is listening']);
  });
});

describe('a membership that ended', () => {
  test('is found out by the next look, though the server never says so', async () => {
    await nodes('bf1-former', 'bf1-still');
    const b = bench();
    b.link.watch(['bf1-former', 'bf1-still']);
    b.link.start();
    await reaches(b, 'listening');
    const none = xml('subscription', { jid: alice, subscription: 'none' });
    const child = xml('pubsub', { xmlns: PUBSUB_OWNER }, xml('subscriptions', { node: 'bf1-former' }, none));
    await owner.iq({ type: 'set', to: prosody.service, child });
    // This Prosody says 'forbidden' to it and does it.
    await owning.setAffiliation('bf1-former', alice, 'none').catch(() => undefined);
    b.link.watch(['bf1-former', 'bf1-still']);
    const denied = () => (b.link.status.at === 'listening' ? b.link.status.denied : []);
    await until('the denial', 10_000, () => denied().length === 1);
    expect(denied()).toEqual(['bf1-former']);
    await owning.setAffiliation('bf1-former', alice, 'member');
    b.link.watch(['bf1-former', 'bf1-still']);
    await until('the subscription', 10_000, () => denied().length === 0);
    await owning.publish('bf1-former');
    await until('the ping', 5_000, () => b.log.includes('ping bf1-former'));
    await b.link.stop();
    // From now on this Prosody never answers when alice asks for the list of her subscriptions.
    await prosody.restart();
  });
});

describe('stopping', () => {
  test('ends at every moment of connecting, cleanly and for good', async () => {
    for (const delay of [0, 1, 3, 10, 25, 40, 80, 120]) {
      const b = bench();
      b.link.watch(['bf1-home']);
      b.link.start();
      await sleep(delay);
      await b.link.stop();
      expect(b.link.status.at).toBe('off');
      const said = b.log.length;
      await sleep(30);
      expect(b.log).toHaveLength(said);
      expect(b.clock.waits).toEqual([]);
    }
  });

  test('ends although the server is frozen, and can be done twice', async () => {
    const b = bench();
    b.link.start();
    await reaches(b, 'listening');
    prosody.freeze();
    await Promise.all([b.link.stop(), b.link.stop()]);
    prosody.thaw();
    expect(b.link.status.at).toBe('off');
  });
});

describe('trying it once', () => {
  test('works, fails for the password, and can be called off', async () => {
    await tryPush(direct)(address(), new AbortController().signal);
    await expect(
      tryPush(direct)(address({ password: 'wrong' }), new AbortController().signal),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
      what: 'localhost',
    });
    await expect(tryPush(direct)(address(), AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    const login = { jid: 'bob@localhost', password: 'b-secret' };
    await tryPush(direct)(address({ login, password: 'not bobs' }), new AbortController().signal);
    const nobody = await freePort();
    await expect(
      tryPush(direct)(address({ port: nobody }), new AbortController().signal),
    ).rejects.toMatchObject({ kind: 'offline', reason: 'refused' });
    const deadProxy = async () => ({ host: '127.0.0.1', port: nobody, authorization: null });
    await expect(tryPush(deadProxy)(address(), new AbortController().signal)).rejects.toMatchObject({
      kind: 'offline',
      reason: 'refused',
    });
  });
});
