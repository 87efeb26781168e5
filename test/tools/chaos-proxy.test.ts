import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startChaosProxy, type ChaosProxy } from '../support/chaos-proxy.ts';
import { sleep, until } from '../support/patience.ts';
import { withoutStartTls } from '../support/without-start-tls.ts';

let echo: Server;
let proxy: ChaosProxy;
const accepted: Socket[] = [];
beforeEach(async () => {
  echo = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => socket.destroy()).pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  proxy = await startChaosProxy(address.port);
});
afterEach(async () => {
  await proxy.close();
  for (const socket of accepted.splice(0)) socket.destroy();
  echo.close();
});

interface Caller {
  readonly socket: Socket;
  heard: string;
  ended: string | null;
}

async function call(): Promise<Caller> {
  const socket = connect(proxy.port, '127.0.0.1');
  const caller: Caller = { socket, heard: '', ended: null };
  socket.setEncoding('utf8').on('data', (text) => (caller.heard += String(text)));
  socket.on('error', (error: NodeJS.ErrnoException) => (caller.ended = error.code ?? 'error'));
  socket.on('close', () => (caller.ended ??= 'closed'));
  await once(socket, 'connect');
  return caller;
}

const hears = (caller: Caller, text: string) => until(`“${text}”`, 5_000, () => caller.heard === text);
const ends = (caller: Caller, how: string) => until(how, 5_000, () => caller.ended === how);

describe('a chaos proxy', () => {
  test('passes everything on and counts it', async () => {
    const caller = await call();
    caller.socket.write('hello');
    await hears(caller, 'hello');
    expect(proxy.passed('up')).toEqual({ bytes: 5, pieces: 1 });
    expect(proxy.passed('down')).toEqual({ bytes: 5, pieces: 1 });
    expect([proxy.accepted, proxy.standing]).toEqual([1, 1]);
  });

  test('resets both halves after exactly so many bytes', async () => {
    proxy.weather = { kind: 'reset', way: 'up', after: 3 };
    const caller = await call();
    caller.socket.write('hello');
    await ends(caller, 'ECONNRESET');
    expect(proxy.passed('up').bytes).toBe(3);
  });

  test('cuts what stands', async () => {
    const caller = await call();
    proxy.cut();
    await ends(caller, 'ECONNRESET');
  });

  test('gone silent, the client is told nothing, and the server has lost it', async () => {
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
    proxy.goSilent();
    await until('the server’s end', 5_000, () => accepted.every((socket) => socket.closed));
    caller.socket.write('b');
    await sleep(50);
    expect([caller.ended, caller.heard]).toEqual([null, 'a']);
  });

  test('abandoned, the client is cut off, and the server is told nothing', async () => {
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
    proxy.abandon();
    await ends(caller, 'ECONNRESET');
    await sleep(50);
    expect(accepted.map((socket) => socket.closed)).toEqual([false]);
  });

  test('a black hole takes everything and gives nothing', async () => {
    proxy.weather = { kind: 'black-hole' };
    const caller = await call();
    caller.socket.write('a');
    await sleep(50);
    expect([caller.ended, caller.heard, accepted.length]).toEqual([null, '', 0]);
  });

  test('refuses for a while, and accepts on the same port again', async () => {
    proxy.refuse();
    await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.accept();
    const caller = await call();
    caller.socket.write('a');
    await hears(caller, 'a');
  });
});

test('features lose their offer to encrypt wherever the pieces are cut, and nothing else', () => {
  const before = '<stream:stream><stream:features><starttls xmlns="x"><required/></starttls><other/>';
  const text = `${before}</stream:features>`;
  for (let at = 0; at <= text.length; at += 1) {
    const edit = withoutStartTls();
    const pieces = [text.slice(0, at), text.slice(at), '<starttls/> later'].map((piece) =>
      edit(Buffer.from(piece)).toString(),
    );
    expect(pieces.join('')).toBe(
      '<stream:stream><stream:features><other/></stream:features><starttls/> later',
    );
  }
});
