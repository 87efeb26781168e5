// What no real server would do to us today, and what one does only once in a hundred times: said by a script.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import xml, { type XmlNode } from '@xmpp/xml';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { IqError, NoAnswer, type IqRequest } from '../../wire/iq.ts';
import type { Resumable } from '../../wire/stream-management.ts';
import type { Anchor } from '../../wire/tls.ts';
import { ChannelError } from '../../wire/xmpp-channel.ts';
import {
  availablePresence,
  openXmppStream,
  type StreamOptions,
  type XmppStream,
} from '../../wire/xmpp-stream.ts';
import { issueCertificate, makeAuthority } from '../support/certificates.ts';
import { fakeXmppServer, type FakeXmppServer } from '../support/fake-xmpp-server.ts';
import type { KeyPair } from '../support/odd-certificates.ts';
import { sleep, until } from '../support/patience.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { BIND, mechanisms, playServer, SASL, SM, type Part, type Peer } from '../support/scripted-xmpp.ts';

const DOMAIN = 'xmpp.example.test';
const JID = `alice@${DOMAIN}/belfry`;
const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const STREAM_ERRORS = 'urn:ietf:params:xml:ns:xmpp-streams';
let scratch: Scratch;
let tls: KeyPair;
let anchors: readonly Anchor[];
const servers: FakeXmppServer[] = [];
const streams: XmppStream[] = [];
const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  scratch = await makeScratch('stream');
  const authority = await makeAuthority(scratch.dir);
  const { keyFile, chainFile } = await issueCertificate(authority, DOMAIN);
  tls = { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
  const { fingerprint256 } = new X509Certificate(authority.ca);
  anchors = [{ pem: authority.ca, isAuthority: true, fingerprint: fingerprint256 }];
});
afterAll(async () => {
  await scratch.remove();
  process.off('unhandledRejection', note);
});
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
  for (const server of servers.splice(0)) await server.close();
  await sleep(20);
  expect(rejections).toEqual([]);
});

