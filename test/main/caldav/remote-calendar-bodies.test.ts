import { afterEach, describe, expect, test } from 'vitest';
import { fetched } from '../../contract/remote-calendar.ts';
import { found, multistatus, status, type Asked, type Reply } from '../../support/http-server.ts';
import { daverror, data, etag, failure, oddCalendar, type OddOptions } from '../../support/odd-calendar.ts';

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

const at = (name: string | number): string => `/alice/work/${name}`;
const hrefs = (...names: readonly (string | number)[]): string[] => names.map(at);
const numbers = (count: number): string[] => hrefs(...Array.from({ length: count }, (_, i) => i));
const object = (name: string, text = `BEGIN:${name}`) => found(at(name), etag(name) + data(text));
const wanted = ({ body }: Asked): string[] =>
  [...body.matchAll(/<d:href>\/alice\/work\/([^<]+)</g)].map((m) => m[1] ?? '');
const whole = (asked: Asked): Reply => ({ body: multistatus(...wanted(asked).map((name) => object(name))) });
const got = (name: string): Reply => ({ status: 200, headers: { etag: `"${name}"` }, body: `BEGIN:${name}` });
const nameIn = ({ path }: Asked): string => path.split('/').at(-1) ?? '';
const methods = (asked: readonly Asked[]): string[] => asked.map((a) => `${a.method} ${a.path}`);

