// Logins and sessions that survive a cut, on each server that Debian has.
import { X509Certificate } from 'node:crypto';
import xml, { type XmlNode } from '@xmpp/xml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IqError, NoAnswer } from '../../wire/iq.ts';
import {
  availablePresence,
  openXmppStream,
  type StreamOptions,
  type XmppStream,
} from '../../wire/xmpp-stream.ts';
import { hasEjabberd, startEjabberd } from '../support/ejabberd.ts';
import { sleep, until } from '../support/patience.ts';
import { startProsody } from '../support/prosody.ts';
import type { XmppServer } from '../support/xmpp-server.ts';

const SERVERS = [
  { name: 'Prosody', start: startProsody, isHere: true },
  { name: 'ejabberd', start: startEjabberd, isHere: hasEjabberd },
];

describe.each(SERVERS)('on $name', ({ name, start, isHere }) => {
  if (!isHere) {
    test.skip(`${name} is not installed here`, () => {});
    return;
  }
  let server: XmppServer;
  const open: XmppStream[] = [];
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    server = await start({
      domain: 'push.example.test',
      users: { alice: 'a-secret', mallory: 'm-secret' },
      admins: [],
    });
  });
  afterAll(async () => {
    await server.stop();
    process.off('unhandledRejection', note);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((stream) => stream.close()));
    await sleep(20);
    expect(rejections).toEqual([]);
  });

  async function login(user: string, over: Partial<StreamOptions> = {}): Promise<XmppStream> {
    const fingerprint = new X509Certificate(server.ca).fingerprint256;
    const stream = await openXmppStream({
      domain: server.domain,
      host: '127.0.0.1',
      port: server.port,
      resource: 'belfry-test',
      username: user,
      password: `${user[0]}-secret`,
      anchors: [{ pem: server.ca, isAuthority: true, fingerprint }],
      signal: new AbortController().signal,
      ...over,
    });
    open.push(stream);
    return stream;
  }

  test('the strongest mechanism it offers lets us in, and a wrong password does not', async () => {
    const { connection, jid, resumable } = await login('alice');
    expect(jid).toBe('alice@push.example.test/belfry-test');
    expect(connection).toMatchObject({ tls: 'TLSv1.3', direct: false });
    expect(connection.mechanism).toMatch(/^SCRAM-SHA-(1|256)(-PLUS)?$/);
    expect(resumable).toMatchObject({ jid, handled: 0, unacknowledged: [] });
    await expect(login('alice', { password: 'wrong' })).rejects.toMatchObject({
      condition: 'not-authorized',
    });
  });

  test('a request of a stranger is refused, and a ping of one’s own account answered', async () => {
    const alice = await login('alice');
    const other = await login('mallory');
    await other.send(availablePresence());
    await alice.send(availablePresence());
    const ask = (from: XmppStream, child: XmlNode) => from.iq({ type: 'get', to: alice.jid, child });
    const version = xml('query', { xmlns: 'jabber:iq:version' });
    expect(await ask(other, version).catch((error: unknown) => error)).toBeInstanceOf(IqError);
    await alice.probe(5_000);
  });

  const bare = 'alice@push.example.test';
  const ids = (messages: readonly XmlNode[]) => messages.map((m) => m.attrs['id']);

  test('sixty sessions of one account that are present at once: none is destroyed', async () => {
    const streams = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const stream = await login('alice', { resource: `device-${i}` });
        await stream.send(availablePresence());
        return stream;
      }),
    );
    let ended = 0;
    for (const stream of streams) void stream.closed.then(() => (ended += 1));
    // Each hears the presence of all the others; asked, it counts to the server's satisfaction.
    await Promise.all(streams.map((stream) => stream.probe(10_000)));
    await sleep(300);
    await Promise.all(streams.map((stream) => stream.probe(10_000)));
    expect(ended).toBe(0);
    expect(streams.every((stream) => stream.resumable !== null)).toBe(true);
  });

  test('after a cut the session goes on: what was sent meanwhile comes once, what was handled not again', async () => {
    const other = await login('mallory');
    const first = await login('alice');
    await first.send(availablePresence());
    const before: XmlNode[] = [];
    first.onMessage((m) => before.push(m));
    const say = (id: string) => other.send(xml('message', { to: first.jid, id }, xml('body', {}, id)));
    for (const id of ['1', '2', '3']) await say(id);
    // IQs count: the library's own counter leaves them out, and the server sends as many old stanzas again.
    for (let i = 0; i < 5; i += 1) await first.probe(5_000);
    await until('the first three', 5_000, () => before.length === 3);
    first.cut();
    await first.closed;
    for (const id of ['4', '5', '6']) await say(id);
    const second = await login('alice', { resume: first.resumable });
    expect(second).toMatchObject({ resumed: true, jid: first.jid });
    const after: XmlNode[] = [];
    second.onMessage((m) => after.push(m));
    await until('what was sent meanwhile', 5_000, () => after.length >= 3);
    await second.probe(5_000);
    expect(ids(after)).toEqual(['4', '5', '6']);
    // Present still, without a word of ours.
    await other.send(xml('message', { to: bare, id: '7' }, xml('body', {}, 'x')));
    await until('the message to the account', 5_000, () => after.length === 4);
    expect(second.resumable?.id).toBe(first.resumable?.id);
  });

  test('the session is taken from a connection the server still believes in', async () => {
    const first = await login('alice');
    const { resumable } = first;
    const second = await login('alice', { resume: resumable });
    expect(second.resumed).toBe(true);
    // A word of farewell or none, and never a way back into what another connection holds.
    await first.closed;
    await second.probe(5_000);
  });

  test('what the server forgot over its restart is a fresh session', async () => {
    const first = await login('alice');
    first.cut();
    await first.closed;
    await server.restart('SIGKILL');
    const second = await login('alice', { resume: first.resumable });
    expect(second.resumed).toBe(false);
    await second.probe(5_000);
  });

  test('a frozen server is noticed by its silence, and its session taken up when it thaws', async () => {
    const stream = await login('alice', { keepAlive: { idle: 100, patience: 200 } });
    await sleep(500);
    server.freeze();
    expect(await stream.closed).toBeInstanceOf(NoAnswer);
    server.thaw();
    expect((await login('alice', { resume: stream.resumable })).resumed).toBe(true);
  });
});
