// What every Store promises. Run on the SQLite store and on the in-memory one, so that the fake cannot drift.
import { describe, expect, test } from 'vitest';
import type { Change, Delta, Occurrence, When } from '../../main/core/model.ts';
import type { Commit, IndexEntry, Store } from '../../main/core/ports.ts';

export const TEAM = 'acc1:team';
export const HOME = 'acc1:home';
const NOON = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;

/** A single event's occurrence in TEAM, at noon unless said otherwise. */
export function occurrence(over: Partial<Occurrence> = {}): Occurrence {
  return {
    calendarId: TEAM,
    href: '/team/a.ics',
    uid: 'a',
    recurrenceId: '',
    title: 'Stand-up',
    place: 'Room 2',
    when: { at: 'time', startsAt: NOON, endsAt: NOON + HOUR },
    recurrence: '',
    cancelled: false,
    ...over,
  };
}

/** The index entry that belongs to some occurrences of one object. */
export function entry(
  href: string,
  occurrences: readonly Occurrence[],
  over: Partial<IndexEntry> = {},
): IndexEntry {
  const uid = href.replace(/^.*\/|\.ics$/g, '');
  return { calendarId: TEAM, href, uid, occurrences, indexedUntil: Infinity, bad: false, ...over };
}

/** A commit to TEAM with a token; each index entry brings its object, etag 'v1'. */
export function commitOf(
  index: readonly IndexEntry[],
  over: Omit<Partial<Commit>, 'delta'> & { delta?: Partial<Delta> } = {},
): Commit {
  const upserts = index.map(({ href }) => ({ href, etag: 'v1', ical: `BEGIN:VCALENDAR ${href}` }));
  const { delta, ...rest } = over;
  return {
    calendarId: TEAM,
    index,
    changes: [],
    silent: false,
    at: NOON,
    ...rest,
    delta: {
      upserts,
      removals: [],
      complete: false,
      unchanged: [],
      next: { at: 'token', token: 'sync-1' },
      ...delta,
    },
  };
}

/** A change of a single event in TEAM. */
export function changeOf(id: string, over: Partial<Change> = {}): Change {
  const { title, place, when, recurrence, cancelled } = occurrence();
  const after = { title, place, when, recurrence, cancelled };
  const before = { ...after, when: { at: 'day', startDate: '2026-11-24', endDate: '2026-11-25' } as const };
  const where = { calendarId: TEAM, uid: 'a', recurrenceId: '', scope: 'event' } as const;
  return { id, kind: 'changed', before, after, detectedAt: NOON, ...where, ...over };
}

