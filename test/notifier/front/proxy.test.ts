import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createProxy } from '../../../notifier/front/proxy.ts';
import type { ProxyOptions } from '../../../notifier/front/proxy.ts';
import { forwarded, userIn, withHeader } from '../../../notifier/front/headers.ts';
import type { Write } from '../../../notifier/pings/touched.ts';
import { issueCertificate, makeAuthority } from '../../support/certificates.ts';
import { makeScratch } from '../../support/scratch.ts';
import { sleep, until } from '../../support/patience.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(server: http.Server | net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    if (server instanceof http.Server) server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is an object
}

interface Front {
  readonly port: number;
  readonly writes: Write[];
  readonly troubles: string[];
}

async function front(
  upstreamPort: number,
  options: Partial<ProxyOptions> & { base?: string } = {},
): Promise<Front> {
  const writes: Write[] = [];
  const troubles: string[] = [];
  const proxy = createProxy({
    upstream: { url: new URL(`http://127.0.0.1:${upstreamPort}${options.base ?? ''}`), ca: null },
    rewriterFor: () => null,
    onWriting: () => () => undefined,
    onAnswered: () => undefined,
    ownAnswer: () => false,
    onWritten: ({ method, target, destination }) => writes.push({ method, target, destination }),
    onTrouble: (what) => troubles.push(what),
    ...options,
  });
  closers.push(() => proxy.release());
  return { port: await serve(proxy.server), writes, troubles };
}

/** Sends bytes, gives back every byte until the other side closes. */
async function raw(port: number, text: string | Buffer): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** An upstream that answers each connection's first request with these bytes and remembers what it was sent. */
async function canned(answer: string | Buffer): Promise<{ port: number; seen: () => string }> {
  let seen = '';
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined); // a client that left is part of the test
    socket.on('data', (data) => {
      const isFirst = seen === '';
      seen += data.toString('latin1');
      if (isFirst) socket.end(answer);
    });
  });
  return { port: await serve(server), seen: () => seen };
}

async function echoing(handle: http.RequestListener) {
  const server = http.createServer(handle);
  return { server, port: await serve(server) };
}

