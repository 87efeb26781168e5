import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Account, Calendar } from '../../../main/core/model.ts';
import type { Access, CalDav, FoundAccount } from '../../../main/core/ports.ts';
import { eventText } from '../../contract/remote-calendar.ts';
import { basicCredentials } from '../../support/basic-gate.ts';
import { hasDavical, startDavical } from '../../support/davical.ts';
import type { Davical } from '../../support/davical.ts';
import { startRadicale } from '../../support/radicale.ts';
import type { Radicale } from '../../support/radicale.ts';
import { Replica } from '../../support/replica.ts';
import { aCalendar, anAccount } from '../../support/model-facts.ts';

const DAY = 86_400_000;
const signal = new AbortController().signal;
const FACTS = { name: 'Work', color: '#336699' };

function accessOf(username: string, password: string): Access {
  return { credentials: { username, password }, trusted: [] };
}

function accountAt(homeUrl: string): Account {
  return anAccount({ id: 'acc', principalUrl: homeUrl, homeUrls: [homeUrl] });
}

function calendarAt(url: string): Calendar {
  return aCalendar({ id: 'acc:work', accountId: 'acc', url });
}

/** Path below the server's root -> whose it is and whether it may be written. */
function shown({ calendars }: FoundAccount, root: string): Record<string, string> {
  return Object.fromEntries(
    calendars.map(({ url, person, writable }) => [
      url.slice(root.length),
      `${person || '-'} ${writable ? 'rw' : 'r'}`,
    ]),
  );
}

describe.runIf(hasDavical)('on DAViCal', () => {
  const alice = accessOf('alice', 'a');
  let davical: Davical;
  let dav: CalDav;
  let account: Account;
  let at = Date.now();
  beforeAll(async () => {
    davical = await startDavical({
      users: { alice: 'a', bob: 'b', cy: 'c' },
      pushHost: 'push.example.org',
    });
    dav = calDav(() => at);
    account = accountAt(`${davical.url}alice/`);
    await davical.seed('alice', 'own', FACTS, {});
    await davical.seed('bob', 'his', FACTS, {});
    await davical.seed('bob', 'team', FACTS, {});
    await davical.seed('cy', 'hers', FACTS, {});
  });
  afterAll(async () => {
    await dav.close();
    await davical.stop();
  });

  const look = async (): Promise<Record<string, string>> =>
    shown(await dav.survey(account, alice, signal), davical.url);
  /** Who lets whom look is asked once a day. */
  const tomorrow = (): void => void (at += DAY);

  test('calendars of people who delegate are shown under their names, with the rights they gave', async () => {
    expect(await look()).toEqual({ 'alice/own/': '- rw' });
    await davical.delegate('bob', 'alice', 'read');
    await davical.delegate('cy', 'alice', 'write');
    expect(await look()).toEqual({ 'alice/own/': '- rw' });
    tomorrow();
    expect(await look()).toEqual({
      'alice/own/': '- rw',
      'bob/his/': 'Bob r',
      'bob/team/': 'Bob r',
      'cy/hers/': 'Cy rw',
    });
    const before = dav.requestCount;
    await look();
    expect(dav.requestCount - before).toBe(3);
  });

  test('theirs is pulled like one’s own', async () => {
    const put = (uid: string, title: string) =>
      fetch(`${davical.url}bob/his/${uid}.ics`, {
        method: 'PUT',
        headers: { authorization: basicCredentials('bob', 'b'), 'content-type': 'text/calendar' },
        body: eventText(uid, title),
      });
    await put('one', 'One');
    const remote = dav.remote(calendarAt(`${davical.url}bob/his/`), alice);
    const replica = new Replica();
    await replica.pullFrom(remote);
    await put('two', 'Two');
    await replica.pullFrom(remote);
    expect((await replica.changes()).map((c) => `${c.kind} ${c.after?.title}`)).toEqual(['created Two']);
    expect(await remote.put('/caldav.php/bob/his/three.ics', eventText('three'), null, signal)).toMatchObject(
      { kind: 'refused' },
    );
  });

  test('whoever withdraws disappears at the next look, and nobody else', async () => {
    await davical.delegate('bob', 'alice', null);
    const expected = { 'alice/own/': '- rw', 'cy/hers/': 'Cy rw' };
    const { unanswered } = await dav.survey(account, alice, signal);
    expect(unanswered).toEqual([]);
    expect(await look()).toEqual(expected);
    await expect(dav.remote(calendarAt(`${davical.url}bob/his/`), alice).probe(signal)).rejects.toMatchObject(
      { kind: 'forbidden' },
    );
  });

  test('a calendar of somebody else that is bound into one’s home says whose it is', async () => {
    await davical.delegate('bob', 'alice', 'read');
    const bind = `<bind xmlns="DAV:"><segment>bobs</segment><href>/caldav.php/bob/team/</href></bind>`;
    const answer = await fetch(`${davical.url}alice/`, {
      // PHP's own web server knows no BIND (RFC 5842); DAViCal takes it in this form, too.
      method: 'POST',
      headers: {
        authorization: basicCredentials('alice', 'a'),
        'content-type': 'application/xml',
        'x-http-method-override': 'BIND',
      },
      body: bind,
    });
    expect(answer.status).toBe(201);
    expect(await look()).toMatchObject({ 'alice/bobs/': 'Bob r' });
  });

  test('where changes are announced is read from the principal', async () => {
    const { push } = await dav.survey(account, alice, signal);
    expect(push).toMatchObject({
      host: 'push.example.org',
      service: 'pubsub.push.example.org',
      homeNode: expect.stringMatching(/^\/davical-\d+$/),
    });
  });
});

