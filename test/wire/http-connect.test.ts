import { getEventListeners, once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ChannelError } from '../../wire/channel-error.ts';
import type { Place } from '../../wire/dial.ts';
import { httpConnect } from '../../wire/http-connect.ts';
import { startTls } from '../../wire/start-tls.ts';
import { PROCEED, STARTTLS } from '../support/fake-xmpp-server.ts';
import { sleep } from '../support/patience.ts';

const PLACE: Place = { host: 'xmpp.example.test', port: 5222 };
const never = new AbortController().signal;
const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A connection to a proxy that answers the first words by `answer`, and what it was asked. */
async function proxy(answer: (socket: Socket) => unknown): Promise<{ socket: Socket; asked: string[] }> {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', (data) => {
      asked.push(String(data));
      answer(socket);
    });
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A listening TCP server's address is never a string.
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return { socket, asked };
}

const OK = 'HTTP/1.1 200 OK\r\n\r\n';

async function refusal(answer: string | ((socket: Socket) => unknown)): Promise<unknown> {
  const { socket } = await proxy(typeof answer === 'string' ? (s) => s.write(answer) : answer);
  const error: unknown = await httpConnect(socket, PLACE, null, never).catch((e: unknown) => e);
  expect(socket.destroyed).toBe(true);
  return error;
}

describe('a way through a proxy', () => {
  test('is asked for as HTTP says, with the sign-in where there is one', async () => {
    const open = await proxy((socket) => socket.write(OK));
    await httpConnect(open.socket, PLACE, null, never);
    expect(open.asked).toEqual([
      'CONNECT xmpp.example.test:5222 HTTP/1.1\r\nHost: xmpp.example.test:5222\r\n\r\n',
    ]);
    const guarded = await proxy((socket) => socket.write(OK));
    await httpConnect(guarded.socket, PLACE, 'Basic eDp5', never);
    expect(guarded.asked[0]).toContain('\r\nProxy-Authorization: Basic eDp5\r\n\r\n');
  });

  test('to an IPv6 address is asked for in brackets', async () => {
    const { socket, asked } = await proxy((s) => s.write(OK));
    await httpConnect(socket, { host: '2001:db8::1', port: 5223 }, null, never);
    expect(asked[0]).toMatch(/^CONNECT \[2001:db8::1\]:5223 HTTP\/1\.1\r\nHost: \[2001:db8::1\]:5223\r\n/);
  });

  test.each([
    'HTTP/1.0 200 Connection established\r\n\r\n',
    'HTTP/1.1 200\r\nVia: x\r\n\r\n',
    'HTTP/1.1 204 \r\n\r\n',
  ])('is open when the proxy says so: %j', async (answer) => {
    const { socket } = await proxy((s) => s.write(answer));
    await httpConnect(socket, PLACE, null, never);
    expect(socket.destroyed).toBe(false);
  });

  test('keeps what the other side said behind the header, and leaves no listener', async () => {
    const { socket } = await proxy((s) => s.write(`${OK}first`));
    const before = ['data', 'error', 'close'].map((event) => socket.listenerCount(event));
    const ending = new AbortController();
    await httpConnect(socket, PLACE, null, ending.signal);
    expect(['data', 'error', 'close'].map((event) => socket.listenerCount(event))).toEqual(before);
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
    await sleep(30);
    expect(String(socket.read())).toBe('first');
  });

  test('leaves to STARTTLS what an eager server said meanwhile', async () => {
    const eager = `<stream:stream xmlns:stream='http://etherx.jabber.org/streams'><stream:features>${STARTTLS}</stream:features>`;
    const { socket } = await proxy((s) => {
      s.write(OK + eager);
      s.on('data', (data) => void (String(data).includes('<starttls') && s.write(PROCEED)));
    });
    await httpConnect(socket, PLACE, null, never);
    await startTls(socket, PLACE.host, never);
  });

  test('opens although the header comes byte by byte', async () => {
    const { socket } = await proxy(async (s) => {
      s.setNoDelay(true);
      for (const byte of OK) {
        s.write(byte);
        await sleep(1);
      }
    });
    await httpConnect(socket, PLACE, null, never);
  });
});

describe('a proxy', () => {
  test.each([
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'the proxy refused (403)'],
    ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad', 'the proxy refused (502)'],
    ['HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n', 'the proxy refused (302)'],
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'the proxy wants to know who asks (407)'],
    ['HTTP/2 200\r\n\r\n', 'the proxy speaks no HTTP'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'the proxy speaks no HTTP'],
    ['HTTP/1.1 OK\r\n\r\n', 'the proxy speaks no HTTP'],
    ["<?xml version='1.0'?>", 'the proxy speaks no HTTP'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'the proxy speaks no HTTP'],
  ])('that says %j is refused', async (answer, reason) => {
    const error = await refusal(answer);
    expect(error).toBeInstanceOf(ChannelError);
    expect(String(error)).toContain(reason);
  });

  test('whose header has no end is not listened to for ever', async () => {
    let sent = 0;
    const error = await refusal((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const line = `X: ${'x'.repeat(1_000)}\r\n`;
      const more = () => {
        while (!socket.destroyed && socket.write(line)) sent += line.length;
      };
      socket.on('drain', more);
      more();
    });
    expect(String(error)).toContain('the header of the proxy has no end');
    expect(sent).toBeGreaterThan(16_000);
  });

  test('whose header is far too long is refused although it ends', async () => {
    expect(String(await refusal(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`))).toContain('no end');
  });

  test('that hangs up is refused', async () => {
    expect(await refusal((socket) => socket.end())).toBeInstanceOf(ChannelError);
    expect(await refusal((socket) => socket.end('HTTP/1.1 200 OK\r\n'))).toBeInstanceOf(ChannelError);
  });

  test('that says nothing is left when it is called off', async () => {
    const ending = new AbortController();
    const { socket } = await proxy(() => {});
    setTimeout(() => ending.abort(), 30);
    await expect(httpConnect(socket, PLACE, null, ending.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(socket.destroyed).toBe(true);
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  });

  test('is never sent a line that somebody else wrote', async () => {
    const { socket, asked } = await proxy(() => {});
    for (const host of ['a\r\nX: y', 'a b', 'a/../b', ''])
      await expect(httpConnect(socket, { host, port: 1 }, null, never)).rejects.toBeInstanceOf(ChannelError);
    await expect(httpConnect(socket, PLACE, 'Basic x\r\nX: y', never)).rejects.toBeInstanceOf(ChannelError);
    await sleep(30);
    expect(asked).toEqual([]);
  });
});
