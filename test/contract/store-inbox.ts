// What every Store promises of its inbox. Run on the store itself and through its thread.
import { describe, expect, test } from 'vitest';
import type { CalendarObject, RecordedChange } from '../../main/core/model.ts';
import type { InboxQuery, Store } from '../../main/core/sync/store-port.ts';
import { vcalendar, vevent } from '../support/ical-text.ts';
import { aChange, NO_DETAILS, NOBODY } from '../support/model-facts.ts';
import { DAY, event, HOME, HOUR, NOON, pulled, staged, TEAM } from '../support/pull-rounds.ts';

const ALL: InboxQuery = { limit: 99, calendars: null, person: '', words: '', unreadOnly: false };
const ANA = { address: 'ana@example.org', name: 'Ana Lima' };
const EMA = { ...NOBODY, addresses: ['ema@example.org'], principals: ['/principals/ema/'], username: 'ema' };

/** Declares the suite. `make` gives a fresh, empty store. */
export function inboxContract(name: string, make: () => Promise<Store>): void {
  const pulledBefore = async (...objects: readonly CalendarObject[]): Promise<Store> => {
    const store = await make();
    await pulled(store, { objects });
    return store;
  };
  const uids = (changes: readonly RecordedChange[]) => changes.map((change) => change.uid);
  const found = async (store: Store, query: Partial<InboxQuery>) =>
    uids((await store.inbox({ ...ALL, ...query })).changes);

  describe(`${name}: the inbox`, () => {
    test('shows the newest pull first, and of one pull what happens first', async () => {
      const store = await pulledBefore();
      const at = (uid: string, days: number) => event(uid, { startsAt: NOON + days * DAY });
      await pulled(store, { objects: [at('z', 1), at('a', 3), at('m', 2)] });
      await pulled(store, { objects: [at('b', 9), at('c', 8)] });
      await pulled(store, { listed: [{ href: '/team/m.ics', etag: null }], objects: [at('d', 1)] });
      const order = ['d', 'm', 'c', 'b', 'z', 'm', 'a'];
      expect(await found(store, {})).toEqual(order);
      expect(uids(await store.changes(99))).toEqual(order);
      expect(uids(await store.untold(99))).toEqual(['z', 'm', 'a', 'c', 'b', 'd', 'm']);
      expect(uids(await store.untold(2))).toEqual(['z', 'm']);
    });

    test('says whether there is more, and how much is unread of all', async () => {
      const store = await pulledBefore();
      await pulled(store, { objects: ['a', 'b', 'c'].map((uid) => event(uid)) });
      expect(await store.inbox({ ...ALL, limit: 3 })).toMatchObject({ more: false, unread: 3 });
      const page = await store.inbox({ ...ALL, limit: 2 });
      expect(page).toMatchObject({ more: true, unread: 3 });
      expect(page.changes).toHaveLength(2);
      await store.markRead([page.changes[0]?.id ?? ''], true);
      expect(await store.inbox({ ...ALL, limit: 1, words: 'nothing has this' })).toEqual({
        changes: [],
        more: false,
        unread: 2,
        people: [],
      });
    });

    test('counts nothing that does not show yet, or any more', async () => {
      const store = await pulledBefore();
      await pulled(store, { calendar: HOME, objects: [] });
      await pulled(store, { objects: [event('a')] });
      await pulled(store, { calendar: HOME, objects: [event('b')] });
      await staged(store, { objects: [event('c')] });
      expect((await store.inbox(ALL)).unread).toBe(2);
      await store.forget(HOME);
      expect(await store.inbox(ALL)).toMatchObject({ unread: 1, changes: [{ uid: 'a' }] });
    });

    test('is narrowed to calendars, a person, what is unread, and all of it together', async () => {
      const store = await make();
      const by = (id: string, calendarId: string, person: { address: string; name: string } | null) =>
        aChange({ id, uid: id, calendarId, by: person });
      const nameless = { address: '', name: 'Bob Stone' };
      await store.record([by('a', TEAM, ANA), by('b', HOME, ANA), by('c', TEAM, nameless)], false);
      await store.record([by('d', TEAM, null), by('e', HOME, nameless)], false);
      await store.markRead(['b', 'c'], true);
      expect(await found(store, {})).toEqual(['d', 'e', 'a', 'b', 'c']);
      expect(await found(store, { calendars: [HOME] })).toEqual(['e', 'b']);
      expect(await found(store, { calendars: [] })).toEqual([]);
      expect(await found(store, { calendars: ['unknown'] })).toEqual([]);
      expect(await found(store, { person: 'Ana@Example.org' })).toEqual(['a', 'b']);
      expect(await found(store, { person: 'bob stone' })).toEqual(['e', 'c']);
      expect(await found(store, { person: 'ana lima' })).toEqual([]);
      expect(await found(store, { unreadOnly: true })).toEqual(['d', 'e', 'a']);
      expect(await found(store, { unreadOnly: true, person: ANA.address, calendars: [TEAM] })).toEqual(['a']);
      expect(await found(store, { unreadOnly: true, person: ANA.address, calendars: [HOME] })).toEqual([]);
    });

    test('names everybody who did something, by name, as they were called last', async () => {
      const store = await make();
      const by = (id: string, address: string, called: string) =>
        aChange({ id, by: address + called === '' ? null : { address, name: called } });
      await store.record([by('1', 'z@example.org', 'Zoë'), by('2', '', 'Bob'), by('3', '', '')], true);
      await store.record([by('4', 'z@example.org', 'Zoë Quartz'), by('5', 'carl@example.org', '')], true);
      expect((await store.inbox({ ...ALL, limit: 0 })).people).toEqual([
        { address: '', name: 'Bob' },
        { address: 'carl@example.org', name: '' },
        { address: 'z@example.org', name: 'Zoë Quartz' },
      ]);
      const crowd = Array.from({ length: 250 }, (_, n) => by(`crowd-${n}`, `p${n}@example.org`, ''));
      await store.record(crowd, true);
      expect((await store.inbox({ ...ALL, limit: 0 })).people).toHaveLength(100);
    });

    test('is searched by every word of titles, places, notes and names, the last one as a beginning', async () => {
      const store = await pulledBefore(event('a', { title: 'Équipe', place: 'Salle Bleue' }));
      await pulled(store, { objects: [event('a', { title: 'Réunion', place: 'Salle Rouge' }, 'v2')] });
      const details = {
        ...NO_DETAILS,
        notes: { before: '', after: 'Budget 2027' },
        added: [{ address: 'noor@example.org', name: 'Noor Haddad' }],
      };
      await store.record([aChange({ id: 'n', uid: 'n', after: null, details, by: ANA })], false);
      for (const words of ['equipe', 'réun', 'bleue rouge', 'REUNION salle equ'])
        expect(await found(store, { words })).toEqual(['a']);
      for (const words of ['budg', '2027 noor', 'haddad lima', 'ana@exam'])
        expect(await found(store, { words })).toEqual(['n']);
      expect(await found(store, { words: '   ' })).toEqual(['n', 'a']);
      for (const words of ['quip', 'reunion budget', '!?', '* OR a', 'salle NOT x'])
        expect(await found(store, { words })).toEqual([]);
      expect(await found(store, { words: 'salle', calendars: [HOME] })).toEqual([]);
    });
  });

  describe(`${name}: what a change says`, () => {
    test('comes back as it went in', async () => {
      const store = await make();
      const change = aChange({
        by: ANA,
        details: {
          notes: { before: 'old', after: 'new' },
          added: [ANA],
          removed: [{ address: '', name: 'Bob' }],
          replies: [{ person: ANA, participation: 'declined' }],
          organizer: ANA,
          mine: 'needs-action',
          movedFrom: HOME,
          calendarName: 'Work',
        },
      });
      const plain = aChange({
        id: 'plain',
        scope: 'calendar',
        kind: 'calendar-shared',
        uid: '',
        href: '',
        after: null,
      });
      await store.record([change, plain], false);
      expect(await store.changes(9)).toEqual([
        { ...plain, read: false, told: false },
        { ...change, read: false, told: false },
      ]);
    });

    test('of a pull names who wrote it, and what oneself wrote elsewhere is neither told nor unread', async () => {
      const object = event('a');
      const store = await make();
      const facts = { self: EMA };
      await pulled(store, { objects: [object], facts });
      const written = (title: string, writer: { name: string; principal: string }) => ({
        ...event('a', { title }, title),
        writer,
      });
      const intake = await staged(store, {
        objects: [written('Hers', { name: 'Ana Lima', principal: '/principals/ana/' })],
        facts,
      });
      await intake.commit({ next: { at: 'token', token: '2' }, complete: false });
      expect(await store.changes(1)).toMatchObject([
        { by: { name: 'Ana Lima' }, own: false, read: false, told: false },
      ]);
      await pulled(store, {
        objects: [written('Mine', { name: 'Ema', principal: '/principals/ema/' })],
        facts,
      });
      expect(await store.changes(1)).toMatchObject([
        { own: true, read: true, told: true, after: { title: 'Mine' } },
      ]);
      // Who wrote one version did not write the next.
      await pulled(store, { objects: [event('a', { title: 'Anybody' }, 'v9')], facts });
      expect(await store.changes(1)).toMatchObject([{ by: null, own: false, after: { title: 'Anybody' } }]);
    });
  });

  describe(`${name}: reading, telling and keeping`, () => {
    test('marking gives those that were otherwise, so that it can be undone', async () => {
      const store = await pulledBefore();
      await pulled(store, { objects: ['a', 'b', 'c'].map((uid) => event(uid)) });
      const ids = (await store.changes(9)).map(({ id }) => id);
      const [first = '', second = ''] = ids;
      expect(await store.markRead([first], true)).toEqual([first]);
      expect(await store.markRead([first, second, 'nobody', second], true)).toEqual([second]);
      const rest = await store.markRead(null, true);
      expect(rest).toEqual(ids.slice(2));
      expect((await store.inbox(ALL)).unread).toBe(0);
      expect(await store.markRead(rest, false)).toEqual(rest);
      expect((await store.inbox({ ...ALL, unreadOnly: true })).changes.map(({ id }) => id)).toEqual(rest);
      expect((await store.markRead(null, false)).toSorted()).toEqual([first, second].toSorted());
    });

    test('thousands are marked, and only those that showed then', async () => {
      const store = await pulledBefore();
      const many = Array.from({ length: 4_500 }, (_, n) => aChange({ id: `many-${n}` }));
      await store.record(many, true);
      const marking = store.markRead(null, true);
      const later = store.record([aChange({ id: 'later' })], true);
      expect(await marking).toHaveLength(4_500);
      await later;
      expect((await store.inbox(ALL)).unread).toBe(1);
    });

    test('what was told and is old goes, the rest stays', async () => {
      const store = await make();
      const at = (id: string, detectedAt: number) => aChange({ id, detectedAt });
      await store.record([at('old', NOON - DAY), at('young', NOON)], true);
      await store.record([at('untold', NOON - 9 * DAY)], false);
      await store.record(
        Array.from({ length: 2_500 }, (_, n) => at(`many-${n}`, NOON - DAY)),
        true,
      );
      expect(await store.expireChanges(NOON - 2 * DAY)).toBe(0);
      expect(await store.expireChanges(NOON)).toBe(2_501);
      expect((await store.changes(99)).map(({ id }) => id)).toEqual(['untold', 'young']);
      expect(await found(store, { words: 'design' })).toHaveLength(2);
      await store.markTold(['untold']);
      expect(await store.expireChanges(NOON)).toBe(1);
    });

    test('a change is recorded once', async () => {
      const store = await make();
      await store.record([aChange(), aChange()], false);
      await store.record([aChange({ kind: 'deleted' })], false);
      expect(await store.changes(9)).toMatchObject([{ kind: 'created' }]);
      expect(await found(store, { words: 'design' })).toHaveLength(1);
    });

    test('a calendar that was forgotten can be told of, until its account is', async () => {
      const store = await pulledBefore(event('a'));
      await pulled(store, { calendar: HOME, objects: [event('b')] });
      const gone = aChange({ id: 'gone', calendarId: TEAM, kind: 'calendar-removed', scope: 'calendar' });
      await store.forget(TEAM);
      await store.record([gone], false);
      expect((await store.untold(9)).map(({ id }) => id)).toEqual(['gone']);
      expect(await store.syncState(TEAM)).toEqual({ at: 'nothing' });
      await store.forget('other:calendar');
      while (await store.rollIndex(NOON, 'Europe/Berlin', ['meet.example.org/*']));
      expect(await store.changes(9)).toHaveLength(1);
      await store.forget(HOME);
      expect(await store.changes(9)).toEqual([]);
      expect(await store.inbox(ALL)).toMatchObject({ unread: 0, changes: [] });
    });

    test('a calendar told of before its first pull is no different for it', async () => {
      const store = await make();
      await store.record([aChange({ calendarId: TEAM, kind: 'calendar-shared', scope: 'calendar' })], false);
      expect(await pulled(store, { objects: [event('a')] })).toEqual({ objects: 1, changes: 0 });
      expect(await store.changes(9)).toHaveLength(1);
    });
  });

  describe(`${name}: what is read for somebody`, () => {
    const lines = [
      'UID:i',
      'DTSTART:20261125T120000Z',
      'SUMMARY:Interview',
      'ATTENDEE;PARTSTAT=TENTATIVE:mailto:ema@example.org',
      'LOCATION:https://meet.example.org/room',
    ];
    const invitation = { href: '/team/i.ics', etag: 'v1', ical: vcalendar(vevent(...lines)) };
    const now = async (store: Store) => (await store.occurrences([TEAM], NOON, NOON + 2 * DAY))[0];

    test('is read again once it is known who that is, without a change', async () => {
      const store = await pulledBefore(invitation, event('other'));
      expect((await now(store))?.title).toBe('The other');
      const one = async () => (await store.search([TEAM], 'interview', NOON, 1))[0];
      expect((await one())?.mine).toBeNull();
      await pulled(store, { facts: { self: EMA } });
      await expect.poll(async () => (await one())?.mine).toBe('tentative');
      expect(await store.changes(9)).toEqual([]);
      expect(await store.rollIndex(NOON, 'Europe/Berlin', [])).toBe(false);
    });

    test('is read again when the places to meet are others', async () => {
      const far = { ...invitation, ical: invitation.ical.replace('DTSTART', 'RRULE:FREQ=DAILY\r\nDTSTART') };
      const store = await pulledBefore(far);
      const links = async () => {
        const near = await store.occurrences([TEAM], NOON + DAY, NOON + DAY + HOUR);
        const beyond = await store.occurrences([TEAM], NOON + 900 * DAY, NOON + 900 * DAY + HOUR);
        return [...near, ...beyond].map(({ join }) => join);
      };
      const before = await links();
      expect(before).toHaveLength(2);
      while (await store.rollIndex(NOON, 'Europe/Berlin', ['meet.example.org/*']));
      const link = 'https://meet.example.org/room';
      expect(await links()).toEqual([link, link]);
      while (await store.rollIndex(NOON, 'Europe/Berlin', []));
      expect(await links()).toEqual(before);
    });
  });
}
