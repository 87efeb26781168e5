import { afterEach, describe, expect, test } from 'vitest';
import { multistatus, status, type Asked, type Reply } from '../../support/http-server.ts';
import { daverror, failure, oddCalendar } from '../../support/odd-calendar.ts';

const signal = new AbortController().signal;
const TEXT = 'BEGIN:VCALENDAR\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n';
const HREF = '/alice/work/a%20b.ics';
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function calendar(answer: (asked: Asked) => Reply | Promise<Reply>) {
  const odd = await oddCalendar(answer);
  open.push(() => odd.close());
  return odd;
}

describe('a write', () => {
  test('creates only where there is nothing', async () => {
    const { remote, server } = await calendar(() => ({ status: 201 }));
    expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'written' });
    expect(server.asked).toMatchObject([
      {
        method: 'PUT',
        path: HREF,
        body: TEXT,
        headers: { 'if-none-match': '*', 'content-type': 'text/calendar; charset=utf-8' },
      },
    ]);
    expect(server.asked[0]?.headers['if-match']).toBeUndefined();
    expect(server.asked[0]?.authorization).toBe(`Basic ${Buffer.from('alice:pä:ss').toString('base64')}`);
  });

  test('replaces and removes only the version that was seen', async () => {
    const { remote, server } = await calendar(() => ({ status: 204 }));
    expect(await remote.put(HREF, TEXT, '"v1"', signal)).toEqual({ kind: 'written' });
    expect(await remote.remove(HREF, '"v2"', signal)).toEqual({ kind: 'written' });
    expect(server.asked).toMatchObject([
      { method: 'PUT', path: HREF, headers: { 'if-match': '"v1"' } },
      { method: 'DELETE', path: HREF, headers: { 'if-match': '"v2"' } },
    ]);
    expect(server.asked[0]?.headers['if-none-match']).toBeUndefined();
  });

  test('is not made without a version of the server to protect', async () => {
    const { remote, server } = await calendar(() => ({ status: 204 }));
    for (const etag of ['', '"belfry-content-x"']) {
      expect(await remote.put(HREF, TEXT, etag, signal)).toEqual({ kind: 'refused', reason: 'no-etag' });
      expect(await remote.remove(HREF, etag, signal)).toEqual({ kind: 'refused', reason: 'no-etag' });
    }
    expect(server.asked).toEqual([]);
  });

  test('without an ETag, or with a page, in the answer has been made all the same', async () => {
    for (const reply of [{ status: 200, body: '<html>thanks</html>' }, { status: 202 }, { status: 204 }]) {
      const { remote } = await calendar(() => reply);
      expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'written' });
    }
  });

  test('of Radicale is answered with a body that says 200', async () => {
    const { remote } = await calendar(() => ({ status: 200, body: multistatus(status(HREF, 200)) }));
    expect(await remote.remove(HREF, '"v"', signal)).toEqual({ kind: 'written' });
  });

  test.each([412, 404, 410])('with %s came too late', async (code) => {
    const { remote } = await calendar(() => ({ status: code }));
    expect(await remote.put(HREF, TEXT, '"v"', signal)).toEqual({ kind: 'conflict' });
    expect(await remote.remove(HREF, '"v"', signal)).toEqual({ kind: 'conflict' });
  });

  const instead = (reply: Reply) => async () =>
    calendar(({ method }) => (method === 'GET' ? reply : { status: 412 }));
  test('of what is there already came too late', async () => {
    const { remote } = await instead({ status: 200, headers: { etag: '"x"' }, body: TEXT })();
    expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'conflict' });
  });

  test('with 412 and nothing else there is refused: DAViCal says so of nonsense', async () => {
    const nothing = await instead({ status: 404 })();
    expect(await nothing.remote.put(HREF, TEXT, null, signal)).toEqual({
      kind: 'refused',
      reason: 'http-412',
    });
    const same = await instead({ status: 200, headers: { etag: '"v"' }, body: TEXT })();
    expect(await same.remote.put(HREF, TEXT, '"v"', signal)).toEqual({ kind: 'refused', reason: 'http-412' });
    const weak = await instead({ status: 200, headers: { etag: 'W/"v"' }, body: TEXT })();
    expect(await weak.remote.put(HREF, TEXT, '"v"', signal)).toEqual({ kind: 'refused', reason: 'http-412' });
  });

  test('with 412 is too late when nobody can say what is there', async () => {
    for (const reply of [{ status: 500 }, { status: 200, body: TEXT }, { hangUp: true }]) {
      const { remote } = await instead(reply)();
      expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'conflict' });
      expect(await remote.put(HREF, TEXT, '"v"', signal)).toEqual({ kind: 'conflict' });
    }
  });

  test('into a calendar that is gone fails', async () => {
    const { remote } = await calendar(() => ({ status: 404 }));
    expect(await failure(remote.put(HREF, TEXT, null, signal))).toMatchObject({ kind: 'gone' });
  });

  const NO_UID = daverror('<C:no-uid-conflict><D:href>/alice/work/x</D:href></C:no-uid-conflict>');
  const VALID = daverror('<C:valid-calendar-data/>');
  const refusals: readonly (readonly [string, Reply, string])[] = [
    ['409 of Radicale for a UID that is taken', { status: 409, body: NO_UID }, 'no-uid-conflict'],
    ['409 without a word', { status: 409 }, 'http-409'],
    ['403 of Cyrus for nonsense', { status: 403, body: VALID }, 'valid-calendar-data'],
    ['403 of DAViCal', { status: 403, body: daverror('<D:need-privileges/>') }, 'need-privileges'],
    ['403 without a word', { status: 403 }, 'http-403'],
    ['412 of DAViCal for nonsense', { status: 412, body: VALID }, 'valid-calendar-data'],
    ['415 of sabre for nonsense', { status: 415, body: '<html/>' }, 'http-415'],
    ['400 of Radicale for nonsense', { status: 400, body: 'Bad Request' }, 'http-400'],
    ['405', { status: 405 }, 'http-405'],
    ['413', { status: 413 }, 'http-413'],
    ['423', { status: 423 }, 'http-423'],
    ['501', { status: 501 }, 'http-501'],
    ['507 for a full disk', { status: 507, body: daverror('<D:quota-not-exceeded/>') }, 'quota-not-exceeded'],
  ];
  test.each(refusals)('with %s is refused', async (_what, reply, reason) => {
    const { remote } = await calendar(() => reply);
    expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'refused', reason });
    expect(await remote.put(HREF, TEXT, '"v"', signal)).toEqual({ kind: 'refused', reason });
  });

  const inside = (code: number, error: string) =>
    `<D:response><D:href>${HREF}</D:href><D:status>HTTP/1.1 ${code} x</D:status>${error}</D:response>`;
  test('of Xandikos with 207 and a 412 inside has failed', async () => {
    const named = '<D:error><C:no-uid-conflict/></D:error>';
    const { remote } = await calendar(() => ({ body: multistatus(inside(412, named)) }));
    expect(await remote.put(HREF, TEXT, null, signal)).toEqual({
      kind: 'refused',
      reason: 'no-uid-conflict',
    });
    const bare = await calendar(() => ({ body: multistatus(inside(412, '')) }));
    expect(await bare.remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'conflict' });
  });

  test('of sabre with 207 and a 403 in a propstat has failed', async () => {
    const propstat = '<D:propstat><D:prop/><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>';
    const body = multistatus(`<D:response><D:href>${HREF}</D:href>${propstat}</D:response>`);
    const { remote } = await calendar(() => ({ body }));
    expect(await remote.remove(HREF, '"v"', signal)).toEqual({ kind: 'refused', reason: 'http-403' });
  });

  const failures: readonly (readonly [Reply, object])[] = [
    [{ status: 401 }, { kind: 'unauthorized' }],
    [
      { status: 429, headers: { 'retry-after': '120' } },
      { kind: 'busy', retryAfter: 120_000 },
    ],
    [{ status: 503 }, { kind: 'busy' }],
    [{ status: 403, body: daverror('') }, { kind: 'busy' }],
    [{ status: 500 }, { kind: 'protocol', reason: 'http-500' }],
    [{ status: 502 }, { kind: 'offline' }],
    [{ status: 304 }, { kind: 'protocol' }],
    [{ hangUp: true }, { kind: 'offline' }],
    [{ status: 301, headers: { location: 'https://evil.example/a' } }, { reason: 'foreign-redirect' }],
  ];
  test.each(failures)('answered with %j fails: nobody knows', async (reply, expected) => {
    const { remote } = await calendar(() => reply);
    expect(await failure(remote.put(HREF, TEXT, null, signal))).toMatchObject(expected);
    const other = await calendar(() => reply);
    expect(await failure(other.remote.remove(HREF, '"v"', signal))).toMatchObject(expected);
  });
});

