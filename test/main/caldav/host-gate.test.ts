import { describe, expect, test } from 'vitest';
import { hostGate } from '../../../main/caldav/host-gate.ts';
import { httpServer, multistatus } from '../../support/http-server.ts';
import { davHttp } from '../../../main/caldav/http.ts';

const signal = new AbortController().signal;
const turns = () => new Promise((resolve) => setImmediate(resolve));
const WIDE = { atOnce: 100, burst: 100, perSecond: 1_000 };

/** Whether a promise is settled once everything that can happen has happened. */
async function settled(work: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const mark = () => void (isSettled = true);
  void work.then(mark, mark);
  await turns();
  return isSettled;
}

describe('a host', () => {
  test('is asked so many things at once and no more, first come, first served', async () => {
    const gate = hostGate(() => 0, { ...WIDE, atOnce: 2 });
    const leaveA = await gate.enter('h', signal);
    const leaveB = await gate.enter('h', signal);
    const order: string[] = [];
    const third = gate.enter('h', signal).then((leave) => (order.push('third'), leave));
    const fourth = gate.enter('h', signal).then((leave) => (order.push('fourth'), leave));
    expect(await settled(third)).toBe(false);
    // Another host is none of its business.
    (await gate.enter('other', signal))();
    leaveA();
    leaveA(); // once is enough
    (await third)();
    leaveB();
    (await fourth)();
    expect(order).toEqual(['third', 'fourth']);
    const again = [await gate.enter('h', signal), await gate.enter('h', signal)];
    expect(await settled(gate.enter('h', AbortSignal.timeout(5)))).toBe(false);
    for (const leave of again) leave();
  });

  test('forgets those who gave up waiting', async () => {
    const gate = hostGate(() => 0, { ...WIDE, atOnce: 1 });
    const leave = await gate.enter('h', signal);
    const controller = new AbortController();
    const waiting = gate.enter('h', controller.signal);
    const next = gate.enter('h', signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    leave();
    (await next)();
    (await gate.enter('h', signal))();
    await expect(gate.enter('h', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('is asked so many things a second and no more, after a good many at once', async () => {
    let now = 0;
    const gate = hostGate(() => now, { atOnce: 100, burst: 3, perSecond: 100 });
    for (let i = 0; i < 3; i += 1) expect(await settled(gate.enter('h', signal))).toBe(true);
    const fourth = gate.enter('h', signal);
    expect(await settled(fourth)).toBe(false);
    await fourth; // 10 ms later
    now = 1_000; // long enough for three and no more
    for (let i = 0; i < 3; i += 1) expect(await settled(gate.enter('h', signal))).toBe(true);
    expect(await settled(gate.enter('h', signal))).toBe(false);
  });

  test('gets back what those who gave up did not spend', async () => {
    let now = 0;
    const gate = hostGate(() => now, { atOnce: 10, burst: 1, perSecond: 0.001 });
    (await gate.enter('h', signal))();
    const controller = new AbortController();
    const waiting = [1, 2, 3, 4].map(() => gate.enter('h', controller.signal));
    expect(await settled(Promise.any(waiting))).toBe(false);
    controller.abort();
    for (const one of waiting) await expect(one).rejects.toMatchObject({ name: 'AbortError' });
    now += 1_000_000; // one is earned
    expect(await settled(gate.enter('h', signal))).toBe(true);
  });

  test('that asked for peace is not asked, and whoever asks learns for how long', async () => {
    let now = 1_000_000;
    const gate = hostGate(() => now, WIDE);
    gate.rest('h', 60_000);
    now += 20_000;
    await expect(gate.enter('h', signal)).rejects.toMatchObject({
      kind: 'busy',
      retryAfter: 40_000,
      what: 'h',
    });
    (await gate.enter('other', signal))();
    now += 40_000;
    (await gate.enter('h', signal))();
  });

  test('does not rest longer because the clock was put back', async () => {
    let now = 1_000_000;
    const gate = hostGate(() => now, WIDE);
    gate.rest('h', 60_000);
    now -= 3_600_000;
    (await gate.enter('h', signal))();
  });

  test('that asks for peace while others wait for their turn is not asked by them either', async () => {
    const gate = hostGate(() => 0, { ...WIDE, atOnce: 1 });
    const leave = await gate.enter('h', signal);
    const waiting = gate.enter('h', signal);
    gate.rest('h', 60_000);
    leave();
    await expect(waiting).rejects.toMatchObject({ kind: 'busy' });
  });
});

describe('over HTTP', () => {
  const access = { credentials: { username: 'a', password: 'b' }, trusted: [] };
  const ask = (http: ReturnType<typeof davHttp>, url: string) => http.send({ method: 'GET', url, signal });

  test.each([
    [429, {}],
    [429, { 'retry-after': '90' }],
    [503, { 'retry-after': '90' }],
  ])('%s %j closes the door for every account', async (status, headers) => {
    const server = await httpServer(() => ({ status, headers }));
    let now = 0;
    const gate = hostGate(() => now);
    const one = davHttp(access, () => now, { gate });
    const other = davHttp({ ...access, credentials: { username: 'c', password: 'd' } }, () => now, { gate });
    await expect(ask(one, server.origin)).rejects.toMatchObject({ kind: 'busy', reason: `http-${status}` });
    await expect(ask(other, server.origin)).rejects.toMatchObject({ kind: 'busy', reason: 'resting' });
    expect(server.asked).toHaveLength(1);
    now += 7_200_000;
    await expect(ask(other, server.origin)).rejects.toMatchObject({ reason: `http-${status}` });
    await Promise.all([one.close(), other.close(), server.close()]);
  });

  test('a bare 503 is about what was asked, not about the host', async () => {
    const server = await httpServer(({ path }) =>
      path === '/a' ? { status: 503 } : { body: multistatus() },
    );
    const http = davHttp(access, () => 0);
    await expect(ask(http, `${server.origin}/a`)).rejects.toMatchObject({
      kind: 'busy',
      retryAfter: 300_000,
    });
    const answer = await ask(http, `${server.origin}/b`);
    for await (const _ of answer.text());
    expect(answer.status).toBe(207);
    await Promise.all([http.close(), server.close()]);
  });

  test('a turn ends with the answer, however that ends', async () => {
    const server = await httpServer(({ path }) => {
      if (path === '/204') return { status: 204 };
      if (path === '/500') return { status: 500, body: 'x' };
      if (path === '/hang-up') return { hangUp: true };
      if (path === '/redirect') return { status: 302, headers: { location: '/207' }, body: 'x' };
      return { body: 'x'.repeat(200_000) };
    });
    const http = davHttp(access, () => 0, {
      gate: hostGate(() => 0, { atOnce: 1, burst: 1_000, perSecond: 1_000 }),
    });
    for (let round = 0; round < 3; round += 1) {
      for (const path of ['/204', '/500', '/hang-up', '/redirect', '/207', '/207-broken-off']) {
        const asked = http.send({
          method: 'GET',
          url: server.origin + path,
          signal: AbortSignal.timeout(5_000),
        });
        const answer = await asked.catch(() => null);
        if (answer === null || path === '/204') continue;
        for await (const _ of answer.text()) if (path === '/207-broken-off') break;
      }
    }
    expect(server.asked.length).toBeGreaterThanOrEqual(21);
    await Promise.all([http.close(), server.close()]);
  });

  test('a server that never answers is waited for only so long', async () => {
    const server = await httpServer(() => new Promise(() => {}));
    const http = davHttp(access, () => 0);
    const asked = http.send({ method: 'GET', url: server.origin, signal, patience: 30 });
    await expect(asked).rejects.toMatchObject({ kind: 'offline', reason: 'time-out' });
    await Promise.all([http.close(), server.close()]);
  });

  test('an asker who stays does not collect listeners', async () => {
    const server = await httpServer(() => ({ body: multistatus() }));
    const http = davHttp(access, () => 0);
    let listeners = 0;
    const controller = new AbortController();
    const own = controller.signal;
    const add = own.addEventListener.bind(own);
    const remove = own.removeEventListener.bind(own);
    own.addEventListener = (...args: Parameters<typeof add>) => ((listeners += 1), add(...args));
    own.removeEventListener = (...args: Parameters<typeof remove>) => ((listeners -= 1), remove(...args));
    for (let i = 0; i < 20; i += 1) {
      const answer = await http.send({ method: 'GET', url: server.origin, signal: own });
      for await (const _ of answer.text());
    }
    expect(listeners).toBe(0);
    await Promise.all([http.close(), server.close()]);
  });
});
