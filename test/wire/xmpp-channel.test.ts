import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { UntrustedCertificate, type Anchor } from '../../wire/tls.ts';
import { ChannelError, openChannel } from '../../wire/xmpp-channel.ts';
import { openXmppStream } from '../../wire/xmpp-stream.ts';
import { issueCertificate, makeAuthority, type Authority } from '../support/certificates.ts';
import { fakeXmppServer, PROCEED, type FakeXmppServer, type Script } from '../support/fake-xmpp-server.ts';
import type { KeyPair } from '../support/odd-certificates.ts';
import { sleep } from '../support/patience.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';

const DOMAIN = 'xmpp.example.test';
let scratch: Scratch;
let authority: Authority;
let tls: KeyPair;
let anchors: readonly Anchor[];
const servers: FakeXmppServer[] = [];

beforeAll(async () => {
  scratch = await makeScratch('channel');
  authority = await makeAuthority(scratch.dir);
  const { keyFile, chainFile } = await issueCertificate(authority, DOMAIN);
  tls = { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
  anchors = [
    { pem: authority.ca, isAuthority: true, fingerprint: new X509Certificate(authority.ca).fingerprint256 },
  ];
});
afterAll(() => scratch.remove());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(script: Script): Promise<FakeXmppServer> {
  const server = await fakeXmppServer(script);
  servers.push(server);
  return server;
}

const patient = new AbortController().signal;

function open(
  server: FakeXmppServer,
  over: { anchors?: readonly Anchor[]; signal?: AbortSignal; domain?: string } = {},
) {
  return openChannel({
    domain: DOMAIN,
    host: '127.0.0.1',
    port: server.port,
    anchors,
    signal: patient,
    ...over,
  });
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('the channel', () => {
  test('is opened with STARTTLS, asks for the domain and names it, and sends nothing else in clear', async () => {
    const server = await serve({ tls });
    const { socket: channel } = await open(server);
    expect(channel.encrypted).toBe(true);
    expect(server.names).toEqual([DOMAIN]);
    expect(server.heard).toHaveLength(2);
    expect(server.heard[0]).toContain(`to='${DOMAIN}'`);
    expect(server.heard[1]).toBe("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    channel.destroy();
  });

  test('works when the answer comes in pieces', async () => {
    const half = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>";
    const server = await serve({
      tls,
      features: '<x xmlns="urn:x"/>'.repeat(200) + half.slice(17) + '<required/></starttls>',
    });
    (await open(server)).socket.destroy();
  });

  test('outlives the time limit it was opened under', async () => {
    const server = await serve({ tls });
    const controller = new AbortController();
    const { socket: channel } = await open(server, { signal: controller.signal });
    controller.abort(new DOMException('time is over', 'TimeoutError'));
    await sleep(100);
    expect(channel.destroyed).toBe(false);
    channel.destroy();
  });

  const refusals: readonly (readonly [string, Script, string])[] = [
    ['offers no encryption', { features: '<mechanisms xmlns="urn:x"/>' }, 'does not offer encryption'],
    [
      'offers an element that only looks like it',
      { features: '<starttls xmlns="urn:x"/>' },
      'does not offer',
    ],
    ['refuses it', { proceed: "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" }, 'refused encryption'],
    [
      'adds a stanza behind proceed',
      { proceed: `${PROCEED}<message><body>x</body></message>` },
      'unencrypted data',
    ],
    ['adds text behind proceed', { proceed: `${PROCEED}junk` }, 'unencrypted data'],
    ['ends the stream', { features: '<a/></stream:features></stream:stream><stream:features>' }, ''],
  ];
  test.each(refusals)('is refused when the server %s', async (_what, script, words) => {
    const error = await failure(open(await serve(script)));
    expect(error).toBeInstanceOf(ChannelError);
    expect(String(error)).toContain(words);
  });

  test('is refused when something else answers', async () => {
    for (const greeting of [
      'HTTP/1.1 400 Bad Request\r\n\r\n<html>',
      'SSH-2.0-OpenSSH_9.2\r\n',
      '<a><b></a>',
    ]) {
      const server = await serve({ takeOver: (socket) => socket.end(greeting) !== null });
      expect(await failure(open(server)), greeting).toBeInstanceOf(ChannelError);
    }
  });

  test('is refused when the server hangs up', async () => {
    const server = await serve({ takeOver: (socket) => socket.end() !== null });
    expect(await failure(open(server))).toBeInstanceOf(ChannelError);
  });

  test('to a certificate nobody vouches for is refused, with what a person needs to decide', async () => {
    const error = await failure(open(await serve({ tls }), { anchors: [] }));
    expect(error).toBeInstanceOf(UntrustedCertificate);
    expect(error).toMatchObject({ host: DOMAIN, anchor: { isAuthority: true } });
  });

  test('to a certificate for another domain is refused although its authority is trusted', async () => {
    const error = await failure(open(await serve({ tls }), { domain: 'evil.example.test' }));
    expect(error).toMatchObject({ name: 'UntrustedCertificate', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('to a closed port fails as the socket does', async () => {
    const server = await serve({ tls });
    await server.close();
    servers.length = 0;
    expect(await failure(open(server))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('can be called off at every stage', async () => {
    const silent = await serve({ takeOver: () => true });
    const halfway = await serve({ proceed: ' ' });
    const deaf = await serve({ proceed: PROCEED });
    for (const server of [silent, halfway, deaf]) {
      const controller = new AbortController();
      const opening = failure(open(server, { signal: controller.signal }));
      await sleep(60);
      controller.abort();
      expect(await opening).toMatchObject({ name: 'AbortError' });
    }
    expect(await failure(open(silent, { signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('the stream over it', () => {
  const login = (server: FakeXmppServer, signal = patient) =>
    openXmppStream({
      domain: DOMAIN,
      host: '127.0.0.1',
      port: server.port,
      anchors,
      signal,
      username: 'alice',
      password: 'secret',
      resource: 'belfry-1',
    });

  test('rejects when the server cuts the line right after the handshake, every time', async () => {
    const server = await serve({
      tls,
      encrypted: (socket) => {
        // Reset, not closed: the harshest end there is, before the client has said a word.
        socket.once('secure', () => socket.destroy());
      },
    });
    for (let i = 0; i < 25; i += 1) expect(await failure(login(server))).toBeInstanceOf(Error);
  });

  test('rejects when the server says nonsense after the handshake', async () => {
    const server = await serve({
      tls,
      encrypted: (socket) => void socket.once('data', () => socket.write('<html>')),
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1_000);
    expect(await failure(login(server, controller.signal))).toBeInstanceOf(Error);
  });

  test('never sends the password to a server that offers no login', async () => {
    let said = '';
    const header =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='2' version='1.0'>";
    const server = await serve({
      tls,
      encrypted: (socket) =>
        void socket.on('data', (data) => {
          said += String(data);
          if (String(data).includes('<stream:stream')) socket.write(`${header}<stream:features/>`);
        }),
    });
    expect(await failure(login(server))).toBeInstanceOf(ChannelError);
    expect(said).not.toMatch(/secret|<auth/);
  });

  test('is called off while the server keeps silent', async () => {
    const server = await serve({ tls });
    const controller = new AbortController();
    const opening = failure(login(server, controller.signal));
    await sleep(100);
    controller.abort();
    expect(await opening).toMatchObject({ name: 'AbortError' });
  });
});
