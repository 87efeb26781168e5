import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostGate } from '../../../main/caldav/host-gate.ts';
import { pools, type Pools } from '../../../main/caldav/pools.ts';
import type { Access } from '../../../main/core/ports.ts';
import { httpServer, type HttpServer } from '../../support/http-server.ts';

const HOUR = 3_600_000;
const signal = new AbortController().signal;
const access = (password: string): Access => ({ credentials: { username: 'alice', password }, trusted: [] });
const certificate = { fingerprint: 'AA', pem: 'PEM', isAuthority: false };

let at: number;
let open: Pools;
let server: HttpServer;
beforeEach(async () => {
  at = Date.parse('2026-11-24T12:00:00Z');
  open = pools(
    () => at,
    hostGate(() => at),
  );
  server = await httpServer(() => ({ status: 207 }));
});
afterEach(async () => {
  await open.close();
  await server.close();
});

const ask = ({ http }: ReturnType<Pools['use']>): Promise<unknown> =>
  http.send({ method: 'OPTIONS', url: `${server.origin}/`, signal });

test('the same credentials share a pool, others do not', () => {
  const one = open.use(access('a'), 'first');
  expect(open.use(access('a'), 'second')).toBe(one);
  expect(open.use(access('a'))).toBe(one);
  expect(open.use(access('b'))).not.toBe(one);
  expect(open.use({ ...access('a'), trusted: [certificate] })).not.toBe(one);
});

test('a new password closes the pool of the old one, unless another account still uses it', async () => {
  const old = open.use(access('old'), 'first');
  open.use(access('old'), 'second');
  await ask(old);
  open.use(access('new'), 'first');
  await ask(old);
  expect(open.use(access('old'), 'second')).toBe(old);
  open.use(access('new'), 'second');
  await expect(ask(old)).rejects.toMatchObject({ kind: 'offline' });
  expect(open.use(access('old'), 'third')).not.toBe(old);
});

test('a sign-in that tries a password takes nothing from the account that is at work', async () => {
  const working = open.use(access('right'), 'first');
  open.use(access('wrong'));
  await ask(working);
  expect(open.use(access('right'), 'first')).toBe(working);
});

test('what nobody used for hours is closed, what is looked at now and then is not', async () => {
  const tried = open.use(access('tried'));
  const account = open.use(access('kept'), 'first');
  for (let hours = 0; hours < 4; hours += 1) {
    at += HOUR;
    open.use(access('kept'), 'first');
  }
  await ask(account);
  await expect(ask(tried)).rejects.toMatchObject({ kind: 'offline' });
});

test('requests are counted also of pools that were closed', async () => {
  await ask(open.use(access('old'), 'first'));
  await ask(open.use(access('new'), 'first'));
  await ask(open.use(access('other')));
  expect(open.requestCount).toBe(3);
  await open.close();
  expect(open.requestCount).toBe(3);
});

test('a host that is asked too much is left alone by everybody', async () => {
  const busy = await httpServer(() => ({ status: 429, headers: { 'retry-after': '300' } }));
  const request = { method: 'OPTIONS', url: `${busy.origin}/`, signal };
  const refused = { kind: 'busy', retryAfter: 300_000 };
  await expect(open.use(access('a'), 'first').http.send(request)).rejects.toMatchObject(refused);
  await expect(open.use(access('b'), 'second').http.send(request)).rejects.toMatchObject(refused);
  expect(busy.asked).toHaveLength(1);
  await busy.close();
});
