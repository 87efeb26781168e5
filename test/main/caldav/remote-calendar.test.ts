import { afterEach, describe, expect, test } from 'vitest';
import { davHttp, type DavHttp } from '../../../main/caldav/http.ts';
import { remoteCalendar } from '../../../main/caldav/remote-calendar.ts';
import type { RemoteCalendar } from '../../../main/core/ports.ts';
import {
  found,
  httpServer,
  multistatus,
  status,
  type Asked,
  type HttpServer,
  type Reply,
} from '../../support/http-server.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const signal = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function calendar(
  answer: (asked: Asked) => Reply,
  path = '/alice/work/',
): Promise<{ remote: RemoteCalendar; server: HttpServer }> {
  const server = await httpServer(answer);
  const http: DavHttp = davHttp(
    { credentials: { username: 'alice', password: 'pä:ss' }, trusted: [] },
    () => NOW,
  );
  open.push(
    () => http.close(),
    () => server.close(),
  );
  return { remote: remoteCalendar(server.origin + path, http), server };
}

const etag = (value: string): string => `<D:getetag>"${value}"</D:getetag>`;
const token = (value: string): string => `<D:sync-token>${value}</D:sync-token>`;
const data = (text: string): string => `<C:calendar-data>${text}</C:calendar-data>`;
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (v) => ({ resolved: v }),
    (e: unknown) => e,
  );

