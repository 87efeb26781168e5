import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../../main/core/errors.ts';
import type { ListedMember } from '../../../../main/core/sync/replica-ports.ts';
import { FakeCalendar, offline } from '../../../support/fake-calendar.ts';
import type { Call, Moment } from '../../../support/fake-remote.ts';
import { eventText } from '../../../support/fake-world.ts';
import { CALENDAR, NOW, Replica, type PullOptions } from '../../../support/replica.ts';

const HOUR = 3_600_000;

interface Pair {
  readonly server: FakeCalendar;
  readonly replica: Replica;
  pull(options?: PullOptions): ReturnType<Replica['pullFrom']>;
  /** The failure of a pull; null when it went well. */
  failure(options?: PullOptions): Promise<unknown>;
}

function pair(hrefs: readonly string[] = [], prepare: (server: FakeCalendar) => void = () => {}): Pair {
  const server = new FakeCalendar();
  prepare(server);
  for (const href of hrefs) server.put(href, eventText(href, 'Meeting'));
  const replica = new Replica();
  const pull = (options: PullOptions = {}) => replica.pullFrom(server.remote, options);
  const failure = (options: PullOptions = {}) =>
    pull(options).then(
      () => null,
      (error: unknown) => error,
    );
  return { server, replica, pull, failure };
}

async function pulled(hrefs: readonly string[], prepare?: (server: FakeCalendar) => void): Promise<Pair> {
  const both = pair(hrefs, prepare);
  await both.pull();
  both.server.calls.length = 0;
  return both;
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `/c/${String(n).padStart(4, '0')}.ics`);

/** Does something once, the nth time a call is at a moment. */
function once(server: FakeCalendar, where: `${Moment} ${Call}`, act: () => void, nth = 1): void {
  let times = 0;
  server.at = (moment, call) => {
    if (`${moment} ${call}` === where && (times += 1) === nth) act();
  };
}

const fail = (): never => {
  throw offline();
};

const page = (members: readonly ListedMember[], token: string, more = false) =>
  ({ members, answer: { kind: 'page', token, more } }) as const;

async function level({ server, replica }: Pair): Promise<void> {
  expect(await replica.etags()).toEqual(server.etags);
}

