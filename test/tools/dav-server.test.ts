import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { foundProperties, readMultistatus, type MultistatusResponse } from '../../wire/multistatus.ts';
import { GOOGLE_THROTTLE, startDavServer, type DavServer } from '../support/dav-server/index.ts';
import { vcalendar, vevent } from '../support/ical-text.ts';

const HEAD = `xmlns:D="${DAV}" xmlns:C="${CALDAV}" xmlns:CS="${CALENDAR_SERVER}"`;
const event = (uid: string, title = uid) =>
  vcalendar(vevent(`UID:${uid}`, 'DTSTAMP:20261101T120000Z', 'DTSTART:20261124T140000Z', `SUMMARY:${title}`));

let server: DavServer;
beforeEach(async () => (server = await startDavServer()));
afterEach(() => server.close());

async function ask(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
  const answer = await fetch(new URL(path, server.url), {
    method,
    headers: { authorization, ...headers },
    redirect: 'manual',
    ...(body === '' ? {} : { body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const propfind = async (path: string, depth: string, props: string) =>
  readMultistatus(
    (await ask('PROPFIND', path, `<D:propfind ${HEAD}><D:prop>${props}</D:prop></D:propfind>`, { depth }))
      .text,
  ).responses;

const sync = (token: string, headers = { depth: '0' }) =>
  ask(
    'REPORT',
    '/calendars/alice/work/',
    `<D:sync-collection ${HEAD}><D:sync-token>${token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`,
    headers,
  );

const multiget = (...hrefs: string[]) =>
  ask(
    'REPORT',
    '/calendars/alice/work/',
    `<C:calendar-multiget ${HEAD}><D:prop><D:getetag/><C:calendar-data/></D:prop>${hrefs.map((href) => `<D:href>${href}</D:href>`).join('')}</C:calendar-multiget>`,
  );

const query = (filter = '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter>') =>
  ask(
    'REPORT',
    '/calendars/alice/work/',
    `<C:calendar-query ${HEAD}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>${filter}</C:filter></C:calendar-query>`,
    { depth: '1' },
  );

const value = (response: MultistatusResponse | undefined, name: string) =>
  foundProperties(response ?? { href: '', status: null, propstats: [] }).find((each) => each.name === name);

const listed = (text: string) => {
  const { responses, syncToken } = readMultistatus(text);
  return { token: syncToken ?? '', hrefs: responses.map(({ href, status }) => `${status ?? 200} ${href}`) };
};

describe('finding the way', () => {
  test('nobody gets in without the password, but everybody is shown the door', async () => {
    expect((await ask('GET', '/.well-known/caldav', '', { authorization: '' })).status).toBe(301);
    expect((await ask('PROPFIND', '/', '', { authorization: '' })).status).toBe(401);
    server.password = 'another';
    expect((await ask('PROPFIND', '/', '', { depth: '0' })).status).toBe(207);
  });

  test('from root to principal to home to calendars', async () => {
    server.calendar('work', { title: 'Work & more', color: '#1a73a7ff', writable: false });
    const [root] = await propfind('/', '0', '<D:current-user-principal/><D:displayname/>');
    expect(value(root, 'current-user-principal')?.children[0]?.text).toBe('/principals/alice/');
    expect(root?.propstats.map(({ status }) => status)).toEqual([200, 404]);
    const [principal] = await propfind('/principals/alice/', '0', '<C:calendar-home-set/>');
    expect(value(principal, 'calendar-home-set')?.children[0]?.text).toBe('/calendars/alice/');
    const props =
      '<D:displayname/><D:sync-token/><CS:getctag/><D:supported-report-set/><D:current-user-privilege-set/><D:owner/>';
    const [home, work] = await propfind('/calendars/alice/', '1', props);
    expect(home?.href).toBe('/calendars/alice/');
    expect(work?.href).toBe('/calendars/alice/work/');
    expect(value(work, 'displayname')?.text).toBe('Work & more');
    expect(value(work, 'sync-token')?.text).toBe(server.calendar('work').token);
    expect(value(work, 'supported-report-set')?.children).toHaveLength(3);
    const privileges = value(work, 'current-user-privilege-set')?.children.map(
      (each) => each.children[0]?.name,
    );
    expect(privileges).not.toContain('write');
  });

  test('what does not exist is 404, and not found is not forbidden', async () => {
    for (const path of [
      '/calendars/alice/none/',
      '/calendars/bob/',
      '/calendars/alice/none/a.ics',
      '/x/%ff/',
    ]) {
      expect((await ask('PROPFIND', path, '', { depth: '0' })).status).toBe(404);
    }
  });
});

describe('history', () => {
  test('a token is one revision: only what happened since is told, each object once, as it is now', async () => {
    const work = server.calendar('work');
    work.put('a.ics', event('a'));
    work.put('b.ics', event('b'));
    const first = listed((await sync('')).text);
    expect(first.hrefs).toEqual(['200 /calendars/alice/work/a.ics', '200 /calendars/alice/work/b.ics']);
    work.put('c.ics', event('c'));
    work.put('c.ics', event('c', 'changed'));
    work.put('d.ics', event('d'));
    work.remove('d.ics');
    work.remove('a.ics');
    const second = listed((await sync(first.token)).text);
    expect(second.hrefs.toSorted()).toEqual([
      '200 /calendars/alice/work/c.ics',
      '404 /calendars/alice/work/a.ics',
      '404 /calendars/alice/work/d.ics',
    ]);
    expect(second.token).toBe(work.token);
    expect(listed((await sync(second.token)).text)).toEqual({ token: work.token, hrefs: [] });
    // All there is has nothing to say about what is gone.
    expect(listed((await sync('')).text).hrefs).toHaveLength(2);
  });

  test('pages follow each other without loss while somebody edits', async () => {
    const work = server.calendar('work');
    for (let index = 0; index < 7; index += 1) work.put(`${index}.ics`, event(String(index)));
    server.quirks.pageSize = 3;
    const seen = new Map<string, string>();
    let token = '';
    for (let page = 0; page < 9; page += 1) {
      const { hrefs, token: next } = listed((await sync(token)).text);
      for (const line of hrefs) seen.set(line.slice(4), line.slice(0, 3));
      token = next;
      if (page === 0) {
        work.put('0.ics', event('0', 'moved'));
        work.remove('1.ics');
      }
      if (!hrefs.some((line) => line.startsWith('507'))) break;
    }
    seen.delete('/calendars/alice/work/');
    expect(token).toBe(work.token);
    const there = [...seen].filter(([, status]) => status === '200').map(([href]) => href);
    expect(there.toSorted()).toEqual([0, 2, 3, 4, 5, 6].map((index) => `/calendars/alice/work/${index}.ics`));
    expect(seen.get('/calendars/alice/work/1.ics')).toBe('404');
  });

  test('a token of another calendar, a made-up one and an expired one mean nothing', async () => {
    const work = server.calendar('work');
    work.put('a.ics', event('a'));
    const known = work.token;
    for (const token of ['garbage', server.calendar('private').token, `${known}0`]) {
      const answer = await sync(token);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('<D:valid-sync-token/>');
    }
    work.expireTokens();
    expect((await sync(known)).status).toBe(403);
    expect((await sync(work.token)).status).toBe(207);
  });
});

describe('bodies', () => {
  test('a multiget tells what is missing, and spells what is there as it was put', async () => {
    const work = server.calendar('work');
    const text = event('a', 'Tea & <biscuits> ]]>');
    const { revision } = work.put('a b@ü.ics', text);
    const href = '/calendars/alice/work/a%20b%40%C3%BC.ics';
    expect(work.href('a b@ü.ics')).toBe(href);
    for (const cdata of [false, true]) {
      server.quirks.cdata = cdata;
      const { responses } = readMultistatus((await multiget(href, '/calendars/alice/work/none.ics')).text);
      expect(responses.map((each) => each.status)).toEqual([null, 404]);
      expect(value(responses[0], 'calendar-data')?.text).toBe(text.replaceAll('\r\n', '\n').trim());
      expect(value(responses[0], 'getetag')?.text).toBe(`"${revision}"`);
    }
    server.quirks.hrefs = 'encoded';
    const [odd] = readMultistatus((await multiget(href)).text).responses;
    expect(odd?.href).not.toBe(href);
    expect(decodeURIComponent(odd?.href ?? '')).toBe(decodeURIComponent(href));
  });

  test('a query gives every event, and refuses a filter it cannot judge', async () => {
    const work = server.calendar('work');
    work.put('a.ics', event('a'));
    work.put('todo.ics', vcalendar('BEGIN:VTODO\r\nUID:t\r\nEND:VTODO'));
    expect(listed((await query()).text).hrefs).toEqual(['200 /calendars/alice/work/a.ics']);
    const range = '<C:comp-filter name="VEVENT"><C:time-range start="20260101T000000Z"/></C:comp-filter>';
    expect((await query(`<C:comp-filter name="VCALENDAR">${range}</C:comp-filter>`)).status).toBe(403);
    work.put('b.ics', event('b'));
    server.quirks.queryLimit = 1;
    expect(listed((await query()).text).hrefs).toEqual([
      '200 /calendars/alice/work/a.ics',
      '507 /calendars/alice/work/',
    ]);
  });
});

describe('writing', () => {
  const PATH = '/calendars/alice/work/a.ics';

  test('conditions decide', async () => {
    const work = server.calendar('work');
    const made = await ask('PUT', PATH, event('a'), { 'if-none-match': '*' });
    expect(made.status).toBe(201);
    const etag = made.headers.get('etag') ?? '';
    expect((await ask('PUT', PATH, event('a'), { 'if-none-match': '*' })).status).toBe(412);
    expect((await ask('PUT', PATH, event('a', 'x'), { 'if-match': '"0"' })).status).toBe(412);
    expect((await ask('PUT', PATH, event('a', 'x'), { 'if-match': etag })).status).toBe(204);
    expect((await ask('DELETE', PATH, '', { 'if-match': etag })).status).toBe(412);
    const now = (await ask('GET', PATH)).headers.get('etag') ?? '';
    expect((await ask('DELETE', PATH, '', { 'if-match': now })).status).toBe(204);
    expect((await ask('GET', PATH)).status).toBe(404);
    expect(work.size).toBe(0);
  });

  test('what is no calendar, has somebody else’s UID or comes from a mere reader is refused', async () => {
    const work = server.calendar('work');
    work.put('other.ics', event('a'));
    expect((await ask('PUT', PATH, 'hello')).text).toContain('valid-calendar-data');
    expect((await ask('PUT', PATH, event('a'))).text).toContain('no-uid-conflict');
    work.facts = { writable: false };
    expect((await ask('PUT', PATH, event('b'))).text).toContain('need-privileges');
    expect(work.members().map(({ name }) => name)).toEqual(['other.ics']);
  });
});

describe('quirks', () => {
  beforeEach(() => {
    server.calendar('work').put('a.ics', event('a'));
  });

  test('no sync-collection, neither announced nor done', async () => {
    server.quirks.noSync = true;
    expect((await sync('')).status).toBe(403);
    const [work] = await propfind('/calendars/alice/work/', '0', '<D:sync-token/><CS:getctag/>');
    expect(value(work, 'sync-token')).toBeUndefined();
    expect(value(work, 'getctag')?.text).toBe(server.calendar('work').ctag);
  });

  test('unknown tokens: a full listing without a word of what is gone, or a 500', async () => {
    const { token } = listed((await sync('')).text);
    server.calendar('work').put('b.ics', event('b'));
    server.calendar('work').remove('a.ics');
    server.calendar('work').expireTokens();
    server.quirks.unknownToken = 'listed';
    expect(listed((await sync(token)).text).hrefs).toEqual(['200 /calendars/alice/work/b.ics']);
    server.quirks.unknownToken = 'failed';
    expect((await sync(token)).status).toBe(500);
    server.quirks.unknownToken = 'refused';
    server.quirks.refusalStatus = 410;
    expect((await sync(token)).status).toBe(410);
  });

  test('Depth 1 only', async () => {
    server.quirks.depthOneOnly = true;
    expect((await sync('')).status).toBe(400);
    expect((await sync('', { depth: '1' })).status).toBe(207);
  });

  test('missing hrefs left out, or fatal', async () => {
    server.quirks.multigetMissing = 'omitted';
    const hrefs = ['/calendars/alice/work/a.ics', '/calendars/alice/work/none.ics'];
    expect(listed((await multiget(...hrefs)).text).hrefs).toHaveLength(1);
    server.quirks.multigetMissing = 'fails';
    expect((await multiget(...hrefs)).status).toBe(404);
    server.quirks.multigetMissing = 'told';
    server.quirks.emptyMultiget = true;
    expect(listed((await multiget(...hrefs)).text).hrefs).toEqual([]);
  });

  test('odd spellings and odd entries', async () => {
    server.quirks.etags = 'weak';
    server.quirks.hrefs = 'absolute';
    server.quirks.selfEntry = 'bare';
    server.quirks.innerCollection = true;
    const { responses } = readMultistatus((await sync('')).text);
    expect(responses.map(({ href }) => href)).toEqual([
      '/calendars/alice/work',
      '/calendars/alice/work/inner/',
      `${server.origin}/calendars/alice/work/a.ics`,
    ]);
    expect(value(responses.at(-1), 'getetag')?.text).toBe('W/"1"');
  });
});

describe('troubles', () => {
  test('each befalls one request that fits, and then no more', async () => {
    const work = server.calendar('work');
    work.put('a.ics', event('a'));
    server.upset({ kind: 'status', status: 503, retryAfter: '3' }, ({ method }) => method === 'REPORT');
    expect((await ask('GET', '/calendars/alice/work/a.ics')).status).toBe(200);
    const busy = await sync('');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);
    expect((await sync('')).status).toBe(207);
    expect(server.asked.map(({ status }) => status)).toEqual([200, 503, 207]);
  });

  test('Google refuses without a reason', async () => {
    server.calendar('work');
    server.upset(GOOGLE_THROTTLE);
    const { status, text } = await sync('');
    expect(status).toBe(403);
    expect(text).toMatch(/<D:error[^>]*\/>$/);
  });

  test('an answer is cut at the byte', async () => {
    const work = server.calendar('work');
    for (let index = 0; index < 2_000; index += 1) work.put(`${index}.ics`, event(String(index)));
    for (const after of [0, 1, 70_000, 200_000]) {
      server.upset({ kind: 'cut', after });
      await expect(query()).rejects.toThrow();
      expect(server.asked.at(-1)?.sent).toBe(after);
    }
    expect((await query()).status).toBe(207);
  });

  test('a write whose answer is lost took effect, if it was to', async () => {
    const work = server.calendar('work');
    server.upset({ kind: 'hang-up' });
    await expect(ask('PUT', '/calendars/alice/work/a.ics', event('a'))).rejects.toThrow();
    expect(work.size).toBe(0);
    server.upset({ kind: 'hang-up', done: true });
    await expect(ask('PUT', '/calendars/alice/work/a.ics', event('a'))).rejects.toThrow();
    expect(work.size).toBe(1);
  });
});
