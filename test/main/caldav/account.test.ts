import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseAddress } from '../../../main/caldav/address.ts';
import { calDav } from '../../../main/caldav/caldav.ts';
import { davHttp, requireEncryption } from '../../../main/caldav/http.ts';
import type { TrustedCertificate } from '../../../main/core/model.ts';
import type { Access, CalDav, DiscoveryStep } from '../../../main/core/ports.ts';
import { issueCertificate, makeAuthority } from '../../support/certificates.ts';
import {
  found,
  httpServer,
  multistatus,
  type Asked,
  type HttpServer,
  type Reply,
} from '../../support/http-server.ts';
import type { KeyPair } from '../../support/odd-certificates.ts';
import { makeScratch, type Scratch } from '../../support/scratch.ts';

const signal = new AbortController().signal;
let scratch: Scratch;
let tls: KeyPair;
let trusted: readonly TrustedCertificate[];
let dav: CalDav;
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  scratch = await makeScratch('caldav');
  const authority = await makeAuthority(scratch.dir);
  const { keyFile, chainFile } = await issueCertificate(authority, 'localhost');
  tls = { key: await readFile(keyFile, 'utf8'), cert: await readFile(chainFile, 'utf8') };
  const { fingerprint256 } = new X509Certificate(authority.ca);
  trusted = [{ pem: authority.ca, isAuthority: true, fingerprint: fingerprint256 }];
  dav = calDav(() => Date.parse('2026-11-24T12:00:00Z'));
});
afterAll(async () => {
  await dav.close();
  await scratch.remove();
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function access(over: Partial<Access> = {}): Access {
  return { credentials: { username: 'alice', password: 'secret' }, trusted: [], ...over };
}

async function serve(
  answer: (asked: Asked) => Reply,
  options: { tls?: KeyPair; host?: string } = {},
): Promise<HttpServer> {
  const server = await httpServer(answer, options);
  open.push(() => server.close());
  return server;
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (v) => ({ resolved: v }),
    (e: unknown) => e,
  );

const PRINCIPAL = '<D:current-user-principal><D:href>/principals/alice/</D:href></D:current-user-principal>';
const HOME =
  '<D:displayname>Alice A.</D:displayname><C:calendar-home-set><D:href>/cal/alice/</D:href></C:calendar-home-set>';
const CALENDAR = '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>';

/** A server whose DAV root is `root`, with one calendar; everything else is 404. */
function davServer(root: string, home = HOME) {
  return ({ path, authorization }: Asked): Reply => {
    if (path === root && !authorization) return { status: 401 };
    if (path === root) return { body: multistatus(found(root, PRINCIPAL)) };
    if (path === '/principals/alice/') return { body: multistatus(found(path, home)) };
    if (path === '/cal/alice/')
      return {
        body: multistatus(
          found('/cal/alice/', '<D:resourcetype><D:collection/></D:resourcetype>'),
          found(
            '/cal/alice/work',
            `${CALENDAR}<D:displayname>Work</D:displayname><I:calendar-color>#FF8800CC</I:calendar-color><D:sync-token>t1</D:sync-token>`,
          ),
          found(
            '/cal/alice/tasks/',
            `${CALENDAR}<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`,
          ),
        ),
      };
    return { status: 404 };
  };
}

describe('an address', () => {
  test.each([
    ['alice@example.org', 'https://example.org/', 'example.org'],
    [' example.org ', 'https://example.org/', 'example.org'],
    ['"odd@local"@Example.org', 'https://example.org/', 'example.org'],
    ['https://cal.example.org/dav/', 'https://cal.example.org/dav/', null],
    ['https://cal.example.org/~alice@x/?q#f', 'https://cal.example.org/~alice@x/', null],
    ['cal.example.org:8443', 'https://cal.example.org:8443/', null],
    ['cal.example.org/dav', 'https://cal.example.org/dav', 'cal.example.org'],
    ['http://localhost:5232', 'http://localhost:5232/', null],
    ['http://127.0.0.1:5232/x', 'http://127.0.0.1:5232/x', null],
    ['http://[::1]:5232/', 'http://[::1]:5232/', null],
    ['alice@bücher.example', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example'],
  ])('%j leads to %s', (typed, url, domain) => {
    expect(parseAddress(typed)).toEqual({ url, domain });
  });

  test.each([
    '',
    '   ',
    '@',
    'alice@',
    'two words',
    'https://',
    'https://alice:pw@example.org/',
    'ftp://example.org/',
    'http:///x y',
    'mailto:alice@',
  ])('%j is none', (typed) => {
    expect(() => parseAddress(typed)).toThrow(
      expect.objectContaining({ kind: 'protocol', reason: 'bad-address' }),
    );
  });

  test.each([
    'http://example.org/',
    'http://127.0.0.1.example.org/',
    'http://localhost.example.org/',
    'http://192.168.1.2/',
  ])('%s would show the password', (url) => {
    const refused = expect.objectContaining({ kind: 'protocol', reason: 'clear-text' });
    expect(() => parseAddress(url)).toThrow(refused);
    expect(() => requireEncryption(url)).toThrow(refused);
  });
});

describe('finding the place', () => {
  const wellKnown =
    (reply: (asked: Asked) => Reply) =>
    (asked: Asked): Reply =>
      asked.path === '/.well-known/caldav' ? reply(asked) : { status: 404 };

  test.each([301, 302, 303, 307, 308])(
    'follows a well-known redirect with %s, without telling who asks',
    async (status) => {
      const server = await serve(wellKnown(() => ({ status, headers: { location: '/dav/' } })));
      expect(await dav.locate(server.origin, access(), signal)).toEqual({
        url: `${server.origin}/dav/`,
        domain: null,
      });
      expect(server.asked.map((a) => a.authorization)).toEqual([undefined]);
    },
  );

  test('asks again with GET where only that is redirected', async () => {
    const server = await serve(
      wellKnown(({ method }) =>
        method === 'GET' ? { status: 302, headers: { location: '/dav/' } } : { status: 405 },
      ),
    );
    expect((await dav.locate(server.origin, access(), signal)).url).toBe(`${server.origin}/dav/`);
    expect(server.asked.every((a) => a.authorization === undefined)).toBe(true);
  });

  test('keeps the port a forgetful server was reached by', async () => {
    const server = await serve(
      wellKnown(() => ({ status: 301, headers: { location: 'http://127.0.0.1/dav/' } })),
    );
    expect((await dav.locate(server.origin, access(), signal)).url).toBe(`${server.origin}/dav/`);
  });

  test('follows a server that does not know it is encrypted, encrypted', async () => {
    const plain = { status: 301, headers: { location: 'http://127.0.0.1:8080/dav/' } };
    const server = await serve(
      wellKnown(() => plain),
      { tls },
    );
    expect((await dav.locate(server.origin, access({ trusted }), signal)).url).toBe(`${server.origin}/dav/`);
  });

  test('stays where it is without a redirect, or where a login is asked for', async () => {
    for (const status of [404, 401, 405, 500]) {
      const server = await serve(() => ({ status }));
      expect((await dav.locate(server.origin, access(), signal)).url).toBe(`${server.origin}/`);
    }
  });

  test('a path that was typed and speaks CalDAV is not left for the well-known one', async () => {
    const server = await serve(({ path }) => {
      if (path === '/.well-known/caldav') return { status: 301, headers: { location: '/another/' } };
      return { status: path === '/baikal/dav.php/' ? 401 : 404 };
    });
    const typed = `${server.origin}/baikal/dav.php/`;
    expect((await dav.locate(typed, access(), signal)).url).toBe(typed);
    // One that leads nowhere, such as the page a person happened to look at, is.
    expect((await dav.locate(`${server.origin}/apps/calendar`, access(), signal)).url).toBe(
      `${server.origin}/another/`,
    );
    expect(server.asked.every((a) => a.authorization === undefined)).toBe(true);
  });

  test('a redirect to another site is told, so that a person can decide', async () => {
    const server = await serve(
      wellKnown(() => ({ status: 301, headers: { location: 'https://caldav.example.net/dav/' } })),
    );
    expect(await dav.locate(server.origin, access(), signal)).toEqual({
      url: 'https://caldav.example.net/dav/',
      domain: '127.0.0.1',
    });
  });

  test('a host that does not exist, and a port nobody listens on, are told apart', async () => {
    expect(await failure(dav.locate('https://nowhere.invalid/', access(), signal))).toMatchObject({
      kind: 'offline',
      reason: 'host-not-found',
      what: 'nowhere.invalid',
    });
    const server = await httpServer(() => ({}));
    await server.close();
    expect(await failure(dav.locate(server.origin, access(), signal))).toMatchObject({
      kind: 'offline',
      reason: 'refused',
    });
  });

  test('what speaks no HTTP is no calendar server', async () => {
    for (const greeting of ['SSH-2.0-OpenSSH_9.2\r\n', '* OK IMAP4rev1 ready\r\n']) {
      const server = createServer((socket) => void socket.on('error', () => {}).write(greeting));
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
      const error = await failure(dav.locate(`http://127.0.0.1:${port}/`, access(), signal));
      expect(error).toMatchObject({ kind: 'protocol', reason: 'not-caldav' });
      const secure = await failure(dav.locate(`https://127.0.0.1:${port}/`, access(), signal));
      expect(secure).toMatchObject({ kind: 'protocol', reason: 'no-tls' });
      server.close();
    }
  });

  test('a certificate nobody vouches for stops everything, with the facts', async () => {
    const server = await serve(() => ({ status: 401 }), { tls });
    const error = await failure(dav.locate(server.origin, access(), signal));
    expect(error).toMatchObject({
      kind: 'untrusted',
      certificate: { host: '127.0.0.1', issuer: 'Belfry test authority', anchor: { isAuthority: true } },
    });
    expect(server.asked).toEqual([]);
  });

  test('an accepted authority is enough for its names and addresses, and for no others', async () => {
    const server = await serve(() => ({ status: 401 }), { tls });
    expect((await dav.locate(server.origin, access({ trusted }), signal)).url).toBe(`${server.origin}/`);
    expect(
      (await dav.locate(`https://localhost:${server.port}/`, access({ trusted }), signal)).url,
    ).toContain('localhost');
    const error = await failure(dav.locate(`https://127.0.0.2:${server.port}/`, access({ trusted }), signal));
    expect(error).toMatchObject({ kind: expect.stringMatching(/untrusted|offline/) });
  });
});

describe('finding everything', () => {
  async function discover(server: HttpServer, path = '/') {
    const steps: DiscoveryStep[] = [];
    const account = await dav.discover(server.origin + path, access(), (s) => void steps.push(s), signal);
    return { account, steps };
  }

  test('principal, homes and calendars, and nothing that holds no events', async () => {
    const server = await serve(davServer('/'));
    const { account, steps } = await discover(server);
    expect(account).toEqual({
      principalUrl: `${server.origin}/principals/alice/`,
      homeUrls: [`${server.origin}/cal/alice/`],
      unanswered: [],
      self: {
        addresses: [],
        principals: ['/principals/alice/'],
        username: 'alice',
        name: 'Alice A.',
      },
      schedules: false,
      push: null,
      enrolment: null,
      calendars: [
        {
          url: `${server.origin}/cal/alice/work/`,
          name: 'Work',
          color: '#ff8800',
          writable: true,
          person: '',
          supportsSync: true,
          token: 't1',
          ctag: null,
          node: null,
        },
      ],
    });
    expect(steps.filter((s) => s.state !== 'doing').map((s) => [s.name, s.detail])).toEqual([
      ['server', `127.0.0.1:${server.port}`],
      ['principal', 'Alice A.'],
      ['calendars', '1'],
      ['push', ''],
    ]);
  });

  test('also where it is not at the root', async () => {
    const server = await serve(davServer('/remote.php/dav/'));
    expect((await discover(server)).account.calendars).toHaveLength(1);
  });

  test('of several homes', async () => {
    const homes =
      '<C:calendar-home-set><D:href>/cal/alice/</D:href><D:href>/cal/alice</D:href><D:href>/cal/team/</D:href></C:calendar-home-set>';
    const one = davServer('/', homes);
    const server = await serve((asked) =>
      asked.path === '/cal/team/' ? { body: multistatus(found('/cal/team/all/', CALENDAR)) } : one(asked),
    );
    const { account } = await discover(server);
    expect(account.homeUrls.map((u) => new URL(u).pathname)).toEqual(['/cal/alice/', '/cal/team/']);
    expect(account.calendars.map((c) => c.name)).toEqual(['Work', 'all']);
  });

  test('but not at a stranger’s', async () => {
    const stranger = await serve(() => ({ status: 207 }), { host: 'localhost' });
    const principal = (url: string) =>
      `<D:current-user-principal><D:href>${url}</D:href></D:current-user-principal>`;
    for (const url of [`http://localhost:${stranger.port}/`, 'https://evil.example/p/']) {
      const server = await serve(() => ({ body: multistatus(found('/', principal(url))) }));
      expect(await failure(discover(server))).toMatchObject({
        kind: 'protocol',
        reason: 'foreign-redirect',
        what: new URL(url).host,
      });
    }
    const server = await serve(
      davServer('/', HOME.replace('/cal/alice/', `http://localhost:${stranger.port}/`)),
    );
    expect(await failure(discover(server))).toMatchObject({ kind: 'protocol', reason: 'not-caldav' });
    expect(stranger.asked).toEqual([]);
  });

  test('a wrong password is a wrong password at the first refusal, not another path', async () => {
    const server = await serve(() => ({ status: 401 }));
    expect(await failure(discover(server))).toMatchObject({ kind: 'unauthorized' });
    expect(server.asked).toHaveLength(1);
  });

  test('a web site is no calendar server', async () => {
    const server = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><br>hi</html>',
    }));
    expect(await failure(discover(server))).toMatchObject({ kind: 'protocol', reason: 'not-caldav' });
  });

  test('a principal without calendars of events has no calendars', async () => {
    const one = davServer('/');
    const server = await serve((asked) =>
      asked.path === '/cal/alice/' ? { body: multistatus(found('/cal/alice/', '')) } : one(asked),
    );
    expect(await failure(discover(server))).toMatchObject({ kind: 'protocol', reason: 'no-calendars' });
  });

  test('push is read from the home, the nodes from each calendar', async () => {
    const push =
      '<CS:xmpp-server>push.example.org</CS:xmpp-server><CS:xmpp-uri>xmpp:pubsub.push.example.org?pubsub;node=bf1-home</CS:xmpp-uri>';
    const one = davServer('/');
    const server = await serve((asked) =>
      asked.path === '/cal/alice/'
        ? {
            body: multistatus(
              found('/cal/alice/', push),
              found('/cal/alice/work/', `${CALENDAR}<CS:pushkey>bf1-work</CS:pushkey>`),
            ),
          }
        : one(asked),
    );
    const { account } = await discover(server);
    expect(account.push).toMatchObject({ host: 'push.example.org', homeNode: 'bf1-home' });
    expect(account.calendars.map((c) => c.node)).toEqual(['bf1-work']);
  });

  test('a name, a colour and rights are read as servers write them', async () => {
    const privilege = (name: string) =>
      `<D:current-user-privilege-set><D:privilege><D:${name}/></D:privilege></D:current-user-privilege-set>`;
    const reports =
      '<D:supported-report-set><D:supported-report><D:sync-collection/></D:supported-report></D:supported-report-set>';
    const one = davServer('/');
    const server = await serve((asked) =>
      asked.path === '/cal/alice/'
        ? {
            body: multistatus(
              found(
                '/cal/alice/a%20b/',
                `${CALENDAR}<I:calendar-color>red</I:calendar-color>${privilege('read')}`,
              ),
              found(
                '/cal/alice/c/',
                `${CALENDAR}<D:displayname/><I:calendar-color>#AbCdEf</I:calendar-color>${privilege('write')}${reports}`,
              ),
            ),
          }
        : one(asked),
    );
    const { account } = await discover(server);
    expect(account.calendars).toMatchObject([
      { name: 'a b', color: '', writable: false, supportsSync: false },
      { name: 'c', color: '#abcdef', writable: true, supportsSync: true },
    ]);
  });
});

