import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { bodyText, BODY_LIMITS } from '../../../main/caldav/answer-body.ts';
import { leave, transport, type RawAnswer } from '../../../main/caldav/transport.ts';

const access = { credentials: { username: 'alice', password: 'x' }, trusted: [] };
const signal = new AbortController().signal;
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A server that says `head` and `body` to whoever connects, and hangs up if told to. */
async function server(head: string, body: Buffer, hangsUp: boolean): Promise<string> {
  const listening: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n`);
      if (hangsUp) socket.end(body);
      else socket.write(body.subarray(0, 10));
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  endings.push(() => listening.close());
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`; // of a TCP server
}

function connections() {
  const made = transport(access);
  endings.push(() => made.close());
  return made;
}

function get(url: string, made = connections()): Promise<RawAnswer> {
  return made.send({ method: 'GET', url, headers: {}, signal });
}

async function slowly(answer: RawAnswer, idle = BODY_LIMITS.idle): Promise<string> {
  let text = '';
  const limits = { ...BODY_LIMITS, idle };
  for await (const part of bodyText(answer, 'host', limits, () => {})) {
    text += part;
    if (text.length < 500_000) await wait(10);
  }
  return text;
}

test.each([
  ['packed', true],
  ['as it is', false],
])('a large answer, %s, is taken slower than it comes from a server that hangs up', async (_how, packed) => {
  const text = randomBytes(1_500_000).toString('base64');
  const head = `HTTP/1.0 207 Multi-Status\r\nConnection: close${packed ? '\r\nContent-Encoding: gzip' : ''}`;
  const url = await server(head, packed ? gzipSync(text) : Buffer.from(text), true);
  expect(await slowly(await get(url))).toBe(text);
});

test('a packed answer that was cut is no whole answer', async () => {
  const packed = gzipSync(randomBytes(100_000).toString('base64'));
  const head = 'HTTP/1.1 207 Multi-Status\r\nContent-Encoding: gzip';
  const url = await server(head, packed.subarray(0, packed.length - 20), true);
  await expect(slowly(await get(url))).rejects.toMatchObject({ kind: 'offline' });
});

test('a server that falls silent in the middle is given up', async () => {
  const url = await server('HTTP/1.1 207 Multi-Status', Buffer.alloc(100, 'x'), false);
  const failure = { kind: 'offline', reason: 'time-out' };
  await expect(slowly(await get(url), 30)).rejects.toMatchObject(failure);
});

test('a small answer nobody wants leaves its connection usable', async () => {
  let connected = 0;
  const listening = createServer((socket) => {
    connected += 1;
    socket.on('error', () => {});
    socket.on('data', () => socket.write('HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno'));
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  endings.push(() => listening.close());
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
  const made = connections();
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await get(url, made);
    leave(answer);
    if (answer.body) await once(answer.body, 'close');
  }
  expect(connected).toBe(1);
});

test('closed connections say so', async () => {
  const made = connections();
  made.close();
  await expect(get('http://127.0.0.1:1/', made)).rejects.toThrow('closed');
});