describe('the first pull', () => {
  test('asks for everything in one request, then what happened since the version that is older', async () => {
    const both = pair(['/c/a.ics', '/c/b.ics']);
    expect(await both.pull()).toEqual({ objects: 2, changes: 0, refused: 0 });
    expect(both.server.calls).toEqual(['probe', 'query', 'changesSince rev-2']);
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-2' });
    expect(await both.replica.store.object(CALENDAR, '/c/b.ics')).toEqual(both.server.object('/c/b.ics'));
    await level(both);
  });

  test('asks for no version when a look just found it', async () => {
    const both = pair(['/c/a']);
    await both.pull({ version: both.server.version });
    expect(both.server.calls).toEqual(['query', 'changesSince rev-1']);
  });

  test('has what changed between the version and the answer, and tells nothing of it', async () => {
    const both = pair(names(10));
    const { version } = both.server;
    both.server.pageSize = 1;
    both.server.put('/c/0001.ics', eventText('1', 'Before the query'));
    once(both.server, 'after query', () => {
      both.server.put('/c/0002.ics', eventText('2', 'After the query'));
      both.server.delete('/c/0003.ics');
      both.server.put('/c/new.ics', eventText('new', 'New'));
    });
    await both.pull({ version });
    await level(both);
    expect(await both.replica.changes()).toEqual([]);
    expect(await both.replica.state()).toEqual({ at: 'token', token: both.server.token });
  });

  test.each(['cut-short', 'unsupported', 'blank'] as const)(
    'whose one request is %s lists, and fetches only what is missing',
    async (querying) => {
      const both = pair(['/c/a', '/c/b'], (s) => (s.querying = querying));
      await both.pull();
      const missing = querying === 'cut-short' ? 'fetch /c/b' : 'fetch /c/a /c/b';
      expect(both.server.calls).toEqual(['probe', 'query', 'changesSince', missing]);
      await level(both);
    },
  );

  test('of a server that names its token only in answers lists, and stays with the token', async () => {
    const both = pair(['/c/a'], (s) => (s.tellsToken = false));
    await both.pull();
    expect(both.server.calls).toEqual(['probe', 'query', 'changesSince']);
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-1' });
    await level(both);
  });

  test('of an empty calendar makes sure that it is empty', async () => {
    const both = pair();
    await both.pull();
    expect(both.server.calls).toEqual(['probe', 'query', 'changesSince']);
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-0' });
  });

  test('that was cut off fetches only the rest, and drops what is not there any more', async () => {
    const both = pair(names(6), (s) => (s.partSize = 2));
    once(both.server, 'during query', fail, 2);
    expect(await both.failure()).toMatchObject({ kind: 'offline' });
    expect(await both.replica.state()).toEqual({ at: 'nothing' });
    expect((await both.replica.etags()).size).toBe(0);
    both.server.delete('/c/0001.ics');
    both.server.calls.length = 0;
    await both.pull();
    expect(both.server.calls).toEqual(['probe', 'changesSince', 'fetch /c/0004.ics /c/0005.ics']);
    await level(both);
    expect(await both.replica.changes()).toEqual([]);
  });

  test('that is answered by a listing in disguise lists, so that what was deleted meanwhile is gone', async () => {
    const both = pair(names(4), (s) => (s.stale = 'silent-listing'));
    const { version } = both.server;
    once(both.server, 'after query', () => {
      both.server.delete('/c/0001.ics');
      both.server.forgetHistory();
    });
    await both.pull({ version });
    await level(both);
  });

  test('whose token means nothing lists', async () => {
    const both = pair(['/c/a']);
    const { version } = both.server;
    both.server.forgetHistory();
    await both.pull({ version });
    expect(both.server.calls).toEqual(['query', 'changesSince rev-1', 'changesSince']);
    await level(both);
  });

  test.each([
    ['says so', (s: FakeCalendar): void => void (s.supportsSync = false), ['probe', 'list', 'fetch /c/a']],
    [
      'only shows it',
      (s: FakeCalendar): void => void (s.refusesSync = true),
      ['probe', 'query', 'changesSince rev-1', 'changesSince', 'probe', 'list'],
    ],
  ] as const)(
    'of a server without sync-collection that %s stays with the ctag',
    async (_how, prepare, calls) => {
      const both = pair(['/c/a'], prepare);
      await both.pull();
      expect(both.server.calls).toEqual(calls);
      expect(await both.replica.state()).toEqual({ at: 'ctag', ctag: 'ctag-1' });
      await level(both);
    },
  );

  test('by query is audited in about an hour, by listing in about a day', async () => {
    for (const [querying, hours] of [
      ['all', 1],
      ['unsupported', 24],
    ] as const) {
      const both = pair(['/c/a'], (s) => (s.querying = querying));
      await both.pull();
      expect((await both.replica.store.health(CALENDAR)).auditAt).toBe(NOW + hours * HOUR);
    }
  });
});