describe('redirects', () => {
  const ask = (server: HttpServer, http = davHttp(access(), () => 0)) => {
    open.push(() => http.close());
    return http.send({ method: 'PROPFIND', url: `${server.origin}/x`, signal });
  };

  test('to a stranger are not followed with the password', async () => {
    const stranger = await serve(() => ({ status: 207 }), { host: 'localhost' });
    const server = await serve(() => ({
      status: 302,
      headers: { location: `http://localhost:${stranger.port}/x` },
    }));
    expect(await failure(ask(server))).toMatchObject({
      kind: 'protocol',
      reason: 'foreign-redirect',
      what: `localhost:${stranger.port}`,
    });
    expect(stranger.asked).toEqual([]);
  });

  test('to another server of the same site are, with method, body and password', async () => {
    const shard = await serve(() => ({ status: 207 }));
    const server = await serve(() => ({ status: 301, headers: { location: `${shard.origin}/p01/x` } }));
    const answer = await ask(server);
    expect(answer.url).toBe(`${shard.origin}/p01/x`);
    expect(shard.asked).toMatchObject([
      { method: 'PROPFIND', path: '/p01/x', authorization: server.asked[0]?.authorization },
    ]);
  });

  test('of a server that does not know it is encrypted stay encrypted', async () => {
    const server = await serve(
      ({ path }) => (path === '/x' ? { status: 301, headers: { location: 'http://127.0.0.1/x/' } } : {}),
      { tls },
    );
    const answer = await ask(
      server,
      davHttp(access({ trusted }), () => 0),
    );
    expect(answer.url).toBe(`${server.origin}/x/`);
  });

  test('from encryption to clear text are not followed', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: 'http://example.org/x' } }), {
      tls,
    });
    expect(
      await failure(
        ask(
          server,
          davHttp(access({ trusted }), () => 0),
        ),
      ),
    ).toMatchObject({ kind: 'protocol' });
  });

  test('in circles end', async () => {
    const server = await serve(({ path }) => ({ status: 302, headers: { location: `${path}x` } }));
    expect(await failure(ask(server))).toMatchObject({ kind: 'protocol', reason: 'too-many-redirects' });
    expect(server.asked).toHaveLength(6);
  });

  test('to nowhere are no redirects', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: 'http://[' } }));
    expect(await failure(ask(server))).toMatchObject({ kind: 'protocol' });
  });
});

test('requests are counted, also of connections that were closed since', async () => {
  const own = calDav(() => 0);
  const server = await serve(davServer('/'));
  await own.discover(server.origin, access(), () => {}, signal);
  const count = own.requestCount;
  expect(count).toBe(server.asked.length);
  await own.close();
  expect(own.requestCount).toBe(count);
});
