// What every RemoteCalendar promises, whatever server is behind it. Run on the server inside the test's process in all
// its moods, and on real ones; where servers differ, `ServerTraits` says so.
import { afterEach, describe, expect, test } from 'vitest';
import { davHttp } from '../../main/caldav/http.ts';
import { remoteCalendar } from '../../main/caldav/remote-calendar.ts';
import type { CalendarObject } from '../../main/core/model.ts';
import type { Access } from '../../main/core/ports.ts';
import type {
  Fetched,
  ListedMember,
  RemoteCalendar,
  SyncAnswer,
} from '../../main/core/sync/replica-ports.ts';

/** A calendar on a running server, and a second pair of hands that edits it without the code under test. */
export interface ServedCalendar {
  /** Absolute, ending in '/'. */
  readonly url: string;
  readonly access: Access;
  /** Creates or replaces the object of that (not encoded) name. */
  put(name: string, ical: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** After the test; the server may go on. */
  close(): Promise<void>;
}

/** Name of an object -> its iCalendar text. */
export type Objects = Readonly<Record<string, string>>;

/** How servers differ. The comments name the usual answer. */
export interface ServerTraits {
  /** true: answers sync-collection. */
  readonly sync: boolean;
  /** 'expired': says that a token means nothing; 'listing': lists everything instead, without a word (DAViCal). */
  readonly unknownToken: 'expired' | 'listing';
  /** true: gives everything in one calendar-query. */
  readonly query: boolean;
  /** true: a second object with the same UID is refused. */
  readonly uniqueUids: boolean;
  /** true: text that is no iCalendar is refused. */
  readonly checksObjects: boolean;
  /** true: an object is one whatever its name ends in. */
  readonly anyName: boolean;
  /** true: wants the password (Xandikos alone does not). */
  readonly password: boolean;
  /** true: a token that was given out earlier and one for the same content now are different (git gives the same). */
  readonly tokensMove: boolean;
}

/** By the book. */
export const USUAL: ServerTraits = {
  sync: true,
  unknownToken: 'expired',
  query: true,
  uniqueUids: true,
  checksObjects: true,
  anyName: true,
  password: true,
  tokensMove: true,
};

/** An event of its own day, valid for strict servers. */
export function eventText(uid: string, summary = 'Stand-up'): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Belfry//contract//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T000000Z',
    'DTSTART:20261124T140000Z',
    'DTEND:20261124T150000Z',
    `SUMMARY:${summary}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** `count` events named 0.ics, 1.ics... */
export function manyEvents(count: number): Objects {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${i}.ics`, eventText(`uid-${i}`, `No ${i}`)]),
  );
}

/** What a call handed over, and whether it was ever handed a part before it had taken the one before. */
export interface Taken<T> {
  readonly parts: T[];
  readonly take: (part: T) => Promise<void>;
  overlapped: boolean;
}

export function taking<T>(): Taken<T> {
  let isTaking = false;
  const taken: Taken<T> = {
    parts: [],
    overlapped: false,
    take: async (part) => {
      if (isTaking) taken.overlapped = true;
      isTaking = true;
      await new Promise((resolve) => setImmediate(resolve));
      taken.parts.push(part);
      isTaking = false;
    },
  };
  return taken;
}

export interface Listed {
  readonly answer: SyncAnswer;
  /** Name -> ETag, null for gone. */
  readonly members: ReadonlyMap<string, string | null>;
}

export const summaryOf = (ical: string): string => /^SUMMARY:(.*?)\r?$/m.exec(ical)?.[1] ?? '';
export const nameOf = (href: string): string => decodeURIComponent(href.split('/').at(-1) ?? '');