describe('several bodies', () => {
  test('come by multiget, what is gone as gone', async () => {
    const { remote, server } = await calendar(() => ({
      body: multistatus(
        object('a'),
        status(at('b'), 404),
        object('c', 'X &lt; &amp; <![CDATA[<Y>]]>'),
        status(at('d'), 410),
      ),
    }));
    expect(await fetched(remote, hrefs('a', 'b', 'c', 'd'))).toMatchObject({
      objects: [
        { href: at('a'), etag: '"a"', ical: 'BEGIN:a' },
        { href: at('c'), etag: '"c"', ical: 'X < & <Y>' },
      ],
      gone: hrefs('b', 'd'),
      refused: [],
    });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ method: 'REPORT', path: '/alice/work/' });
    expect(server.asked[0]?.body).toContain(
      '<d:getetag/><c:calendar-data/><cs:updated-by/></d:prop><d:href>/alice/work/a</d:href>',
    );
  });

  test('that DAViCal passes over in silence are asked for one by one', async () => {
    const { remote, server } = await calendar((asked) => {
      if (asked.method === 'REPORT') return { body: multistatus(object('a')) };
      return nameIn(asked) === 'b' ? got('B') : { status: 404 };
    });
    const all = await fetched(remote, hrefs('a', 'b', 'c'));
    expect(all.objects.map((o) => o.etag)).toEqual(['"a"', '"B"']);
    expect(all.gone).toEqual([at('c')]);
    expect(methods(server.asked).toSorted()).toEqual([
      'GET /alice/work/b',
      'GET /alice/work/c',
      'REPORT /alice/work/',
    ]);
  });

  test('that iCloud gives empty are asked for one by one', async () => {
    const { remote } = await calendar((asked) =>
      asked.method === 'REPORT'
        ? { body: multistatus(...wanted(asked).map((name) => found(at(name), etag(name) + data('')))) }
        : got(nameIn(asked)),
    );
    const all = await fetched(remote, numbers(20));
    expect(all.objects.map((o) => o.href).toSorted()).toEqual(numbers(20).toSorted());
  });

  test.each([404, 410])(
    'where one missing fails the whole multiget (sabre, %s) are found by halves',
    async (code) => {
      const { remote, server } = await calendar((asked) => {
        if (asked.method === 'GET') return nameIn(asked) === '17' ? { status: code } : got(nameIn(asked));
        return wanted(asked).includes('17') ? { status: code } : whole(asked);
      });
      const all = await fetched(remote, numbers(64));
      expect(all.objects).toHaveLength(63);
      expect(all.gone).toEqual([at(17)]);
      expect(server.asked.length).toBeLessThan(16);
    },
  );

  test('one of which the server cannot read do not cost the others', async () => {
    const poison = 5;
    const { remote, server } = await calendar((asked) => {
      const names = asked.method === 'GET' ? [nameIn(asked)] : wanted(asked);
      if (names.includes(`${poison}`)) return { status: 500, body: 'traceback' };
      return asked.method === 'GET' ? got(nameIn(asked)) : whole(asked);
    });
    const all = await fetched(remote, numbers(64));
    expect(all.objects).toHaveLength(63);
    expect(all.refused).toEqual([at(poison)]);
    expect(server.asked.length).toBeLessThan(16);
  });

  test('one of which breaks the XML do not cost the others', async () => {
    const { remote } = await calendar((asked) => {
      if (asked.method === 'GET') return got(nameIn(asked));
      return {
        body: multistatus(...wanted(asked).map((name) => object(name, name === '9' ? 'A & B' : undefined))),
      };
    });
    const all = await fetched(remote, numbers(64));
    expect(all.objects.map((o) => o.href).toSorted()).toEqual(numbers(64).toSorted());
    expect(all.parts.flatMap((p) => p.objects)).toHaveLength(64);
  });

  test.each([400, 403, 405, 413, 501])('where multiget is refused with %s come one by one', async (code) => {
    const { remote, server } = await calendar((asked) =>
      asked.method === 'REPORT' ? { status: code, body: 'no' } : got(nameIn(asked)),
    );
    const all = await fetched(remote, numbers(300));
    expect(all.objects.map((o) => o.href).toSorted()).toEqual(numbers(300).toSorted());
    expect(server.asked.filter((a) => a.method === 'REPORT').length).toBeLessThan(25);
  });

  test('with a control character in them do not spoil the others', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(object('a', 'SUMMARY:x\u000by\u0000&#11;&#x1;'), object('b')),
    }));
    const all = await fetched(remote, hrefs('a', 'b'));
    expect(all.objects.map((o) => o.ical)).toEqual(['SUMMARY:xy', 'BEGIN:b']);
  });

  test('nobody asked for are ignored, and so is a second answer about the same', async () => {
    const { remote } = await calendar(() => ({
      body: multistatus(
        object('a'),
        object('stranger'),
        status(at('other'), 404),
        object('a', 'BEGIN:later'),
        status(at('a'), 404),
        status(at('b'), 404),
        object('b'),
      ),
    }));
    const all = await fetched(remote, hrefs('a', 'b', 'a'));
    expect(all.objects.map((o) => o.ical)).toEqual(['BEGIN:a', 'BEGIN:b']);
    expect(all.gone).toEqual([]);
  });

  test('keep what is there when the same is said to be missing, empty', async () => {
    const missing = `<D:propstat><D:prop><D:getetag/>${data('')}</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>`;
    const good = `<D:propstat><D:prop>${etag('a')}${data('BEGIN:a')}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>`;
    const entry = (name: string, ...propstats: readonly string[]) =>
      `<D:response><D:href>${at(name)}</D:href>${propstats.join('')}</D:response>`;
    const { remote } = await calendar(({ method }) =>
      method === 'REPORT'
        ? { body: multistatus(entry('a', missing, good, missing), entry('b', missing)) }
        : got('b'),
    );
    const all = await fetched(remote, hrefs('a', 'b'));
    expect(all.objects.map((o) => o.ical)).toEqual(['BEGIN:a', 'BEGIN:b']);
    expect(all.gone).toEqual([]);
  });

  test('are asked for in more at a time while the server is quick, two requests at once', async () => {
    let inside = 0;
    let most = 0;
    const { remote, server } = await calendar(async (asked) => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      return whole(asked);
    });
    const all = await fetched(remote, numbers(2_500));
    expect(all.objects).toHaveLength(2_500);
    expect(all.overlapped).toBe(false);
    expect(most).toBe(2);
    const sizes = server.asked.map((a) => wanted(a).length);
    expect(sizes[0]).toBe(100);
    expect(Math.max(...sizes)).toBeGreaterThan(200);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    // What was learnt is remembered.
    await fetched(remote, numbers(1_000));
    expect(wanted(server.asked[sizes.length] as Asked).length).toBeGreaterThan(200);
  });

  test('are handed over in parts that one could hold in memory', async () => {
    const large = 'x'.repeat(1_000_000);
    const { remote } = await calendar((asked) => ({
      body: multistatus(...wanted(asked).map((name) => object(name, large))),
    }));
    const all = await fetched(remote, numbers(30));
    expect(all.objects).toHaveLength(30);
    for (const part of all.parts) expect(part.objects.length).toBeLessThanOrEqual(6);
  });
});

