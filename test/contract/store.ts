// What every Store promises. Run on the store itself and through its thread.
import { describe, expect, test } from 'vitest';
import type { CalendarObject, Occurrence } from '../../main/core/model.ts';
import type { Store } from '../../main/core/sync/store-port.ts';
import { vcalendar, vevent } from '../support/ical-text.ts';
import { DAY, event, HOME, HOUR, NOON, pulled, pullFacts, staged, TEAM } from '../support/pull-rounds.ts';

/** Declares the suite. `make` gives a fresh, empty store. */
export function storeContract(name: string, make: () => Promise<Store>): void {
  const holding = async (...objects: readonly CalendarObject[]): Promise<Store> => {
    const store = await make();
    await pulled(store, { objects });
    return store;
  };
  const hrefs = async (store: Store) => [...(await store.etags(TEAM)).keys()].toSorted();
  const titles = (occurrences: readonly Occurrence[]) => occurrences.map((one) => one.title);
  const at = { at: 'token', token: 'sync-2' } as const;

  describe(`${name}: replicas`, () => {
    test('a calendar never pulled is empty and has nothing to continue from', async () => {
      const store = await make();
      expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
      expect(await store.etags(TEAM)).toEqual(new Map());
      expect(await store.object(TEAM, '/team/a.ics')).toBeNull();
      const health = { pulledAt: null, auditAt: null, objects: 0, badObjects: 0 };
      expect(await store.health(TEAM)).toEqual(health);
    });

    test('a commit brings objects, token and time of the pull', async () => {
      const store = await make();
      const result = await pulled(store, { objects: [event('a'), event('b', {}, 'v7')] });
      expect(result).toEqual({ objects: 2, changes: 0 });
      expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'sync-1' });
      expect(await store.etags(TEAM)).toEqual(
        new Map([
          ['/team/a.ics', 'v1'],
          ['/team/b.ics', 'v7'],
        ]),
      );
      const object = await store.object(TEAM, '/team/b.ics');
      expect(object).toMatchObject({ href: '/team/b.ics', etag: 'v7' });
      expect(object?.ical).toContain('SUMMARY:The b');
      expect(await store.health(TEAM)).toMatchObject({ pulledAt: NOON, objects: 2, badObjects: 0 });
    });

    test('a ctag is kept as a ctag', async () => {
      const store = await make();
      const intake = await staged(store, {});
      await intake.commit({ next: { at: 'ctag', ctag: '"c9"' }, complete: true });
      expect(await store.syncState(TEAM)).toEqual({ at: 'ctag', ctag: '"c9"' });
    });

    test('nothing of a pull shows before its commit, and all of it after', async () => {
      const store = await holding(event('a'), event('b'));
      const intake = await staged(store, {
        listed: [{ href: '/team/b.ics', etag: null }],
        objects: [event('a', { title: 'Moved' }, 'v2'), event('c')],
      });
      expect(await hrefs(store)).toEqual(['/team/a.ics', '/team/b.ics']);
      expect(titles(await store.occurrences([TEAM], NOON, NOON + HOUR))).toEqual(['The a', 'The b']);
      expect((await store.search([TEAM], 'moved', NOON, 9)).length).toBe(0);
      expect((await store.object(TEAM, '/team/a.ics'))?.etag).toBe('v1');
      expect(await store.health(TEAM)).toMatchObject({ objects: 2 });
      expect(await store.changes(9)).toEqual([]);
      await intake.commit({ next: at, complete: false });
      expect(await hrefs(store)).toEqual(['/team/a.ics', '/team/c.ics']);
      expect(titles(await store.occurrences([TEAM], NOON, NOON + HOUR))).toEqual(['Moved', 'The c']);
      expect((await store.search([TEAM], 'moved', NOON, 9)).length).toBe(1);
      expect((await store.object(TEAM, '/team/a.ics'))?.etag).toBe('v2');
      expect(await store.health(TEAM)).toMatchObject({ objects: 2 });
      expect(await store.changes(9)).toHaveLength(3);
    });

    test('a complete listing keeps what it names and drops the rest', async () => {
      const store = await holding(event('a'), event('b'), event('c'));
      const listed = [
        { href: '/team/b.ics', etag: 'v1' },
        { href: '/team/d.ics', etag: 'v1' },
      ];
      const result = await pulled(store, { listed, objects: [event('d')], complete: true });
      expect(await hrefs(store)).toEqual(['/team/b.ics', '/team/d.ics']);
      expect(result.objects).toBe(3);
      expect((await store.health(TEAM)).objects).toBe(2);
    });

    test('an object that vanished, or is not given out, between listing and fetch', async () => {
      const store = await holding(event('a'), event('b'), event('c'));
      const listed = ['a', 'b', 'c', 'd'].map((uid) => ({ href: `/team/${uid}.ics`, etag: 'v2' }));
      const gone = ['/team/a.ics', '/team/d.ics'];
      const refused = ['/team/b.ics', '/team/c.ics'];
      await pulled(store, { listed, gone, refused, complete: true });
      expect(await store.etags(TEAM)).toEqual(
        new Map([
          ['/team/b.ics', 'v1'],
          ['/team/c.ics', 'v1'],
        ]),
      );
    });

    test('the same href in two calendars is two objects', async () => {
      const store = await holding(event('a'));
      await pulled(store, { calendar: HOME, objects: [event('a')] });
      await store.forget(TEAM);
      expect((await store.health(HOME)).objects).toBe(1);
      expect(await store.occurrences([TEAM, HOME], NOON, NOON + HOUR)).toHaveLength(1);
    });

    test('an object that cannot be understood is kept and counted, until it can be', async () => {
      const bad = { href: '/team/x.ics', etag: 'v1', ical: 'BEGIN:VCALENDAR\r\nno end' };
      const store = await holding(event('a'), bad);
      expect(await store.health(TEAM)).toMatchObject({ objects: 2, badObjects: 1 });
      expect((await store.object(TEAM, '/team/x.ics'))?.ical).toBe(bad.ical);
      await pulled(store, { objects: [event('x', {}, 'v2')] });
      expect(await store.health(TEAM)).toMatchObject({ objects: 2, badObjects: 0 });
    });

    test('forgetting a calendar takes its objects, occurrences, words, token and changes', async () => {
      const store = await holding(event('a'));
      await pulled(store, { objects: [event('a', { title: 'Moved' }, 'v2')] });
      expect(await store.changes(9)).toHaveLength(1);
      await store.forget(TEAM);
      expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
      expect(await store.occurrences([TEAM], 0, NOON * 2)).toEqual([]);
      expect(await store.search([TEAM], 'moved', 0, 9)).toEqual([]);
      expect(await store.changes(9)).toEqual([]);
      expect(await pulled(store, { objects: [event('a')] })).toEqual({ objects: 1, changes: 0 });
      expect(await store.health(TEAM)).toMatchObject({ objects: 1 });
    });

    test('text of any kind comes back as it went in', async () => {
      const title = 'L\'été – 会議 🎉 "; DROP TABLE objects; --';
      const store = await holding(event('a', { title, place: '%s \\ null' }));
      const [found] = await store.occurrences([TEAM], NOON, NOON + HOUR);
      expect(found).toMatchObject({ title, place: '%s \\ null' });
    });

    test('when everything is to be listed again', async () => {
      const store = await holding(event('a'));
      const { auditAfterFirst, auditAfterListing } = pullFacts();
      expect((await store.health(TEAM)).auditAt).toBe(auditAfterFirst);
      await pulled(store, { facts: { auditAfterFirst: 1, auditAfterListing: 2 } });
      expect((await store.health(TEAM)).auditAt).toBe(auditAfterFirst);
      await pulled(store, { listed: [{ href: '/team/a.ics', etag: 'v1' }], complete: true });
      expect((await store.health(TEAM)).auditAt).toBe(auditAfterListing);
    });
  });

  describe(`${name}: a pull`, () => {
    test('stands as its listing and the replica say', async () => {
      const store = await holding(event('a'), event('b'), event('c'));
      const intake = await staged(store, {
        listed: [
          { href: '/team/a.ics', etag: 'v1' },
          { href: '/team/b.ics', etag: 'v2' },
          { href: '/team/c.ics', etag: null },
          { href: '/team/d.ics', etag: 'v1' },
          { href: '/team/e.ics', etag: null },
        ],
      });
      const told = { held: 3, staged: 0, listed: 3, removed: 2, unchanged: 1 };
      expect(await intake.standing(false)).toEqual({ ...told, left: 3 });
      expect(await intake.standing(true)).toEqual({ ...told, left: 3 });
      expect(await intake.wanted(null, 9)).toEqual(['/team/b.ics', '/team/d.ics']);
      expect(await intake.wanted(null, 1)).toEqual(['/team/b.ics']);
      expect(await intake.wanted('/team/b.ics', 9)).toEqual(['/team/d.ics']);
      await intake.stage({ objects: [event('d'), event('f')], gone: ['/team/b.ics'], refused: [] });
      expect(await intake.wanted(null, 9)).toEqual([]);
      expect(await intake.standing(false)).toMatchObject({ staged: 2, listed: 2, removed: 3, left: 3 });
    });

    test('a later mention of a member replaces an earlier one', async () => {
      const store = await holding(event('a'));
      const intake = await staged(store, { listed: [{ href: '/team/a.ics', etag: null }] });
      await intake.list([{ href: '/team/a.ics', etag: 'v1' }]);
      expect(await intake.standing(true)).toMatchObject({ listed: 1, removed: 0, unchanged: 1, left: 1 });
      await intake.commit({ next: at, complete: true });
      expect(await hrefs(store)).toEqual(['/team/a.ics']);
    });

    test('what a listing would leave counts what is still to be fetched', async () => {
      const store = await holding(event('a'));
      const listed = [
        { href: '/team/a.ics', etag: null },
        { href: '/team/b.ics', etag: 'v1' },
      ];
      expect(await (await staged(store, { listed })).standing(false)).toMatchObject({ left: 1 });
      const all = listed.slice(0, 1);
      expect(await (await staged(store, { listed: all })).standing(false)).toMatchObject({ left: 0 });
      expect(await (await staged(store, { listed: all })).standing(true)).toMatchObject({ left: 0 });
    });

    test('that was cut off leaves what it staged for the next one', async () => {
      const store = await make();
      await staged(store, { objects: [event('a'), event('b'), event('c')] });
      const intake = await staged(store, {
        listed: [
          { href: '/team/a.ics', etag: 'v1' },
          { href: '/team/b.ics', etag: 'v2' },
          { href: '/team/d.ics', etag: 'v1' },
        ],
      });
      expect(await intake.standing(true)).toMatchObject({ held: 0, staged: 3, left: 3 });
      expect(await intake.wanted(null, 9)).toEqual(['/team/b.ics', '/team/d.ics']);
      await intake.stage({ objects: [event('b', {}, 'v2'), event('d')], gone: [], refused: [] });
      expect(await intake.commit({ next: at, complete: true })).toEqual({ objects: 3, changes: 0 });
      // c was staged once and is not there any more.
      expect(await store.etags(TEAM)).toEqual(
        new Map([
          ['/team/a.ics', 'v1'],
          ['/team/b.ics', 'v2'],
          ['/team/d.ics', 'v1'],
        ]),
      );
      expect(await store.health(TEAM)).toMatchObject({ objects: 3 });
    });

    test('that vouches for nothing staged drops it', async () => {
      const store = await holding(event('a'));
      await staged(store, { objects: [event('a', { title: 'Never' }, 'v2'), event('b')] });
      await pulled(store, { keepStaged: false, token: 'sync-2' });
      expect(await store.etags(TEAM)).toEqual(new Map([['/team/a.ics', 'v1']]));
      expect(await store.changes(9)).toEqual([]);
    });

    test('staging a member twice keeps the last version', async () => {
      const store = await make();
      const intake = await staged(store, { objects: [event('a', { title: 'One' }), event('b')] });
      await intake.stage({
        objects: [event('a', { title: 'Two' }, 'v2')],
        gone: ['/team/b.ics'],
        refused: [],
      });
      await intake.commit({ next: at, complete: false });
      expect(titles(await store.occurrences([TEAM], NOON, NOON + HOUR))).toEqual(['Two']);
      expect(await store.health(TEAM)).toMatchObject({ objects: 1 });
    });

    test('several pages are several commits', async () => {
      const store = await make();
      const intake = await staged(store, { objects: [event('a')] });
      await intake.commit({ next: { at: 'token', token: 'page-1' }, complete: false });
      await intake.begin(false);
      await intake.list([{ href: '/team/a.ics', etag: null }]);
      await intake.stage({ objects: [event('b')], gone: [], refused: [] });
      await intake.commit({ next: { at: 'token', token: 'page-2' }, complete: false });
      expect(await hrefs(store)).toEqual(['/team/b.ics']);
      expect(await store.syncState(TEAM)).toEqual({ at: 'token', token: 'page-2' });
    });

    test('has to begin', async () => {
      const store = await make();
      const intake = store.intake(TEAM, pullFacts());
      await expect(intake.list([])).rejects.toMatchObject({ kind: 'bug' });
      await intake.begin(true);
      await intake.commit({ next: at, complete: false });
      await expect(intake.commit({ next: at, complete: true })).rejects.toMatchObject({ kind: 'bug' });
    });

    test('changes nothing once another one began, or the calendar was forgotten', async () => {
      const store = await holding(event('a'));
      const old = await staged(store, { objects: [event('b')] });
      const young = await staged(store, { keepStaged: false });
      const late = { kind: 'storage', reason: 'superseded' };
      await expect(old.commit({ next: at, complete: true })).rejects.toMatchObject(late);
      await store.forget(TEAM);
      await expect(young.stage({ objects: [event('c')], gone: [], refused: [] })).rejects.toMatchObject(late);
      expect(await hrefs(store)).toEqual([]);
    });

    test('answers in the order of its calls, waited for or not', async () => {
      const store = await make();
      const intake = store.intake(TEAM, pullFacts());
      const many = Array.from({ length: 300 }, (_, n) => event(`e${n}`));
      const calls = [
        intake.begin(true),
        intake.list(many),
        intake.stage({ objects: many, gone: [], refused: [] }),
        intake.standing(true).then((standing) => expect(standing).toMatchObject({ staged: 300, left: 300 })),
        intake.commit({ next: at, complete: true }),
      ];
      await Promise.all(calls);
      expect(await store.health(TEAM)).toMatchObject({ objects: 300 });
    });

    test('two calendars at a time do not disturb each other', async () => {
      const store = await make();
      const [team, home] = await Promise.all([
        staged(store, { objects: [event('a')], listed: [{ href: '/team/a.ics', etag: 'v1' }] }),
        staged(store, {
          calendar: HOME,
          objects: [event('b')],
          listed: [{ href: '/team/b.ics', etag: 'v1' }],
        }),
      ]);
      expect(await home.standing(true)).toMatchObject({ staged: 1, listed: 1, left: 1 });
      await Promise.all([team, home].map((one) => one.commit({ next: at, complete: true })));
      expect(await hrefs(store)).toEqual(['/team/a.ics']);
      expect((await store.health(HOME)).objects).toBe(1);
    });
  });

  describe(`${name}: changes`, () => {
    test('come newest first, unread and untold, with both sides', async () => {
      const store = await holding(event('a'), event('b'));
      const facts = { at: NOON + HOUR };
      await pulled(store, { objects: [event('a', { place: 'Room 5' }, 'v2')], facts });
      await pulled(store, { listed: [{ href: '/team/b.ics', etag: null }], facts });
      const inbox = await store.changes(9);
      expect(inbox).toMatchObject([
        { kind: 'deleted', uid: 'b', after: null, before: { title: 'The b' }, calendarId: TEAM },
        { kind: 'changed', uid: 'a', before: { place: '' }, after: { place: 'Room 5' } },
      ]);
      expect(inbox.every((one) => !one.read && !one.told && one.detectedAt === NOON + HOUR)).toBe(true);
      expect(await store.changes(1)).toHaveLength(1);
      expect((await store.untold(9)).map((one) => one.uid)).toEqual(['a', 'b']);
      expect(new Set(inbox.map((one) => one.id)).size).toBe(2);
    });

    test('the first commit of a calendar records none, the next one does', async () => {
      const store = await make();
      expect(await pulled(store, { objects: [event('a')] })).toEqual({ objects: 1, changes: 0 });
      expect(await pulled(store, { objects: [event('b')] })).toEqual({ objects: 1, changes: 1 });
    });

    test('what no person would notice is no change', async () => {
      const store = await holding(event('a'));
      const { ical } = event('a');
      const again = { ...event('a', {}, 'v2'), ical: ical.replace('SEQUENCE:0', 'SEQUENCE:3') };
      expect(await pulled(store, { objects: [again] })).toEqual({ objects: 1, changes: 0 });
    });

    test('a calendar imported once more under new names did not change, but for what really did', async () => {
      const names = Array.from({ length: 120 }, (_, n) => `e${n}`);
      const titled = (name: string) => ({ title: `Event ${name}` });
      const store = await holding(...names.map((name) => event(name, titled(name))));
      const again = names.map((name) => event(`new-${name}`, titled(name === 'e7' ? 'e7, renamed' : name)));
      await pulled(store, { objects: again, listed: again, complete: true });
      const kinds = (await store.changes(9)).map(
        (change) => `${change.kind} ${(change.after ?? change.before)?.title}`,
      );
      expect(kinds.toSorted()).toEqual(['created Event e7, renamed', 'deleted Event e7']);
    });

    test('an object that moved to another name is one change or none', async () => {
      const store = await holding(event('a'), event('b'));
      const moved = { ...event('a'), href: '/team/new-a.ics' };
      const edited = { ...event('b', { title: 'Edited' }), href: '/team/new-b.ics' };
      const listed = ['a', 'b'].map((uid) => ({ href: `/team/${uid}.ics`, etag: null }));
      expect(await pulled(store, { listed, objects: [moved, edited] })).toEqual({ objects: 4, changes: 1 });
      expect(await store.changes(9)).toMatchObject([{ kind: 'changed', after: { title: 'Edited' } }]);
    });

    test('moves are seen among thousands of objects', async () => {
      const many = Array.from({ length: 300 }, (_, n) => event(`e${n}`));
      const store = await holding(...many);
      const objects = many.map((one) => ({ ...one, href: one.href.replace('/team/', '/team/new-') }));
      const result = await pulled(store, { objects, listed: objects, complete: true });
      expect(result).toEqual({ objects: 600, changes: 0 });
    });

    test('silent changes need not be told', async () => {
      const store = await holding(event('a'));
      await pulled(store, { objects: [event('b')], facts: { silent: true } });
      expect(await store.untold(9)).toEqual([]);
      expect(await store.changes(9)).toMatchObject([{ uid: 'b', told: true, read: false }]);
    });

    test('telling and reading mark those named, or all', async () => {
      const store = await holding();
      await pulled(store, { objects: [event('a'), event('b'), event('c')] });
      const ids = (await store.changes(9)).map((one) => one.id);
      await store.markTold(ids.slice(0, 2));
      expect((await store.untold(9)).map((one) => one.id)).toEqual(ids.slice(2));
      await store.markRead([ids[1] ?? ''], true);
      expect((await store.changes(9)).map((one) => one.read)).toEqual([false, true, false]);
      await store.markRead(null, true);
      expect((await store.changes(9)).every((one) => one.read)).toBe(true);
    });

    test('found by a commit that did not come to its end are found once by the next', async () => {
      const store = await holding(event('a'));
      const round = { objects: [event('a', { title: 'New' }, 'v2')] };
      await staged(store, round);
      await staged(store, round);
      expect(await pulled(store, round)).toEqual({ objects: 1, changes: 1 });
      expect(await store.untold(9)).toHaveLength(1);
    });
  });

  describe(`${name}: one's own writes`, () => {
    const href = '/team/a.ics';
    const mine = event('a', { title: 'Mine' }, 'v2');
    const theirs = event('a', { title: 'Theirs' }, 'v3');

    test('are not news when a pull finds them', async () => {
      const store = await holding(event('a'));
      await store.noteWrite(TEAM, href, mine.ical);
      await store.settleWrite(TEAM, href, 'done');
      expect(await pulled(store, { objects: [mine] })).toEqual({ objects: 1, changes: 0 });
      // It was found; when somebody else sets it back later, that is news.
      await pulled(store, { objects: [event('a', {}, 'v4')] });
      expect(await store.changes(9)).toMatchObject([
        { before: { title: 'Mine' }, after: { title: 'The a' } },
      ]);
    });

    test('what somebody else made of them is news against them', async () => {
      const store = await holding(event('a'));
      await store.noteWrite(TEAM, href, mine.ical);
      await store.settleWrite(TEAM, href, 'done');
      await pulled(store, { objects: [theirs] });
      expect(await store.changes(9)).toMatchObject([
        { before: { title: 'Mine' }, after: { title: 'Theirs' } },
      ]);
    });

    test('that were never answered count only when they are found', async () => {
      const store = await holding(event('a'));
      await store.noteWrite(TEAM, href, mine.ical);
      await pulled(store, { objects: [theirs] });
      expect(await store.changes(9)).toMatchObject([
        { before: { title: 'The a' }, after: { title: 'Theirs' } },
      ]);
      expect(await pulled(store, { objects: [{ ...mine, etag: 'v4' }] })).toMatchObject({ changes: 0 });
    });

    test('that failed never happened', async () => {
      const store = await holding(event('a'));
      await store.noteWrite(TEAM, href, mine.ical);
      await store.settleWrite(TEAM, href, 'failed');
      await pulled(store, { objects: [mine] });
      expect(await store.changes(9)).toMatchObject([
        { before: { title: 'The a' }, after: { title: 'Mine' } },
      ]);
    });

    test('found before their answer was heard are over', async () => {
      const store = await holding(event('a'));
      await store.noteWrite(TEAM, href, mine.ical);
      expect(await pulled(store, { objects: [mine] })).toMatchObject({ changes: 0 });
      await store.settleWrite(TEAM, href, 'done');
      await pulled(store, { objects: [theirs] });
      expect(await store.changes(9)).toMatchObject([
        { before: { title: 'Mine' }, after: { title: 'Theirs' } },
      ]);
    });

    test('create and delete', async () => {
      const store = await holding(event('b'));
      await store.noteWrite(TEAM, href, mine.ical);
      await store.settleWrite(TEAM, href, 'done');
      await store.noteWrite(TEAM, '/team/b.ics', null);
      await store.settleWrite(TEAM, '/team/b.ics', 'done');
      const listed = [{ href: '/team/b.ics', etag: null }];
      expect(await pulled(store, { objects: [mine], listed })).toEqual({ objects: 2, changes: 0 });
    });

    test('one after another: the last one the server took is what counts', async () => {
      const store = await holding(event('a'));
      const again = event('a', { title: 'Mine again' }, 'v3');
      for (const { ical } of [mine, again]) {
        await store.noteWrite(TEAM, href, ical);
        await store.settleWrite(TEAM, href, 'done');
      }
      expect(await pulled(store, { objects: [again] })).toMatchObject({ changes: 0 });
    });
  });

  describe(`${name}: occurrences`, () => {
    const within = async (object: CalendarObject, from: number, to: number): Promise<boolean> => {
      const store = await holding(object);
      return (await store.occurrences([TEAM], from, to)).length === 1;
    };
    const hour = event('a');
    const instant = event('a', { minutes: 0 });
    const day = event('a', { allDay: true });
    const midnight = NOON - 12 * HOUR;

    test.each([
      ['overlaps', hour, NOON - 2 * HOUR, NOON + 2 * HOUR, true],
      ['began before', hour, NOON + HOUR / 2, NOON + 2 * HOUR, true],
      ['ends as the range begins', hour, NOON + HOUR, NOON + 2 * HOUR, false],
      ['begins as the range ends', hour, NOON - HOUR, NOON, false],
      ['has no length', instant, NOON, NOON + HOUR, true],
      ['had no length just before', instant, NOON + 1, NOON + HOUR, false],
      ['is a day that begins in Kiritimati', day, midnight - 14 * HOUR, midnight - 13 * HOUR, true],
      ['is a day before it begins anywhere', day, midnight - 15 * HOUR, midnight - 14 * HOUR, false],
      ['is a day that ends on Baker Island', day, midnight + 35 * HOUR, midnight + 40 * HOUR, true],
      ['is a day that is over everywhere', day, midnight + 36 * HOUR, midnight + 40 * HOUR, false],
      [
        'lasts for years',
        event('a', { startsAt: NOON - 2_000 * DAY, minutes: 3_000 * 1_440 }),
        NOON,
        NOON + 1,
        true,
      ],
      [
        'was years ago',
        event('a', { startsAt: NOON - 2_000 * DAY }),
        NOON - 2_000 * DAY,
        NOON - 1_999 * DAY,
        true,
      ],
      [
        'is years ahead',
        event('a', { startsAt: NOON + 2_000 * DAY }),
        NOON + 2_000 * DAY,
        NOON + 2_001 * DAY,
        true,
      ],
    ])('one that %s', async (_name, ...[object, from, to, expected]) => {
      expect(await within(object, from, to)).toBe(expected);
    });

    test('are those of the calendars asked for, by start', async () => {
      const late = event('late', { startsAt: NOON + 2 * HOUR });
      const store = await holding(late, event('early'));
      await pulled(store, { calendar: HOME, objects: [event('home', { startsAt: NOON + HOUR })] });
      expect(titles(await store.occurrences([TEAM], 0, NOON * 2))).toEqual(['The early', 'The late']);
      const both = await store.occurrences([HOME, TEAM], 0, NOON * 2);
      expect(titles(both)).toEqual(['The early', 'The home', 'The late']);
      expect(both.map((one) => one.calendarId)).toEqual([TEAM, HOME, TEAM]);
      expect(await store.occurrences([], 0, NOON * 2)).toEqual([]);
    });

    test('of a series know which they are, moved ones too', async () => {
      const moved = { title: 'Moved', startsAt: NOON + 7 * DAY + HOUR, minutes: 60 };
      const series = event('s', { rule: 'FREQ=WEEKLY', moved: { [NOON + 7 * DAY]: moved } });
      const store = await holding(series);
      const found = await store.occurrences([TEAM], NOON, NOON + 15 * DAY);
      expect(found.map((one) => [one.title, one.recurrenceId])).toEqual([
        ['The s', String(NOON)],
        ['Moved', String(NOON + 7 * DAY)],
        ['The s', String(NOON + 14 * DAY)],
      ]);
    });

    test('the next ones from an instant, those going on first', async () => {
      const store = await holding(
        event('long', { startsAt: NOON - 90 * DAY, minutes: 100 * 1_440 }),
        event('over', { startsAt: NOON - 3 * HOUR }),
        event('soon', { startsAt: NOON + HOUR }),
        event('far', { startsAt: NOON + 3_000 * DAY }),
        event('daily', { startsAt: NOON - 5 * DAY, rule: 'FREQ=DAILY;COUNT=7' }),
      );
      const next = async (limit: number) => titles(await store.occurrencesFrom([TEAM], NOON, limit));
      expect(await next(9)).toEqual(['The long', 'The daily', 'The soon', 'The daily', 'The far']);
      expect(await next(2)).toEqual(['The long', 'The daily']);
      expect(await store.occurrencesFrom([TEAM], NOON + 4_000 * DAY, 9)).toEqual([]);
    });

    test('of a series go on beyond what is kept, ahead and back', async () => {
      const store = await holding(
        event('s', { startsAt: NOON - 1_400 * DAY, rule: 'FREQ=WEEKLY' }),
        event('ended', { startsAt: NOON - 1_400 * DAY, rule: 'FREQ=WEEKLY;COUNT=3' }),
      );
      const starts = async (from: number, to: number) =>
        (await store.occurrences([TEAM], from, to)).map((one) => [
          one.title,
          Number(one.recurrenceId) - NOON,
        ]);
      expect(await starts(NOON + 1_400 * DAY, NOON + 1_408 * DAY)).toEqual([
        ['The s', 1_400 * DAY],
        ['The s', 1_407 * DAY],
      ]);
      expect(await starts(NOON - 1_400 * DAY, NOON - 1_390 * DAY)).toEqual([
        ['The ended', -1_400 * DAY],
        ['The s', -1_400 * DAY],
        ['The ended', -1_393 * DAY],
        ['The s', -1_393 * DAY],
      ]);
      // Across the edge of what is kept nothing is missing and nothing is there twice.
      const across = await starts(NOON + 385 * DAY, NOON + 420 * DAY);
      expect(across.map(([, at]) => at)).toEqual([385, 392, 399, 406, 413].map((days) => days * DAY));
      const next = await store.occurrencesFrom([TEAM], NOON + 392 * DAY, 4);
      expect(next.map((one) => Number(one.recurrenceId) - NOON)).toEqual(
        [392, 399, 406, 413].map((d) => d * DAY),
      );
    });

    test('a series without any is no endless search', async () => {
      const never = event('never', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' });
      const store = await holding(never, event('b', { startsAt: NOON + 9_000 * DAY }));
      const found = await store.occurrencesFrom([TEAM], NOON + DAY, 5);
      expect(titles(found)).toEqual(['The b']);
    });
  });

  describe(`${name}: the index`, () => {
    const weekly = event('s', { rule: 'FREQ=WEEKLY' });
    const rollAll = async (store: Store, now: number, zone: string) => {
      let calls = 1;
      while (await store.rollIndex(now, zone, [])) calls += 1;
      return calls;
    };

    test('moves on with time, and only when it has to', async () => {
      const store = await holding(weekly);
      const later = NOON + 300 * DAY;
      expect(await rollAll(store, NOON, 'Europe/Berlin')).toBe(1);
      await rollAll(store, later, 'Europe/Berlin');
      const found = await store.occurrences([TEAM], later, later + 395 * DAY);
      expect(found).toHaveLength(57);
    });

    test('moves to another zone: what floats is somewhere else then', async () => {
      const lines = ['UID:f', 'DTSTART:20261124T120000', 'DTEND:20261124T130000', 'SUMMARY:Floating'];
      const floating = { href: '/team/f.ics', etag: 'v1', ical: vcalendar(vevent(...lines)) };
      const store = await holding(floating, event('a'));
      const starts = async () => {
        const found = await store.occurrences([TEAM], NOON - DAY, NOON + DAY);
        return found.map(({ title, when }) => [title, when.at === 'time' && (when.startsAt - NOON) / HOUR]);
      };
      expect(await starts()).toEqual([
        ['Floating', -1],
        ['The a', 0],
      ]);
      await rollAll(store, NOON, 'America/New_York');
      expect(await starts()).toEqual([
        ['The a', 0],
        ['Floating', 5],
      ]);
      expect(await store.changes(9)).toEqual([]);
    });

    test('many objects take several calls', async () => {
      const many = Array.from({ length: 450 }, (_, n) => event(`e${n}`, { allDay: true }));
      const store = await holding(...many);
      expect(await rollAll(store, NOON, 'Asia/Tokyo')).toBeGreaterThan(2);
      expect(await store.occurrences([TEAM], NOON, NOON + HOUR)).toHaveLength(450);
    });

    test('never brings back what a pull took away', async () => {
      const store = await holding(weekly);
      const intake = await staged(store, { objects: [event('s', { title: 'Single' }, 'v2')] });
      const rolling = rollAll(store, NOON + 300 * DAY, 'Asia/Tokyo');
      await intake.commit({ next: at, complete: false });
      await rolling;
      expect(titles(await store.occurrences([TEAM], 0, NOON * 2))).toEqual(['Single']);
    });
  });

  describe(`${name}: search`, () => {
    const find = async (store: Store, words: string) => titles(await store.search([TEAM], words, NOON, 20));

    test('finds words in title, place, notes and people, the last one as a beginning', async () => {
      const lines = [
        'UID:r',
        'DTSTART:20261125T120000Z',
        'SUMMARY:Réunion d’équipe',
        'LOCATION:Salle Bleue',
        'DESCRIPTION:Budget 2027\\, café',
        'ORGANIZER;CN=Zoë Quartz:mailto:zoe@example.org',
      ];
      const store = await holding({ href: '/team/r.ics', etag: 'v1', ical: vcalendar(vevent(...lines)) });
      const questions = [
        'reunion',
        'RÉUNION',
        'bleue',
        'budg',
        'cafe\u0301',
        'quartz zo',
        'equipe 2027 bleue',
        'zoe@exam',
      ];
      for (const words of questions) expect(await find(store, words)).toEqual(['Réunion d’équipe']);
      for (const words of ['union', 'budg reunion', 'reunion tomorrow', '', '  ', '!?']) {
        expect(await find(store, words)).toEqual([]);
      }
    });

    test('what comes is first, by time; then what was, newest first', async () => {
      const store = await holding(
        event('lastyear', { title: 'Review', startsAt: NOON - 400 * DAY }),
        event('yesterday', { title: 'Review', startsAt: NOON - DAY }),
        event('tomorrow', { title: 'Review', startsAt: NOON + DAY }),
        event('series', { title: 'Review', startsAt: NOON - 50 * DAY, rule: 'FREQ=WEEKLY' }),
        event('running', { title: 'Review', startsAt: NOON - HOUR, minutes: 120 }),
        event('other', { title: 'Preview' }),
      );
      const found = await store.search([TEAM], 'review', NOON, 20);
      expect(found.map((one) => one.uid)).toEqual(['running', 'tomorrow', 'series', 'yesterday', 'lastyear']);
      expect(found[2]?.when).toMatchObject({ startsAt: NOON + 6 * DAY });
      expect(await store.search([TEAM], 'review', NOON, 2)).toHaveLength(2);
      expect(await store.search([HOME], 'review', NOON, 20)).toEqual([]);
    });

    test('a series long over, or not begun for years, is found too', async () => {
      const store = await holding(
        event('old', { title: 'Choir', startsAt: NOON - 900 * DAY, rule: 'FREQ=WEEKLY;COUNT=3' }),
        event('new', { title: 'Choir', startsAt: NOON + 900 * DAY, rule: 'FREQ=WEEKLY' }),
      );
      const found = await store.search([TEAM], 'choir', NOON, 20);
      expect(found.map((one) => [one.uid, Number(one.recurrenceId) - NOON])).toEqual([
        ['new', 900 * DAY],
        ['old', -886 * DAY],
      ]);
    });

    test('among hundreds with the same word the nearest are found, coming ones first', async () => {
      const ahead = Array.from({ length: 300 }, (_, n) =>
        event(`a${n}`, { title: 'Talk', startsAt: NOON + n * HOUR }),
      );
      const past = Array.from({ length: 300 }, (_, n) =>
        event(`p${n}`, { title: 'Talk', startsAt: NOON - (n + 1) * DAY }),
      );
      const weekly = event('s', { title: 'Talk', startsAt: NOON - 70 * DAY + 2 * HOUR, rule: 'FREQ=WEEKLY' });
      const long = event('long', { title: 'Talk', startsAt: NOON - 50 * DAY, minutes: 60 * 1_440 });
      const store = await holding(...past, ...ahead, weekly, long, event('other'));
      const found = await store.search([TEAM], 'talk', NOON, 5);
      expect(found.map((one) => one.uid)).toEqual(['long', 'a0', 'a1', 'a2', 's']);
      const all = (await store.search([TEAM], 'talk', NOON, 500)).map((one) => one.uid);
      expect(all.slice(300, 304)).toEqual(['a298', 'a299', 'p0', 'p1']);
      expect(new Set(all).size).toBe(500);
    });

    test('sees only what shows', async () => {
      const store = await holding(event('a', { title: 'Old words' }));
      await pulled(store, { objects: [event('a', { title: 'New words' }, 'v2')] });
      expect(await find(store, 'words')).toEqual(['New words']);
      expect(await find(store, 'old')).toEqual([]);
      await pulled(store, { listed: [{ href: '/team/a.ics', etag: null }] });
      expect(await find(store, 'words')).toEqual([]);
    });

    test.each([
      ['quotes', '"The" a"'],
      ['operators', 'NOT the AND a OR (b) NEAR(x, 2) ^the - + :'],
      ['a column', 'text:the'],
      ['a star', '*'],
      ['NUL', 'the\0 a'],
      ['half a letter', '\ud83d the'],
      ['ten thousand words', 'the '.repeat(10_000)],
      ['a long word', 'the'.repeat(100_000)],
      ['emoji and marks', '🎉 \u0301 ️'],
    ])('%s in a question harm nothing', async (_name, words) => {
      const store = await holding(event('a'));
      expect((await find(store, words)).length).toBeLessThanOrEqual(1);
      expect(await find(store, 'the a')).toEqual(['The a']);
    });
  });

  describe(`${name}: closing`, () => {
    test('a closed store says so instead of answering', async () => {
      const store = await make();
      const intake = store.intake(TEAM, pullFacts());
      await intake.begin(true);
      await store.close();
      await store.close();
      await expect(store.changes(1)).rejects.toMatchObject({ kind: 'storage', reason: 'closed' });
      await expect(intake.list([])).rejects.toMatchObject({ kind: 'storage', reason: 'closed' });
      await expect(pulled(store, {})).rejects.toMatchObject({ kind: 'storage' });
    });

    test('in the middle of a long staging ends it', async () => {
      const store = await make();
      const intake = await staged(store, {});
      const many = Array.from({ length: 2_000 }, (_, n) => event(`e${n}`));
      const staging = intake.stage({ objects: many, gone: [], refused: [] });
      const outcome = staging.then(
        () => 'done',
        (error: { reason: string }) => error.reason,
      );
      await store.close();
      expect(['done', 'closed']).toContain(await outcome);
    });
  });
}
