import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Account } from '../../../main/core/model.ts';
import type { Access, CalDav, FoundAccount } from '../../../main/core/ports.ts';
import {
  found,
  httpServer,
  multistatus,
  type Asked,
  type HttpServer,
  type Reply,
} from '../../support/http-server.ts';
import { anAccount } from '../../support/model-facts.ts';

const HOUR = 3_600_000;
const CALENDAR = '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>';
const access: Access = { credentials: { username: 'alice', password: 'secret' }, trusted: [] };

/** What a server says of each path; whatever is not there is 404. Tests change it while it runs. */
const places = new Map<string, Reply>();
/** Before `places`; null leaves it to them. */
let answering: (asked: Asked) => Reply | null;
let server: HttpServer;
let dav: CalDav;
let at: number;

beforeEach(async () => {
  at = Date.parse('2026-11-24T12:00:00Z');
  places.clear();
  answering = () => null;
  server = await httpServer((one) => answering(one) ?? places.get(one.path) ?? { status: 404 });
  dav = calDav(() => at);
  person('/p/alice/', 'Alice', ['/cal/alice/']);
  home('/cal/alice/', calendar('/cal/alice/work/', '<D:displayname>Work</D:displayname>'));
});
afterEach(async () => {
  await dav.close();
  await server.close();
});

const hrefs = (urls: readonly string[]): string => urls.map((url) => `<D:href>${url}</D:href>`).join('');

/** A principal with these homes, and whatever else its properties say. */
function person(path: string, name: string, homes: readonly string[], more = ''): void {
  const properties = `<D:displayname>${name}</D:displayname><D:resourcetype><D:principal/></D:resourcetype><C:calendar-home-set>${hrefs(homes)}</C:calendar-home-set>${more}`;
  places.set(path, { body: multistatus(found(path, properties)) });
}

function home(path: string, ...members: readonly string[]): void {
  const itself = found(path, '<D:resourcetype><D:collection/></D:resourcetype>');
  places.set(path, { body: multistatus(itself, ...members) });
}

const calendar = (path: string, more = ''): string => found(path, CALENDAR + more);
const ownedBy = (path: string): string => `<D:owner><D:href>${path}</D:href></D:owner>`;
const readFor = (...people: readonly string[]): string =>
  `<CS:calendar-proxy-read-for>${hrefs(people)}</CS:calendar-proxy-read-for>`;
const writeFor = (...people: readonly string[]): string =>
  `<CS:calendar-proxy-write-for>${hrefs(people)}</CS:calendar-proxy-write-for>`;

function account(homes: readonly string[] = ['/cal/alice/']): Account {
  return anAccount({
    id: 'acc',
    username: 'alice',
    principalUrl: `${server.origin}/p/alice/`,
    homeUrls: homes.map((path) => server.origin + path),
  });
}

const look = (of: Account = account()): Promise<FoundAccount> =>
  dav.survey(of, access, new AbortController().signal);

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (e: unknown) => e,
  );

/** Path -> whose it is and whether it may be written. */
function shown({ calendars }: FoundAccount): Record<string, string> {
  return Object.fromEntries(
    calendars.map(({ url, person: whose, writable }) => [
      new URL(url).pathname,
      `${whose || '-'} ${writable ? 'rw' : 'r'}`,
    ]),
  );
}

const paths = (urls: readonly string[]): readonly string[] => urls.map((url) => new URL(url).pathname);
const asked = (): readonly string[] => server.asked.splice(0).map(({ path, depth }) => `${path} ${depth}`);