describe('the proxy passes', () => {
  test('a request with its headers as they are, less those of the connection', async () => {
    const upstream = await canned('HTTP/1.1 204 No Content\r\n\r\n');
    const { port } = await front(upstream.port);
    await raw(
      port,
      'OPTIONS /alice/%7Ex?a=1 HTTP/1.1\r\nHost: cal.example.org\r\nx-ODD-case: One\r\nX-Odd-Case: Two\r\n' +
        'Connection: close, X-Private\r\nX-Private: 1\r\nTE: trailers\r\nUpgrade: h2c\r\nAccept-Encoding: gzip, br\r\n\r\n',
    );
    const lines = upstream.seen().split('\r\n');
    expect(lines[0]).toBe('OPTIONS /alice/%7Ex?a=1 HTTP/1.1');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Host: cal.example.org',
        'x-ODD-case: One',
        'x-ODD-case: Two',
        'Accept-Encoding: gzip, br',
        'X-Forwarded-For: 127.0.0.1',
        'X-Forwarded-Proto: http',
        'X-Forwarded-Host: cal.example.org',
      ]),
    );
    expect(upstream.seen()).not.toMatch(/x-private|^te:|upgrade|transfer-encoding|content-length/im);
  });

  test('an answer byte for byte: status text, header case, order, repetition, body', async () => {
    const body = gzipSync('BEGIN:VCALENDAR');
    const head =
      'HTTP/1.1 299 Quite Fine\r\nSERVER: odd/1\r\nset-cookie: a=1\r\nX-Z: \u00e9\r\nSet-Cookie: b=2\r\n' +
      `Content-Encoding: gzip\r\nContent-Length: ${body.byteLength}\r\nETag: "x"\r\n`;
    const upstream = await canned(Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]));
    const { port } = await front(upstream.port);
    const answer = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toBe(`${head}Connection: close\r\n\r\n${body.toString('latin1')}`);
  });

  test('a PROPFIND that asks for nothing of ours, with its body and its gzip', async () => {
    const body = gzipSync('<multistatus/>');
    const seen: { body: string; encoding: string | undefined; chunked: boolean }[] = [];
    const { port: up } = await echoing((request, answer) => {
      let text = '';
      request.on('data', (d) => (text += String(d)));
      request.on('end', () => {
        seen.push({
          body: text,
          encoding: request.headers['accept-encoding'],
          chunked: 'transfer-encoding' in request.headers,
        });
        answer.writeHead(207, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/xml' }).end(body);
      });
    });
    const { port } = await front(up);
    const answer = await raw(
      port,
      'PROPFIND / HTTP/1.0\r\nAccept-Encoding: gzip\r\nContent-Length: 11\r\n\r\n<propfind/>',
    );
    expect(seen).toEqual([{ body: '<propfind/>', encoding: 'gzip', chunked: false }]);
    expect(answer.endsWith(body.toString('latin1'))).toBe(true);
    await raw(port, 'PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(seen[1], 'an empty PROPFIND is not framed as chunked').toEqual({
      body: '',
      encoding: undefined,
      chunked: false,
    });
  });

  test('a chunked body on any method', async () => {
    const { port: up } = await echoing((request, answer) => {
      let text = `${request.method} ${request.headers['transfer-encoding']} `;
      request.on('data', (d) => (text += String(d)));
      request.on('end', () => answer.end(text));
    });
    const { port } = await front(up);
    for (const method of ['PUT', 'DELETE', 'REPORT', 'PROPFIND']) {
      const answer = await raw(
        port,
        `${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
      );
      expect(answer).toContain(`${method} chunked abcde`);
    }
  });

  test('300 MB up and 300 MB down within bounded memory', { timeout: 60_000 }, async () => {
    const size = 300 * 1024 * 1024;
    let received = 0;
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const { port: up } = await echoing((request, answer) => {
      request.on('data', (d: Buffer) => (received += d.byteLength));
      request.on('end', () => {
        let left = size;
        const more = () => {
          while (left > 0) {
            left -= piece.byteLength;
            if (!answer.write(piece)) return void answer.once('drain', more);
          }
          answer.end();
        };
        more();
      });
    });
    const { port } = await front(up);
    let highest = 0;
    const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 20);
    const before = process.memoryUsage().rss;
    const request = http.request({
      port,
      method: 'PUT',
      path: '/a/b/big',
      headers: { 'content-length': size },
    });
    const answered = once(request, 'response');
    for (let left = size; left > 0; left -= piece.byteLength)
      if (!request.write(piece)) await once(request, 'drain');
    request.end();
    const [answer] = await answered;
    let down = 0;
    for await (const chunk of answer) {
      down += chunk.byteLength;
      if (down % 50 < 2) await sleep(0); // a reader slower than the server
    }
    clearInterval(watch);
    expect([received, down]).toEqual([size, size]);
    expect(highest - before).toBeLessThan(150 * 1024 * 1024);
  });

  test('many requests over few connections, on both sides', async () => {
    const { server, port: up } = await echoing(
      (request, answer) => void request.resume().on('end', () => answer.end('ok')),
    );
    let connections = 0;
    server.on('connection', () => connections++);
    const { port } = await front(up);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const reused: boolean[] = [];
    for (let i = 0; i < 5; i++) {
      const request = http.request({ port, agent, method: i % 2 ? 'PUT' : 'PROPFIND', path: '/a/b/c' });
      request.end(i % 2 ? 'x' : undefined);
      const [answer] = await once(request, 'response');
      answer.resume();
      await once(answer, 'end');
      reused.push(request.reusedSocket);
    }
    agent.destroy();
    expect(connections).toBe(1);
    expect(reused).toEqual([false, true, true, true, true]);
  });
});

describe('Expect: 100-continue', () => {
  const put = (port: number, body: string) =>
    new Promise<{ status: number; invited: boolean; after: number }>((resolve, reject) => {
      const started = performance.now();
      let invited = false;
      const request = http.request({
        port,
        method: 'PUT',
        path: '/a/b/c',
        headers: { expect: '100-continue', 'content-length': body.length },
      });
      request.on('continue', () => {
        invited = true;
        request.end(body);
      });
      request.on('response', (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, invited, after: performance.now() - started });
        request.destroy();
      });
      request.on('error', reject);
      request.flushHeaders();
    });

  test("is the calendar server's to answer", async () => {
    const { port: up } = await echoing(
      (request, answer) => void request.resume().on('end', () => answer.writeHead(201).end()),
    );
    const { port } = await front(up);
    expect(await put(port, 'abc')).toMatchObject({ status: 201, invited: true });
  });

  test('a refusal comes before the body', async () => {
    const { port: up, server } = await echoing(() => undefined);
    server.on('checkContinue', (_, answer) => answer.writeHead(401).end());
    const { port, writes } = await front(up);
    expect(await put(port, 'abc')).toMatchObject({ status: 401, invited: false });
    expect(writes).toEqual([]);
  });

  test('of a server that never answers it, the client is invited after a second', async () => {
    const { port: up, server } = await echoing(() => undefined);
    server.on(
      'checkContinue',
      (request, answer) => void request.resume().on('end', () => answer.writeHead(201).end()),
    );
    const { port } = await front(up);
    const result = await put(port, 'abc');
    expect(result).toMatchObject({ status: 201, invited: true });
    expect(result.after).toBeGreaterThan(900);
  });
});

describe('when something breaks', () => {
  test('a server that is down is a 502 that says so, and the connection stays good', async () => {
    const { port, troubles, writes } = await front(1);
    const answer = await fetch(`http://127.0.0.1:${port}/a/b/c`, {
      method: 'PUT',
      body: 'x'.repeat(100_000),
    });
    expect(answer.status).toBe(502);
    expect(await answer.text()).toBe('The calendar server does not answer. Please try again later.\n');
    expect(troubles).toEqual(['upstream']);
    expect(writes).toEqual([]);
  });

  test('a client that leaves ends a download at the server', async () => {
    let isClosed = false;
    const { port: up } = await echoing((_, answer) => {
      answer.on('close', () => (isClosed = true));
      const timer = setInterval(() => answer.write('x'.repeat(1_000)), 5);
      answer.on('close', () => clearInterval(timer));
    });
    const { port, troubles } = await front(up);
    const request = http.get({ port });
    const [answer] = await once(request, 'response');
    await once(answer, 'data');
    request.destroy();
    await until('the server notices', 2_000, () => isClosed);
    await sleep(50);
    expect(troubles).toEqual([]);
  });

  test('a client that leaves in the middle of an upload ends it at the server', async () => {
    let isAborted = false;
    const { port: up } = await echoing(
      (request) => void request.on('close', () => (isAborted = !request.complete)).resume(),
    );
    const { port, writes } = await front(up);
    const request = http.request({
      port,
      method: 'PUT',
      path: '/a/b/c',
      headers: { 'content-length': 1_000_000 },
    });
    request.on('error', () => undefined); // our own doing
    request.write('x'.repeat(1_000));
    await sleep(100);
    request.destroy();
    await until('the server notices', 2_000, () => isAborted);
    expect(writes).toEqual([]);
  });

  test('a write whose author left after sending it is still announced when the server has done it', async () => {
    let isDone = false;
    const { port: up } = await echoing((request, answer) => {
      request.resume().on('end', () =>
        setTimeout(() => {
          isDone = true;
          answer.writeHead(204).end();
        }, 200),
      );
    });
    const { port, writes } = await front(up);
    const request = http.request({ port, method: 'PUT', path: '/a/b/c' });
    request.on('error', () => undefined); // our own doing
    request.end('x');
    await sleep(100);
    request.destroy();
    await until('it is announced', 2_000, () => writes.length === 1);
    expect(isDone).toBe(true);
  });

  test('an answer that breaks off does not look complete', async () => {
    const upstream = await canned('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    const { port, troubles } = await front(upstream.port);
    await expect(fetch(`http://127.0.0.1:${port}/`).then((a) => a.text())).rejects.toThrow('');
    await until('it is told', 1_000, () => troubles.length > 0);
    expect(troubles).toEqual(['upstream']);
  });

  test('reading is repeated once when the idle connection it took was just being closed', async () => {
    let requests = 0;
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined); // cut below on purpose
      let isUsed = false;
      socket.on('data', () => {
        requests++;
        if (isUsed) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        isUsed = true;
      });
    });
    const { port } = await front(await serve(server));
    const get = () => fetch(`http://127.0.0.1:${port}/`).then((a) => a.text());
    expect([await get(), await get()]).toEqual(['ok', 'ok']);
    expect(requests).toBe(3);
  });
});

