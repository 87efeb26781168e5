import { getEventListeners } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { authority, dial } from '../../wire/dial.ts';
import { systemResolver, type Resolver } from '../../wire/resolver.ts';
import { blackHole, type BlackHole } from '../support/black-hole.ts';
import { socketsTo } from '../support/open-sockets.ts';
import { sleep } from '../support/patience.ts';
import { freePort } from '../support/ports.ts';

const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some((a) => a.address === '::1'));
if (!HAS_IPV6) console.log('This machine has no ::1: what is said of IPv6 is not tested here.');

const never = new AbortController().signal;
const open: { close(): unknown }[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const each of open.splice(0)) await each.close();
});

/** A listener and who came to it. */
async function listen(host: string, port = 0): Promise<{ port: number; came: Socket[]; server: Server }> {
  const came: Socket[] = [];
  const server = net.createServer((socket) => {
    came.push(socket);
    sockets.push(socket);
    socket.on('error', () => {});
  });
  open.push(server);
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, done));
  // A listening TCP server's address is never a string.
  return { port: (server.address() as AddressInfo).port, came, server };
}

async function hole(host: string, port = 0): Promise<BlackHole> {
  const made = await blackHole(host, port);
  open.push(made);
  return made;
}

const knows = (...addresses: string[]): Resolver => ({
  services: () => Promise.reject(new Error('not asked for')),
  addresses: () => Promise.resolve(addresses),
});

async function connected(host: string, port: number, resolver = systemResolver()): Promise<Socket> {
  const socket = await dial({ host, port }, resolver, never);
  sockets.push(socket);
  return socket;
}

