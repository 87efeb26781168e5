import { afterEach, describe, expect, test } from 'vitest';
import { found, multistatus, status, type Asked, type Reply } from '../../support/http-server.ts';
import {
  changes,
  daverror,
  etag,
  failure,
  oddCalendar,
  token,
  type OddOptions,
} from '../../support/odd-calendar.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function calendar(answer: (asked: Asked) => Reply | Promise<Reply>, options?: OddOptions) {
  const odd = await oddCalendar(answer, options);
  open.push(() => odd.close());
  return odd;
}

const COLLECTION = '<D:resourcetype><D:collection/></D:resourcetype>';
const member = (name: string, version = '1') => found(`/alice/work/${name}`, etag(version));
const versionOf = (value: string) => multistatus(found('/alice/work/', token(value)));

describe('what changed', () => {
  test('is asked for by the standard, with ETags only and no limit', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(member('a.ics'), status('/alice/work/b.ics', 404), token('t2')),
    }));
    expect(await changes(remote, 't<1')).toEqual({
      kind: 'page',
      token: 't2',
      more: false,
      members: [
        { href: '/alice/work/a.ics', etag: '"1"' },
        { href: '/alice/work/b.ics', etag: null },
      ],
    });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'REPORT', depth: '0', path: '/alice/work/' });
    expect(asked?.body).toContain('<d:sync-token>t&lt;1</d:sync-token><d:sync-level>1</d:sync-level>');
    expect(asked?.body).toContain('<d:prop><d:getetag/><d:resourcetype/></d:prop>');
    expect(asked?.body).not.toMatch(/limit|calendar-data/);
    expect(asked?.authorization).toBe(`Basic ${Buffer.from('alice:pä:ss', 'utf8').toString('base64')}`);
  });

  test('of Google and Cyrus is cut short by 507 for the collection, however that is written', async () => {
    for (const self of ['/alice/work/', '/alice/work', 'http://127.0.0.1:1/alice/work/', '.']) {
      const { remote } = await calendar(() => ({
        body: multistatus(member('a'), status(self, 507), token('t2')),
      }));
      expect(await changes(remote, 't1')).toMatchObject({
        kind: 'page',
        more: true,
        token: 't2',
        members: [{ href: '/alice/work/a', etag: '"1"' }],
      });
    }
  });

  test('with 507 for one member is not cut short, and the member not lost', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(status('/alice/work/a', 507), token('t')),
    }));
    expect(await changes(remote, 't1')).toMatchObject({
      more: false,
      members: [{ href: '/alice/work/a', etag: '' }],
    });
  });

  test('of iCloud leaves the collection itself and its subfolders out, 200 or not, slash or not', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        found('/alice/work/', etag('c')),
        status('/alice/work/', 200),
        found('/alice/work', `${etag('c')}${COLLECTION}`),
        found('/alice/work', etag('c')),
        found(`${server.origin}/alice/work/`, etag('c')),
        found('/alice/work/sub/', etag('s')),
        status('/alice/work/trashbin/', 200),
        status('/alice/work/old/', 404),
        found('/alice/work/folder', `${etag('f')}${COLLECTION}`),
        found('/alice/work/no-extension', `${etag('1')}<D:resourcetype/>`),
        token('t2'),
      ),
    }));
    expect((await changes(remote, 't1')).members).toEqual([
      { href: '/alice/work/no-extension', etag: '"1"' },
    ]);
  });

  test('of sabre and Nextcloud, with a dummy propstat, is a removal', async () => {
    const dummy =
      "<D:propstat><D:prop/><D:status>HTTP/1.1 418 I'm a teapot</D:status></D:propstat><D:status>HTTP/1.1 404 Not Found</D:status>";
    const { remote } = await calendar(() => ({
      body: multistatus(`<D:response><D:href>/alice/work/a.ics</D:href>${dummy}</D:response>`, token('t')),
    }));
    expect((await changes(remote, 't1')).members).toEqual([{ href: '/alice/work/a.ics', etag: null }]);
  });

  test.each([
    [404, null],
    [410, null],
    [403, ''],
    [500, ''],
    [423, ''],
    [200, ''],
  ])('with %s for a member: only what is gone is gone', async (code, expected) => {
    const { remote } = await calendar(() => ({
      body: multistatus(status('/alice/work/a', code), token('t')),
    }));
    expect((await changes(remote, 't1')).members).toEqual([{ href: '/alice/work/a', etag: expected }]);
  });

  const missing =
    '<D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>';
  const etags: readonly (readonly [string, string, string])[] = [
    ['strong', '<D:getetag>"a b"</D:getetag>', '"a b"'],
    ['weak', '<D:getetag>W/"a"</D:getetag>', '"a"'],
    ['without quotes', '<D:getetag>a-1</D:getetag>', '"a-1"'],
    ['weak without quotes', '<D:getetag>W/a</D:getetag>', '"a"'],
    ['quoted by entities', '<D:getetag>&quot;a&quot;</D:getetag>', '"a"'],
    ['escaped twice', '<D:getetag>&amp;quot;a&amp;quot;</D:getetag>', '"a"'],
    ['quoted twice', '<D:getetag>""a""</D:getetag>', '"a"'],
    ['with white space', '<D:getetag>\n  "a" </D:getetag>', '"a"'],
    ['as CDATA', '<D:getetag><![CDATA["a<"]]></D:getetag>', '"a<"'],
    ['empty', '<D:getetag/>', ''],
    ['empty in quotes', '<D:getetag>""</D:getetag>', ''],
    ['not there', '', ''],
  ];
  test.each(etags)('has an ETag that is %s', async (_what, property, expected) => {
    const { remote } = await calendar(() => ({
      body: multistatus(found('/alice/work/a', property), token('t')),
    }));
    expect((await changes(remote, 't1')).members).toEqual([{ href: '/alice/work/a', etag: expected }]);
  });

  test('keeps a good ETag beside an empty one that is not found', async () => {
    const both = `<D:response><D:href>/alice/work/a</D:href>${missing}<D:propstat><D:prop>${etag('1')}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>${missing}</D:response>`;
    const { remote } = await calendar(() => ({ body: multistatus(both, token('t')) }));
    expect((await changes(remote, 't1')).members).toEqual([{ href: '/alice/work/a', etag: '"1"' }]);
  });

  test('names a member whose ETag is not found, and loses it not', async () => {
    const odd = `<D:response><D:href>/alice/work/a</D:href>${missing}</D:response>`;
    const { remote } = await calendar(() => ({ body: multistatus(odd, token('t')) }));
    expect((await changes(remote, 't1')).members).toEqual([{ href: '/alice/work/a', etag: '' }]);
  });
});