describe('what changed', () => {
  test('is asked for by the standard, with ETags only and no limit', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(found('/alice/work/a.ics', etag('1')), status('/alice/work/b.ics', 404), token('t2')),
    }));
    expect(await remote.changesSince('t<1', signal)).toEqual({
      kind: 'page',
      changed: [{ href: '/alice/work/a.ics', etag: '"1"' }],
      removed: ['/alice/work/b.ics'],
      token: 't2',
      more: false,
    });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'REPORT', depth: '0', path: '/alice/work/' });
    expect(asked?.body).toContain('<d:sync-token>t&lt;1</d:sync-token><d:sync-level>1</d:sync-level>');
    expect(asked?.body).not.toMatch(/limit|calendar-data/);
    expect(asked?.authorization).toBe(`Basic ${Buffer.from('alice:pä:ss', 'utf8').toString('base64')}`);
  });

  test('is cut short by 507 for the collection', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(found('/alice/work/a.ics', etag('1')), status('/alice/work/', 507), token('t2')),
    }));
    expect(await remote.changesSince('t1', signal)).toMatchObject({ more: true, token: 't2', removed: [] });
  });

  test('leaves the collection itself and its subfolders out, however they are written', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        found('/alice/work/', etag('c')),
        found('/alice/work', `${etag('c')}<D:resourcetype><D:collection/></D:resourcetype>`),
        found(`${server.origin}/alice/work/`, etag('c')),
        found('/alice/work/sub/', etag('s')),
        found('/alice/work/folder', `${etag('f')}<D:resourcetype><D:collection/></D:resourcetype>`),
        found('/alice/work/no-extension', `${etag('1')}<D:resourcetype/>`),
        token('t2'),
      ),
    }));
    expect(await remote.changesSince('t1', signal)).toMatchObject({
      changed: [{ href: '/alice/work/no-extension', etag: '"1"' }],
    });
  });

  test('comes in one spelling, however the server writes its hrefs', async () => {
    const { remote, server } = await calendar(
      () => ({
        body: multistatus(
          found(`${server.origin}/alice%40x/w%C3%B6rk/a%20b.ics`, etag('1')),
          found('/alice@x/w%c3%b6rk/c.ics', etag('2')),
          found('d%2Be.ics', etag('3')),
          found('/alice@x/w%c3%b6rk/100%.ics', etag('4')),
          token('t'),
        ),
      }),
      '/alice@x/w%C3%B6rk/',
    );
    const page = await remote.changesSince(null, signal);
    expect(page.kind === 'page' && page.changed.map((c) => c.href)).toEqual([
      '/alice@x/w%C3%B6rk/a%20b.ics',
      '/alice@x/w%C3%B6rk/c.ics',
      '/alice@x/w%C3%B6rk/d%2Be.ics',
      '/alice@x/w%C3%B6rk/100%.ics',
    ]);
  });

  test('of sabre, with its dummy propstat, is a removal', async () => {
    const dummy =
      "<D:propstat><D:prop/><D:status>HTTP/1.1 418 I'm a teapot</D:status></D:propstat><D:status>HTTP/1.1 404 Not Found</D:status>";
    const { remote } = await calendar(() => ({
      body: multistatus(`<D:response><D:href>/alice/work/a.ics</D:href>${dummy}</D:response>`, token('t')),
    }));
    expect(await remote.changesSince('t1', signal)).toMatchObject({
      changed: [],
      removed: ['/alice/work/a.ics'],
    });
  });

  test.each([400, 403, 409, 410, 412])('after %s to a token is listed anew', async (code) => {
    const precondition = '<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>';
    const { remote, server } = await calendar(() => ({ status: code, body: precondition }));
    expect(await remote.changesSince('stale', signal)).toEqual({ kind: 'expired' });
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    '<D:error xmlns:D="DAV:"/>',
    '<error xmlns="DAV:"></error>',
    '<?xml version="1.0"?>\n<D:error xmlns:D="DAV:">\n</D:error>',
  ])('after 403 with %j has to wait', async (body) => {
    const { remote } = await calendar(() => ({ status: 403, body }));
    expect(await failure(remote.changesSince('t', signal))).toMatchObject({
      kind: 'busy',
      retryAfter: 300_000,
    });
  });

  test('is asked for with Depth 1 where Depth 0 is refused, but only without a token', async () => {
    const { remote, server } = await calendar(({ depth }) =>
      depth === '0' ? { status: 400 } : { body: multistatus(token('t')) },
    );
    expect(await remote.changesSince(null, signal)).toMatchObject({ kind: 'page', token: 't' });
    expect(server.asked.map((a) => a.depth)).toEqual(['0', '1']);
  });

  test.each([403, 405, 415, 501, 507])(
    'without a token and with %s is not to be had this way',
    async (code) => {
      const { remote } = await calendar(() => ({ status: code }));
      expect(await remote.changesSince(null, signal)).toEqual({ kind: 'unsupported' });
    },
  );

  test.each([
    [401, 'unauthorized'],
    [404, 'gone'],
    [500, 'protocol'],
    [502, 'offline'],
    [503, 'busy'],
    [429, 'busy'],
  ])('with %s fails as %s', async (code, kind) => {
    const { remote } = await calendar(() => ({ status: code }));
    expect(await failure(remote.changesSince('t', signal))).toMatchObject({ kind });
  });

  test.each([
    ['0', 60_000],
    ['120', 120_000],
    ['999999', 7_200_000],
    ['-5', 60_000],
    ['Tue, 24 Nov 2026 12:10:00 GMT', 600_000],
    ['Tue, 24 Nov 2020 12:10:00 GMT', 60_000],
    ['soon', 300_000],
    ['', 300_000],
  ])('with Retry-After %j waits %s ms', async (header, wait) => {
    const { remote } = await calendar(() => ({ status: 429, headers: { 'retry-after': header } }));
    expect(await failure(remote.changesSince('t', signal))).toMatchObject({ kind: 'busy', retryAfter: wait });
  });

  const nonsense: readonly (readonly [string, Reply])[] = [
    ['no token', { body: multistatus(found('/alice/work/a.ics', etag('1'))) }],
    ['an empty token', { body: multistatus(token('')) }],
    ['200 and HTML', { status: 200, body: '<html>hello</html>' }],
    ['207 and HTML', { body: '<html><br></html>' }],
    ['half an answer', { body: multistatus(token('t')).slice(0, -9) }],
    ['a DTD', { body: `<!DOCTYPE x>${multistatus(token('t'))}` }],
    ['an href that is none', { body: multistatus(found('http://[', etag('1')), token('t')) }],
    ['nothing', { body: '' }],
    ['204', { status: 204 }],
  ];
  test.each(nonsense)('is not learnt from %s', async (_what, reply) => {
    const { remote } = await calendar(() => reply);
    expect(await failure(remote.changesSince('t', signal))).toMatchObject({ kind: 'protocol' });
  });

  test('ends when it is called off', async () => {
    const controller = new AbortController();
    const { remote } = await calendar(() => {
      controller.abort();
      return { body: multistatus(token('t')) };
    });
    expect(await failure(remote.changesSince('t', controller.signal))).toMatchObject({ name: 'AbortError' });
  });

  test('survives a server that hung up between two requests', async () => {
    let requests = 0;
    const { remote } = await calendar(() => {
      requests += 1;
      return requests === 2 ? { hangUp: true } : { body: multistatus(token(`t${requests}`)) };
    });
    await remote.changesSince('t', signal);
    expect(await remote.changesSince('t', signal)).toMatchObject({ token: 't3' });
  });

  test('fails as offline when the server keeps hanging up', async () => {
    const { remote, server } = await calendar(() => ({ hangUp: true }));
    expect(await failure(remote.changesSince('t', signal))).toMatchObject({ kind: 'offline' });
    expect(server.asked.length).toBeLessThanOrEqual(2);
  });
});

describe('a listing', () => {
  test('gives every object with its ETag, and the ctag', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        found(
          '/alice/work/',
          `<CS:getctag>"c 7"</CS:getctag><D:resourcetype><D:collection/></D:resourcetype>`,
        ),
        found('/alice/work/a.ics', etag('1')),
        found('/alice/work/folder', `${etag('f')}<D:resourcetype><D:collection/></D:resourcetype>`),
        found('/alice/work/without-etag', ''),
      ),
    }));
    expect(await remote.list(signal)).toEqual({
      objects: [{ href: '/alice/work/a.ics', etag: '"1"' }],
      ctag: '"c 7"',
    });
    expect(server.asked[0]).toMatchObject({ method: 'PROPFIND', depth: '1' });
  });

  test('that may not be read fails as forbidden', async () => {
    const { remote } = await calendar(() => ({ status: 403 }));
    expect(await failure(remote.list(signal))).toMatchObject({ kind: 'forbidden' });
  });
});