describe('a look', () => {
  test('costs one request for each home; what hardly ever changes is asked once a day', async () => {
    await look();
    expect(asked()).toEqual(['/p/alice/ 0', '/cal/alice/ 1']);
    for (let hours = 0; hours < 23; hours += 1) {
      at += HOUR;
      await look();
    }
    expect(asked()).toEqual(Array.from({ length: 23 }, () => '/cal/alice/ 1'));
    at += HOUR;
    await look();
    expect(asked()).toEqual(['/p/alice/ 0', '/cal/alice/ 1']);
    at -= 100 * HOUR; // a clock that was wrong and is put right
    await look();
    expect(asked()).toEqual(['/p/alice/ 0', '/cal/alice/ 1']);
  });

  test('after a sign-in asks only the home', async () => {
    places.set('/', {
      body: multistatus(
        found('/', `<D:current-user-principal>${hrefs(['/p/alice/'])}</D:current-user-principal>`),
      ),
    });
    await dav.discover(`${server.origin}/`, access, () => {}, new AbortController().signal);
    expect(asked()).toEqual(['/ 0', '/p/alice/ 0', '/cal/alice/ 1']);
    await look();
    expect(asked()).toEqual(['/cal/alice/ 1']);
  });

  test('at five hundred calendars is still one request', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `/cal/alice/c${i}/`);
    home(
      '/cal/alice/',
      ...names.map((path) => calendar(path, `${ownedBy('/p/alice/')}<D:sync-token>t</D:sync-token>`)),
    );
    const { calendars } = await look();
    expect(paths(calendars.map((c) => c.url))).toEqual(names);
    expect(calendars.every((c) => c.person === '' && c.supportsSync)).toBe(true);
    expect(asked()).toEqual(['/p/alice/ 0', '/cal/alice/ 1']);
  });

  test('sees at once where changes are announced, and where they no longer are', async () => {
    const push =
      '<CS:xmpp-server>push.example.org</CS:xmpp-server><CS:xmpp-uri>xmpp:pubsub.push.example.org?pubsub;node=n</CS:xmpp-uri>';
    const ofHome = (more: string) =>
      places.set('/cal/alice/', {
        body: multistatus(found('/cal/alice/', more), calendar('/cal/alice/work/')),
      });
    ofHome(push);
    expect((await look()).push).toMatchObject({ host: 'push.example.org', homeNode: 'n' });
    person('/p/alice/', 'Alice', ['/cal/alice/', '/cal/team/']);
    home('/cal/team/', calendar('/cal/team/all/'));
    at += 25 * HOUR;
    await look();
    places.set('/cal/alice/', { status: 500 });
    expect((await look()).push).toMatchObject({ host: 'push.example.org' }); // it did not take it back
    ofHome('');
    expect((await look()).push).toBeNull();
    // Where principal and home are one, what it said yesterday is no news of today.
    const both = { ...account(), principalUrl: `${server.origin}/cal/alice/` };
    ofHome(push);
    expect((await look(both)).push).not.toBeNull();
    ofHome('');
    expect((await look(both)).push).toBeNull();
    // Where only the principal says it, it is asked once a day.
    person('/p/alice/', 'Alice', ['/cal/alice/'], push);
    expect((await look()).push).toBeNull();
    at += 25 * HOUR;
    expect((await look()).push).toMatchObject({ host: 'push.example.org' });
  });

  test('shows where somebody can plan, and nothing else', async () => {
    const types = (...names: readonly string[]) =>
      `<D:resourcetype><D:collection/><C:calendar/>${names.map((n) => `<${n}/>`).join('')}</D:resourcetype>`;
    const components = (...names: readonly string[]) =>
      `<C:supported-calendar-component-set>${names.map((n) => `<C:comp name="${n}"/>`).join('')}</C:supported-calendar-component-set>`;
    const privileges = (...names: readonly string[]) =>
      `<D:current-user-privilege-set>${names.map((n) => `<D:privilege>${n}</D:privilege>`).join('')}</D:current-user-privilege-set>`;
    home(
      '/cal/alice/',
      found('/cal/alice/inbox/', types('C:schedule-inbox')),
      found('/cal/alice/outbox/', types('C:schedule-outbox')),
      found('/cal/alice/notes/', types('CS:notification')),
      found('/cal/alice/gone/', types('NC:deleted-calendar xmlns:NC="http://nextcloud.com/ns"')),
      found('/cal/alice/bin/', types('NC:trash-bin xmlns:NC="http://nextcloud.com/ns"')),
      found('/cal/alice/files/', '<D:resourcetype><D:collection/></D:resourcetype>'),
      calendar('/cal/alice/todo/', components('VTODO', 'VJOURNAL')),
      calendar('/cal/alice/drop/', privileges('<C:read-free-busy/>', '<D:bind/>')),
      calendar('/cal/alice/any/', components()),
      calendar('/cal/alice/both/', components('VTODO', 'vevent')),
      calendar('/cal/alice/look/', privileges('<D:read/>', '<D:read-acl/>')),
      calendar('/cal/alice/all/', privileges('<D:all/>')),
      calendar('/cal/alice/put/', privileges('<D:read/>', '<D:write-content/>')),
      calendar('/cal/alice/mute/', privileges()),
      found('/elsewhere', types()),
    );
    expect(shown(await look())).toEqual({
      '/cal/alice/any/': '- rw',
      '/cal/alice/both/': '- rw',
      '/cal/alice/look/': '- r',
      '/cal/alice/all/': '- rw',
      '/cal/alice/put/': '- rw',
      '/cal/alice/mute/': '- r',
      '/elsewhere/': '- rw',
    });
  });

  test('never follows a server to a stranger, nor into clear text', async () => {
    home(
      '/cal/alice/',
      calendar('https://evil.example/cal/', ownedBy('https://evil.example/p/')),
      calendar('http://evil.example/cal/'),
      calendar('http://[oops/'),
      calendar(`${server.origin}/cal/alice/work/`),
      // It was reached by a port it does not know of.
      calendar('http://127.0.0.1/cal/alice/more/', ownedBy('https://evil.example/p/')),
    );
    person('/p/alice/', 'Alice', ['/cal/alice/', 'https://evil.example/home/', 'ftp://127.0.0.1/']);
    const { calendars, homeUrls } = await look();
    expect(calendars.map((c) => c.url)).toEqual([
      `${server.origin}/cal/alice/work/`,
      `${server.origin}/cal/alice/more/`,
    ]);
    expect(paths(homeUrls)).toEqual(['/cal/alice/']);
  });
});

