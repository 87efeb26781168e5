import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import type { Account, Self } from '../../../main/core/model.ts';
import type { Access, CalDav } from '../../../main/core/ports.ts';
import type { RemoteCalendar } from '../../../main/core/sync/replica-ports.ts';
import { eventText } from '../../contract/remote-calendar.ts';
import { IS_HERE, startReal, type RealCalendars, type RealName } from '../../support/real-calendars.ts';
import { CALENDAR, Replica } from '../../support/replica.ts';
import { aCalendar, anAccount } from '../../support/model-facts.ts';

const signal = new AbortController().signal;
const NAMES: readonly RealName[] = ['Radicale', 'Xandikos', 'DAViCal'];
const FACTS = { name: 'Work', color: '#336699' };

const TOKENS: Readonly<Record<RealName, RegExp>> = {
  Radicale: /^http:\/\/radicale\.org\/ns\/sync\/[0-9a-f]{64}$/,
  Xandikos: /^[0-9a-f]{40}$/,
  DAViCal: /^data:,\d+$/,
};

/** Who alice is, by what each of them says. */
const SELVES: Readonly<Record<RealName, Partial<Self>>> = {
  Radicale: { addresses: ['/alice/'], principals: ['/alice/'], username: 'alice', name: '' },
  Xandikos: { addresses: [], principals: ['/alice/'], username: 'alice', name: 'alice' },
  DAViCal: {
    addresses: ['alice@example.org', '/caldav.php/alice/'],
    principals: ['/caldav.php/alice/'],
    username: 'alice',
    name: 'Alice',
  },
};

/** An event with what servers like to write in another order or another way, in lines that have to be folded. */
function detailed(uid: string, title: string): string {
  const more = [
    `DESCRIPTION:${'A long story\\, told in full\\; '.repeat(8)}`,
    'LOCATION:Room 1\\, first floor',
    'ORGANIZER;CN=Alice:mailto:alice@example.org',
    'ATTENDEE;CN="Bob, B.";PARTSTAT=ACCEPTED:mailto:bob@example.org',
    'CATEGORIES:one,two',
    'X-MOOD;X-LEVEL=high:good',
  ];
  const text = eventText(uid, title.replaceAll(',', '\\,'));
  return text.replace('END:VEVENT', `${more.map(folded).join('\r\n')}\r\nEND:VEVENT`);
}

// RFC 5545 section 3.1.
function folded(line: string): string {
  return line.replace(/(.{60})(?=.)/g, '$1\r\n ');
}

// What this machine lacks is counted, not passed over.
for (const name of NAMES) describe.runIf(IS_HERE[name])(name, () => served(name));