describe('a connection', () => {
  test('is made to an address, and to a name of the hosts file', async () => {
    const { port } = await listen('127.0.0.1');
    expect((await connected('127.0.0.1', port)).remoteAddress).toBe('127.0.0.1');
    expect((await connected('localhost', port)).remotePort).toBe(port);
  });

  test.runIf(HAS_IPV6)('is made to an IPv6 address', async () => {
    const { port } = await listen('::1');
    expect((await connected('::1', port)).remoteAddress).toBe('::1');
  });

  test('is given away without listeners of ours, without delay for small packets, and watched by the system', async () => {
    const { port } = await listen('127.0.0.1');
    const plain = net.connect({ host: '127.0.0.1', port });
    await new Promise((done) => plain.once('connect', done));
    const { signal } = new AbortController();
    const socket = await dial({ host: 'x.test', port }, knows('127.0.0.1', '127.0.0.2'), signal);
    sockets.push(socket);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    for (const event of ['connect', 'error', 'close', 'data', 'end'])
      expect(socket.listenerCount(event), event).toBe(plain.listenerCount(event));
    // Node tells of these two options nowhere but here.
    const noted = (name: string) =>
      Reflect.get(socket, Object.getOwnPropertySymbols(socket).find((s) => s.description === name) ?? '');
    expect(noted('kSetNoDelay')).toBe(true);
    expect(noted('kSetKeepAlive')).toBe(true);
    plain.destroy();
  });

  test('to a port nobody listens on fails as the socket does', async () => {
    await expect(connected('127.0.0.1', await freePort())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('to a name nobody knows fails as the look-up does', async () => {
    const resolver: Resolver = { ...knows(), addresses: () => Promise.reject(new Error('ENOTFOUND')) };
    await expect(connected('nowhere.test', 1, resolver)).rejects.toThrow('ENOTFOUND');
    await expect(connected('nowhere.test', 1, knows())).rejects.toThrow('nowhere.test has no address');
  });
});

describe('of several addresses', () => {
  test('the next is tried at once when one refuses', async () => {
    const { port, came } = await listen('127.0.0.3');
    const socket = await connected('x.test', port, knows('127.0.0.1', '127.0.0.2', '127.0.0.3'));
    expect(socket.remoteAddress).toBe('127.0.0.3');
    expect(came).toHaveLength(1);
  });

  test('one that swallows everything does not hold up the others', async () => {
    const { port } = await hole('127.0.0.2');
    await listen('127.0.0.1', port);
    const socket = await connected('x.test', port, knows('127.0.0.2', '127.0.0.1'));
    expect(socket.remoteAddress).toBe('127.0.0.1');
  });

  test.runIf(HAS_IPV6).each([
    ['::1', '127.0.0.1'],
    ['127.0.0.1', '::1'],
  ])('%s may be dead while %s lives', async (dead, alive) => {
    const { port } = await hole(dead);
    await listen(alive, port);
    expect((await connected('x.test', port, knows(dead, alive))).remoteAddress).toBe(alive);
  });

  test('a slow one is still waited for when those behind it are dead', async () => {
    const slow = await hole('127.0.0.1');
    await hole('127.0.0.2', slow.port);
    const resolver = knows('127.0.0.1', '127.0.0.2');
    const connecting = connected('x.test', slow.port, resolver);
    // Long after the next one was begun, which is when Node's own way has given it up for good.
    await sleep(600);
    slow.release();
    expect((await connecting).remoteAddress).toBe('127.0.0.1');
  });

  test.runIf(HAS_IPV6)('the families take turns, beginning with the best', async () => {
    const tried: string[] = [];
    const port = await freePort();
    const addresses = ['::ffff:127.0.0.4', '::ffff:127.0.0.5', '127.0.0.1', '127.0.0.2', '127.0.0.3'];
    const failure: unknown = await dial({ host: 'x.test', port }, knows(...addresses), never).catch(
      (e: unknown) => e,
    );
    for (const error of (failure as AggregateError).errors) tried.push(String(error.address));
    expect(tried).toEqual(['::ffff:127.0.0.4', '127.0.0.1', '::ffff:127.0.0.5', '127.0.0.2', '127.0.0.3']);
  });

  test('all that failed are told of together', async () => {
    const port = await freePort();
    const failing = connected('x.test', port, knows('127.0.0.1', '127.0.0.2'));
    await expect(failing).rejects.toBeInstanceOf(AggregateError);
    await expect(failing).rejects.toThrow(new RegExp(`127.0.0.1:${port}; .*127.0.0.2:${port}`));
  });

  test('only one connection is kept', async () => {
    const slow = await hole('127.0.0.1');
    const { came } = await listen('127.0.0.2', slow.port);
    const before = socketsTo(slow.port);
    const socket = await connected('x.test', slow.port, knows('127.0.0.1', '127.0.0.2'));
    expect(came).toHaveLength(1);
    expect(socket.destroyed).toBe(false);
    expect(socketsTo(slow.port)).toEqual([...before, '127.0.0.2'].toSorted());
  });
});

describe('called off', () => {
  test('before it begins, while the name is looked up, or while nobody answers, it ends at once', async () => {
    const mute: Resolver = { ...knows(), addresses: () => new Promise(() => {}) };
    const { port } = await hole('127.0.0.1');
    const before = socketsTo(port);
    for (const resolver of [mute, knows('127.0.0.1'), knows('127.0.0.1', '127.0.0.2')]) {
      const ending = new AbortController();
      const dialling = dial({ host: 'x.test', port }, resolver, ending.signal);
      setTimeout(() => ending.abort(), 100);
      await expect(dialling).rejects.toMatchObject({ name: 'AbortError' });
      expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
      expect(socketsTo(port)).toEqual(before);
    }
    await expect(dial({ host: '127.0.0.1', port }, mute, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

test('an authority has brackets around an IPv6 address', () => {
  expect(authority({ host: '::1', port: 5222 })).toBe('[::1]:5222');
  expect(authority({ host: 'x.test', port: 443 })).toBe('x.test:443');
  expect(authority({ host: '127.0.0.1', port: 1 })).toBe('127.0.0.1:1');
});