describe('who wrote a body', () => {
  const by = (inner: string): string => `<CS:updated-by>${inner}</CS:updated-by>`;
  const writerOf = async (properties: string) => {
    const body = multistatus(found(at('a'), etag('a') + data('BEGIN:a') + properties));
    const { remote } = await calendar(() => ({ body }));
    return (await fetched(remote, hrefs('a'))).objects[0]?.writer;
  };

  test.each([
    [
      'a whole name and a principal',
      by('<D:href>/principals/%41na</D:href><CS:first-name>Ana</CS:first-name>'),
      { name: 'Ana', principal: '/principals/Ana/' },
    ],
    [
      'a name in two parts',
      by('<CS:first-name>Ana</CS:first-name><CS:last-name> Novak </CS:last-name>'),
      { name: 'Ana Novak', principal: '' },
    ],
    ['a common name', by('<CS:common-name>Ana N.</CS:common-name>'), { name: 'Ana N.', principal: '' }],
    [
      'a reference that is no principal of this server',
      by('<D:href>mailto:ana@example.org</D:href><CS:first-name>Ana</CS:first-name>'),
      { name: 'Ana', principal: '' },
    ],
    ['only a principal', by('<D:href>/p/ana/</D:href>'), { name: '', principal: '/p/ana/' }],
  ])('is told by %s', async (_, properties, writer) => {
    expect(await writerOf(properties)).toEqual(writer);
  });

  test('is nobody where the server says nothing, or only who made the first version', async () => {
    expect(await writerOf('')).toBeUndefined();
    expect(await writerOf(by(''))).toBeUndefined();
    const first = '<CS:created-by><CS:first-name>Ana</CS:first-name></CS:created-by>';
    expect(await writerOf(first)).toBeUndefined();
  });

  test('is nobody where the property is named among those that are not there', async () => {
    const missing = `<D:propstat><D:prop>${by('')}</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>`;
    const body = multistatus(object('a').replace('</D:response>', `${missing}</D:response>`));
    const { remote } = await calendar(() => ({ body }));
    expect((await fetched(remote, hrefs('a'))).objects).toEqual([
      { href: at('a'), etag: '"a"', ical: 'BEGIN:a' },
    ]);
  });
});