/** A server whose connections play `parts` in turn, the last one for all that follow. */
async function serve(...parts: readonly Part[]) {
  const peers: Peer[] = [];
  const server = await fakeXmppServer({
    tls,
    encrypted: (socket: TLSSocket) => {
      peers.push(playServer(socket, parts[peers.length] ?? parts.at(-1) ?? {}));
    },
  });
  servers.push(server);
  const peer = (): Peer => {
    const last = peers.at(-1);
    if (!last) throw new Error('nobody connected');
    return last;
  };
  const login = async (over: Partial<StreamOptions> = {}): Promise<XmppStream> => {
    const stream = await openXmppStream({
      domain: DOMAIN,
      host: '127.0.0.1',
      port: server.port,
      anchors,
      username: 'alice',
      password: 'secret',
      resource: 'belfry',
      signal: new AbortController().signal,
      ...over,
    });
    streams.push(stream);
    return stream;
  };
  return { login, peer, peers };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const named = (peer: Peer, name: string): readonly XmlNode[] => peer.heard.filter((e) => e.name === name);
const query = (): IqRequest => ({ type: 'get', to: DOMAIN, child: xml('query', { xmlns: 'urn:x' }) });

/** Answers what is not stream negotiation with `answer`. */
const afterLogin =
  (answer: (element: XmlNode, peer: Peer) => void): NonNullable<Part['answer']> =>
  (element, peer) => {
    if (element.name !== 'iq' || element.getChild('bind')) return false;
    answer(element, peer);
    return true;
  };

describe('signing in', () => {
  const CHALLENGE = (nonce: string) => base64(`r=${nonce}abc,s=QSXCR+Q6sek8bf92,i=4096`);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const nonceIn = (auth: XmlNode): string =>
    /r=([^,]+)/.exec(Buffer.from(auth.text(), 'base64').toString())?.[1] ?? '';

  /** A SCRAM server that takes every proof, and ends with what it is told to. */
  const taking = (end: string): Part => ({
    before: mechanisms('SCRAM-SHA-1', 'SCRAM-SHA-256', 'PLAIN'),
    answer(element, peer) {
      if (element.name === 'auth')
        peer.say(`<challenge xmlns='${SASL}'>${CHALLENGE(nonceIn(element))}</challenge>`);
      if (element.name === 'response') peer.say(end);
      return ['auth', 'response'].includes(element.name);
    },
  });

  test('at a server that cannot prove that it knows the password ends there, as a ChannelError', async () => {
    for (const end of [
      `<success xmlns='${SASL}'/>`,
      `<success xmlns='${SASL}'>${base64('v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')}</success>`,
    ]) {
      const { login, peer } = await serve(taking(end));
      const error = await failure(login());
      expect(error).toBeInstanceOf(ChannelError);
      expect(String(error)).toContain('could not prove');
      expect(named(peer(), 'iq')).toEqual([]);
    }
  });

  test('takes the strongest mechanism, and PLAIN only where there is nothing else', async () => {
    const strong = await serve(taking(`<failure xmlns='${SASL}'><not-authorized/></failure>`));
    expect(await failure(strong.login())).toMatchObject({ condition: 'not-authorized' });
    expect(named(strong.peer(), 'auth')[0]?.attrs['mechanism']).toBe('SCRAM-SHA-256');
    const plain = await serve({});
    const { connection } = await plain.login();
    expect(connection).toMatchObject({ mechanism: 'PLAIN', direct: false, tls: 'TLSv1.3' });
    expect(Buffer.from(named(plain.peer(), 'auth')[0]?.text() ?? '', 'base64').toString()).toBe(
      '\0alice\0secret',
    );
  });

  test('says in the exchange that it was offered no binding, and binds where it was', async () => {
    const said = async (before: string): Promise<string> => {
      const { login, peer } = await serve({
        before,
        answer(element, { say }) {
          if (element.name === 'auth') say(`<failure xmlns='${SASL}'><aborted/></failure>`);
          return element.name === 'auth';
        },
      });
      await failure(login());
      const [auth] = named(peer(), 'auth');
      const first = Buffer.from(auth?.text() ?? '', 'base64').toString();
      return `${auth?.attrs['mechanism']} ${first.slice(0, first.indexOf(',,'))}`;
    };
    const exporter =
      "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>";
    expect(await said(mechanisms('SCRAM-SHA-1'))).toBe('SCRAM-SHA-1 y');
    expect(await said(mechanisms('SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS'))).toBe('SCRAM-SHA-1 n');
    expect(await said(mechanisms('SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS') + exporter)).toBe(
      'SCRAM-SHA-1-PLUS p=tls-exporter',
    );
  });

  test.each([
    ['refuses without a word', `<failure xmlns='${SASL}'/>`, { condition: 'undefined-condition' }],
    [
      'refuses in many words',
      `<failure xmlns='${SASL}'><text>no</text><account-disabled/></failure>`,
      { condition: 'account-disabled' },
    ],
    [
      'ends the stream with a conflict',
      `<stream:error><conflict xmlns='${STREAM_ERRORS}'/></stream:error>`,
      { condition: 'conflict' },
    ],
    ['says good-bye', '</stream:stream>', { message: 'the server closed the stream' }],
    ['talks nonsense', '<success', { message: 'the server closed the stream' }],
  ])('fails at a server that %s', async (_what, words, error) => {
    const { login } = await serve({
      answer(_element, peer) {
        peer.socket.end(words);
        return true;
      },
    });
    expect(await failure(login())).toMatchObject(error);
  });

  test('fails at a server that breaks off at any step, and no promise is left to nobody', async () => {
    for (const step of ['auth', 'iq', 'enable']) {
      const { login } = await serve({
        answer(element, peer) {
          if (element.name !== step) return false;
          peer.socket.destroy();
          return true;
        },
      });
      expect(await failure(login()), step).toBeInstanceOf(Error);
    }
    const silent = await fakeXmppServer({ tls, encrypted: (socket) => void socket.destroy() });
    servers.push(silent);
    expect(
      await failure(
        openXmppStream({
          domain: DOMAIN,
          host: '127.0.0.1',
          port: silent.port,
          anchors,
          username: 'a',
          password: 'b',
          resource: 'c',
          signal: new AbortController().signal,
        }),
      ),
    ).toBeInstanceOf(Error);
  });

  test('waits half a minute in all for a server that falls silent at any step', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const asked = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms / 100));
    for (const step of ['auth', 'resume', 'iq', 'enable']) {
      const { login, peer } = await serve({ answer: (element) => element.name === step });
      const resume: Resumable = {
        id: 'x',
        jid: JID,
        handled: 0,
        acknowledged: 0,
        unacknowledged: [],
      };
      expect(await failure(login({ resume })), step).toMatchObject({ name: 'TimeoutError' });
      await until('the end of the connection', 5_000, () => peer().socket.destroyed);
    }
    expect(asked.mock.calls).toContainEqual([30_000]);
    asked.mockRestore();
  });

  test.each([
    ['no mechanism spoken here', { before: mechanisms('X-OAUTH2') }],
    ['no mechanism at all', { before: '' }],
    ['nothing to bind', { after: '' }],
  ])('does not wait for a server that offers %s', async (_what, part: Part) => {
    const { login } = await serve(part);
    expect(await failure(login())).toBeInstanceOf(ChannelError);
  });

  test('does not go where see-other-host points', async () => {
    const { login, peers } = await serve({
      answer(_element, peer) {
        peer.say(
          `<stream:error><see-other-host xmlns='${STREAM_ERRORS}'>127.0.0.1:1</see-other-host></stream:error>`,
        );
        return true;
      },
    });
    expect(await failure(login())).toMatchObject({ condition: 'see-other-host' });
    await sleep(50);
    expect(peers).toHaveLength(1);
  });
});