describe('a home that fails', () => {
  test.each([403, 404, 500, 400])('with %s hides no other', async (status) => {
    person('/p/alice/', 'Alice', ['/cal/alice/', '/cal/team/']);
    places.set('/cal/team/', { status });
    const of = account(['/cal/alice/', '/cal/team/']);
    const result = await look(of);
    expect(shown(result)).toEqual({ '/cal/alice/work/': '- rw' });
    expect(paths(result.unanswered)).toEqual(['/cal/team/']);
    expect(paths(result.homeUrls)).toEqual(['/cal/alice/', '/cal/team/']);
    home('/cal/team/', calendar('/cal/team/all/'));
    const { unanswered, calendars } = await look(of);
    expect(unanswered).toEqual([]);
    expect(calendars).toHaveLength(2);
  });

  test.each([
    [403, 'forbidden'],
    [404, 'gone'],
    [500, 'protocol'],
  ])('like every other, with %s, is a failure', async (status, kind) => {
    places.set('/cal/alice/', { status });
    expect(await failure(look())).toMatchObject({ kind });
  });

  test('over one calendar is asked for each by itself', async () => {
    const token = (text: string) => `<D:sync-token>${text}</D:sync-token>`;
    const names = ['good', 'bad', 'fine'];
    const all = (): Reply => {
      home('/cal/alice/', ...names.map((one) => calendar(`/cal/alice/${one}/`, ownedBy('/p/alice/'))));
      return places.get('/cal/alice/') ?? {};
    };
    const plain = all();
    for (const one of names)
      places.set(`/cal/alice/${one}/`, { body: multistatus(calendar(`/cal/alice/${one}/`, token(one))) });
    places.set('/cal/alice/bad/', { status: 500 });
    answering = ({ path, body }) =>
      path === '/cal/alice/' ? (body.includes('sync-token') ? { status: 500 } : plain) : null;
    const { calendars, unanswered } = await look();
    expect(unanswered).toEqual([]);
    expect(calendars.map((c) => [c.token, c.supportsSync])).toEqual([
      ['good', true],
      [null, false],
      ['fine', true],
    ]);
    places.set('/cal/alice/bad/', { status: 429 });
    expect(await failure(look())).toMatchObject({ kind: 'busy' });
  });

  test('because the password, or the patience of the server, is over says so', async () => {
    person('/p/alice/', 'Alice', ['/cal/alice/', '/cal/team/']);
    places.set('/cal/team/', { status: 401 });
    expect(await failure(look())).toMatchObject({ kind: 'unauthorized' });
    places.set('/cal/team/', { status: 503, headers: { 'retry-after': '120' } });
    expect(await failure(look())).toMatchObject({ kind: 'busy', retryAfter: 120_000 });
  });

  test('because it moved is found where the principal says', async () => {
    await look();
    asked();
    places.set('/new/', places.get('/cal/alice/') ?? {});
    places.delete('/cal/alice/');
    person('/p/alice/', 'Alice', ['/new/']);
    const { homeUrls, unanswered } = await look();
    expect(paths(homeUrls)).toEqual(['/new/']);
    expect(unanswered).toEqual([]);
    expect(asked()).toEqual(['/cal/alice/ 1', '/p/alice/ 0', '/new/ 1']);
    await look();
    expect(asked()).toEqual(['/new/ 1']);
  });

  test('although the principal names it is asked for there once, not at every look', async () => {
    person('/p/alice/', 'Alice', ['/cal/alice/', '/cal/team/']);
    home('/cal/team/', calendar('/cal/team/all/'));
    await look();
    places.set('/cal/team/', { status: 404 });
    asked();
    await look();
    expect(asked()).toContain('/p/alice/ 0');
    await look();
    expect([...asked()].toSorted()).toEqual(['/cal/alice/ 1', '/cal/team/ 1']);
    home('/cal/team/', calendar('/cal/team/all/'));
    await look();
    places.set('/cal/team/', { status: 404 });
    asked();
    await look();
    expect(asked()).toContain('/p/alice/ 0');
  });

  test('while the principal does not answer is still looked into where it was', async () => {
    places.set('/p/alice/', { status: 500 });
    const result = await look();
    expect(shown(result)).toEqual({ '/cal/alice/work/': '- rw' });
    expect(paths(result.unanswered)).toEqual(['/p/alice/']);
    // A principal that is none of our business is asked again tomorrow, not at every look.
    places.set('/p/alice/', { status: 403 });
    expect((await look()).unanswered).toEqual([]);
    asked();
    await look();
    expect(asked()).toEqual(['/cal/alice/ 1']);
  });

  test('can be called off', async () => {
    const controller = new AbortController();
    const waiting = dav.survey(account(), access, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('people who delegate', () => {
  beforeEach(() => {
    person('/p/alice/', 'Alice', ['/cal/alice/'], readFor('/p/bob/') + writeFor('/p/cy/'));
    person('/p/bob/', 'Bob B.', ['/cal/bob/', '/cal/bob-team']);
    person('/p/cy/', '', ['/cal/cy/']);
    home('/cal/bob/', calendar('/cal/bob/work/'));
    home('/cal/bob-team/', calendar('/cal/bob-team/all/', ownedBy('/p/bob/')));
    home('/cal/cy/', calendar('/cal/cy/work/'));
  });

  test('have their calendars shown under their names, with the rights they gave', async () => {
    const result = await look();
    expect(shown(result)).toEqual({
      '/cal/alice/work/': '- rw',
      '/cal/cy/work/': 'cy rw',
      '/cal/bob/work/': 'Bob B. r',
      '/cal/bob-team/all/': 'Bob B. r',
    });
    expect(paths(result.homeUrls)).toEqual(['/cal/alice/']);
    asked();
    await look();
    expect([...asked()].toSorted()).toEqual([
      '/cal/alice/ 1',
      '/cal/bob-team/ 1',
      '/cal/bob/ 1',
      '/cal/cy/ 1',
    ]);
  });

  test('and say what exactly may be done, are believed', async () => {
    const privilege = (name: string) =>
      `<D:current-user-privilege-set><D:privilege><D:read/></D:privilege><D:privilege><D:${name}/></D:privilege></D:current-user-privilege-set>`;
    const secret = (path: string) =>
      `<D:response><D:href>${path}</D:href><D:propstat><D:prop>${CALENDAR}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><D:current-user-privilege-set/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat></D:response>`;
    home('/cal/bob/', calendar('/cal/bob/work/', privilege('write')), secret('/cal/bob/x/'));
    home('/cal/cy/', calendar('/cal/cy/work/', privilege('read-acl')), secret('/cal/cy/x/'));
    home('/cal/alice/', secret('/cal/alice/x/'));
    expect(shown(await look())).toMatchObject({
      '/cal/bob/work/': 'Bob B. rw',
      '/cal/bob/x/': 'Bob B. r',
      '/cal/cy/work/': 'cy r',
      '/cal/cy/x/': 'cy rw',
      '/cal/alice/x/': '- r',
    });
  });

  test.each([401, 403, 404, 410])('and withdraw (%s) simply disappear', async (status) => {
    await look();
    places.set('/cal/bob/', { status });
    places.set('/cal/bob-team/', { status });
    places.set('/p/bob/', { status });
    const result = await look();
    expect(Object.keys(shown(result))).toEqual(['/cal/alice/work/', '/cal/cy/work/']);
    expect(result.unanswered).toEqual([]);
    asked();
    // The next look asks who else changed their mind; whoever is still named but refuses is not asked each time.
    await look();
    expect(asked()).toContain('/p/alice/ 0');
    await look();
    expect([...asked()].toSorted()).toEqual(['/cal/alice/ 1', '/cal/cy/ 1']);
  });

  test('but never opened their home cost no question about everybody', async () => {
    places.set('/cal/bob/', { status: 403 });
    await look();
    asked();
    const result = await look();
    expect(asked()).not.toContain('/p/alice/ 0');
    expect(result.unanswered).toEqual([]);
    expect(Object.keys(shown(result))).toContain('/cal/cy/work/');
  });

  test('whose home has trouble are neither forgotten nor in the way', async () => {
    await look();
    places.set('/cal/bob/', { status: 500 });
    const result = await look();
    expect(paths(result.unanswered)).toEqual(['/cal/bob/']);
    expect(Object.keys(shown(result))).toEqual(
      expect.arrayContaining(['/cal/alice/work/', '/cal/bob-team/all/', '/cal/cy/work/']),
    );
  });

  test('whose principal has trouble keep what they gave, and are asked again', async () => {
    await look();
    at += 25 * HOUR;
    places.set('/p/bob/', { status: 500 });
    const result = await look();
    expect(paths(result.unanswered)).toEqual(['/p/bob/']);
    expect(shown(result)).toMatchObject({ '/cal/bob/work/': 'Bob B. r' });
    person('/p/bob/', 'Robert', ['/cal/bob/']);
    const next = await look();
    expect(next.unanswered).toEqual([]);
    expect(shown(next)).toMatchObject({ '/cal/bob/work/': 'Robert r' });
    expect(shown(next)).not.toHaveProperty('/cal/bob-team/all/');
  });

  test('and oneself are one person once', async () => {
    person(
      '/p/alice/',
      'Alice',
      ['/cal/alice/'],
      readFor('/p/alice/', '/p/bob', '/p/bob/') + writeFor('/p/bob/'),
    );
    person('/p/bob/', 'Bob', ['/cal/bob/', '/cal/alice/']);
    expect(shown(await look())).toEqual({ '/cal/alice/work/': '- rw', '/cal/bob/work/': 'Bob rw' });
    expect(asked().filter((one) => one.startsWith('/p/bob'))).toEqual(['/p/bob/ 0']);
  });
});

describe('a calendar that is shared into the home', () => {
  test('says whose it is, by the name of its owner, asked once', async () => {
    person('/p/bob/', 'Bob B.', []);
    person('/p/cy/', '', []);
    home(
      '/cal/alice/',
      calendar('/cal/alice/own/', ownedBy('/p/alice')),
      calendar('/cal/alice/bobs/', ownedBy('/p/bob/')),
      calendar('/cal/alice/bobs2/', ownedBy('/p/bob')),
      calendar('/cal/alice/cys/', ownedBy('/p/cy/')),
      calendar('/cal/alice/nobodys/', '<D:owner/>'),
      calendar('/cal/alice/theirs/', ownedBy('/p/nowhere/')),
    );
    expect(shown(await look())).toEqual({
      '/cal/alice/own/': '- rw',
      '/cal/alice/bobs/': 'Bob B. rw',
      '/cal/alice/bobs2/': 'Bob B. rw',
      '/cal/alice/cys/': 'cy rw',
      '/cal/alice/nobodys/': '- rw',
      '/cal/alice/theirs/': 'nowhere rw',
    });
    expect(
      asked()
        .filter((one) => one.startsWith('/p/'))
        .toSorted(),
    ).toEqual(['/p/alice/ 0', '/p/bob/ 0', '/p/cy/ 0', '/p/nowhere/ 0']);
    await look();
    expect(asked()).toEqual(['/cal/alice/ 1']);
  });

  test('names the sharer of an invitation, and not those it was shared with', async () => {
    const invite =
      '<CS:invite><CS:organizer><D:href>/p/bob/</D:href><CS:common-name>Bob the Organizer</CS:common-name></CS:organizer><CS:user><CS:common-name>Alice</CS:common-name></CS:user></CS:invite>';
    const type = (name: string) =>
      `<D:resourcetype><D:collection/><C:calendar/><CS:${name}/></D:resourcetype>`;
    home(
      '/cal/alice/',
      found('/cal/alice/given/', type('shared') + invite),
      found('/cal/alice/gave/', type('shared-owner') + invite),
    );
    expect(shown(await look())).toEqual({
      '/cal/alice/given/': 'Bob the Organizer rw',
      '/cal/alice/gave/': '- rw',
    });
  });

  test('is not taken for a stranger’s because oneself has two names there', async () => {
    // The owner of one's only home is oneself, whatever they are called.
    const itself = found('/cal/alice/', `<D:resourcetype/>${ownedBy('/uids/42/')}`);
    const work = calendar('/cal/alice/work/', ownedBy('/uids/42/'));
    places.set('/cal/alice/', { body: multistatus(itself, work) });
    expect(shown(await look())).toEqual({ '/cal/alice/work/': '- rw' });
    // So is whoever the principal says it is.
    const self = `<D:principal-URL>${hrefs(['/uids/42/'])}</D:principal-URL>`;
    person('/p/alice/', 'Alice', ['/cal/alice/', '/cal/team/'], self);
    person('/p/team/', 'The Team', []);
    home('/cal/team/', calendar('/cal/team/all/', ownedBy('/p/team/')));
    at += 25 * HOUR;
    expect(shown(await look())).toEqual({ '/cal/alice/work/': '- rw', '/cal/team/all/': 'The Team rw' });
  });

  test('by many people is named a few at a time', async () => {
    const people = Array.from({ length: 30 }, (_, i) => `/p/u${i}/`);
    for (const path of people) person(path, `Name of ${path}`, []);
    home('/cal/alice/', ...people.map((path, i) => calendar(`/cal/alice/c${i}/`, ownedBy(path))));
    const named = ({ calendars }: FoundAccount) =>
      calendars.filter((c) => c.person.startsWith('Name of')).length;
    expect(named(await look())).toBe(20);
    expect(named(await look())).toBe(30);
  });
});
