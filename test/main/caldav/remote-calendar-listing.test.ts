import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { found, multistatus, status, type Asked, type Reply } from '../../support/http-server.ts';
import {
  daverror,
  data,
  etag,
  failure,
  listed,
  oddCalendar,
  queried,
  token,
  type OddOptions,
} from '../../support/odd-calendar.ts';

const signal = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function calendar(answer: (asked: Asked) => Reply | Promise<Reply>, options?: OddOptions) {
  const odd = await oddCalendar(answer, options);
  open.push(() => odd.close());
  return odd;
}

describe('how far it has moved', () => {
  const reports = (inner: string): string => `<D:supported-report-set>${inner}</D:supported-report-set>`;
  const nested = '<D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report>';
  const versions: readonly (readonly [string, string, object])[] = [
    [
      'Radicale',
      `${token('http://radicale.org/ns/sync/1')}<CS:getctag>"c 7"</CS:getctag>${reports(nested)}`,
      { token: 'http://radicale.org/ns/sync/1', ctag: '"c 7"', supportsSync: true },
    ],
    [
      'Xandikos, which leaves the wrapper out',
      `${token('4b825d')}<CS:getctag>4b825d</CS:getctag>${reports('<D:supported-report><D:sync-collection/></D:supported-report>')}`,
      { token: '4b825d', ctag: '4b825d', supportsSync: true },
    ],
    [
      'sabre 1.8, without sync',
      `<CS:getctag>1</CS:getctag>${reports('<D:supported-report><D:report><C:calendar-query/></D:report></D:supported-report>')}`,
      { token: null, ctag: '1', supportsSync: false },
    ],
    [
      'one that has a token and names no reports',
      token('data:,17'),
      { token: 'data:,17', ctag: null, supportsSync: true },
    ],
    [
      'one that names reports, not this one, and has a token all the same',
      token('17') + reports(''),
      { token: '17', ctag: null, supportsSync: false },
    ],
    [
      'one that says nothing',
      '<D:sync-token/><CS:getctag/>',
      { token: null, ctag: null, supportsSync: false },
    ],
  ];
  test.each(versions)('of %s', async (_who, properties, expected) => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(found('/alice/work/', properties)),
    }));
    expect(await remote.probe(signal)).toEqual(expected);
    expect(server.asked).toMatchObject([{ method: 'PROPFIND', depth: '0', path: '/alice/work/' }]);
  });

  test('is not read from properties that were not found', async () => {
    const body = multistatus(
      `<D:response><D:href>/alice/work/</D:href><D:propstat><D:prop>${token('no')}</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>`,
    );
    const { remote } = await calendar(() => ({ body }));
    expect(await remote.probe(signal)).toEqual({ token: null, ctag: null, supportsSync: false });
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'gone'],
    [410, 'gone'],
    [500, 'protocol'],
    [503, 'busy'],
  ])('with %s fails as %s', async (code, kind) => {
    const { remote } = await calendar(() => ({ status: code }));
    expect(await failure(remote.probe(signal))).toMatchObject({ kind });
  });
});

describe('a listing', () => {
  test('gives every object with its ETag, also those without one', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        found('/alice/work/', '<D:resourcetype><D:collection/></D:resourcetype>'),
        found('/alice/work/a.ics', etag('1')),
        found('/alice/work/folder', `${etag('f')}<D:resourcetype><D:collection/></D:resourcetype>`),
        found('/alice/work/without-etag', ''),
      ),
    }));
    expect(await listed(remote)).toEqual([
      { href: '/alice/work/a.ics', etag: '"1"' },
      { href: '/alice/work/without-etag', etag: '' },
    ]);
    expect(server.asked).toMatchObject([{ method: 'PROPFIND', depth: '1' }]);
  });

  test.each([403, 405, 501])(
    'that is refused with %s is made by calendar-query, ETags only',
    async (code) => {
      const { remote, server } = await calendar(({ method }) =>
        method === 'PROPFIND' ? { status: code } : { body: multistatus(found('/alice/work/a', etag('1'))) },
      );
      expect(await listed(remote)).toEqual([{ href: '/alice/work/a', etag: '"1"' }]);
      expect(server.asked[1]).toMatchObject({ method: 'REPORT', depth: '1' });
      expect(server.asked[1]?.body).toContain('<c:comp-filter name="VEVENT"/>');
      expect(server.asked[1]?.body).not.toContain('calendar-data');
    },
  );

  test('that may not be read in any way fails as forbidden', async () => {
    const { remote, server } = await calendar(() => ({ status: 403, body: '<html/>' }));
    expect(await failure(listed(remote))).toMatchObject({ kind: 'forbidden' });
    expect(server.asked).toHaveLength(2);
  });

  test('that is too much for Google right now is not asked for in another way', async () => {
    const { remote, server } = await calendar(() => ({ status: 403, body: daverror('') }));
    expect(await failure(listed(remote))).toMatchObject({ kind: 'busy' });
    expect(server.asked).toHaveLength(1);
  });

  test('is read no faster than it is taken', async () => {
    const entries = Array.from({ length: 40_000 }, (_, i) => found(`/alice/work/${i}`, etag(`version-${i}`)));
    let written = 0;
    const { remote } = await calendar(() => ({
      pour: async (response) => {
        const gone = new AbortController();
        response.once('close', () => gone.abort());
        const whole = multistatus(...entries);
        for (let at = 0; at < whole.length; at += 65_536) {
          written = at;
          if (response.destroyed) return;
          if (!response.write(whole.slice(at, at + 65_536)))
            await once(response, 'drain', { signal: gone.signal });
        }
      },
    }));
    let taken = 0;
    let release = () => {};
    let arrived = () => {};
    const first = new Promise<void>((resolve) => (arrived = resolve));
    const listing = remote.list(async (part) => {
      taken += part.length;
      expect(part.length).toBeLessThanOrEqual(2_000);
      if (taken > part.length) return;
      arrived();
      await new Promise<void>((resolve) => (release = resolve));
    }, signal);
    await first;
    const seen = taken;
    // What the server can still push fits into the buffers in between: it gets stuck long before the end.
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(taken).toBe(seen);
    expect(written).toBeLessThan(multistatus(...entries).length - 500_000);
    release();
    await listing;
    expect(taken).toBe(40_000);
  });
});

