import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { davHttp, wholeText } from '../../../main/caldav/http.ts';
import type { TrustedCertificate } from '../../../main/core/model.ts';
import { issueCertificate, makeAuthority } from '../../support/certificates.ts';
import { httpServer, type Asked, type HttpServer, type Reply } from '../../support/http-server.ts';
import type { KeyPair } from '../../support/odd-certificates.ts';
import { makeScratch, type Scratch } from '../../support/scratch.ts';

const signal = new AbortController().signal;
let scratch: Scratch;
let tls: KeyPair;
let trusted: readonly TrustedCertificate[];
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  scratch = await makeScratch('exchange');
  const authority = await makeAuthority(scratch.dir);
  const { keyFile, chainFile } = await issueCertificate(authority, 'localhost');
  tls = { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
  const { fingerprint256 } = new X509Certificate(authority.ca);
  trusted = [{ pem: authority.ca, isAuthority: true, fingerprint: fingerprint256 }];
});
afterAll(() => scratch.remove());
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(answer: (asked: Asked) => Reply, pair?: KeyPair): Promise<HttpServer> {
  const server = await httpServer(answer, pair ? { tls: pair } : {});
  open.push(() => server.close());
  return server;
}

function pool() {
  const http = davHttp({ credentials: { username: 'alice', password: 'secret' }, trusted }, () => 0);
  open.push(() => http.close());
  return http;
}

/** A server of bytes: `heard` is told which connection said something, counting from 1. */
async function rawServer(heard: (socket: Socket, connection: number) => void) {
  const sockets: Socket[] = [];
  const listening = createServer((socket) => {
    sockets.push(socket);
    const connection = sockets.length;
    socket.on('error', () => {});
    socket.on('data', () => heard(socket, connection));
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, sockets };
}

const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

describe('connections that died while nobody looked', () => {
  test('however many there are: the request goes out again over a new one', async () => {
    let isAsleep = false;
    // Each of the first four hangs up on whoever uses it again, as after a sleep longer than the server’s patience.
    const { url, sockets } = await rawServer((socket, connection) => {
      if (isAsleep && connection <= 4) socket.destroy();
      else setTimeout(() => socket.write(EMPTY), 50);
    });
    const http = pool();
    const ask = () => http.send({ method: 'REPORT', url, body: '<a/>', signal });
    await Promise.all([ask(), ask(), ask(), ask()]);
    expect(sockets).toHaveLength(4);
    isAsleep = true;
    expect(await ask()).toMatchObject({ status: 200, repeated: true });
    expect(sockets).toHaveLength(5);
  });

  test('without a word: what waits for an answer is asked again at waking, over a new one', async () => {
    const { url, sockets } = await rawServer((socket, connection) => {
      if (connection > 1) socket.write(EMPTY);
    });
    const http = pool();
    const asked = http.send({ method: 'REPORT', url, body: '<a/>', signal });
    await expect.poll(() => sockets.length).toBe(1);
    http.renew();
    expect(await asked).toMatchObject({ status: 200, repeated: true });
    expect(http.count).toBe(2);
  });

  test('a computer that wakes several times spends no second try on it', async () => {
    const { url, sockets } = await rawServer((socket, connection) => {
      if (connection === 4) socket.destroy();
      if (connection > 4) socket.write(EMPTY);
    });
    const http = pool();
    const asked = http.send({ method: 'REPORT', url, body: '<a/>', signal });
    for (const count of [1, 2, 3]) {
      await expect.poll(() => sockets.length).toBe(count);
      http.renew();
    }
    expect(await asked).toMatchObject({ status: 200, repeated: true });
    expect(http.count).toBe(5);
  });

  test('an answer that has begun goes on', async () => {
    const { url, sockets } = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhe');
      setTimeout(() => socket.write('re'), 50);
    });
    const http = pool();
    const answer = await http.send({ method: 'REPORT', url, body: '<a/>', signal });
    http.renew();
    expect(await wholeText(answer)).toBe('here');
    expect(sockets).toHaveLength(1);
    http.renew();
    await wholeText(await http.send({ method: 'REPORT', url, body: '<a/>', signal }));
    expect(sockets).toHaveLength(2);
  });
});

describe('a redirect', () => {
  test('from clear text to encryption on the same host carries everything', async () => {
    const secure = await serve(() => ({ body: 'here' }), tls);
    const plain = await serve(() => ({ status: 301, headers: { location: `${secure.origin}/dav/` } }));
    const answer = await pool().send({
      method: 'REPORT',
      url: `${plain.origin}/x`,
      depth: '1',
      body: '<a/>',
      signal,
    });
    expect(await wholeText(answer)).toBe('here');
    expect(answer.url).toBe(`${secure.origin}/dav/`);
    expect(secure.asked).toMatchObject([
      { method: 'REPORT', depth: '1', body: '<a/>', authorization: plain.asked[0]?.authorization },
    ]);
  });

  test.each([
    ['http://example.org/x', 'clear-text'],
    ['https://example.org/x', 'foreign-redirect'],
    ['https://127.0.0.1.example.org/x', 'foreign-redirect'],
    ['https://alice@evil.example/x', 'foreign-redirect'],
    ['//evil.example/x', 'foreign-redirect'],
    ['file:///etc/passwd', 'bad-address'],
  ])('to %s is not followed: %s', async (location, reason) => {
    const server = await serve(() => ({ status: 307, headers: { location } }), tls);
    const http = pool();
    const asked = http.send({ method: 'GET', url: server.origin, signal });
    await expect(asked).rejects.toMatchObject({ kind: 'protocol', reason });
    expect(http.count).toBe(1);
  });

  test('is only told to those who want to see it themselves', async () => {
    const server = await serve(() => ({
      status: 302,
      headers: { location: 'https://example.org/' },
      body: 'x',
    }));
    const answer = await pool().send({ method: 'GET', url: server.origin, redirect: 'manual', signal });
    expect([answer.status, await wholeText(answer)]).toEqual([302, 'x']);
  });
});

describe('a connection', () => {
  test('that is being opened when everything is called off is not waited for', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const controller = new AbortController();
    silent.once('connection', () => controller.abort());
    const asked = pool().send({
      method: 'GET',
      url: `https://127.0.0.1:${port}/`,
      signal: controller.signal,
    });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => silent.close(done));
  });

  test('over TLS is closed when its answer is broken off', async () => {
    const server = await serve(() => ({ body: 'x'.repeat(5_000_000) }), tls);
    const answer = await pool().send({ method: 'GET', url: server.origin, signal });
    for await (const _ of answer.text()) break;
    while ((await server.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('is used again after an answer that was read', async () => {
    const server = await serve(() => ({ body: 'x'.repeat(100_000) }), tls);
    const http = pool();
    for (let i = 0; i < 5; i += 1)
      await wholeText(await http.send({ method: 'GET', url: server.origin, signal }));
    // The pool learns of the end a moment after the reader: a second one may have been opened.
    expect(await server.connections()).toBeLessThan(3);
  });
});

test('a body that is larger than expected is not collected', async () => {
  const server = await serve(() => ({ body: 'x'.repeat(100_000) }));
  const answer = await pool().send({ method: 'GET', url: server.origin, signal });
  await expect(wholeText(answer, 50_000)).rejects.toMatchObject({ kind: 'protocol', reason: 'too-large' });
});