/** Declares the suite. `make` gives a fresh, empty store. */
export function storeContract(name: string, make: () => Promise<Store>): void {
  const holding = async (...commits: readonly Commit[]): Promise<Store> => {
    const store = await make();
    for (const commit of commits) await store.commit(commit);
    return store;
  };
  const a = () => entry('/team/a.ics', [occurrence()]);
  const b = () => entry('/team/b.ics', [occurrence({ href: '/team/b.ics', uid: 'b', title: 'Review' })]);

  describe(`${name}: replicas`, () => {
    test('a calendar never pulled is empty and has nothing to continue from', async () => {
      const store = await make();
      expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
      expect(await store.etags(TEAM)).toEqual(new Map());
      expect(await store.health(TEAM)).toEqual({ pulledAt: null, objects: 0, badObjects: 0 });
    });

    test('a commit brings objects, token and time of the pull', async () => {
      const store = await holding(commitOf([a(), b()]));
      expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
      expect(await store.etags(TEAM)).toEqual(
        new Map([
          ['/team/a.ics', 'v1'],
          ['/team/b.ics', 'v1'],
        ]),
      );
      expect(await store.etags(TEAM, ['/team/b.ics', '/team/never.ics'])).toEqual(
        new Map([['/team/b.ics', 'v1']]),
      );
      const found = await store.objects(TEAM, ['/team/b.ics', '/team/never.ics']);
      expect([...found.values()]).toEqual([
        { href: '/team/b.ics', etag: 'v1', ical: 'BEGIN:VCALENDAR /team/b.ics' },
      ]);
      expect(await store.health(TEAM)).toMatchObject({ pulledAt: NOON, objects: 2 });
    });

    test('a ctag is kept as a ctag', async () => {
      const store = await holding(commitOf([], { delta: { next: { at: 'ctag', ctag: '"c9"' } } }));
      expect(await store.syncState(TEAM)).toEqual({ at: 'ctag', ctag: '"c9"' });
    });

    test('an object committed again is replaced with its occurrences', async () => {
      const moved = occurrence({ when: { at: 'time', startsAt: NOON + 2 * HOUR, endsAt: NOON + 3 * HOUR } });
      const again = commitOf([entry('/team/a.ics', [moved])]);
      const store = await holding(commitOf([a()]), again);
      expect(await store.occurrences([TEAM], NOON - HOUR, NOON + 9 * HOUR)).toEqual([moved]);
      expect((await store.health(TEAM)).objects).toBe(1);
    });

    test('removals take an object and its occurrences away', async () => {
      const store = await holding(
        commitOf([a(), b()]),
        commitOf([], { delta: { removals: ['/team/a.ics'] } }),
      );
      expect([...(await store.etags(TEAM)).keys()]).toEqual(['/team/b.ics']);
      const titles = (await store.occurrences([TEAM], NOON, NOON + HOUR)).map((one) => one.title);
      expect(titles).toEqual(['Review']);
    });

    test('a complete delta keeps what it names and drops the rest', async () => {
      const c = entry('/team/c.ics', []);
      const listing = commitOf([c], { delta: { complete: true, unchanged: ['/team/b.ics'] } });
      const store = await holding(commitOf([a(), b()]), listing);
      expect([...(await store.etags(TEAM)).keys()].toSorted()).toEqual(['/team/b.ics', '/team/c.ics']);
    });

    test('the same href in two calendars is two objects', async () => {
      const other = entry('/team/a.ics', [occurrence({ calendarId: HOME })], { calendarId: HOME });
      const store = await holding(commitOf([a()]), commitOf([other], { calendarId: HOME }));
      await store.forget(TEAM);
      expect((await store.health(HOME)).objects).toBe(1);
      expect(await store.occurrences([TEAM, HOME], NOON, NOON + HOUR)).toHaveLength(1);
    });

    test('an object that cannot be understood is kept and counted', async () => {
      const store = await holding(commitOf([a(), entry('/team/x.ics', [], { bad: true })]));
      expect(await store.health(TEAM)).toMatchObject({ objects: 2, badObjects: 1 });
    });

    test('forgetting a calendar takes its objects, occurrences, token and changes', async () => {
      const store = await holding(commitOf([a()], { changes: [changeOf('c1')] }));
      await store.forget(TEAM);
      expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
      expect(await store.occurrences([TEAM], 0, NOON * 2)).toEqual([]);
      expect(await store.changes(10)).toEqual([]);
    });

    test('text of any kind comes back as it went in', async () => {
      const odd = occurrence({ title: "L'été – 会議 🎉", place: '"; DROP TABLE objects; --' });
      const store = await holding(commitOf([entry('/team/a.ics', [odd])]));
      expect(await store.occurrences([TEAM], NOON, NOON + HOUR)).toEqual([odd]);
    });

    test('a commit with objects but no index entries for them is refused whole', async () => {
      const store = await holding(commitOf([a()]));
      const lame = { ...commitOf([b()], { delta: { next: { at: 'token', token: 'sync-2' } } }), index: [] };
      await expect(store.commit(lame)).rejects.toMatchObject({ kind: 'bug' });
      expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
    });
  });

  describe(`${name}: occurrences`, () => {
    const at = (startsAt: number, endsAt: number): When => ({ at: 'time', startsAt, endsAt });
    const within = async (when: When, from: number, to: number): Promise<boolean> => {
      const store = await holding(commitOf([entry('/team/a.ics', [occurrence({ when })])]));
      return (await store.occurrences([TEAM], from, to)).length === 1;
    };

    test.each([
      ['inside', at(NOON, NOON + HOUR), true],
      ['ending as the window begins', at(NOON - 2 * HOUR, NOON - HOUR), false],
      ['running into the window', at(NOON - 2 * HOUR, NOON), true],
      ['beginning as the window ends', at(NOON + 5 * HOUR, NOON + 6 * HOUR), false],
      ['around the whole window', at(NOON - 99 * HOUR, NOON + 99 * HOUR), true],
      ['of no length, at its first instant', at(NOON - HOUR, NOON - HOUR), true],
    ])('one %s is found or not', async (_name, when, found) => {
      expect(await within(when, NOON - HOUR, NOON + 5 * HOUR)).toBe(found);
    });

    test('a whole day is found wherever on earth the window was made', async () => {
      const day: When = { at: 'day', startDate: '2026-11-24', endDate: '2026-11-25' };
      const kiritimati = Date.parse('2026-11-24T00:00:00+14:00');
      expect(await within(day, kiritimati, kiritimati + HOUR)).toBe(true);
      const bakerIsland = Date.parse('2026-11-24T23:00:00-12:00');
      expect(await within(day, bakerIsland, bakerIsland + HOUR)).toBe(true);
      expect(await within(day, bakerIsland + HOUR, bakerIsland + 9 * HOUR)).toBe(false);
    });

    test('they come by start, of the calendars asked for only', async () => {
      const late = occurrence({
        when: at(NOON + 3 * HOUR, NOON + 4 * HOUR),
        recurrenceId: '2',
        recurrence: 'FREQ=DAILY',
      });
      const early = occurrence({ when: at(NOON - 3 * HOUR, NOON), recurrenceId: '1', cancelled: true });
      const home = occurrence({ calendarId: HOME, href: '/home/z.ics', uid: 'z' });
      const homeEntry = entry('/home/z.ics', [home], { calendarId: HOME });
      const store = await holding(
        commitOf([entry('/team/a.ics', [late, early])]),
        commitOf([homeEntry], { calendarId: HOME }),
      );
      expect(await store.occurrences([TEAM], 0, NOON * 2)).toEqual([early, late]);
      expect(await store.occurrences([HOME, TEAM], 0, NOON * 2)).toEqual([early, home, late]);
      expect(await store.occurrences([], 0, NOON * 2)).toEqual([]);
    });

    test('objects whose index ends too early are named, the shortest first, and can be indexed again', async () => {
      const short = (href: string, indexedUntil: number) => entry(href, [], { indexedUntil });
      const store = await holding(
        commitOf([a(), short('/team/s.ics', NOON + HOUR), short('/team/r.ics', NOON)]),
      );
      const stale = await store.staleIndex(NOON + 2 * HOUR, 10);
      expect(stale.map((one) => [one.calendarId, one.href])).toEqual([
        [TEAM, '/team/r.ics'],
        [TEAM, '/team/s.ics'],
      ]);
      expect(await store.staleIndex(NOON + 2 * HOUR, 1)).toHaveLength(1);
      const again = occurrence({ href: '/team/r.ics', uid: 'r', title: 'Rolling' });
      await store.reindex([entry('/team/r.ics', [again], { indexedUntil: NOON + 9 * HOUR })]);
      expect((await store.staleIndex(NOON + 2 * HOUR, 10)).map((one) => one.href)).toEqual(['/team/s.ics']);
      expect(await store.occurrences([TEAM], NOON, NOON + HOUR)).toContainEqual(again);
    });

    test('indexing an object that has gone meanwhile brings nothing back', async () => {
      const store = await holding(commitOf([a()]), commitOf([], { delta: { removals: ['/team/a.ics'] } }));
      await store.reindex([a()]);
      expect(await store.occurrences([TEAM], 0, NOON * 2)).toEqual([]);
    });
  });

  describe(`${name}: the inbox`, () => {
    test('changes come newest first, unread and untold, with both sides', async () => {
      const created = changeOf('c2', { kind: 'created', before: null });
      const store = await holding(commitOf([a()], { changes: [changeOf('c1'), created] }));
      const inbox = await store.changes(10);
      expect(inbox).toEqual([
        { ...created, read: false, told: false },
        { ...changeOf('c1'), read: false, told: false },
      ]);
      expect(await store.changes(1)).toHaveLength(1);
      expect((await store.untold()).map((one) => one.id)).toEqual(['c1', 'c2']);
    });

    test('silent changes need not be told', async () => {
      const store = await holding(commitOf([a()], { changes: [changeOf('c1')], silent: true }));
      expect(await store.untold()).toEqual([]);
      expect(await store.changes(10)).toMatchObject([{ id: 'c1', told: true }]);
    });

    test('a change recorded twice is one change, and stays told', async () => {
      const store = await holding(commitOf([a()], { changes: [changeOf('c1')] }));
      await store.markTold(['c1']);
      await store.commit(commitOf([a()], { changes: [changeOf('c1')] }));
      expect(await store.untold()).toEqual([]);
      expect(await store.changes(10)).toHaveLength(1);
    });

    test('reading marks those named, or all', async () => {
      const store = await holding(
        commitOf([a()], { changes: [changeOf('c1'), changeOf('c2'), changeOf('c3')] }),
      );
      await store.markRead(['c2']);
      expect((await store.changes(10)).map((one) => one.read)).toEqual([false, true, false]);
      await store.markRead(null);
      expect((await store.changes(10)).every((one) => one.read)).toBe(true);
    });

    test('a closed store says so instead of answering', async () => {
      const store = await make();
      await store.close();
      await store.close();
      await expect(store.changes(1)).rejects.toMatchObject({ kind: 'storage', reason: 'closed' });
      await expect(store.commit(commitOf([]))).rejects.toMatchObject({ kind: 'storage' });
    });
  });
}