describe('everything in one answer', () => {
  const object = (name: string, text = `BEGIN:${name}`) =>
    found(`/alice/work/${name}`, etag(name) + data(text));

  test('is asked for with the kind named, and read in parts', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(...Array.from({ length: 1_050 }, (_, i) => object(`${i}`))),
    }));
    const sizes: number[] = [];
    expect(await remote.query(async (part) => void sizes.push(part.length), signal)).toBe(true);
    expect(sizes.reduce((a, b) => a + b)).toBe(1_050);
    expect(sizes.length).toBeGreaterThan(1);
    expect(server.asked).toMatchObject([{ method: 'REPORT', depth: '1' }]);
    expect(server.asked[0]?.body).toMatch(
      /<c:calendar-query .*<d:getetag\/><c:calendar-data\/>.*<c:comp-filter name="VEVENT"\/>/,
    );
    expect(server.asked[0]?.body).not.toContain('time-range');
  });

  test.each([400, 403, 405, 413, 500, 501, 507])('is not to be had after %s', async (code) => {
    const { remote } = await calendar(() => ({ status: code, body: 'no' }));
    expect(await queried(remote)).toEqual({ isAll: false, objects: [] });
  });

  test('cut short by a 507 inside is not all', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(object('a'), status('/alice/work/', 507)),
    }));
    expect(await queried(remote)).toMatchObject({ isAll: false, objects: [{ etag: '"a"' }] });
  });

  test('of Cyrus comes as CDATA', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(
        object('a', '<![CDATA[BEGIN:x & <y>\r\n]]>'),
        object('b', 'X &lt; &amp; <![CDATA[<Y>]]>'),
      ),
    }));
    expect((await queried(remote)).objects.map((o) => o.ical)).toEqual(['BEGIN:x & <y>', 'X < & <Y>']);
  });

  test('leaves out what has no data: a listing will miss it', async () => {
    const withheld = `<D:response><D:href>/alice/work/h</D:href><D:propstat><D:prop>${etag('h')}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop>${data('')}</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>`;
    const { remote } = await calendar(() => ({
      body: multistatus(
        object('a'),
        found('/alice/work/e', etag('e') + data('')),
        withheld,
        status('/alice/work/s', 403),
      ),
    }));
    expect(await queried(remote)).toMatchObject({ isAll: true, objects: [{ href: '/alice/work/a' }] });
  });

  test('keeps an object without an ETag under one of its own, the same for the same body', async () => {
    let text = 'BEGIN:a';
    const { remote } = await calendar(() => ({ body: multistatus(found('/alice/work/a', data(text))) }));
    const [one] = (await queried(remote)).objects;
    const [again] = (await queried(remote)).objects;
    text = 'BEGIN:b';
    const [other] = (await queried(remote)).objects;
    expect(one?.etag).toMatch(/^"belfry-content-.{43}"$/);
    expect(again?.etag).toBe(one?.etag);
    expect(other?.etag).not.toBe(one?.etag);
  });

  test('with something unreadable in it is not all, and what came before is kept', async () => {
    const whole = multistatus(object('a'), object('b', 'X & Y'), object('c'));
    const { remote } = await calendar(() => ({ body: whole }));
    expect(await queried(remote)).toMatchObject({ isAll: false, objects: [{ etag: '"a"' }] });
  });

  test('fails as what it is when the server is at fault', async () => {
    for (const [reply, expected] of [
      [{ status: 401 }, { kind: 'unauthorized' }],
      [{ status: 404 }, { kind: 'gone' }],
      [{ status: 503 }, { kind: 'busy' }],
      [{ status: 403, body: daverror('') }, { kind: 'busy' }],
      [{ hangUp: true }, { kind: 'offline' }],
      [{ status: 200, body: '<html/>' }, { kind: 'protocol' }],
    ] as const) {
      const { remote } = await calendar(() => reply);
      expect(await failure(queried(remote))).toMatchObject(expected);
    }
  });
});
