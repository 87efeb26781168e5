import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import xml, { type XmlNode } from '@xmpp/xml';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { IqError } from '../../wire/iq.ts';
import { pubSub, readEvent, NODE_CONFIG } from '../../wire/pubsub.ts';
import { UntrustedCertificate } from '../../wire/tls.ts';
import {
  availablePresence,
  openXmppStream,
  type StreamOptions,
  type XmppStream,
} from '../../wire/xmpp-stream.ts';
import { sleep, until } from '../support/patience.ts';
import { startProsody, type Prosody } from '../support/prosody.ts';

let prosody: Prosody;
const open: XmppStream[] = [];
const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  prosody = await startProsody({
    domain: 'push.example.test',
    users: { alice: 'a-secret', notifier: 'n-secret', mallory: 'm-secret' },
    admins: ['notifier'],
  });
});
afterAll(async () => {
  await prosody.stop();
  process.off('unhandledRejection', note);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
  // A turn of the event loop: rejections are reported after it.
  await sleep(20);
  expect(rejections).toEqual([]);
});

function options(user: string, over: Partial<StreamOptions> = {}): StreamOptions {
  const fingerprint = new X509Certificate(prosody.ca).fingerprint256;
  return {
    domain: prosody.domain,
    host: '127.0.0.1',
    port: prosody.port,
    anchors: [{ pem: prosody.ca, isAuthority: true, fingerprint }],
    signal: new AbortController().signal,
    username: user,
    password: `${user[0]}-secret`,
    resource: 'belfry-test',
    ...over,
  };
}