describe('a later pull', () => {
  test('fetches only what moved, in two requests', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    both.server.put('/c/b', eventText('/c/b', 'Moved'));
    both.server.delete('/c/c');
    both.server.put('/c/d', eventText('/c/d', 'New'));
    expect(await both.pull()).toMatchObject({ objects: 3, changes: 3 });
    expect(both.server.calls).toEqual(['changesSince rev-3', 'fetch /c/b /c/d']);
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind).toSorted()).toEqual([
      'changed',
      'created',
      'deleted',
    ]);
  });

  test('with nothing new asks for nothing', async () => {
    const both = await pulled(['/c/a']);
    expect(await both.pull()).toEqual({ objects: 0, changes: 0, refused: 0 });
    expect(both.server.calls).toEqual(['changesSince rev-1']);
  });

  test('tells an event that took the name of another for what it is, also when it was moved there', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    both.server.put('/c/a', eventText('other', 'Another'));
    const b = both.server.object('/c/b')?.ical ?? '';
    both.server.delete('/c/b');
    both.server.put('/c/c', b);
    await both.pull();
    await level(both);
    const told = (await both.replica.changes()).map((c) => `${c.kind} ${c.uid}`);
    expect(told.toSorted()).toEqual(['created other', 'deleted /c/a', 'deleted /c/c']);
  });

  test('does not remove what it never had', async () => {
    const both = await pulled(['/c/a']);
    both.server.lies.push(page([{ href: '/c/never-seen', etag: null }], 'rev-1'));
    await both.pull();
    await level(both);
    expect(await both.replica.changes()).toEqual([]);
  });

  test('commits page after page, each with its token, and goes on there after a failure', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.pageSize = 1;
    both.server.put('/c/a', eventText('/c/a', 'Moved'));
    both.server.put('/c/b', eventText('/c/b', 'Moved'));
    once(both.server, 'before changesSince', fail, 2);
    expect(await both.failure()).toMatchObject({ kind: 'offline' });
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-3' });
    expect(await both.replica.changes()).toHaveLength(1);
    await both.pull();
    await level(both);
    expect(await both.replica.changes()).toHaveLength(2);
  });

  test('that failed between fetch and commit neither shows nor keeps what it had fetched', async () => {
    const both = await pulled(['/c/a']);
    both.server.put('/c/a', eventText('/c/a', 'Second'));
    both.server.put('/c/passing', eventText('p', 'Here and gone'));
    once(both.server, 'after fetch', fail);
    expect(await both.failure()).toMatchObject({ kind: 'offline' });
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-1' });
    both.server.mentionsPassing = false;
    both.server.delete('/c/passing');
    await both.pull();
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind)).toEqual(['changed']);
  });

  test('takes what vanished between listing and fetch for gone', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.put('/c/a', eventText('/c/a', 'Moved'));
    both.server.put('/c/new');
    once(both.server, 'before fetch', () => {
      for (const href of ['/c/a', '/c/new']) both.server.delete(href);
    });
    await both.pull();
    expect([...(await both.replica.etags()).keys()]).toEqual(['/c/b']);
    await both.pull();
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind)).toEqual(['deleted']);
  });

  test('keeps the version it was given when that is newer than the one listed', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.put('/c/a', eventText('/c/a', 'Second'));
    once(both.server, 'before fetch', () => both.server.put('/c/a', eventText('/c/a', 'Third')));
    await both.pull();
    await level(both);
    await both.pull();
    await level(both);
    expect((await both.replica.changes()).map((c) => c.after?.title)).toEqual(['Third']);
  });

  test('leaves refused objects as they are, says how many, and takes the rest', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    for (const href of ['/c/a', '/c/b', '/c/new']) both.server.put(href, eventText(href, 'Moved'));
    both.server.refused.add('/c/a').add('/c/new');
    expect(await both.pull()).toEqual({ objects: 1, changes: 1, refused: 2 });
    expect((await both.replica.etags()).get('/c/a')).toBe('"1"');
    expect((await both.replica.etags()).get('/c/b')).toBe('"4"');
    both.server.refused.clear();
    await both.pull({ audit: true });
    await level(both);
    expect(await both.replica.changes()).toHaveLength(3);
  });

  test('that runs in circles is finished by a listing that does not', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.put('/c/c', eventText('/c/c', 'New'));
    both.server.lies.push(page([], 'rev-2', true));
    await both.pull();
    expect(both.server.calls).toEqual(['changesSince rev-2', 'changesSince', 'fetch /c/c']);
    await level(both);
  });

  test('whose listing runs in circles too takes the other road instead of a part for the whole', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    const [first] = both.server.members();
    both.server.lies.push({ members: [], answer: { kind: 'expired' } });
    for (let lie = 0; lie < 2; lie += 1) both.server.lies.push(page(first ? [first] : [], 'same', true));
    await both.pull();
    expect(both.server.calls).toEqual([
      'changesSince rev-3',
      'changesSince',
      'changesSince same',
      'probe',
      'list',
    ]);
    await level(both);
    expect(await both.replica.changes()).toEqual([]);
  });

  test('that pages for ever is given up', async () => {
    const both = await pulled(['/c/a']);
    for (let n = 0; n < 500; n += 1) both.server.lies.push(page([], `t${n}`, true));
    expect(await both.failure()).toMatchObject({ kind: 'protocol', reason: 'endless-paging' });
    expect(both.server.calls).toHaveLength(200);
  });

  test('ends when it is called off, and commits nothing after that', async () => {
    const both = await pulled(['/c/a']);
    const controller = new AbortController();
    both.server.put('/c/a');
    once(both.server, 'after fetch', () => controller.abort());
    expect(await both.failure({ signal: controller.signal })).toMatchObject({ name: 'AbortError' });
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-1' });
  });

  test('called off while the store works commits nothing either', async () => {
    const both = await pulled(['/c/a']);
    const controller = new AbortController();
    both.server.put('/c/a');
    const failed = await both.failure({
      signal: controller.signal,
      through: (intake) => ({
        begin: (keep) => intake.begin(keep),
        list: (members) => intake.list(members),
        standing: (complete) => intake.standing(complete),
        wanted: async (after, limit) => {
          const hrefs = await intake.wanted(after, limit);
          if (hrefs.length === 0) controller.abort();
          return hrefs;
        },
        stage: (fetched) => intake.stage(fetched),
        commit: (end) => intake.commit(end),
      }),
    });
    expect(failed).toMatchObject({ name: 'AbortError' });
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-1' });
  });
});

