import { afterEach, describe, expect, test } from 'vitest';
import { Belfry } from '../../../main/belfry.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Calendar } from '../../../main/core/model.ts';
import { offline } from '../../support/fake-calendar.ts';
import { settle } from '../../support/fake-clock.ts';
import {
  ALICE,
  eventText,
  fakeWorld,
  HOME,
  PUSH,
  remember,
  type FakeWorld,
} from '../../support/fake-world.ts';
import { makeScratch, type Scratch } from '../../support/scratch.ts';
import { change, started, type Bench, NOBODY_LISTENS } from '../../support/watch-bench.ts';
import { AccountWatch } from '../../../main/conductor/account-watch.ts';
import { openDatabaseStore } from '../../../main/store/open-database.ts';

const HREF = '/w/a.ics';
let scratch: Scratch | null = null;
afterEach(async () => {
  await scratch?.remove();
  scratch = null;
});

const workOf = (world: FakeWorld): Calendar => {
  const work = world.settings.calendars().find((c) => c.name === 'work');
  if (!work) throw new Error('no calendar');
  return work;
};
const etagNow = ({ world }: Bench): string => world.caldav.calendar('work').etags.get(HREF) ?? '';
const moved = (title: string) => ({ do: 'change' as const, href: HREF, ical: eventText('a', title) });
const ping = async ({ link }: Bench): Promise<void> => {
  link().events.onPing('bf1-work');
  await settle();
};
const titles = async ({ world }: Bench): Promise<readonly (string | undefined)[]> =>
  (await world.store.changes(100)).map((c) => c.after?.title ?? c.before?.title);