describe('on Radicale', () => {
  const rule = (section: string, who: string, what: string, permissions: string): string =>
    `[${section}]\nuser: ${who}\ncollection: ${what}\npermissions: ${permissions}\n`;
  const rights = [
    rule('root', '.+', '', 'R'),
    rule('principals', '.+', '{user}', 'RW'),
    rule('look', 'alice', 'alice/look', 'r'),
    rule('hidden', 'alice', 'alice/hidden', ''),
    rule('calendars', '.+', '{user}/[^/]+', 'rw'),
    rule('colleague', 'bob', 'alice/own', 'rw'),
  ].join('\n');
  const alice = accessOf('alice', 'a');
  let radicale: Radicale;
  let dav: CalDav;
  beforeAll(async () => {
    radicale = await startRadicale({ users: { alice: 'a', bob: 'b' }, rights });
    dav = calDav(Date.now);
    for (const one of ['own', 'look', 'hidden']) await radicale.seed('alice', one, FACTS, {});
    await radicale.seed('bob', 'his', FACTS, {});
  });
  afterAll(async () => {
    await dav.close();
    await radicale.stop();
  });

  test('what may only be read says so, what may not be seen is not there', async () => {
    const found = await dav.survey(accountAt(`${radicale.url}alice/`), alice, signal);
    expect(shown(found, radicale.url)).toEqual({ 'alice/own/': '- rw', 'alice/look/': '- r' });
    const remote = dav.remote(calendarAt(`${radicale.url}alice/look/`), alice);
    expect(await remote.put('/alice/look/x.ics', eventText('x'), null, signal)).toMatchObject({
      kind: 'refused',
    });
  });

  test('a right that no listing tells of changes nobody’s account', async () => {
    const bob = accessOf('bob', 'b');
    const found = await dav.survey(accountAt(`${radicale.url}bob/`), bob, signal);
    expect(shown(found, radicale.url)).toEqual({ 'bob/his/': '- rw' });
    // It works all the same, for whoever knows of it.
    const remote = dav.remote(calendarAt(`${radicale.url}alice/own/`), bob);
    expect(await remote.put('/alice/own/x.ics', eventText('x'), null, signal)).toEqual({ kind: 'written' });
  });
});