describe('the spelling of an ETag', () => {
  test.each(['17', 'W/"17"'])('of a server that knows its own only as %s is asked for', async (spelling) => {
    const { remote, server } = await calendar(({ method, headers }) => {
      if (method === 'GET') return { status: 200, headers: { etag: spelling }, body: TEXT };
      return { status: headers['if-match'] === spelling ? 204 : 412 };
    });
    expect(await remote.put(HREF, TEXT, '"17"', signal)).toEqual({ kind: 'written' });
    expect(await remote.remove(HREF, '"17"', signal)).toEqual({ kind: 'written' });
    expect(server.asked.map((a) => a.method)).toEqual(['PUT', 'GET', 'PUT', 'DELETE', 'GET', 'DELETE']);
  });

  test('of another version stays a conflict', async () => {
    const { remote, server } = await calendar(({ method }) =>
      method === 'GET' ? { status: 200, headers: { etag: '18' }, body: TEXT } : { status: 412 },
    );
    expect(await remote.put(HREF, TEXT, '"17"', signal)).toEqual({ kind: 'conflict' });
    expect(server.asked).toHaveLength(2);
  });
});

describe('a connection that is lost while writing', () => {
  test('is tried again once, and well if that works', async () => {
    let requests = 0;
    const { remote } = await calendar(() => ((requests += 1) === 1 ? { hangUp: true } : { status: 201 }));
    expect(await remote.put(HREF, TEXT, null, signal)).toEqual({ kind: 'written' });
  });

  test('leaves it open who wrote when the second try comes too late', async () => {
    for (const etag of [null, '"v"']) {
      let requests = 0;
      const { remote } = await calendar(() => ((requests += 1) === 1 ? { hangUp: true } : { status: 412 }));
      expect(await failure(remote.put(HREF, TEXT, etag, signal))).toMatchObject({
        kind: 'offline',
        reason: 'uncertain',
      });
    }
  });

  test('has removed what is gone at the second try', async () => {
    let requests = 0;
    const { remote } = await calendar(() => ((requests += 1) === 1 ? { hangUp: true } : { status: 404 }));
    expect(await remote.remove(HREF, '"v"', signal)).toEqual({ kind: 'written' });
  });
});