/** Asks what changed and collects it. */
export async function changes(
  remote: RemoteCalendar,
  token: string | null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Listed> {
  const { parts, take } = taking<readonly ListedMember[]>();
  const answer = await remote.changesSince(token, take, signal);
  return { answer, members: new Map(parts.flat().map((m) => [nameOf(m.href), m.etag])) };
}

/** Fetches and collects. */
export async function fetched(
  remote: RemoteCalendar,
  hrefs: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Fetched & { readonly parts: readonly Fetched[]; readonly overlapped: boolean }> {
  const taken = taking<Fetched>();
  await remote.fetch(hrefs, taken.take, signal);
  return {
    objects: taken.parts.flatMap((p) => p.objects),
    gone: taken.parts.flatMap((p) => p.gone),
    refused: taken.parts.flatMap((p) => p.refused),
    parts: taken.parts,
    overlapped: taken.overlapped,
  };
}

// Declared only where it means something: a test that is skipped counts as one that this machine could not run.
const testIf = (holds: boolean) => (name: string, run: () => Promise<void>) => {
  if (holds) test(name, run);
};
const describeIf = (holds: boolean) => (name: string, declare: () => void) => {
  if (holds) describe(name, declare);
};

type Serve = (objects: Objects) => Promise<ServedCalendar>;

/** Declares the suite. `serve` gives a calendar of its own with these objects in it. */
export function remoteCalendarContract(name: string, serve: Serve, traits: ServerTraits = USUAL): void {
  const signal = new AbortController().signal;
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const opened = async (objects: Objects, over: Partial<Access> = {}) => {
    const served = await serve(objects);
    const http = davHttp({ ...served.access, ...over }, Date.now);
    closing.push(
      () => served.close(),
      () => http.close(),
    );
    const remote = remoteCalendar(served.url, http);
    const href = (one: string) =>
      new URL(encodeURIComponent(one), served.url).pathname.replaceAll('%40', '@');
    return { served, remote, href, http };
  };
  const odd = traits.anyName ? 'b ü@x' : 'b ü@x.ics';
  const two: Objects = { 'a.ics': eventText('a', 'Alpha'), [odd]: eventText('b', 'Beta') };

  describe(`${name}: how far it has moved`, () => {
    test('is told by one request, and moves with every edit', async () => {
      const { remote, served, http } = await opened(two);
      const before = await remote.probe(signal);
      expect(http.count).toBe(1);
      expect(before.supportsSync).toBe(traits.sync);
      expect(typeof before.token === 'string').toBe(traits.sync);
      expect(before.ctag ?? before.token).toBeTruthy();
      expect(await remote.probe(signal)).toEqual(before);
      await served.put('c.ics', eventText('c'));
      const after = await remote.probe(signal);
      expect([after.ctag, after.token]).not.toEqual([before.ctag, before.token]);
    });

    testIf(traits.password)('is not told to a stranger', async () => {
      const { remote } = await opened(two, { credentials: { username: 'alice', password: 'wrong' } });
      await expect(remote.probe(signal)).rejects.toMatchObject({ kind: 'unauthorized' });
    });
  });

  describeIf(traits.sync)(`${name}: what changed`, () => {
    test('without a token is everything', async () => {
      const { remote } = await opened(two);
      const { answer, members } = await changes(remote, null);
      expect(answer).toMatchObject({ kind: 'page', more: false, token: expect.stringMatching(/./) });
      expect([...members.keys()].toSorted()).toEqual(['a.ics', odd]);
      for (const etag of members.values()) expect(etag).toMatch(/^".+"$/);
    });

    test('since a token is what happened since', async () => {
      const { remote, served } = await opened(two);
      const first = await changes(remote, null);
      const token = first.answer.kind === 'page' ? first.answer.token : '';
      expect((await changes(remote, token)).members.size).toBe(0);
      await served.put('c.ics', eventText('c', 'Gamma'));
      await served.put('a.ics', eventText('a', 'Alpha later'));
      await served.remove(odd);
      const { answer, members } = await changes(remote, token);
      expect(answer).toMatchObject({ kind: 'page', more: false });
      expect([...members.keys()].toSorted()).toEqual(['a.ics', odd, 'c.ics']);
      expect(members.get(odd)).toBeNull();
      expect(members.get('a.ics')).not.toBe(first.members.get('a.ics'));
    });

    test('since nothing the server knows', async () => {
      const { remote } = await opened(two);
      for (const token of ['nonsense & <more>', 'http://example.org/ns/sync/0', 'data:,999999']) {
        const { answer, members } = await changes(remote, token);
        expect(answer.kind).toBe(traits.unknownToken === 'expired' ? 'expired' : 'page');
        if (traits.unknownToken === 'listing') expect(members.size).toBe(2);
      }
    });

    testIf(traits.tokensMove)('is asked again from each token in turn', async () => {
      const { remote, served } = await opened({});
      const names: string[] = [];
      let token: string | null = null;
      for (const one of ['1', '2', '3', '4']) {
        const { answer, members } = await changes(remote, token);
        if (answer.kind !== 'page') throw new Error('no page');
        expect(answer.token).not.toBe(token);
        names.push(...members.keys());
        token = answer.token;
        await served.put(one, eventText(one));
      }
      expect(names).toEqual(expect.arrayContaining(['1', '2', '3']));
    });
  });

  describe(`${name}: a listing`, () => {
    test('names every object with the ETag that deltas and bodies have, and nothing else', async () => {
      const { remote, href } = await opened(two);
      const { parts, take } = taking<readonly ListedMember[]>();
      await remote.list(take, signal);
      const listed = parts.flat().toSorted((x, y) => x.href.localeCompare(y.href));
      expect(listed.map((m) => m.href)).toEqual([href('a.ics'), href(odd)]);
      const { objects } = await fetched(remote, [href('a.ics'), href(odd)]);
      const etags = new Map(objects.map((o) => [o.href, o.etag]));
      for (const member of listed) expect(member.etag).toBe(etags.get(member.href));
      if (!traits.sync) return;
      const { members } = await changes(remote, null);
      expect(members).toEqual(new Map(listed.map((m) => [nameOf(m.href), m.etag])));
    });

    test('of nothing is empty', async () => {
      const { remote } = await opened({});
      const { parts, take } = taking<readonly ListedMember[]>();
      await remote.list(take, signal);
      expect(parts.flat()).toEqual([]);
    });
  });

  describe(`${name}: bodies`, () => {
    testIf(traits.query)('come all in one answer', async () => {
      const { remote, http, href } = await opened(two);
      const { parts, take } = taking<readonly CalendarObject[]>();
      expect(await remote.query(take, signal)).toBe(true);
      expect(http.count).toBe(1);
      const got = parts.flat().toSorted((x, y) => x.href.localeCompare(y.href));
      expect(got.map((o) => [o.href, summaryOf(o.ical)])).toEqual([
        [href('a.ics'), 'Alpha'],
        [href(odd), 'Beta'],
      ]);
    });

    test('come by name, each in one list of one part, those missing as gone', async () => {
      const { remote, href } = await opened({ ...two, ...manyEvents(230) });
      const names = [...Object.keys(manyEvents(230)), ...Object.keys(two), 'missing.ics', 'nor this'];
      const got = await fetched(remote, names.map(href));
      expect(got.overlapped).toBe(false);
      expect(got.objects).toHaveLength(232);
      expect(got.gone.toSorted()).toEqual([href('missing.ics'), href('nor this')].toSorted());
      expect(got.refused).toEqual([]);
      const all = got.parts.flatMap((p) => [...p.objects.map((o) => o.href), ...p.gone, ...p.refused]);
      expect(all.toSorted()).toEqual(names.map(href).toSorted());
      expect(new Map(got.objects.map((o) => [o.href, summaryOf(o.ical)])).get(href(odd))).toBe('Beta');
    });

    test('of one object alone', async () => {
      const { remote, href } = await opened(two);
      const got = await fetched(remote, [href('a.ics')]);
      expect(got.objects.map((o) => summaryOf(o.ical))).toEqual(['Alpha']);
      expect(await fetched(remote, [href('missing')])).toMatchObject({
        objects: [],
        gone: [href('missing')],
      });
    });

    test('of nothing are not asked for', async () => {
      const { remote, http } = await opened(two);
      expect((await fetched(remote, [])).parts).toEqual([]);
      expect(http.count).toBe(0);
    });

    test('keep their letters', async () => {
      const text = 'Grüße ✓ 日本語 & <b> "q" 😀';
      const { remote, href } = await opened({ 'l.ics': eventText('l', text), ...two });
      const got = await fetched(remote, ['l.ics', 'a.ics'].map(href));
      expect(got.objects.map((o) => summaryOf(o.ical)).toSorted()).toEqual(['Alpha', text].toSorted());
      expect((await fetched(remote, [href('l.ics')])).objects.map((o) => summaryOf(o.ical))).toEqual([text]);
    });
  });

  describe(`${name}: writing`, () => {
    const etagOf = async (remote: RemoteCalendar, href: string): Promise<string> =>
      (await fetched(remote, [href])).objects[0]?.etag ?? '';

    test('creates, replaces and removes', async () => {
      const { remote, href } = await opened(two);
      const target = href('new ü.ics');
      expect(await remote.put(target, eventText('new', 'One'), null, signal)).toEqual({ kind: 'written' });
      const first = await etagOf(remote, target);
      expect(await remote.put(target, eventText('new', 'Two'), first, signal)).toEqual({ kind: 'written' });
      const [object] = (await fetched(remote, [target])).objects;
      expect(summaryOf(object?.ical ?? '')).toBe('Two');
      expect(await remote.remove(target, object?.etag ?? '', signal)).toEqual({ kind: 'written' });
      expect((await fetched(remote, [target])).gone).toEqual([target]);
    });

    test('over what somebody else wrote is a conflict, and changes nothing', async () => {
      const { remote, served, href } = await opened(two);
      const target = href('a.ics');
      const stale = await etagOf(remote, target);
      await served.put('a.ics', eventText('a', 'Theirs'));
      expect(await remote.put(target, eventText('a', 'Ours'), stale, signal)).toEqual({ kind: 'conflict' });
      expect(await remote.remove(target, stale, signal)).toEqual({ kind: 'conflict' });
      expect(await remote.put(target, eventText('a', 'Ours'), null, signal)).toEqual({ kind: 'conflict' });
      const [object] = (await fetched(remote, [target])).objects;
      expect(summaryOf(object?.ical ?? '')).toBe('Theirs');
    });

    test('what is gone is a conflict', async () => {
      const { remote, served, href } = await opened(two);
      const stale = await etagOf(remote, href('a.ics'));
      await served.remove('a.ics');
      expect(await remote.put(href('a.ics'), eventText('a', 'Ours'), stale, signal)).toEqual({
        kind: 'conflict',
      });
      expect(await remote.remove(href('a.ics'), stale, signal)).toEqual({ kind: 'conflict' });
      expect((await fetched(remote, [href('a.ics')])).gone).toEqual([href('a.ics')]);
    });

    testIf(traits.checksObjects)('nonsense is refused', async () => {
      const { remote, href } = await opened(two);
      const written = await remote.put(href('n.ics'), 'this is no calendar', null, signal);
      expect(written).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/./) });
      expect((await fetched(remote, [href('n.ics')])).gone).toEqual([href('n.ics')]);
    });

    testIf(traits.uniqueUids)('a UID that is taken is refused', async () => {
      const { remote, href } = await opened(two);
      const written = await remote.put(href('again.ics'), eventText('a', 'Twin'), null, signal);
      expect(written).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/./) });
    });
  });

  describe(`${name}: being called off`, () => {
    test('ends every question with AbortError', async () => {
      const { remote, href } = await opened(two);
      const gone = AbortSignal.abort();
      const nothing = async () => {};
      const asked = [
        remote.probe(gone),
        remote.changesSince(null, nothing, gone),
        remote.list(nothing, gone),
        remote.query(nothing, gone),
        remote.fetch([href('a.ics')], nothing, gone),
        remote.put(href('p.ics'), eventText('p'), null, gone),
        remote.remove(href('a.ics'), '"x"', gone),
      ];
      for (const one of await Promise.allSettled(asked)) {
        expect(one).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      }
      expect((await fetched(remote, [href('a.ics'), href('p.ics')])).gone).toEqual([href('p.ics')]);
    });
  });
}