describe('a request', () => {
  test('refused before its bytes are known to be written rejects, and does no harm', async () => {
    const { login } = await serve({
      answer: afterLogin((element, { say }) =>
        say(
          `<iq type='error' id='${element.attrs['id']}' from='${DOMAIN}'><error type='cancel'><forbidden xmlns='${STANZAS}'/></error></iq>`,
        ),
      ),
    });
    const stream = await login();
    const errors = await Promise.all(Array.from({ length: 100 }, () => failure(stream.iq(query()))));
    expect(new Set(errors.map((e) => e instanceof IqError && e.condition))).toEqual(new Set(['forbidden']));
  });

  test('has an end although nobody answers', async () => {
    const { login } = await serve({ answer: afterLogin(() => {}) });
    const stream = await login();
    expect(await failure(stream.iq({ ...query(), timeout: 30 }))).toBeInstanceOf(NoAnswer);
    expect(await failure(stream.probe(30))).toBeInstanceOf(NoAnswer);
    const ping = failure(stream.iq(query()));
    await stream.close();
    expect(String(await ping)).toContain('closed');
    expect(String(await failure(stream.send(availablePresence())))).toContain('closed');
  });

  test('of anybody is refused, a ping of one’s own server alone is answered, and nothing else is', async () => {
    const { login, peer } = await serve({});
    await login();
    const ask = (id: string, from: string, child: string, type = 'get') =>
      peer().say(`<iq type='${type}' id='${id}' ${from} to='${JID}'>${child}</iq>`);
    const ping = "<ping xmlns='urn:xmpp:ping'/>";
    const mallory = "from='mallory@elsewhere.test/x'";
    ask('own-ping', `from='${DOMAIN}'`, ping);
    ask('account-ping', '', ping);
    ask('foreign-ping', mallory, ping);
    ask('roster', mallory, "<query xmlns='jabber:iq:roster'/>", 'set');
    ask('version', `from='${DOMAIN}'`, "<query xmlns='jabber:iq:version'/>");
    ask('two-at-once', `from='${DOMAIN}'`, '<a/><b/>');
    ask('an-answer', mallory, '', 'result');
    peer().say("<message from='friend@elsewhere.test'><body>hello</body></message>");
    peer().say("<presence from='friend@elsewhere.test' type='subscribe'/>");
    const binding = 1;
    await until('the answers', 5_000, () => named(peer(), 'iq').length === binding + 6);
    await sleep(30);
    const answers = named(peer(), 'iq').slice(binding);
    const said = answers.map((iq) => [
      iq.attrs['id'],
      iq.getChild('error')?.getChildElements()[0]?.name ?? iq.attrs['type'],
    ]);
    expect(Object.fromEntries(said)).toEqual({
      'own-ping': 'result',
      'account-ping': 'result',
      'foreign-ping': 'service-unavailable',
      roster: 'service-unavailable',
      version: 'service-unavailable',
      'two-at-once': 'bad-request',
    });
    expect(answers.find((a) => a.attrs['id'] === 'roster')?.attrs['to']).toBe('mallory@elsewhere.test/x');
    // Neither presence nor a word to people, and nothing was asked for but the binding: no roster.
    expect(peer().heard.filter((e) => ['message', 'presence'].includes(e.name))).toEqual([]);
    expect(named(peer(), 'iq').filter((iq) => ['get', 'set'].includes(iq.attrs['type'] ?? ''))).toHaveLength(
      1,
    );
  });

  test('is answered in characters of several bytes, wherever they are cut in two', async () => {
    const { login } = await serve({
      answer: afterLogin((element, { socket }) => {
        const words = Buffer.from(
          `<iq type='result' id='${element.attrs['id']}' from='${DOMAIN}'><x>é会🎉</x></iq>`,
        );
        void (async () => {
          for (const byte of words) {
            socket.write(Buffer.of(byte));
            await new Promise((done) => setImmediate(done));
          }
        })();
      }),
    });
    const stream = await login();
    expect((await stream.iq(query())).getChild('x')?.text()).toBe('é会🎉');
  });
});