describe('hrefs', () => {
  test('come in one spelling, however the server writes them', async () => {
    const { remote, server } = await calendar(
      () => ({
        body: multistatus(
          found(`${server.origin}/alice%40x/w%C3%B6rk/a%20b.ics`, etag('1')),
          found('/alice@x/w%c3%b6rk/c.ics', etag('2')),
          found('d%2Be.ics', etag('3')),
          found('/alice@x/w%c3%b6rk/100%.ics', etag('4')),
          found('/alice@x/wörk/ü .ics', etag('5')),
          found('/alice@x/./wörk/x/../y', etag('6')),
          found('//alice@x/wörk/twice', etag('7')),
          found('/alice@x/wörk/a#b?c', etag('8')),
          found('/alice@x/wörk/a%2Fb', etag('9')),
          found('/.//evil.example/x', etag('10')),
          token('t'),
        ),
      }),
      { path: '/alice@x/w%C3%B6rk/' },
    );
    expect((await changes(remote, null)).members.map((m) => m.href)).toEqual([
      '/alice@x/w%C3%B6rk/a%20b.ics',
      '/alice@x/w%C3%B6rk/c.ics',
      '/alice@x/w%C3%B6rk/d%2Be.ics',
      '/alice@x/w%C3%B6rk/100%.ics',
      '/alice@x/w%C3%B6rk/%C3%BC%20.ics',
      '/alice@x/w%C3%B6rk/y',
      '/alice@x/w%C3%B6rk/twice',
      '/alice@x/w%C3%B6rk/a%23b%3Fc',
      '/alice@x/w%C3%B6rk/a%2Fb',
      '/evil.example/x',
    ]);
  });

  test('on another port of the host are its own', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(found('https://127.0.0.1:8443/alice/work/a', etag('1')), token('t')),
    }));
    expect((await changes(remote, null)).members).toEqual([{ href: '/alice/work/a', etag: '"1"' }]);
  });

  test.each(['https://evil.example/alice/work/a', 'http://[', 'mailto:alice', 'javascript:1'])(
    'like %s are refused',
    async (href) => {
      const { remote } = await calendar(() => ({ body: multistatus(found(href, etag('1')), token('t')) }));
      expect(await failure(changes(remote, 't'))).toMatchObject({
        kind: 'protocol',
        reason: expect.stringMatching(/^(?:foreign|bad)-href$/),
      });
    },
  );
});

