import { afterEach, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { CalDav, FoundAccount } from '../../../main/core/ports.ts';
import { found, httpServer, multistatus, type Asked, type Reply } from '../../support/http-server.ts';
import { anAccount } from '../../support/model-facts.ts';

const signal = new AbortController().signal;
const HOME = '<C:calendar-home-set><D:href>/cal/alice/</D:href></C:calendar-home-set>';
const OUTBOX = '<C:schedule-outbox-URL><D:href>/cal/alice/outbox/</D:href></C:schedule-outbox-URL>';
const NAME = '<D:displayname>Alice A.</D:displayname>';
const addresses = (...hrefs: readonly string[]): string =>
  `<C:calendar-user-address-set>${hrefs.map((h) => `<D:href>${h}</D:href>`).join('')}</C:calendar-user-address-set>`;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Look {
  readonly found: FoundAccount;
  readonly asked: readonly Asked[];
  readonly again: () => Promise<FoundAccount>;
}

/** One look at an account whose principal answers so; any other path is an empty home. */
async function looked(
  principal: (asked: Asked) => Reply,
  username = 'alice',
  options: (asked: Asked) => Reply = () => ({ status: 404 }),
): Promise<Look> {
  const server = await httpServer((asked) => {
    if (asked.method === 'OPTIONS') return options(asked);
    return asked.path === '/p/alice/' ? principal(asked) : { body: multistatus(found(asked.path, '')) };
  });
  let now = Date.UTC(2026, 10, 24);
  const dav: CalDav = calDav(() => now);
  open.push(
    () => dav.close(),
    () => server.close(),
  );
  const access = { credentials: { username, password: 'secret' }, trusted: [] };
  let account = anAccount({
    username,
    principalUrl: `${server.origin}/p/alice/`,
    homeUrls: [`${server.origin}/cal/alice/`],
  });
  const again = async () => {
    const { self, schedules } = await dav.survey(account, access, signal).then((f) => (last = f));
    account = { ...account, self, schedules };
    now += 25 * 3_600_000;
    return last;
  };
  let last: FoundAccount;
  return { found: await again(), asked: server.asked, again };
}

const telling = (properties: string, dav?: string) => (): Reply => ({
  body: multistatus(found('/p/alice/', HOME + NAME + properties)),
  ...(dav === undefined ? {} : { headers: { dav } }),
});

describe('who oneself is', () => {
  test('is read from the principal: addresses in one spelling, and every path it is known by', async () => {
    const { found: account } = await looked(
      telling(
        addresses('MailTo:Alice@Example.org', 'urn:uuid:0F', '/principals/__uids__/0F', '/p/alice/') +
          '<D:principal-URL><D:href>/p/alice</D:href></D:principal-URL>',
      ),
    );
    expect(account.self).toEqual({
      addresses: ['alice@example.org', 'urn:uuid:0f', '/principals/__uids__/0f', '/p/alice/'],
      principals: ['/p/alice/', '/principals/__uids__/0F/'],
      username: 'alice',
      name: 'Alice A.',
    });
  });

  test('has the user name as an address only where it is one and the server names none', async () => {
    expect((await looked(telling(''), 'Alice@Example.org')).found.self.addresses).toEqual([
      'alice@example.org',
    ]);
    const named = await looked(telling(addresses('mailto:a@work.example')), 'Alice@Example.org');
    expect(named.found.self.addresses).toEqual(['a@work.example']);
    const path = await looked(telling(addresses('/p/alice/')), 'alice@example.org');
    expect(path.found.self.addresses).toEqual(['/p/alice/', 'alice@example.org']);
    expect((await looked(telling(''))).found.self.addresses).toEqual([]);
  });

  test('stays known while the principal does not answer', async () => {
    let isDown = false;
    const tell = telling(addresses('mailto:alice@example.org') + OUTBOX, 'calendar-auto-schedule');
    const { again } = await looked(() => (isDown ? { status: 500 } : tell()));
    isDown = true;
    expect(await again()).toMatchObject({
      self: { addresses: ['alice@example.org'], name: 'Alice A.' },
      schedules: true,
    });
  });
});

describe('a server schedules', () => {
  const schedules = async (...asked: Parameters<typeof looked>) => {
    const look = await looked(...asked);
    return [look.found.schedules, look.asked.filter((a) => a.method === 'OPTIONS').map((a) => a.path)];
  };

  test('when the answer of the principal says so', async () => {
    const header = '1, 2, access-control, calendar-access, Calendar-Auto-Schedule';
    expect(await schedules(telling(OUTBOX, header))).toEqual([true, []]);
  });

  test('when only its OPTIONS say so, which are asked of the home', async () => {
    const options = (): Reply => ({ status: 200, headers: { dav: '1, calendar-auto-schedule' } });
    expect(await schedules(telling(OUTBOX, '1, 3'), 'alice', options)).toEqual([true, ['/cal/alice/']]);
  });

  test('not when neither does, nor for a person without an outbox, who is asked no more', async () => {
    const options = (): Reply => ({ status: 200, headers: { dav: '1, calendar-auto-scheduling' } });
    expect(await schedules(telling(OUTBOX), 'alice', options)).toEqual([false, ['/cal/alice/']]);
    expect(await schedules(telling('', 'calendar-auto-schedule'))).toEqual([false, []]);
  });

  test('not when it refuses the question; as before when it fails over it', async () => {
    expect(await schedules(telling(OUTBOX), 'alice', () => ({ status: 405 }))).toEqual([
      false,
      ['/cal/alice/'],
    ]);
    let isDown = false;
    const options = (): Reply =>
      isDown ? { status: 500 } : { status: 200, headers: { dav: 'calendar-auto-schedule' } };
    const { again, found: first } = await looked(telling(OUTBOX), 'alice', options);
    isDown = true;
    expect([first.schedules, (await again()).schedules]).toEqual([true, true]);
  });
});