describe('a stream that is not fit to be read ends, and the process goes on', () => {
  test.each([
    ['a strange entity', '<message><body>&nbsp;</body></message>', 'not-well-formed'],
    ['a comment', '<!-- -->', 'restricted-xml'],
    ['more than a megabyte', `<message><body>${'x'.repeat(1_100_000)}`, 'policy-violation'],
  ])('%s', async (_what, words, condition) => {
    const { login, peer } = await serve({});
    const stream = await login();
    peer().say(words);
    expect(await stream.closed).toMatchObject({ condition });
    await until('the word for it', 5_000, () =>
      peer().heard.some((e) => e.is('error', 'http://etherx.jabber.org/streams') && !!e.getChild(condition)),
    );
    expect(stream.resumable).toBeNull();
  });

  test('a conflict is told as such, and there is nothing to take up again', async () => {
    const { login, peer } = await serve({});
    const stream = await login();
    peer().say(`<stream:error><conflict xmlns='${STREAM_ERRORS}'/></stream:error></stream:stream>`);
    expect(await stream.closed).toMatchObject({ condition: 'conflict' });
    expect(stream.resumable).toBeNull();
  });

  test('closed in good order is no error, though a last question comes that is answered no more', async () => {
    const { login, peer } = await serve({});
    const stream = await login();
    peer().say(`<iq type='get' id='late' from='${DOMAIN}'><ping xmlns='urn:xmpp:ping'/></iq>`);
    await stream.close();
    expect(await stream.closed).toBeNull();
    expect(peer().heard.map((e) => e.attrs['id'])).not.toContain('late');
  });

  test('an error without a word in it is one too', async () => {
    const { login, peer } = await serve({});
    const stream = await login();
    peer().say('<stream:error/>');
    expect(await stream.closed).toMatchObject({ condition: 'undefined-condition' });
  });
});