describe('a token', () => {
  test.each([400, 403, 409, 410, 412])('of Radicale, Cyrus, sabre is stale after %s', async (code) => {
    const { remote, server } = await calendar(() => ({
      status: code,
      body: daverror('<D:valid-sync-token/>'),
    }));
    expect(await changes(remote, 'stale')).toMatchObject({ kind: 'expired', members: [] });
    expect(server.asked).toHaveLength(1);
  });

  test.each([400, 403, 409, 410, 412])('is stale after a bare %s', async (code) => {
    const { remote } = await calendar(() => ({ status: code, body: '<html>no</html>' }));
    expect(await changes(remote, 'stale')).toMatchObject({ kind: 'expired' });
  });

  test.each([
    '<D:error xmlns:D="DAV:"/>',
    '<error xmlns="DAV:"></error>',
    '<?xml version="1.0"?>\n<D:error xmlns:D="DAV:">\n</D:error>',
  ])('of Google is not stale after 403 with %j, there is just too much asked', async (body) => {
    const { remote, server } = await calendar(() => ({ status: 403, body }));
    const expected = { kind: 'busy', retryAfter: 300_000 };
    expect(await failure(changes(remote, 't'))).toMatchObject(expected);
    // And nobody asks again before that.
    expect(await failure(remote.probe(new AbortController().signal))).toMatchObject(expected);
    expect(server.asked).toHaveLength(1);
  });

  test('without the privilege to read is no stale one', async () => {
    const body = daverror('<D:need-privileges><D:resource/></D:need-privileges>');
    for (const known of ['t', null]) {
      const { remote } = await calendar(() => ({ status: 403, body }));
      expect(await failure(changes(remote, known))).toMatchObject({
        kind: 'forbidden',
        reason: 'need-privileges',
      });
    }
  });

  test.each([429, 503])('is not stale after %s', async (code) => {
    const { remote } = await calendar(() => ({ status: code, headers: { 'retry-after': '90' } }));
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind: 'busy', retryAfter: 90_000 });
  });

  test.each([405, 415, 501, 507])('or none, with %s, is not to be had this way', async (code) => {
    for (const known of ['t', null]) {
      const { remote } = await calendar(() => ({ status: code }));
      expect(await changes(remote, known)).toMatchObject({ kind: 'unsupported' });
    }
  });

  test.each([403, 409, 412])('not sent, with %s, is not to be had this way', async (code) => {
    const { remote } = await calendar(() => ({ status: code, body: daverror('<D:supported-report/>') }));
    expect(await changes(remote, null)).toMatchObject({ kind: 'unsupported' });
  });

  const prose = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };
  test('that Xandikos does not know is stale after 500, when it is well and elsewhere', async () => {
    const { remote, server } = await calendar(({ method }) =>
      method === 'REPORT' ? prose : { body: versionOf('another') },
    );
    expect(await changes(remote, 'stale')).toMatchObject({ kind: 'expired' });
    expect(server.asked.map((a) => `${a.method} ${a.depth}`)).toEqual(['REPORT 0', 'PROPFIND 0']);
  });

  const unwell: readonly (readonly [string, Reply])[] = [
    ['still at that token', { body: versionOf('same') }],
    ['at no token', { body: multistatus(found('/alice/work/', '')) }],
    ['failing altogether', prose],
    ['gone', { status: 404 }],
    ['hanging up', { hangUp: true }],
  ];
  test.each(unwell)('is not stale after 500 of a server that is %s', async (_what, reply) => {
    const { remote } = await calendar(({ method }) => (method === 'REPORT' ? prose : reply));
    expect(await failure(changes(remote, 'same'))).toMatchObject({ kind: 'protocol', reason: 'http-500' });
  });

  test('is given up where the first listing fails twice although the server is well (Zimbra, Posteo)', async () => {
    const { remote } = await calendar(({ method }) =>
      method === 'REPORT' ? prose : { body: versionOf('t') },
    );
    expect(await failure(changes(remote, null))).toMatchObject({ kind: 'protocol', reason: 'http-500' });
    expect(await changes(remote, null)).toMatchObject({ kind: 'unsupported' });
  });

  const bad: readonly (readonly [number, string])[] = [
    [401, 'unauthorized'],
    [404, 'gone'],
    [502, 'offline'],
    [504, 'offline'],
  ];
  test.each(bad)('with %s fails as %s', async (code, kind) => {
    const { remote } = await calendar(() => ({ status: code }));
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind });
  });
});