describe('a calendar server behind https', () => {
  test('is reached over verified TLS, whatever host the client names; an untrusted one is a 502', async () => {
    const scratch = await makeScratch('proxy');
    closers.push(() => scratch.remove());
    const authority = await makeAuthority(scratch.dir);
    const { chainFile, keyFile } = await issueCertificate(authority, 'localhost');
    const settings = { cert: readFileSync(chainFile), key: readFileSync(keyFile) };
    const up = await serve(
      https.createServer(settings, (request, answer) => answer.end(`for ${request.headers.host}`)),
    );
    const ask = async (host: string, ca: string | null) => {
      const { port } = await front(0, { upstream: { url: new URL(`https://${host}:${up}`), ca } });
      return raw(port, 'GET / HTTP/1.1\r\nHost: cal.example.org\r\nConnection: close\r\n\r\n');
    };
    expect(await ask('localhost', authority.ca)).toContain('for cal.example.org');
    expect(await ask('127.0.0.1', authority.ca), 'named by its address').toContain('for cal.example.org');
    expect(await ask('localhost', null)).toContain('502 Bad Gateway');
  });
});

describe('a write', () => {
  test('is told when it was answered 2xx, with where it went; anything else is not', async () => {
    const { port: up } = await echoing((request, answer) => {
      request.resume();
      answer.writeHead(Number(request.headers['x-want'])).end();
    });
    const { port, writes } = await front(up);
    const send = (method: string, status: number, destination?: string) =>
      fetch(`http://127.0.0.1:${port}/a/b/c`, {
        method,
        headers: { 'x-want': String(status), ...(destination ? { destination } : {}) },
      });
    await send('PUT', 201);
    await send('DELETE', 404);
    await send('PUT', 412);
    await send('MOVE', 204, 'http://cal/a/d/c');
    await send('GET', 200);
    await send('MKCALENDAR', 500);
    expect(writes).toEqual([
      { method: 'PUT', target: '/a/b/c', destination: null },
      { method: 'MOVE', target: '/a/b/c', destination: '/a/d/c' },
    ]);
  });

  test('goes below the base path of the server, and so does its destination', async () => {
    let destination: string | string[] | undefined;
    let target: string | undefined;
    const { port: up } = await echoing((request, answer) => {
      ({ destination } = request.headers);
      target = request.url;
      answer.end();
    });
    const { port, writes } = await front(up, { base: '/dav/' });
    await fetch(`http://127.0.0.1:${port}/a/b/c`, {
      method: 'MOVE',
      headers: { destination: 'http://cal/a/d/c' },
    });
    expect([target, destination]).toEqual(['/dav/a/b/c', 'http://cal/dav/a/d/c']);
    expect(writes[0]?.target).toBe('/dav/a/b/c');
  });
});