function served(name: RealName): void {
  let real: RealCalendars;
  let dav: CalDav;
  let access: Access;
  let account: Account;
  beforeAll(async () => {
    real = await startReal(name);
    dav = calDav(Date.now);
    access = { credentials: { username: real.user, password: real.password }, trusted: [] };
    account = anAccount({
      id: 'acc',
      username: real.user,
      principalUrl: new URL(name === 'Xandikos' ? '..' : '.', real.homeUrl).href,
      homeUrls: [real.homeUrl],
    });
  });
  afterAll(async () => {
    await dav.close();
    await real.server.stop();
  });

  /** A calendar seeded with these objects, and a replica of it that pulls. */
  async function opened(collection: string, files: Readonly<Record<string, string>>) {
    await real.seed(collection, FACTS, files);
    const calendar = aCalendar({ id: CALENDAR, accountId: 'acc', url: real.urlOf(collection) });
    const remote: RemoteCalendar = dav.remote(calendar, access);
    const replica = new Replica();
    let known = 0;
    /** One pull: what it recorded, e.g. 'created Stand-up', and how many requests it took. */
    const sync = async (options: Parameters<Replica['pullFrom']>[1] = {}) => {
      const before = dav.requestCount;
      const pulled = await replica.pullFrom(remote, options);
      const all = await replica.changes();
      const fresh = all.slice(known).map((c) => `${c.kind} ${(c.after ?? c.before)?.title}`);
      known = all.length;
      return { changes: fresh.toSorted(), requests: dav.requestCount - before, refused: pulled.refused };
    };
    const names = async () =>
      [...(await replica.etags()).keys()].map((href) => decodeURIComponent(href.split('/').at(-1) ?? ''));
    const must = async (method: string, one: string, body?: string): Promise<void> => {
      const { status, text } = await real.ask(method, collection, one, body);
      if (status >= 300) throw new Error(`${method} ${one}: ${status}\n${text}`);
    };
    const put = (one: string, uid: string, title: string) => must('PUT', one, eventText(uid, title));
    const remove = (one: string) => must('DELETE', one);
    return { remote, replica, sync, names, put, remove };
  }

  const events = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`e${i}.ics`, eventText(`e${i}`, `No ${i}`)]));

  describe('an account', () => {
    test('is found from what a person types, and tells everything', async () => {
      await real.seed('wörk one@x', FACTS, { 'a.ics': eventText('a') });
      const { url, domain } = await dav.locate(real.address, access, signal);
      expect(domain).toBeNull();
      const found = await dav.discover(url, access, () => {}, signal);
      expect(found).toMatchObject({
        principalUrl: account.principalUrl,
        homeUrls: account.homeUrls,
        unanswered: [],
        push: null,
        enrolment: null,
        self: SELVES[name],
        // Xandikos has no outbox, the DAViCal of the tests is told not to schedule.
        schedules: false,
      });
      const one = found.calendars.find((c) => c.url === `${real.homeUrl}w%C3%B6rk%20one@x/`);
      expect(one).toEqual({
        url: expect.any(String),
        name: 'Work',
        color: '#336699',
        writable: true,
        person: '',
        supportsSync: true,
        token: expect.stringMatching(TOKENS[name]),
        ctag: expect.stringMatching(/./),
        node: null,
      });
    });

    test('is found by its well-known path alone', async () => {
      await real.seed('found', FACTS, {});
      const { origin } = new URL(real.address);
      const { url } = await dav.locate(origin, access, signal);
      expect(url.slice(origin.length)).toBe(name === 'DAViCal' ? '/caldav.php/' : '/');
      const found = await dav.discover(url, access, () => {}, signal);
      expect(found.homeUrls).toEqual(account.homeUrls);
    });

    test('shows what moved in one request, by token and ctag alike', async () => {
      const { put } = await opened('moving', events(2));
      await opened('resting', events(2));
      const versions = async () => {
        const { calendars } = await dav.survey(account, access, signal);
        return Object.fromEntries(
          calendars.map(({ url, token, ctag }) => [url.slice(real.homeUrl.length), [token, ctag]]),
        );
      };
      const first = await versions();
      const before = dav.requestCount;
      expect(await versions()).toEqual(first);
      expect(dav.requestCount - before).toBe(1);
      await put('e0.ics', 'e0', 'Moved');
      const then = await versions();
      expect(then['resting/']).toEqual(first['resting/']);
      expect(then['moving/']?.[0]).not.toBe(first['moving/']?.[0]);
      expect(then['moving/']?.[1]).not.toBe(first['moving/']?.[1]);
    });

    test('takes one password and no other', async () => {
      const wrong = { ...access, credentials: { username: real.user, password: 'wrong' } };
      await expect(dav.survey(account, wrong, signal)).rejects.toMatchObject({ kind: 'unauthorized' });
    });

    if (name === 'Xandikos') return; // It serves one person, and knows no passwords.

    test('does not open the home of somebody else', async () => {
      const other = new URL('../bob/', real.homeUrl).href;
      const survey = dav.survey({ ...account, principalUrl: other, homeUrls: [other] }, access, signal);
      await expect(survey).rejects.toMatchObject({ kind: expect.stringMatching(/^(forbidden|gone)$/) });
    });
  });

  describe('a replica', () => {
    test('follows: everything, nothing, one of each, nothing', async () => {
      const { sync, names, put, remove } = await opened('follows', events(30));
      // The version, the bodies, and what happened meanwhile.
      expect(await sync()).toMatchObject({
        changes: [],
        refused: 0,
        requests: expect.toSatisfy((n) => n <= 4),
      });
      expect(await names()).toHaveLength(30);
      expect((await sync()).changes).toEqual([]);
      await put('new.ics', 'new', 'Fresh');
      const one = await sync();
      expect(one.changes).toEqual(['created Fresh']);
      // DAViCal tells of what it told before; everybody else's delta is the report and the body.
      if (name !== 'DAViCal') expect(one.requests).toBe(2);
      await put('e1.ics', 'e1', 'Changed');
      await remove('e2.ics');
      await put('more.ics', 'more', 'More');
      expect((await sync()).changes).toEqual(['changed Changed', 'created More', 'deleted No 2']);
      expect(await sync()).toMatchObject({ changes: [], requests: expect.toSatisfy((n) => n <= 2) });
      expect(await names()).toHaveLength(31);
      expect((await sync({ audit: true })).changes).toEqual([]);
    });

    test('hears nothing of what came and went between two looks', async () => {
      const { sync, names, put, remove } = await opened('flash', events(3));
      await sync();
      await put('flash.ics', 'flash', 'Flash');
      await remove('flash.ics');
      expect((await sync()).changes).toEqual([]);
      expect(await names()).toHaveLength(3);
    });

    test('hears of what went and came back changed as one change', async () => {
      const { sync, put, remove } = await opened('again', events(3));
      await sync();
      await remove('e0.ics');
      await put('e0.ics', 'e0', 'Back');
      expect((await sync()).changes).toEqual(['changed Back']);
    });

    test('is right after a calendar went from A to B and back to A', async () => {
      const { replica, sync, put } = await opened('aba', { 'a.ics': eventText('a', 'A') });
      await sync();
      await put('a.ics', 'a', 'A'); // as this server writes it down
      await sync();
      const start = await replica.state();
      await put('a.ics', 'a', 'B');
      expect((await sync()).changes).toEqual(['changed B']);
      await put('a.ics', 'a', 'A');
      expect((await sync()).changes).toEqual(['changed A']);
      // Xandikos' token is a git tree: it is the old one again, and must not be taken for a reason to do nothing later.
      if (name === 'Xandikos') expect(await replica.state()).toEqual(start);
      else expect(await replica.state()).not.toEqual(start);
      await put('a.ics', 'a', 'C');
      expect((await sync()).changes).toEqual(['changed C']);
    });

    test('of two calendars is two', async () => {
      const one = await opened('first', { 'a.ics': eventText('a', 'One') });
      const other = await opened('second', { 'a.ics': eventText('a2', 'Two') });
      await one.sync();
      await other.sync();
      await one.put('a.ics', 'a', 'Changed');
      expect((await other.sync()).changes).toEqual([]);
      expect((await one.sync()).changes).toEqual(['changed Changed']);
      expect(await other.replica.state()).not.toEqual(await one.replica.state());
    });

    test('stays while the server is away, and goes on when it is back', async () => {
      const { sync, names, put } = await opened('away', events(5));
      await sync();
      await put('e0.ics', 'e0', 'Changed');
      await real.server.halt();
      await expect(sync()).rejects.toMatchObject({ kind: 'offline' });
      await real.server.restart();
      expect(await names()).toHaveLength(5);
      expect((await sync()).changes).toEqual(['changed Changed']);
    });

    test('takes objects whatever they are called', async () => {
      const odd = ['b ü@x.ics', 'ß+&;=.ics', '50%.ics', '日本.ics'];
      const files = Object.fromEntries(odd.map((one, i) => [one, eventText(`odd${i}`, `Odd ${i}`)]));
      const { sync, names, put, remove } = await opened('odd', files);
      expect((await sync()).refused).toBe(0);
      expect((await names()).toSorted()).toEqual(odd.toSorted());
      await put('b ü@x.ics', 'odd0', 'Changed');
      await remove('50%.ics');
      await put('new ü.ics', 'new', 'New');
      expect((await sync()).changes).toEqual(['changed Changed', 'created New', 'deleted Odd 2']);
    });
  });

  describe('an object whose name does not end in .ics', () => {
    test('is one like every other, unless the server itself thinks otherwise', async () => {
      const { sync, names, put } = await opened('bare', { ...events(2), bare: eventText('bare', 'Bare') });
      expect((await sync()).changes).toEqual([]);
      // Xandikos lists it, and has no calendar data for it.
      const refused = name === 'Xandikos' ? 1 : 0;
      expect(await sync({ audit: true })).toMatchObject({ changes: [], refused });
      const shown = ['e0.ics', 'e1.ics', ...(name === 'Xandikos' ? [] : ['bare'])];
      expect((await names()).toSorted()).toEqual(shown.toSorted());
      await put('e0.ics', 'e0', 'Changed');
      expect((await sync()).changes).toEqual(['changed Changed']);
      expect((await names()).toSorted()).toEqual(shown.toSorted());
    });
  });

  describe('what one wrote oneself', () => {
    test('is no news, however the server writes it down; what others make of it is', async () => {
      const { remote, replica, sync, put } = await opened('own', events(3));
      await sync();
      const { pathname } = new URL('mine.ics', real.urlOf('own'));
      const etag = async () => (await replica.store.object(CALENDAR, pathname))?.etag ?? '';
      /** As the conductor writes: noted before, settled after, then pulled. */
      const write = async (ical: string | null, over: string | null) => {
        await replica.store.noteWrite(CALENDAR, pathname, ical);
        const written =
          ical === null
            ? await remote.remove(pathname, over ?? '', signal)
            : await remote.put(pathname, ical, over, signal);
        await replica.store.settleWrite(CALENDAR, pathname, written.kind === 'written' ? 'done' : 'failed');
        return { ...written, changes: (await sync()).changes };
      };
      const silently = { kind: 'written', changes: [] };
      expect(await write(detailed('mine', 'Mine'), null)).toEqual(silently);
      expect(await write(detailed('mine', 'Mine, later'), await etag())).toEqual(silently);
      const stale = await etag();
      await put('mine.ics', 'mine', 'Theirs');
      // Refused, because somebody was faster; and their version is what is told.
      expect(await write(detailed('mine', 'Mine again'), stale)).toEqual({
        kind: 'conflict',
        changes: ['changed Theirs'],
      });
      expect(await write(null, await etag())).toEqual(silently);
      expect(await etag()).toBe('');
    });

    test('where two objects may have one UID, they are two', async () => {
      const { sync, names, put, remove } = await opened('twins', events(3));
      await sync();
      const { status } = await real.ask('PUT', 'twins', 'twin.ics', eventText('e0', 'Twin'));
      const { changes } = await sync();
      if (name !== 'DAViCal') {
        // Xandikos refuses, but says so inside an answer that reads like success.
        expect(status).toBe(name === 'Radicale' ? 409 : 207);
        expect(changes).toEqual([]);
        return;
      }
      expect(status).toBe(201);
      expect(changes).toEqual(['created Twin']);
      expect(await names()).toHaveLength(4);
      await put('twin.ics', 'e0', 'Twin two');
      await remove('e0.ics');
      expect((await sync()).changes).toEqual(['changed Twin two', 'deleted No 0']);
      expect((await names()).toSorted()).toEqual(['e1.ics', 'e2.ics', 'twin.ics']);
    });
  });

  describe('a token that the server forgot', () => {
    test('leaves no ghosts and tells no tales', async () => {
      const { replica, sync, names, put, remove } = await opened('forgets', events(30));
      await sync();
      await put('e0.ics', 'e0', 'Before');
      await sync();
      const before = await replica.state();
      await remove('e1.ics');
      await remove('e2.ics');
      await put('e3.ics', 'e3', 'Changed');
      await put('new.ics', 'new', 'New');
      await real.forget('forgets');
      expect((await sync()).changes).toEqual([
        'changed Changed',
        'created New',
        'deleted No 1',
        'deleted No 2',
      ]);
      expect(await names()).toHaveLength(29);
      expect(await names()).not.toContain('e1.ics');
      expect(await replica.state()).not.toEqual(before);
      // From there it goes on as usual.
      await put('e4.ics', 'e4', 'Later');
      expect((await sync()).changes).toEqual(['changed Later']);
    });

    test('leaves none either when nothing at all is left as it was, at the next audit at the latest', async () => {
      const { sync, names, put, remove } = await opened('all-new', events(3));
      await sync();
      await remove('e1.ics');
      await put('e0.ics', 'e0', 'Changed');
      await put('e2.ics', 'e2', 'Changed too');
      await real.forget('all-new');
      const first = (await sync()).changes;
      const healed = (await sync({ audit: true })).changes;
      expect([...first, ...healed].toSorted()).toEqual([
        'changed Changed',
        'changed Changed too',
        'deleted No 1',
      ]);
      // Only the silent one can leave it to the audit: its listing looks like a delta of changes.
      if (name !== 'DAViCal') expect(healed).toEqual([]);
      expect((await names()).toSorted()).toEqual(['e0.ics', 'e2.ics']);
    });

    test('is asked for in words nobody understands', async () => {
      const { remote, sync } = await opened('foreign', events(25));
      const foreign = await opened('foreign-two', events(2));
      await sync();
      await foreign.sync();
      const state = await foreign.replica.state();
      const token = state.at === 'token' ? state.token : '';
      const answer = await remote.changesSince(token, async () => {}, signal);
      expect(answer.kind).toBe(name === 'DAViCal' ? 'page' : 'expired');
    });
  });

  describe('an object the server itself cannot read', () => {
    test('costs at most its calendar, and only while it is there', async () => {
      const { replica, sync, names, put, remove } = await opened('spoilt', events(5));
      await opened('beside', events(2));
      await sync();
      await real.spoil('spoilt', 'e0.ics');
      // One bad apple must not hide the other calendars, nor itself.
      const { calendars, unanswered } = await dav.survey(account, access, signal);
      expect(unanswered).toEqual([]);
      const tokens = new Map(calendars.map((c) => [c.url, c.token]));
      expect(tokens.get(real.urlOf('beside'))).toMatch(TOKENS[name]);
      expect([...tokens.keys()]).toContain(real.urlOf('spoilt'));
      if (name === 'Radicale') {
        // It answers nothing about the calendar any more; the replica is kept as it was.
        expect(tokens.get(real.urlOf('spoilt'))).toBeNull();
        await expect(sync()).rejects.toMatchObject({ kind: 'protocol', reason: 'http-500' });
        await expect(sync({ audit: true })).rejects.toMatchObject({ kind: 'protocol' });
      } else {
        await put('e1.ics', 'e1', 'Changed');
        expect((await sync()).changes).toEqual(['changed Changed']);
      }
      expect(await names()).toHaveLength(5);
      if (name === 'DAViCal') await remove('e0.ics'); // it cannot write over it either
      await real.seed('spoilt', FACTS, { 'e0.ics': eventText('e0', 'Mended') });
      await sync();
      const { pathname } = new URL('e0.ics', real.urlOf('spoilt'));
      expect((await replica.store.object(CALENDAR, pathname))?.ical).toContain('SUMMARY:Mended');
      await remove('e4.ics');
      expect((await sync()).changes).toEqual(['deleted No 4']);
    });
  });
}