describe('a write', () => {
  test('that creates, changes and removes is in the replica at once and news to nobody', async () => {
    const bench = await started();
    const { world, watch } = bench;
    const work = workOf(world);
    const server = world.caldav.calendar('work');
    expect(await watch.write(work, { do: 'create', ical: eventText('n', 'Mine') })).toEqual({
      kind: 'written',
    });
    const href = [...server.objects.keys()].find((each) => each !== HREF) ?? '';
    expect(href).toMatch(/^\/alice\/work\/[^/]+\.ics$/);
    expect(await world.store.object(work.id, href)).toEqual(server.object(href));
    expect(await watch.write(work, { ...moved('My title'), etag: etagNow(bench) })).toEqual({
      kind: 'written',
    });
    expect(await world.store.object(work.id, HREF)).toEqual(server.object(HREF));
    const { etag } = server.object(href) ?? { etag: '' };
    expect(await watch.write(work, { do: 'remove', href, etag })).toEqual({ kind: 'written' });
    expect(await world.store.object(work.id, href)).toBeNull();
    expect(await titles(bench)).toEqual([]);
    expect(bench.told.times).toBe(0);
  });

  test('ends its lines as iCalendar does, and no others', async () => {
    const bench = await started();
    const { world, watch } = bench;
    for (const end of ['\n', '\r\n', '\r\r\n']) {
      const ical = eventText('a', 'Mine').replaceAll('\r\n', end);
      await watch.write(workOf(world), { do: 'change', href: HREF, ical, etag: etagNow(bench) });
      expect(world.caldav.calendar('work').object(HREF)?.ical).toBe(eventText('a', 'Mine'));
    }
    expect(await titles(bench)).toEqual([]);
  });

  test('on top of which somebody else writes is no news, what they wrote is', async () => {
    const bench = await started();
    const { world, watch } = bench;
    world.caldav.meanwhile = (call, moment) => {
      if (call === 'work put' && moment === 'after') change(world, 'Theirs');
    };
    await watch.write(workOf(world), { ...moved('Mine'), etag: etagNow(bench) });
    const changes = await world.store.changes(10);
    expect(changes.map((c) => [c.before?.title, c.after?.title])).toEqual([['Mine', 'Theirs']]);
  });

  test('of an object somebody wrote first changes nothing, and shows what is there', async () => {
    const bench = await started();
    const { world, watch } = bench;
    const etag = etagNow(bench);
    change(world, 'Theirs');
    expect(await watch.write(workOf(world), { ...moved('Mine'), etag })).toEqual({ kind: 'conflict' });
    expect(world.caldav.calendar('work').object(HREF)?.ical).toContain('Theirs');
    expect((await world.store.object(workOf(world).id, HREF))?.ical).toContain('Theirs');
    expect(await titles(bench)).toEqual(['Theirs']);
    // The note of what was not written is gone: the same words from somebody else are news.
    change(world, 'Mine');
    await ping(bench);
    expect(await titles(bench)).toEqual(['Mine', 'Theirs']);
  });

  test('that the server refuses says why, and leaves no note behind', async () => {
    const bench = await started();
    const { world, watch } = bench;
    world.caldav.calendar('work').readOnly = 'read-only';
    const write = { ...moved('Mine'), etag: etagNow(bench) };
    expect(await watch.write(workOf(world), write)).toEqual({ kind: 'refused', reason: 'read-only' });
    change(world, 'Mine');
    await ping(bench);
    expect(await titles(bench)).toEqual(['Mine']);
  });

  test('into a calendar known to be read-only is not even tried', async () => {
    const bench = await started();
    const work = { ...workOf(bench.world), writable: false };
    expect(await bench.watch.write(work, { do: 'create', ical: '' })).toMatchObject({ kind: 'refused' });
    expect(bench.world.caldav.calls).toEqual([]);
  });

  test('whose answer is lost is an error, and no news when it is found', async () => {
    const bench = await started();
    const { world, watch } = bench;
    world.caldav.meanwhile = (call, moment) => {
      if (call === 'work put' && moment === 'after') throw offline();
    };
    await expect(
      watch.write(workOf(world), { ...moved('Mine'), etag: etagNow(bench) }),
    ).rejects.toMatchObject({ kind: 'offline' });
    expect((await world.store.object(workOf(world).id, HREF))?.ical).toContain('Mine');
    expect(await titles(bench)).toEqual([]);
  });

  test('that never got there is an error, and the same words from somebody else are news', async () => {
    const bench = await started();
    const { world, watch } = bench;
    world.caldav.before = (call) => {
      if (call === 'work put') throw new BelfryError('offline', { reason: 'refused' });
    };
    await expect(
      watch.write(workOf(world), { ...moved('Mine'), etag: etagNow(bench) }),
    ).rejects.toMatchObject({ reason: 'refused' });
    change(world, 'Mine');
    await ping(bench);
    expect(await titles(bench)).toEqual(['Mine']);
  });

  test('waits for the one before it', async () => {
    const bench = await started();
    const { world, watch } = bench;
    let go = (): void => {};
    world.caldav.before = (call) =>
      call === 'work put' ? new Promise<void>((resolve) => (go = resolve)) : undefined;
    const etag = etagNow(bench);
    const first = watch.write(workOf(world), { ...moved('First'), etag });
    const second = watch.write(workOf(world), { ...moved('Second'), etag });
    await settle();
    expect(world.caldav.calls.filter((c) => c.startsWith('work put'))).toHaveLength(1);
    go();
    expect(await first).toEqual({ kind: 'written' });
    await settle();
    go();
    expect(await second).toEqual({ kind: 'conflict' });
    expect(await titles(bench)).toEqual([]);
  });

  test('through one account is no news to another that has the same calendar', async () => {
    const world = fakeWorld('work');
    world.caldav.calendar('work').put(HREF, eventText('a', 'Stand-up'));
    const other = { ...ALICE, id: 'other', username: 'bob' };
    const watches = [ALICE, other].map((account) => {
      remember(world, account);
      return new AccountWatch(account, 'secret', world, NOBODY_LISTENS);
    });
    for (const watch of watches) watch.refresh();
    await settle();
    const mine = world.settings.calendars().find((c) => c.accountId === 'acc');
    const etag = world.caldav.calendar('work').etags.get(HREF) ?? '';
    if (mine) await watches[0]?.write(mine, { ...moved('Mine'), etag });
    for (const watch of watches) watch.refresh();
    await settle();
    for (const { id } of world.settings.calendars())
      expect((await world.store.object(id, HREF))?.ical).toContain('Mine');
    expect(await world.store.changes(10)).toEqual([]);
    for (const watch of watches) await watch.stop();
  });

  test('is refused a conversation after the password was', async () => {
    const { world, watch } = await started();
    world.caldav.before = () => {
      throw new BelfryError('unauthorized', { reason: 'http-401' });
    };
    watch.refresh();
    await settle();
    world.caldav.calls.length = 0;
    await expect(watch.write(workOf(world), { do: 'create', ical: '' })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect(world.caldav.calls).toEqual([]);
  });
});

describe('the program ending in the middle of a write', () => {
  const ends = ['before it is sent', 'after it is sent', 'after the answer'] as const;
  test.each(ends)('%s: the next start neither announces it nor loses what others did', async (when) => {
    scratch = await makeScratch('write');
    const file = `${scratch.dir}/replicas.sqlite`;
    const first = fakeWorld('work');
    Object.assign(first, { store: openDatabaseStore(file, 0).store });
    first.caldav.calendar('work').put(HREF, eventText('a', 'Stand-up'));
    remember(first);
    const watch = new AccountWatch(ALICE, 'secret', first, NOBODY_LISTENS);
    watch.refresh();
    await settle();
    // The program does not get any further than this.
    const dies = (): Promise<never> => new Promise(() => {});
    if (when === 'before it is sent')
      first.caldav.before = (call) => (call === 'work put' ? dies() : undefined);
    if (when === 'after it is sent')
      first.caldav.meanwhile = (call) => (call === 'work put' ? dies() : undefined);
    if (when === 'after the answer') first.store.settleWrite = dies;
    const etag = first.caldav.calendar('work').etags.get(HREF) ?? '';
    void watch.write(workOf(first), { ...moved('Mine'), etag });
    await settle();
    const { settings, caldav } = first;
    caldav.before = () => {};
    caldav.meanwhile = () => {};
    const again = Object.assign(fakeWorld(), { settings, caldav, store: openDatabaseStore(file, 0).store });
    caldav.calendar('work').put('/w/b.ics', eventText('b', 'Theirs'));
    const next = new AccountWatch(ALICE, 'secret', again, NOBODY_LISTENS);
    next.refresh();
    await settle();
    expect((await again.store.changes(10)).map((c) => c.after?.title)).toEqual(['Theirs']);
    expect(await again.store.etags(workOf(again).id)).toEqual(caldav.calendar('work').etags);
    await next.stop();
    await again.store.close();
  });
});

describe('Belfry', () => {
  test('writes through the account of the calendar, and says so when it is not running', async () => {
    const world = fakeWorld('work');
    world.caldav.push = PUSH;
    remember(world);
    const belfry = new Belfry(world);
    await belfry.start();
    await settle();
    const { id } = workOf(world);
    expect(await belfry.write(id, { do: 'create', ical: eventText('n', 'Mine') })).toEqual({
      kind: 'written',
    });
    expect([...world.caldav.calendar('work').objects.keys()][0]).toContain(new URL(HOME).pathname);
    await belfry.signOut({ id: 'acc' });
    await expect(belfry.write(id, { do: 'create', ical: '' })).rejects.toMatchObject({
      reason: 'not-running',
    });
    await belfry.stop();
  });
});