describe('counting (XEP-0198)', () => {
  const message = (n: number) => `<message from='${DOMAIN}' id='m${n}'/>`;
  const counts = (peer: Peer) => named(peer, 'a').map((a) => Number(a.attrs['h']));

  test('begins with <enabled/>, holds IQs and leaves out what is no stanza', async () => {
    const { login, peer } = await serve({
      answer(element, { say }) {
        if (element.name !== 'enable') return false;
        // All in one packet: one before, which is not counted, three behind, which are.
        const enabled = `<enabled xmlns='${SM}' id='s' resume='true'/>`;
        say(`${message(0)}${enabled}${message(1)}<presence/><iq type='result' id='x'/><r xmlns='${SM}'/>`);
        return true;
      },
    });
    const stream = await login();
    await until('the first count', 5_000, () => counts(peer()).length === 1);
    await Promise.all([stream.iq(query()), stream.iq(query()), stream.probe(1_000)]);
    peer().say(`<r xmlns='${SM}'/>`);
    await until('the second count', 5_000, () => counts(peer()).length === 2);
    expect(counts(peer())).toEqual([3, 6]);
    expect(stream.resumable).toMatchObject({ id: 's', jid: JID, handled: 6 });
  });

  test('of what was sent: acknowledged is forgotten, the rest is kept in order', async () => {
    const { login, peer } = await serve({});
    const stream = await login();
    for (const id of ['1', '2', '3']) await stream.send(xml('message', { id }));
    const kept = () => stream.resumable?.unacknowledged.map((s) => s.attrs['id']);
    expect(kept()).toEqual(['1', '2', '3']);
    peer().say(`<a xmlns='${SM}' h='2'/>`);
    await until('the acknowledgement', 5_000, () => kept()?.length === 1);
    expect(stream.resumable).toMatchObject({ acknowledged: 2 });
    expect(kept()).toEqual(['3']);
    // Every tenth is followed by a question of ours, so that little is kept.
    for (let i = 0; i < 40; i += 1) await stream.send(xml('message', { id: `m${i}` }));
    await until('the rest', 5_000, () => (kept()?.length ?? 99) < 10);
    expect(named(peer(), 'r').length).toBeLessThanOrEqual(6);
  });

  test('does not keep everything for a server that acknowledges nothing', async () => {
    const { login } = await serve({ answer: (element) => element.name === 'r' });
    const stream = await login();
    const sent = Array.from({ length: 10_001 }, () => failure(stream.send(xml('message'))));
    expect(await stream.closed).toMatchObject({ message: 'the server acknowledges nothing' });
    await Promise.all(sent);
    expect(stream.resumable).toBeNull();
  });

  test('an acknowledgement of what was never sent is an error of the server', async () => {
    const { login, peer } = await serve({});
    const stream = await login();
    peer().say(`<a xmlns='${SM}' h='1'/>`);
    expect(String(await stream.closed)).toContain('acknowledges more');
  });

  test('is left out where the server does not offer it, or refuses', async () => {
    const none = await serve({ after: BIND });
    expect((await none.login()).resumable).toBeNull();
    expect(named(none.peer(), 'enable')).toEqual([]);
    const refusing = await serve({
      answer(element, { say }) {
        if (element.name === 'enable') say(`<failed xmlns='${SM}'><unexpected-request/></failed>`);
        return element.name === 'enable';
      },
    });
    const stream = await refusing.login();
    expect(stream.resumable).toBeNull();
    await stream.probe(1_000);
  });
});

