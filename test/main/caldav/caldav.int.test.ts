import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Access, CalDav } from '../../../main/core/ports.ts';
import { eventText } from '../../contract/remote-calendar.ts';
import { startRadicale, type Radicale } from '../../support/radicale.ts';
import { anAccount } from '../../support/model-facts.ts';

const signal = new AbortController().signal;

let radicale: Radicale;
let dav: CalDav;
const access: Access = { credentials: { username: 'alice', password: 'a b:ü' }, trusted: [] };

beforeAll(async () => {
  radicale = await startRadicale({ users: { alice: 'a b:ü' } });
  await radicale.seed(
    'alice',
    'work',
    { name: 'Wörk & Co', color: '#336699' },
    { 'one.ics': eventText('one') },
  );
  await radicale.seed('alice', 'two words@x', { name: '', color: '' }, {});
  dav = calDav(Date.now);
});
afterAll(async () => {
  await dav.close();
  await radicale.stop();
});

describe('a real server', () => {
  test('is found and tells everything', async () => {
    const { url } = await dav.locate(radicale.url, access, signal);
    const account = await dav.discover(url, access, () => {}, signal);
    expect(account).toMatchObject({
      principalUrl: `${radicale.url}alice/`,
      homeUrls: [`${radicale.url}alice/`],
      push: null,
      enrolment: null,
    });
    const calendars = account.calendars.toSorted((a, b) => a.url.localeCompare(b.url));
    expect(calendars).toMatchObject([
      { url: `${radicale.url}alice/two%20words@x/`, name: expect.any(String), node: null },
      {
        url: `${radicale.url}alice/work/`,
        name: 'Wörk & Co',
        color: '#336699',
        writable: true,
        supportsSync: true,
        person: '',
        token: expect.stringContaining('sync'),
      },
    ]);
  });

  test('refuses a wrong password, once asked', async () => {
    const before = dav.requestCount;
    const wrong = { ...access, credentials: { username: 'alice', password: 'wrong' } };
    const discovery = dav.discover(radicale.url, wrong, () => {}, signal);
    await expect(discovery).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(dav.requestCount - before).toBe(1);
  });

  test('that is gone is offline; one that is frozen can be left', async () => {
    radicale.freeze();
    const controller = new AbortController();
    const asked = dav.discover(radicale.url, access, () => {}, controller.signal);
    setTimeout(() => controller.abort(), 200);
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    radicale.thaw();
    await radicale.halt();
    const failed = dav.survey(
      anAccount({ principalUrl: `${radicale.url}alice/`, homeUrls: [`${radicale.url}alice/`] }),
      access,
      signal,
    );
    await expect(failed).rejects.toMatchObject({ kind: 'offline', reason: 'refused' });
  });
});