describe('bodies', () => {
  const object = (name: string, text = `BEGIN:${name}`) =>
    found(`/alice/work/${name}`, etag(name) + data(text));

  test('come by multiget, what is gone left out', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        object('a'),
        status('/alice/work/b', 404),
        object('c', 'X &lt; &amp; <![CDATA[<Y>]]>'),
      ),
    }));
    expect(await remote.fetch(['/alice/work/a', '/alice/work/b', '/alice/work/c'], signal)).toEqual([
      { href: '/alice/work/a', etag: '"a"', ical: 'BEGIN:a' },
      { href: '/alice/work/c', etag: '"c"', ical: 'X < & <Y>' },
    ]);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.body).toContain('<d:href>/alice/work/b</d:href>');
  });

  test('that a multiget passes over in silence are asked for one by one', async () => {
    const { remote, server } = await calendar(({ method, path }) => {
      if (method === 'REPORT') return { body: multistatus(object('a')) };
      return path === '/alice/work/b'
        ? { status: 200, headers: { etag: '"B"' }, body: 'BEGIN:b' }
        : { status: 404 };
    });
    const got = await remote.fetch(['/alice/work/a', '/alice/work/b', '/alice/work/c'], signal);
    expect(got.map((o) => [o.href, o.etag])).toEqual([
      ['/alice/work/a', '"a"'],
      ['/alice/work/b', '"B"'],
    ]);
    expect(server.asked.map((a) => `${a.method} ${a.path}`)).toEqual([
      'REPORT /alice/work/',
      'GET /alice/work/b',
      'GET /alice/work/c',
    ]);
  });

  test('are asked for one by one where one missing fails the whole multiget', async () => {
    const { remote } = await calendar(({ method, path }) => {
      if (method === 'REPORT') return { status: 404 };
      return path.endsWith('/a')
        ? { status: 200, headers: { etag: '"A"' }, body: 'BEGIN:a' }
        : { status: 410 };
    });
    expect(await remote.fetch(['/alice/work/a', '/alice/work/b'], signal)).toMatchObject([{ etag: '"A"' }]);
  });

  test('of which the server holds back only the data are no removals', async () => {
    const held = `<D:response><D:href>/alice/work/a</D:href><D:propstat><D:prop>${etag('1')}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop>${data('')}</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>`;
    const { remote } = await calendar(({ method }) =>
      method === 'REPORT'
        ? { body: multistatus(held) }
        : { status: 200, headers: { etag: '"A"' }, body: 'BEGIN:a' },
    );
    expect(await remote.fetch(['/alice/work/a'], signal)).toMatchObject([
      { href: '/alice/work/a', etag: '"A"' },
    ]);
  });

  test('without an ETag are no removals either, but a server that cannot be understood', async () => {
    const { remote } = await calendar(({ method }) =>
      method === 'REPORT' ? { body: multistatus() } : { status: 200, body: 'BEGIN:a' },
    );
    expect(await failure(remote.fetch(['/alice/work/a'], signal))).toMatchObject({
      kind: 'protocol',
      reason: 'no-etag',
    });
  });

  test('that cannot be had right now are no removals', async () => {
    const { remote } = await calendar(({ method }) =>
      method === 'REPORT' ? { body: multistatus(status('/alice/work/a', 503)) } : { status: 503 },
    );
    expect(await failure(remote.fetch(['/alice/work/a'], signal))).toMatchObject({ kind: 'busy' });
  });

  test('with a control character in them do not spoil the others', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(object('a', 'SUMMARY:x\u000by\u0000'), object('b')),
    }));
    const got = await remote.fetch(['/alice/work/a', '/alice/work/b'], signal);
    expect(got.map((o) => o.ical)).toEqual(['SUMMARY:xy', 'BEGIN:b']);
  });

  test('are asked for two hundred at a time', async () => {
    const hrefs = Array.from({ length: 450 }, (_, i) => `/alice/work/${i}`);
    const { remote, server } = await calendar(({ body }) => ({
      body: multistatus(
        ...[...body.matchAll(/<d:href>\/alice\/work\/(\d+)</g)].map((m) => object(m[1] ?? '')),
      ),
    }));
    expect(await remote.fetch(hrefs, signal)).toHaveLength(450);
    expect(server.asked).toHaveLength(3);
  });

  test('none are asked for when none are wanted', async () => {
    const { remote, server } = await calendar(() => ({ status: 500 }));
    expect(await remote.fetch([], signal)).toEqual([]);
    expect(server.asked).toEqual([]);
  });
});