describe('a server without sync-collection', () => {
  const prepare = (server: FakeCalendar): void => void (server.supportsSync = false);

  test('is asked for its ctag, and listed when that moved', async () => {
    const both = await pulled(['/c/a'], prepare);
    await both.pull();
    expect(both.server.calls).toEqual(['probe']);
    both.server.put('/c/b', eventText('/c/b', 'New'));
    both.server.delete('/c/a');
    await both.pull();
    expect(both.server.calls.slice(1)).toEqual(['probe', 'list', 'fetch /c/b']);
    await level(both);
    expect(await both.replica.state()).toEqual({ at: 'ctag', ctag: 'ctag-3' });
  });

  test('that a look just asked is not asked again', async () => {
    const both = await pulled(['/c/a'], prepare);
    both.server.put('/c/b');
    await both.pull({ version: both.server.version });
    expect(both.server.calls).toEqual(['list', 'fetch /c/b']);
  });

  test('without a ctag is listed each time', async () => {
    const both = await pulled(['/c/a'], (s) => {
      prepare(s);
      s.hasCtag = false;
    });
    await both.pull();
    expect(both.server.calls).toEqual(['probe', 'list']);
  });

  test('whose list is older than its ctag is seen again, never missed', async () => {
    const both = await pulled(['/c/a'], prepare);
    both.server.put('/c/b', eventText('/c/b', 'New'));
    once(both.server, 'after probe', () => both.server.put('/c/c', eventText('/c/c', 'Newer')));
    await both.pull();
    expect(await both.replica.state()).toEqual({ at: 'ctag', ctag: 'ctag-2' });
    await both.pull();
    await level(both);
    expect(await both.replica.changes()).toHaveLength(2);
  });

  test('that learns it is asked by it from the next audit on', async () => {
    const both = await pulled(['/c/a'], prepare);
    both.server.supportsSync = true;
    await both.pull();
    expect(await both.replica.state()).toMatchObject({ at: 'ctag' });
    await both.pull({ audit: true });
    expect(await both.replica.state()).toEqual({ at: 'token', token: both.server.token });
    await level(both);
  });
});