describe('an answer that is rewritten', () => {
  const rewriting = (answer: http.RequestListener, change: (bytes: Buffer) => Promise<Buffer | null>) =>
    echoing(answer).then(({ port }) => front(port, { rewriterFor: () => change }));
  const multistatus =
    (body: string, headers: http.OutgoingHttpHeaders = {}): http.RequestListener =>
    (_, answer) =>
      void answer.writeHead(207, { 'Content-Type': 'application/xml; charset=utf-8', ...headers }).end(body);
  const propfind = async (port: number) => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'PROPFIND', body: '<propfind/>' });
    return { headers: answer.headers, text: await answer.text() };
  };

  test('has the length of its new body, and no digest of the old one', async () => {
    const { port } = await rewriting(
      multistatus('<a/>', { etag: '"1"', 'content-md5': 'x', 'x-other': 'y', 'content-length': 4 }),
      async (bytes) => Buffer.concat([bytes, Buffer.from('<!---->')]),
    );
    const { headers, text } = await propfind(port);
    expect(text).toBe('<a/><!---->');
    expect(['content-length', 'etag', 'content-md5', 'x-other'].map((n) => headers.get(n))).toEqual([
      '11',
      null,
      null,
      'y',
    ]);
  });

  test('asks the server for plain bytes, and keeps the original when told so or when rewriting fails', async () => {
    let encoding: string | undefined;
    const server: http.RequestListener = (request, answer) => {
      encoding = request.headers['accept-encoding'] as string; // a single header
      multistatus('<a/>', { etag: '"1"' })(
        request,
        answer as http.ServerResponse<http.IncomingMessage> & { req: http.IncomingMessage },
      );
    };
    const none = await propfind((await rewriting(server, async () => null)).port);
    expect([none.text, none.headers.get('etag'), encoding]).toEqual(['<a/>', '"1"', 'identity']);
    const failing = await rewriting(server, () => Promise.reject(new Error('broken')));
    expect((await propfind(failing.port)).text).toBe('<a/>');
    expect(failing.troubles).toEqual(['rewrite']);
  });

  test.each([
    ['is no 207', 200, 'application/xml', {}],
    ['is no XML', 207, 'text/html', {}],
    ['is in another alphabet', 207, 'text/xml; charset=utf-16', {}],
    ['is compressed all the same', 207, 'text/xml', { 'content-encoding': 'x-odd' }],
  ])('passes untouched when it %s', async (_, status, type, more) => {
    const { port } = await rewriting(
      (_request, answer) => void answer.writeHead(status, { 'content-type': type, ...more }).end('<a/>'),
      async () => Buffer.from('changed'),
    );
    expect((await propfind(port)).text).toBe('<a/>');
  });

  test.each([
    ['announced', true],
    ['found out on the way', false],
  ])('passes untouched beyond 4 MB, %s', async (_, isAnnounced) => {
    const body = 'x'.repeat(5 * 1024 * 1024);
    const { port, troubles } = await rewriting(
      multistatus(body, isAnnounced ? { 'content-length': body.length } : {}),
      async () => Buffer.from('changed'),
    );
    expect((await propfind(port)).text === body).toBe(true);
    expect(troubles).toEqual(['oversize']);
  });

  test('a PROPFIND too long to be one of ours goes through whole', async () => {
    const { port: up } = await echoing((request, answer) => {
      let size = 0;
      request.on('data', (d: Buffer) => (size += d.byteLength)).on('end', () => answer.end(String(size)));
    });
    const { port } = await front(up, { rewriterFor: () => () => Promise.reject(new Error('not wanted')) });
    const send = (framing: http.OutgoingHttpHeaders) =>
      new Promise<string>((resolve, reject) => {
        const request = http.request({ port, method: 'PROPFIND', headers: framing }, (answer) => {
          let text = '';
          answer.on('data', (d) => (text += String(d))).on('end', () => resolve(text));
        });
        request.on('error', reject).end('x'.repeat(200_000));
      });
    expect(await send({ 'content-length': 200_000 })).toBe('200000');
    expect(await send({ 'transfer-encoding': 'chunked' })).toBe('200000');
  });
});

