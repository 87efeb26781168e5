import { notifierConfig } from '../../support/notifier-config.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../../notifier/operations/log.ts';
import { startNotifier } from '../../../notifier/notifier.ts';
import type { Notifier } from '../../../notifier/notifier.ts';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { CalendarObject } from '../../../main/core/model.ts';
import type { CalDav } from '../../../main/core/ports.ts';
import { fetched } from '../../contract/remote-calendar.ts';
import { basicCredentials } from '../../support/basic-gate.ts';
import { aCalendar } from '../../support/model-facts.ts';
import { hasDavical, startDavical } from '../../support/davical.ts';
import { colleagueRights, startRadicale } from '../../support/radicale.ts';
import type { Radicale } from '../../support/radicale.ts';

const USERS: Readonly<Record<string, string>> = { ana: 'ana-secret', ema: 'ema-secret', eve: 'eve-secret' };

function event(summary: string, uid = 'one'): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', `UID:${uid}`];
  lines.push('DTSTAMP:20261101T000000Z', 'DTSTART:20261124T140000Z', `SUMMARY:${summary}`);
  return [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
}

/** A notifier without an XMPP server in front of this calendar server. */
function notifierBefore(url: string): Promise<Notifier> {
  const config = notifierConfig(url);
  const open = () => Promise.reject(new Error('no XMPP server here'));
  return startNotifier(config, { log: createLog(() => undefined, 'k'), random: () => 0.5, open });
}

/** What the app of this user reads of an object. */
async function read(dav: CalDav, url: string, user: string): Promise<CalendarObject | undefined> {
  const access = { credentials: { username: user, password: USERS[user] ?? '' }, trusted: [] };
  const remote = dav.remote(aCalendar({ url: new URL('.', url).href, accountId: user }), access);
  return (await fetched(remote, [new URL(url).pathname])).objects[0];
}

function put(url: string, user: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const authorization = basicCredentials(user, USERS[user] ?? 'wrong');
  const type = { 'content-type': 'text/calendar; charset=utf-8' };
  return fetch(url, { method: 'PUT', headers: { authorization, ...type, ...headers }, body });
}

describe('a notifier in front of a real Radicale', () => {
  let radicale: Radicale;
  let notifier: Notifier;
  let dav: CalDav;
  let object: string;
  beforeAll(async () => {
    radicale = await startRadicale({ users: USERS, rights: colleagueRights('ana', 'ema/team') });
    await radicale.seed('ema', 'team', { name: 'Team', color: '#336699' }, { 'one.ics': event('Standup') });
    notifier = await notifierBefore(radicale.url);
    dav = calDav(Date.now);
    object = `http://127.0.0.1:${notifier.port}/ema/team/one.ics`;
  }, 30_000);
  afterAll(async () => {
    await dav.close();
    await notifier.stop();
    await radicale.stop();
  });

  test('says nothing of what it did not see', async () => {
    expect((await read(dav, object, 'ema'))?.writer).toBeUndefined();
  });

  test('names Ana after Ana wrote, to Ema and to herself, with the ETag that is there', async () => {
    const answer = await put(object, 'ana', event('Standup at ten'));
    expect(answer.status).toBe(201);
    const seen = await read(dav, object, 'ema');
    expect(seen).toMatchObject({
      etag: answer.headers.get('etag'),
      writer: { name: 'ana', principal: '/ana/' },
    });
    expect((await read(dav, object, 'ana'))?.writer).toEqual({ name: 'ana', principal: '/ana/' });
  });

  test('names Ema after Ema wrote', async () => {
    expect((await put(object, 'ema', event('Standup at eleven'))).status).toBe(201);
    expect((await read(dav, object, 'ema'))?.writer).toEqual({ name: 'ema', principal: '/ema/' });
  });

  test('goes on naming Ema after what Ana wrote was refused, and what somebody forged', async () => {
    expect((await put(object, 'ana', event('Late'), { 'if-match': '"long ago"' })).status).toBe(412);
    const forged = { authorization: basicCredentials('ana', 'wrong') };
    expect((await put(object, 'ana', event('Forged'), forged)).status).toBe(401);
    expect((await put(object, 'eve', event('Not hers'))).status).toBeGreaterThanOrEqual(400);
    expect(await read(dav, object, 'ema')).toMatchObject({ writer: { name: 'ema' } });
  });

  test('names nobody after a write behind its back', async () => {
    expect((await put(new URL('/ema/team/one.ics', radicale.url).href, 'ana', event('Behind'))).status).toBe(
      201,
    );
    const seen = await read(dav, object, 'ema');
    expect(seen?.ical).toContain('Behind');
    expect(seen?.writer).toBeUndefined();
  });

  test('tells nothing to somebody who may not read the calendar', async () => {
    await put(object, 'ana', event('Secret'));
    const body =
      '<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop><getetag/>' +
      '<updated-by xmlns="http://calendarserver.org/ns/"/></prop><href>/ema/team/one.ics</href></C:calendar-multiget>';
    for (const authorization of [
      basicCredentials('eve', USERS['eve'] ?? ''),
      basicCredentials('ema', 'wrong'),
    ]) {
      const headers = { authorization, depth: '0' };
      const answer = await fetch(new URL('.', object), { method: 'REPORT', headers, body });
      expect(await answer.text()).not.toMatch(/first-name|\/ana\//);
    }
  });
});

describe.runIf(hasDavical)('a notifier in front of a real DAViCal', () => {
  test('names who wrote, by the name the server has for them', async () => {
    const davical = await startDavical({ users: USERS });
    const notifier = await notifierBefore(davical.url);
    const dav = calDav(Date.now);
    try {
      const calendar = `http://127.0.0.1:${notifier.port}/caldav.php/ema/own/`;
      const authorization = basicCredentials('ema', USERS['ema'] ?? '');
      await fetch(calendar, { method: 'MKCALENDAR', headers: { authorization } });
      expect((await put(`${calendar}one.ics`, 'ema', event('Standup'))).status).toBe(201);
      const seen = await read(dav, `${calendar}one.ics`, 'ema');
      expect(seen?.writer).toEqual({ name: 'Ema', principal: '/caldav.php/ema/' });
    } finally {
      await dav.close();
      await notifier.stop();
      await davical.stop();
    }
  }, 60_000);
});