describe('a token that expired', () => {
  test('is replaced by a full listing, and what did not change is not fetched', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    both.server.delete('/c/b');
    both.server.put('/c/d');
    both.server.forgetHistory();
    await both.pull();
    expect(both.server.calls).toEqual(['changesSince rev-3', 'changesSince', 'fetch /c/d']);
    await level(both);
    expect(await both.replica.state()).toEqual({ at: 'token', token: both.server.token });
    expect((await both.replica.changes()).map((c) => c.kind)).toEqual(['deleted']);
  });

  test('between two pages of changes costs nothing that was there', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    both.server.pageSize = 1;
    both.server.put('/c/a', eventText('/c/a', 'Moved'));
    both.server.delete('/c/b');
    once(both.server, 'before changesSince', () => both.server.forgetHistory(), 2);
    await both.pull();
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind).toSorted()).toEqual(['changed', 'deleted']);
  });

  test('between two pages of a listing starts it over, once, and stays with tokens', async () => {
    const both = await pulled(names(5));
    both.server.pageSize = 2;
    both.server.forgetHistory();
    once(both.server, 'before changesSince', () => both.server.forgetHistory(), 3);
    await both.pull();
    await level(both);
    expect(await both.replica.state()).toMatchObject({ at: 'token' });
  });

  test('again and again lists another way', async () => {
    const both = await pulled(names(5));
    both.server.pageSize = 2;
    both.server.at = (moment, call) => {
      if (moment === 'before' && call === 'changesSince') both.server.forgetHistory();
    };
    await both.pull();
    expect(both.server.calls.slice(-2)).toEqual(['probe', 'list']);
    await level(both);
  });

  test('leaves the replica alone while the listing fails', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.forgetHistory();
    once(both.server, 'before changesSince', fail, 2);
    expect(await both.failure()).toMatchObject({ kind: 'offline' });
    expect((await both.replica.etags()).size).toBe(2);
  });

  test('and content as it was long ago shows as it is, not as it was fetched in between', async () => {
    const both = await pulled(['/c/a', '/c/b'], (s) => (s.hashes = true));
    const first = both.server.object('/c/a');
    both.server.put('/c/a', eventText('/c/a', 'Second'));
    both.server.forgetHistory();
    once(both.server, 'after fetch', fail);
    expect(await both.failure()).toMatchObject({ kind: 'offline' });
    both.server.put('/c/a', first?.ical ?? '');
    await both.pull();
    await level(both);
    expect(await both.replica.store.object(CALENDAR, '/c/a')).toEqual(first);
    expect(await both.replica.changes()).toEqual([]);
  });
});

describe('a server that lists everything for a token it does not know', () => {
  test.each([5, 60])('is found out, and what was deleted is gone: %i objects', async (count) => {
    const both = await pulled(names(count), (s) => (s.stale = 'silent-listing'));
    both.server.delete('/c/0001.ics');
    both.server.put('/c/0002.ics', eventText('/c/0002.ics', 'Moved'));
    both.server.forgetHistory();
    await both.pull();
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind).toSorted()).toEqual(['changed', 'deleted']);
  });

  test('is found out when most is gone, and when all that is left changed', async () => {
    const most = await pulled(names(60), (s) => (s.stale = 'silent-listing'));
    for (const href of names(50)) most.server.delete(href);
    most.server.forgetHistory();
    await most.pull();
    await level(most);
    const all = await pulled(names(60), (s) => (s.stale = 'silent-listing'));
    for (const href of names(60)) all.server.put(href, eventText(href, 'Rewritten'));
    all.server.forgetHistory();
    await all.pull();
    expect(all.server.calls[1]).toBe('changesSince');
    await level(all);
  });
});