async function login(user: string, over: Partial<StreamOptions> = {}): Promise<XmppStream> {
  const stream = await openXmppStream(options(user, over));
  open.push(stream);
  return stream;
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('logging in', () => {
  test('binds the resource it asks for, through a certificate of an own authority for the domain', async () => {
    const stream = await login('alice');
    expect(stream.jid).toBe('alice@push.example.test/belfry-test');
  });

  test('with a wrong password is refused with the condition of the server', async () => {
    expect(await failure(login('alice', { password: 'wrong' }))).toMatchObject({
      condition: 'not-authorized',
    });
    expect(await failure(login('nobody'))).toMatchObject({ condition: 'not-authorized' });
  });

  test('does not happen over a certificate nobody vouches for', async () => {
    expect(await failure(login('alice', { anchors: [] }))).toBeInstanceOf(UntrustedCertificate);
  });

  test('with a password of any characters works', async () => {
    const password = 'pä ß"<&>\\☃🎉 ';
    await prosody.addUser('odd', password.trim());
    expect((await login('odd', { password: password.trim() })).jid).toContain('odd@');
  });

  test('a second time with the same resource ends the first with a conflict', async () => {
    const first = await login('alice');
    await login('alice');
    expect(await first.closed).toMatchObject({ condition: 'conflict' });
  });

  test('is called off in the middle', async () => {
    prosody.freeze();
    const controller = new AbortController();
    const opening = failure(login('alice', { signal: controller.signal }));
    await sleep(100);
    controller.abort();
    expect(await opening).toMatchObject({ name: 'AbortError' });
    prosody.thaw();
  });

  test('leaves a connection that sends small stanzas at once and lives on', async () => {
    // Node has no getter for the option: how it is set shows, and that nothing takes it back.
    const connect = vi.spyOn(net, 'connect');
    const setNoDelay = vi.spyOn(net.Socket.prototype, 'setNoDelay');
    await login('alice');
    expect(connect.mock.calls.map(([how]) => how)).toMatchObject([{ noDelay: true }]);
    expect(setNoDelay.mock.calls.filter(([on]) => on === false)).toEqual([]);
    connect.mockRestore();
    setNoDelay.mockRestore();
  });
});

describe('requests', () => {
  test('two hundred refused ones reject, each to its caller and to nobody else', async () => {
    const stream = await login('alice');
    const ask = () =>
      failure(stream.iq({ type: 'get', to: prosody.domain, child: xml('query', { xmlns: 'urn:unknown' }) }));
    const errors = await Promise.all(Array.from({ length: 200 }, ask));
    expect(new Set(errors.map((e) => e instanceof IqError && e.condition))).toEqual(
      new Set(['service-unavailable']),
    );
    for (let i = 0; i < 20; i += 1) expect(await ask()).toBeInstanceOf(IqError);
  });

  test('text with characters of several bytes survives any split', async () => {
    const alice = await login('alice');
    const other = await login('mallory');
    await Promise.all([alice, other].map((stream) => stream.send(availablePresence())));
    const bodies: string[] = [];
    alice.onMessage((m) => bodies.push(m.getChild('body')?.text() ?? ''));
    const text = '🎉é会'.repeat(20_000);
    await other.send(xml('message', { to: alice.jid, type: 'chat' }, xml('body', {}, text)));
    await until('the long message', 10_000, () => bodies.length === 1);
    expect(bodies[0] === text).toBe(true);
  });

  test('a removed listener hears no more', async () => {
    const alice = await login('alice');
    const heard: XmlNode[] = [];
    const remove = alice.onMessage((m) => heard.push(m));
    const say = () => alice.send(xml('message', { to: alice.jid }, xml('body', {}, 'x')));
    await say();
    await until('the first message', 5_000, () => heard.length === 1);
    remove();
    await say();
    await alice.probe(5_000);
    expect(heard).toHaveLength(1);
  });
});

describe('publish-subscribe', () => {
  const bare = 'alice@push.example.test';

  async function withNode(node: string): Promise<{ owner: XmppStream; owning: ReturnType<typeof pubSub> }> {
    const owner = await login('notifier');
    const owning = pubSub(owner, prosody.service);
    await owning.createNode(node);
    return { owner, owning };
  }

  test('a member subscribes and hears pings; nobody else can', async () => {
    const { owning } = await withNode('bf1-team');
    await owning.setAffiliation('bf1-team', bare, 'member');
    const alice = await login('alice');
    await alice.send(availablePresence());
    const events: unknown[] = [];
    alice.onMessage((m) => events.push(readEvent(m, prosody.service)));
    const mine = pubSub(alice, prosody.service);
    expect(await mine.subscriptions()).toEqual([]);
    await mine.subscribe('bf1-team', bare);
    await mine.subscribe('bf1-team', bare);
    expect(await mine.subscriptions()).toMatchObject([{ node: 'bf1-team', jid: bare, state: 'subscribed' }]);
    await owning.publish('bf1-team');
    await owning.publish('bf1-team');
    await until('two pings', 5_000, () => events.length === 2);
    expect(events).toEqual(Array.from({ length: 2 }, () => ({ kind: 'ping', node: 'bf1-team' })));

    const mallory = pubSub(await login('mallory'), prosody.service);
    expect(await failure(mallory.subscribe('bf1-team', 'mallory@push.example.test'))).toMatchObject({
      condition: 'forbidden',
    });
    expect(await failure(mallory.subscribe('bf1-team', bare))).toBeInstanceOf(IqError);
    expect(await failure(mallory.publish('bf1-team'))).toMatchObject({ condition: 'forbidden' });
    expect(await failure(mallory.createNode('bf1-hers'))).toMatchObject({ condition: 'forbidden' });
    expect(await failure(mallory.subscribe('bf1-none', bare))).toBeInstanceOf(IqError);

    const [subscription] = await mine.subscriptions();
    if (subscription) await mine.unsubscribe(subscription);
    expect(await mine.subscriptions()).toEqual([]);
    // Gone is gone: asking again is no failure.
    if (subscription) await mine.unsubscribe(subscription);
    await mine.unsubscribe({ node: 'bf1-none', jid: bare, subid: null, state: 'subscribed' });
    await owning.publish('bf1-team');
    await alice.probe(5_000);
    expect(events).toHaveLength(2);
  });

  test('an owner lists members, configures, deletes; a deleted node is told', async () => {
    const { owning } = await withNode('bf1-x');
    await owning.setAffiliation('bf1-x', bare, 'member');
    const alice = await login('alice');
    await alice.send(availablePresence());
    const events: unknown[] = [];
    alice.onMessage((m) => events.push(readEvent(m, prosody.service)));
    await pubSub(alice, prosody.service).subscribe('bf1-x', bare);
    expect((await owning.affiliations('bf1-x')).get(bare)).toBe('member');
    await owning.configureNode('bf1-x', { ...NODE_CONFIG, 'pubsub#notify_delete': '1' });
    expect(await failure(owning.createNode('bf1-x'))).toMatchObject({ condition: 'conflict' });
    await owning.deleteNode('bf1-x');
    await until('the end of the node', 5_000, () => events.length === 1);
    expect(events).toEqual([{ kind: 'ended', node: 'bf1-x' }]);
    expect(await failure(owning.publish('bf1-x'))).toMatchObject({ condition: 'item-not-found' });
    expect(await failure(owning.deleteNode('bf1-x'))).toMatchObject({ condition: 'item-not-found' });
  });

  test('an event is believed from the service alone, however well it is made', async () => {
    const alice = await login('alice');
    await alice.send(availablePresence());
    const raw: XmlNode[] = [];
    alice.onMessage((m) => raw.push(m));
    const mallory = await login('mallory');
    const event = () =>
      xml('event', { xmlns: 'http://jabber.org/protocol/pubsub#event' }, xml('items', { node: 'bf1-team' }));
    await mallory.send(xml('message', { to: alice.jid, type: 'headline' }, event()));
    await until('the forged message', 5_000, () => raw.length === 1);
    const [forged] = raw;
    if (!forged) throw new Error('no message');
    expect(readEvent(forged, prosody.service)).toBeNull();
    // The same stanza would be believed from the service, so it is the sender that decides.
    const from = (sender: string, type = 'headline') =>
      readEvent(xml('message', { from: sender, type }, event()), prosody.service);
    expect(from(prosody.service)).toEqual({ kind: 'ping', node: 'bf1-team' });
    expect(from(`${prosody.service}/x`)).toBeNull();
    expect(from(`x@${prosody.service}`)).toBeNull();
    expect(from(prosody.service, 'error')).toBeNull();
  });
});

describe('the end of a stream', () => {
  test('closed in good order is no error, and can be closed twice', async () => {
    const stream = await login('alice');
    await Promise.all([stream.close(), stream.close()]);
    expect(await stream.closed).toBeNull();
    await stream.close();
    await expect(stream.probe(1_000)).rejects.toThrow('closed');
  });

  test('a probe resolves while the server answers and rejects when it is frozen', async () => {
    const stream = await login('alice');
    await stream.probe(2_000);
    prosody.freeze();
    await expect(stream.probe(300)).rejects.toThrow('no answer');
    prosody.thaw();
    await stream.probe(5_000);
  });

  test('comes within a second although the server is frozen', async () => {
    const stream = await login('alice');
    prosody.freeze();
    const began = performance.now();
    await stream.close();
    expect(performance.now() - began).toBeLessThan(2_500);
    prosody.thaw();
  });

  test('killed server: closed resolves, and whoever waits for an answer hears of it', async () => {
    const stream = await login('alice');
    prosody.freeze();
    const asked = failure(
      stream.iq({ type: 'get', to: prosody.domain, child: xml('ping', { xmlns: 'urn:xmpp:ping' }) }),
    );
    await sleep(50);
    await prosody.halt('SIGKILL');
    await stream.closed;
    expect(await asked).toBeInstanceOf(Error);
    expect(String(await asked)).not.toContain('no answer');
    await prosody.restart();
  });
});