describe('one body', () => {
  test('is reported on like several, so that its writer is told', async () => {
    const { remote, server } = await calendar(whole);
    expect((await fetched(remote, hrefs('a'))).objects).toEqual([
      { href: at('a'), etag: '"a"', ical: 'BEGIN:a' },
    ]);
    expect(methods(server.asked)).toEqual(['REPORT /alice/work/']);
  });

  test('of a server that reports on none is got, uncompressed, so that its ETag is that of the listing', async () => {
    const { remote, server } = await calendar(({ method }) =>
      method === 'GET' ? got('a') : { status: 501 },
    );
    expect((await fetched(remote, hrefs('a'))).objects).toEqual([
      { href: at('a'), etag: '"a"', ical: 'BEGIN:a' },
    ]);
    expect(methods(server.asked)).toEqual(['REPORT /alice/work/', 'GET /alice/work/a']);
    expect(server.asked[1]).toMatchObject({ headers: { 'accept-encoding': 'identity' } });
  });

  test.each([404, 410])('with %s is gone, if the calendar is there', async (code) => {
    const { remote } = await calendar(({ method }) =>
      method === 'GET' ? { status: code } : { body: multistatus(found('/alice/work/', '')) },
    );
    expect(await fetched(remote, hrefs('a'))).toMatchObject({ gone: hrefs('a'), objects: [], refused: [] });
  });

  test('with 404 in a calendar that is gone is a calendar that is gone', async () => {
    const { remote } = await calendar(() => ({ status: 404 }));
    expect(await failure(fetched(remote, hrefs('a')))).toMatchObject({ kind: 'gone' });
    expect(await failure(fetched(remote, numbers(20)))).toMatchObject({ kind: 'gone' });
  });

  const refusals: readonly (readonly [string, Reply])[] = [
    ['403', { status: 403 }],
    ['405', { status: 405 }],
    ['500', { status: 500 }],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html/>' }],
    ['nothing', { status: 200, headers: { etag: '"1"' }, body: '' }],
    ['204', { status: 204 }],
    ['a redirect to a stranger', { status: 302, headers: { location: 'https://evil.example/a' } }],
    ['a redirect in circles', { status: 302, headers: { location: at('a') } }],
  ];
  test.each(refusals)('answered with %s is refused, not gone, not fatal', async (_what, reply) => {
    const { remote } = await calendar(({ method }) =>
      method === 'GET' ? reply : { body: multistatus(found('/alice/work/', '')) },
    );
    expect(await fetched(remote, hrefs('a'))).toMatchObject({ refused: hrefs('a'), objects: [], gone: [] });
  });

  const fatal: readonly (readonly [string, Reply, string])[] = [
    ['401', { status: 401 }, 'unauthorized'],
    ['429', { status: 429 }, 'busy'],
    ['503', { status: 503 }, 'busy'],
    ['502', { status: 502 }, 'offline'],
    ['a hang-up', { hangUp: true }, 'offline'],
  ];
  test.each(fatal)('answered with %s is the server failing', async (_what, reply, kind) => {
    const { remote } = await calendar(() => reply);
    expect(await failure(fetched(remote, hrefs('a')))).toMatchObject({ kind });
    const odd = await calendar(({ method }) => (method === 'GET' ? reply : { body: multistatus() }));
    expect(await failure(fetched(odd.remote, hrefs('a', 'b')))).toMatchObject({ kind });
  });

  test('refused like all the others is the server failing', async () => {
    const { remote } = await calendar(({ method }) =>
      method === 'PROPFIND' ? { body: multistatus() } : { status: 403, body: 'no' },
    );
    expect(await failure(fetched(remote, numbers(60)))).toMatchObject({ kind: 'forbidden' });
    const down = await calendar(() => ({ status: 500 }));
    expect(await failure(fetched(down.remote, hrefs('a')))).toMatchObject({ kind: 'protocol' });
  });

  test('without an ETag is kept under one of its own', async () => {
    const { remote } = await calendar(() => ({ status: 200, body: 'BEGIN:a' }));
    const [one] = (await fetched(remote, hrefs('a'))).objects;
    expect(one?.etag).toMatch(/^"belfry-content-/);
  });

  test.each([
    ['W/"a"', '"a"'],
    ['a', '"a"'],
    [' "a" ', '"a"'],
  ])('with the ETag %j has the one of its listing', async (header, expected) => {
    const { remote } = await calendar(() => ({ status: 200, headers: { etag: header }, body: 'BEGIN:a' }));
    expect((await fetched(remote, hrefs('a'))).objects[0]?.etag).toBe(expected);
  });
});

describe('letters', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const xml = (declaration: string, text: string) =>
    multistatus(object('a', text), object('b')).replace('<?xml version="1.0"?>', declaration);

  const bodies: readonly (readonly [string, string, Uint8Array])[] = [
    ['UTF-8', 'application/xml; charset=utf-8', Buffer.from(xml('<?xml version="1.0"?>', 'Müller “q” 😀'))],
    [
      'UTF-8 with a mark',
      'application/xml',
      Buffer.from(`\ufeff${xml('<?xml version="1.0"?>', 'Müller “q” 😀')}`),
    ],
  ];
  test.each(bodies)('in %s are right', async (_what, type, body) => {
    const { remote } = await calendar(() => ({ headers: { 'content-type': type }, body }));
    expect((await fetched(remote, hrefs('a', 'b'))).objects[0]?.ical).toBe('Müller “q” 😀');
  });

  const latins: readonly (readonly [string, string, string])[] = [
    ['named in the header', 'text/xml; charset=ISO-8859-1', '<?xml version="1.0"?>'],
    ['named in the header, in quotes', 'text/xml; charset="windows-1252"', '<?xml version="1.0"?>'],
    ['named in the declaration', 'text/xml', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
    ['not named at all', 'application/xml', '<?xml version="1.0"?>'],
    ['said to be UTF-8', 'application/xml; charset=utf-8', '<?xml version="1.0" encoding="utf-8"?>'],
    ['under a name nobody knows', 'application/xml; charset=x-mine', '<?xml version="1.0"?>'],
  ];
  test.each(latins)('in Latin-1, %s, are right', async (_what, type, declaration) => {
    const body = latin(xml(declaration, 'Müller à Besançon'));
    const { remote } = await calendar(() => ({ headers: { 'content-type': type }, body }));
    expect((await fetched(remote, hrefs('a', 'b'))).objects[0]?.ical).toBe('Müller à Besançon');
  });

  test('in UTF-16 are right', async () => {
    const body = Buffer.from(
      `\ufeff${xml('<?xml version="1.0" encoding="UTF-16"?>', 'Müller 😀')}`,
      'utf16le',
    );
    const { remote } = await calendar(() => ({ body }));
    expect((await fetched(remote, hrefs('a', 'b'))).objects[0]?.ical).toBe('Müller 😀');
  });

  test('in a single object are right, in either set', async () => {
    for (const [type, body] of [
      ['text/calendar', Buffer.from('SUMMARY:Müller')],
      ['text/calendar', latin('SUMMARY:Müller')],
      ['text/calendar; charset=ISO-8859-15', latin('SUMMARY:Müller')],
    ] as const) {
      const { remote } = await calendar(() => ({ status: 200, headers: { 'content-type': type }, body }));
      expect((await fetched(remote, hrefs('a'))).objects[0]?.ical).toBe('SUMMARY:Müller');
    }
  });
});

describe('too much', () => {
  test('for Google right now is not asked for in another way', async () => {
    const { remote, server } = await calendar(() => ({ status: 403, body: daverror('') }));
    expect(await failure(remote.fetch(hrefs('a', 'b'), async () => {}, signal))).toMatchObject({
      kind: 'busy',
    });
    expect(server.asked).toHaveLength(1);
  });
});