test('who asks is the user part of Basic or Digest credentials', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  expect(userIn(basic('alice:a:b'))).toBe('alice');
  expect(userIn(basic('jürgen@example.org:x'))).toBe('jürgen@example.org');
  expect(userIn('Digest username="al\\"ice", realm="x", uri="/"')).toBe('al"ice');
  for (const bad of [
    undefined,
    '',
    'Basic',
    basic(':x'),
    basic('nocolon'),
    basic('a\nb:x'),
    'Bearer abc',
    'Basic /////w==',
  ]) {
    expect(userIn(bad)).toBeNull();
  }
});

test('a header is replaced where it stands', () => {
  expect(withHeader(['A', '1', 'b', '2', 'a', '3'], 'a', 'x')).toEqual(['A', 'x', 'b', '2']);
  expect(withHeader(['A', '1'], 'B', 'x')).toEqual(['A', '1', 'B', 'x']);
});

test('what a stranger says about where a request came from is not believed', () => {
  const claimed = ['X-Forwarded-For', '10.0.0.1', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'evil'];
  const from = (remoteAddress: string) =>
    forwarded(claimed, { socket: { remoteAddress }, headers: { host: 'cal' } } as http.IncomingMessage); // what it reads
  expect(from('127.0.0.1')).toEqual([
    'X-Forwarded-For',
    '10.0.0.1, 127.0.0.1',
    'X-Forwarded-Proto',
    'https',
    'X-Forwarded-Host',
    'evil',
  ]);
  expect(from('192.0.2.7')).toEqual([
    'X-Forwarded-For',
    '192.0.2.7',
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Host',
    'cal',
  ]);
});