describe('an audit', () => {
  test('finds what the token did not tell', async () => {
    const both = await pulled(['/c/a', '/c/b', '/c/c']);
    both.server.delete('/c/a');
    both.server.put('/c/b', eventText('/c/b', 'Moved'));
    both.server.lies.push(page([], both.server.token));
    await both.pull();
    expect((await both.replica.etags()).size).toBe(3);
    await both.pull({ audit: true });
    await level(both);
    expect((await both.replica.changes()).map((c) => c.kind).toSorted()).toEqual(['changed', 'deleted']);
  });

  test('of a calendar that is as it should be fetches nothing and tells nothing', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    expect(await both.pull({ audit: true })).toEqual({ objects: 0, changes: 0, refused: 0 });
    expect(both.server.calls).toEqual(['changesSince']);
    expect((await both.replica.store.health(CALENDAR)).auditAt).toBe(NOW + 24 * HOUR);
  });

  test('lists where the ctag says that nothing moved', async () => {
    const both = await pulled(['/c/a'], (s) => (s.supportsSync = false));
    await both.pull({ audit: true });
    expect(both.server.calls).toEqual(['probe', 'list']);
  });
});

describe('an answer that would leave nothing', () => {
  const gone = ['/c/a', '/c/b'].map((href) => ({ href, etag: null }));

  test('is believed when full listings agree', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.delete('/c/a');
    both.server.delete('/c/b');
    await both.pull();
    expect((await both.replica.etags()).size).toBe(0);
    expect(both.server.calls).toEqual(['changesSince rev-2', 'changesSince', 'list']);
  });

  test('is not believed when the listing shows objects: what is listed counts', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.lies.push(page(gone, 'x'));
    await both.pull();
    await level(both);
    expect(await both.replica.state()).toEqual({ at: 'token', token: 'rev-2' });
    expect(await both.replica.changes()).toEqual([]);
  });

  test('is not believed as a listing when another shows objects', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.lies.push({ members: [], answer: { kind: 'expired' } }, page([], 'x'));
    expect(await both.failure()).toMatchObject({ kind: 'protocol', reason: 'contradictory-listing' });
    expect((await both.replica.etags()).size).toBe(2);
    await both.pull();
    await level(both);
  });

  test('is not believed while the second listing fails', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.lies.push(page(gone, 'x'), page([], 'x'));
    once(both.server, 'before list', () => {
      throw new BelfryError('busy', { retryAfter: 60_000 });
    });
    expect(await both.failure()).toMatchObject({ kind: 'busy' });
    expect((await both.replica.etags()).size).toBe(2);
  });

  test('is not believed when it comes one body at a time: everything changed, and no body is to be had', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    for (const href of ['/c/a', '/c/b']) both.server.put(href, eventText(href, 'Moved'));
    const { objects } = both.server;
    const kept = new Map(objects);
    // Only the bodies are missing, the listings are as ever.
    both.server.at = (moment, call) => {
      if (call !== 'fetch') return;
      if (moment === 'before') objects.clear();
      else for (const [href, stored] of kept) objects.set(href, stored);
    };
    expect(await both.failure()).toMatchObject({ kind: 'protocol', reason: 'contradictory-listing' });
    expect((await both.replica.etags()).size).toBe(2);
  });

  test('is no dead end when everything was replaced and the new comes a page later', async () => {
    const both = await pulled(['/c/a', '/c/b']);
    both.server.pageSize = 2;
    both.server.delete('/c/a');
    both.server.delete('/c/b');
    both.server.put('/c/c');
    both.server.put('/c/d');
    await both.pull();
    await level(both);
  });

  test('of a server without sync-collection is asked for twice', async () => {
    const both = await pulled(['/c/a'], (s) => (s.supportsSync = false));
    both.server.delete('/c/a');
    await both.pull();
    expect(both.server.calls).toEqual(['probe', 'list', 'list']);
    expect((await both.replica.etags()).size).toBe(0);
  });
});