describe('Depth 1', () => {
  const wants = ({ depth }: Asked): Reply =>
    depth === '0' ? { status: 400 } : { body: multistatus(token('t')) };

  test('is tried where Depth 0 is refused without a token, and remembered for all of that server', async () => {
    const { remote, server } = await calendar(wants);
    expect(await changes(remote, null)).toMatchObject({ kind: 'page', token: 't' });
    expect(await changes(remote, 't')).toMatchObject({ kind: 'page' });
    expect(server.asked.map((a) => a.depth)).toEqual(['0', '1', '1']);
  });

  test('is not tried with a token', async () => {
    const { remote, server } = await calendar(wants);
    expect(await changes(remote, 't')).toMatchObject({ kind: 'expired' });
    expect(server.asked).toHaveLength(1);
  });

  test('that is refused as well is not remembered', async () => {
    const { remote, server } = await calendar(() => ({ status: 400 }));
    expect(await changes(remote, null)).toMatchObject({ kind: 'unsupported' });
    expect(await changes(remote, null)).toMatchObject({ kind: 'unsupported' });
    expect(server.asked.map((a) => a.depth)).toEqual(['0', '1', '0', '1']);
  });
});

describe('nonsense', () => {
  const nonsense: readonly (readonly [string, Reply])[] = [
    ['no token', { body: multistatus(member('a')) }],
    ['an empty token', { body: multistatus(token('')) }],
    ['200 and HTML', { status: 200, body: '<html>hello</html>' }],
    ['207 and HTML', { body: '<html><br></html>' }],
    ['half an answer', { body: multistatus(token('t')).slice(0, -9) }],
    ['a DTD', { body: `<!DOCTYPE x>${multistatus(token('t'))}` }],
    ['nothing', { body: '' }],
    ['204', { status: 204 }],
    ['bytes', { body: new Uint8Array([0x3c, 0xff, 0xfe, 0x00, 0x80]) }],
  ];
  test.each(nonsense)('is not learnt from: %s', async (_what, reply) => {
    const { remote } = await calendar(() => reply);
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind: 'protocol' });
  });
});