describe('taking a session up again', () => {
  const held = (over: Partial<Resumable> = {}): Resumable => ({
    id: 'session-1',
    jid: JID,
    handled: 7,
    acknowledged: 2,
    unacknowledged: ['a', 'b', 'c'].map((id) => xml('message', { id })),
    ...over,
  });
  const resuming = (h: number, behind = ''): Part => ({
    answer(element, { say }) {
      if (element.name === 'resume') say(`<resumed xmlns='${SM}' previd='session-1' h='${h}'/>${behind}`);
      return element.name === 'resume';
    },
  });

  test('binds nothing, sends what the server has not seen, and counts on', async () => {
    const { login, peer } = await serve(resuming(3));
    const stream = await login({ resume: held() });
    expect(stream).toMatchObject({ resumed: true, jid: JID });
    expect(named(peer(), 'resume')[0]?.attrs).toMatchObject({ h: '7', previd: 'session-1' });
    await until('the rest', 5_000, () => named(peer(), 'message').length === 2);
    expect(named(peer(), 'message').map((m) => m.attrs['id'])).toEqual(['b', 'c']);
    expect([...named(peer(), 'iq'), ...named(peer(), 'enable')]).toEqual([]);
    expect(stream.resumable).toMatchObject({ id: 'session-1', handled: 7, acknowledged: 3 });
    peer().say(`<message from='${DOMAIN}'/><r xmlns='${SM}'/>`);
    await until('the count', 5_000, () => named(peer(), 'a')[0]?.attrs['h'] === '8');
  });

  test('loses no message that comes in the same packet, nor their order', async () => {
    const early = [1, 2, 3].map((n) => `<message from='${DOMAIN}' id='${n}'/>`).join('');
    const { login, peer } = await serve(resuming(5, early));
    const stream = await login({ resume: held() });
    const heard: unknown[] = [];
    await sleep(20);
    stream.onMessage((m) => heard.push(m.attrs['id']));
    peer().say(`<message from='${DOMAIN}' id='4'/>`);
    await until('all four', 5_000, () => heard.length === 4);
    expect(heard).toEqual(['1', '2', '3', '4']);
    expect(stream.resumable?.handled).toBe(11);
  });

  test('counts across 2^32', async () => {
    const top = 2 ** 32 - 1;
    const { login, peer } = await serve(resuming(1, `<message/><message/><r xmlns='${SM}'/>`));
    const stream = await login({ resume: held({ handled: top, acknowledged: top }) });
    await until('the count', 5_000, () => named(peer(), 'a').length === 1);
    expect(named(peer(), 'a')[0]?.attrs['h']).toBe('1');
    expect(stream.resumable).toMatchObject({ acknowledged: 1, handled: 1 });
    expect(stream.resumable?.unacknowledged.map((s) => s.attrs['id'])).toEqual(['c']);
  });

  test('refused is a fresh session in the same stream, and the old one is forgotten', async () => {
    const { login, peer, peers } = await serve({});
    const stream = await login({ resume: held() });
    expect(peers).toHaveLength(1);
    expect(stream).toMatchObject({ resumed: false, jid: JID });
    expect(peer().heard.map((e) => e.name)).toEqual(['auth', 'resume', 'iq', 'enable']);
    expect(stream.resumable).toMatchObject({ handled: 0, acknowledged: 0, unacknowledged: [] });
  });

  test('is not tried where the server offers it no more', async () => {
    const { login, peer } = await serve({ after: BIND });
    expect(await login({ resume: held() })).toMatchObject({ resumed: false, resumable: null });
    expect(named(peer(), 'resume')).toEqual([]);
  });

  test('is possible after a cut of either side, and not after a word of farewell', async () => {
    const { login, peer } = await serve({});
    const cut = await login();
    cut.cut();
    expect(await cut.closed).toBeNull();
    expect(cut.resumable).toMatchObject({ id: 'session-1' });
    const broken = await login();
    peer().socket.destroy();
    await broken.closed;
    expect(broken.resumable).toMatchObject({ id: 'session-1' });
    const closed = await login();
    await closed.close();
    expect(closed.resumable).toBeNull();
    const left = await login();
    peer().say('</stream:stream>');
    expect(await left.closed).toBeNull();
    expect(left.resumable).toBeNull();
  });
});

describe('silence', () => {
  const keepAlive = { idle: 40, patience: 60 };

  test('is asked about with <r/>, and one that goes on ends the stream, whose session can be taken up', async () => {
    let isDeaf = false;
    const { login, peer } = await serve({ answer: () => isDeaf });
    const stream = await login({ keepAlive });
    await until('three questions', 5_000, () => named(peer(), 'r').length >= 3);
    isDeaf = true;
    expect(await stream.closed).toBeInstanceOf(NoAnswer);
    expect(stream.resumable).toMatchObject({ id: 'session-1' });
  });

  test('is asked about with a ping where there is no stream management; a refusal is an answer', async () => {
    let isDeaf = false;
    const { login, peer } = await serve({
      after: BIND,
      answer: afterLogin((element, { say }) => {
        const error = `<error type='cancel'><service-unavailable xmlns='${STANZAS}'/></error>`;
        if (!isDeaf) say(`<iq type='error' id='${element.attrs['id']}' from='${DOMAIN}'>${error}</iq>`);
      }),
    });
    const stream = await login({ keepAlive });
    await until('three pings', 5_000, () => named(peer(), 'iq').length >= 4);
    await stream.probe(1_000);
    isDeaf = true;
    expect(await stream.closed).toBeInstanceOf(NoAnswer);
  });
});
