import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Calendar } from '../../../main/core/model.ts';
import { pull } from '../../../main/core/pull.ts';
import type { Access, CalDav, RemoteCalendar } from '../../../main/core/ports.ts';
import { startRadicale, type Radicale } from '../../support/radicale.ts';

const signal = new AbortController().signal;
const event = (uid: string, summary = 'Stand-up'): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:test',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T000000Z',
    'DTSTART:20261124T140000Z',
    `SUMMARY:${summary}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

let radicale: Radicale;
let dav: CalDav;
const access: Access = { credentials: { username: 'alice', password: 'a b:ü' }, trusted: [] };

beforeAll(async () => {
  radicale = await startRadicale({ users: { alice: 'a b:ü' } });
  await radicale.seed('alice', 'work', { name: 'Wörk & Co', color: '#336699' }, { 'one.ics': event('one') });
  await radicale.seed('alice', 'two words@x', { name: '', color: '' }, {});
  dav = calDav(Date.now);
});
afterAll(async () => {
  await dav.close();
  await radicale.stop();
});

function write(method: 'PUT' | 'DELETE', path: string, body?: string): Promise<Response> {
  const { username, password } = access.credentials;
  return fetch(radicale.url + path, {
    method,
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    ...(body === undefined ? {} : { body }),
  });
}

describe('a real server', () => {
  test('is found and tells everything', async () => {
    const { url } = await dav.locate(radicale.url, access, signal);
    const account = await dav.discover(url, access, () => {}, signal);
    expect(account).toMatchObject({
      principalUrl: `${radicale.url}alice/`,
      homeUrls: [`${radicale.url}alice/`],
      push: null,
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

  test('brings deltas: created, changed, deleted, nothing; and everything after a token it does not know', async () => {
    const calendar: Calendar = {
      id: 'acc:work',
      accountId: 'acc',
      url: `${radicale.url}alice/work/`,
      name: '',
      color: '#000000',
      shown: true,
      alerts: true,
    };
    const remote: RemoteCalendar = dav.remote(calendar, access);
    const known = new Map<string, string>();
    const held = { etags: async () => known, size: async () => known.size };
    let state: Parameters<typeof pull>[0]['state'] = { at: 'nothing' };
    const sync = async () => {
      const seen = { upserts: [] as string[], removals: [] as string[] };
      for await (const delta of pull({ state, held }, remote, signal)) {
        for (const { href, etag, ical } of delta.upserts) {
          known.set(href, etag);
          seen.upserts.push(`${href} ${/SUMMARY:(.*)\r?\n/.exec(ical)?.[1]?.trim()}`);
        }
        for (const href of delta.removals) if (known.delete(href)) seen.removals.push(href);
        ({ next: state } = delta);
      }
      return seen;
    };
    expect(await sync()).toEqual({ upserts: ['/alice/work/one.ics Stand-up'], removals: [] });
    expect(await sync()).toEqual({ upserts: [], removals: [] });
    await write('PUT', 'alice/work/odd%20n%C3%A4me', event('two', 'Review'));
    await write('PUT', 'alice/work/one.ics', event('one', 'Moved'));
    const both = await sync();
    expect(both.upserts.toSorted()).toEqual([
      '/alice/work/odd%20n%C3%A4me Review',
      '/alice/work/one.ics Moved',
    ]);
    await write('DELETE', 'alice/work/one.ics');
    expect(await sync()).toEqual({ upserts: [], removals: ['/alice/work/one.ics'] });
    state = {
      at: 'token',
      token: 'http://radicale.org/ns/sync/0000000000000000000000000000000000000000000000000000000000000000',
    };
    await write('PUT', 'alice/work/three.ics', event('three', 'Fresh'));
    expect(await sync()).toEqual({ upserts: ['/alice/work/three.ics Fresh'], removals: [] });
    state = { at: 'token', token: 'garbage & <more>' };
    expect(await sync()).toEqual({ upserts: [], removals: [] });
    expect([...known.keys()].toSorted()).toEqual(['/alice/work/odd%20n%C3%A4me', '/alice/work/three.ics']);
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
      {
        id: 'a',
        label: '',
        username: 'alice',
        principalUrl: `${radicale.url}alice/`,
        homeUrls: [`${radicale.url}alice/`],
        trusted: [],
        pushConsent: 'unasked',
      },
      access,
      signal,
    );
    await expect(failed).rejects.toMatchObject({ kind: 'offline', reason: 'refused' });
  });
});
