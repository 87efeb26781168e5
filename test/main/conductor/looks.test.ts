import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Calendar } from '../../../main/core/model.ts';
import { settle } from '../../support/fake-clock.ts';
import { eventText, HOME, type FakeWorld } from '../../support/fake-world.ts';
import { change, started } from '../../support/watch-bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const named = (world: FakeWorld, name: string): Calendar => {
  const calendar = world.settings.calendars().find((c) => c.name === name);
  if (!calendar) throw new Error(`no calendar ${name}`);
  return calendar;
};
const listings = (world: FakeWorld): readonly string[] =>
  world.caldav.calls.filter((call) => call.endsWith('changesSince'));

/** Holds up the end of the next such answer until the function it returns is called. */
function hold(world: FakeWorld, what: string): () => void {
  let go = (): void => {};
  let isHeld = false;
  const released = new Promise<void>((resolve) => (go = resolve));
  world.caldav.meanwhile = async (call) => {
    if (call !== what || isHeld) return;
    isHeld = true;
    await released;
  };
  return () => go();
}

describe('an audit', () => {
  test('comes with a look about an hour after a first pull by query, and then about a day later', async () => {
    const { world } = await started();
    await world.clock.advance(45 * MINUTE);
    expect(listings(world)).toEqual([]);
    await world.clock.advance(45 * MINUTE);
    expect(listings(world)).toEqual(['work changesSince']);
    world.caldav.calls.length = 0;
    await world.clock.advance(22 * HOUR);
    expect(listings(world)).toEqual([]);
    await world.clock.advance(6 * HOUR);
    expect(listings(world).toSorted()).toEqual(['private changesSince', 'work changesSince']);
  });

  test('heals what the server forgot to tell, and tells the person', async () => {
    const { world, told, link } = await started();
    const work = world.caldav.calendar('work');
    work.put('/w/b.ics', eventText('b', 'Lost'));
    work.lies.push({ members: [], answer: { kind: 'page', token: work.token, more: false } });
    link().events.onPing('bf1-work');
    await settle();
    expect(told.times).toBe(0);
    await world.clock.advance(90 * MINUTE);
    expect(told.times).toBe(1);
    expect(await world.store.etags(named(world, 'work').id)).toEqual(work.etags);
  });

  test('is never what a ping waits for: the ping is served first, by what changed', async () => {
    const { world, link } = await started();
    await world.clock.advance(89 * MINUTE);
    world.caldav.calls.length = 0;
    const go = hold(world, 'work changesSince');
    link().events.onPing('bf1-work');
    await settle();
    // While that pull runs a look finds the audit due, and another ping comes.
    await world.clock.advance(MINUTE);
    link().events.onPing('bf1-work');
    go();
    await settle();
    expect(world.caldav.calls.filter((call) => call.startsWith('work'))).toEqual([
      'work changesSince rev-1',
      'work changesSince rev-1',
      'work changesSince',
    ]);
  });

  test('of 40 calendars due at once is spread over looks', async () => {
    const calendars = Array.from({ length: 40 }, (_, n) => `c${n}`);
    const { world } = await started({
      calendars: ['work', ...calendars],
      before: ({ caldav }) => {
        for (const name of calendars) caldav.calendar(name).put(`/${name}/a`, eventText(name, name));
      },
    });
    await world.clock.advance(90 * MINUTE);
    expect(listings(world)).toHaveLength(3);
    await world.clock.advance(45 * MINUTE);
    expect(listings(world)).toHaveLength(6);
    await world.clock.advance(12 * 45 * MINUTE);
    expect(new Set(listings(world)).size).toBe(41);
  });

  test('asks again, about an hour later, for objects that were not given out', async () => {
    const { world, link, told } = await started();
    // The audit after the first pull is behind it, the next is a day away.
    await world.clock.advance(90 * MINUTE);
    const work = world.caldav.calendar('work');
    change(world, 'Moved');
    work.refused.add('/w/a.ics');
    link().events.onPing('bf1-work');
    await settle();
    expect(told.times).toBe(0);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ scope: 'pull', facts: expect.objectContaining({ refused: 1 }) }),
    );
    work.refused.clear();
    await world.clock.advance(2 * HOUR);
    expect(told.times).toBe(1);
    world.caldav.calls.length = 0;
    await world.clock.advance(2 * HOUR);
    expect(listings(world)).not.toContain('work changesSince');
  });
});

describe('a look', () => {
  test('takes the version it found into the pull: a server without sync-collection is not asked twice', async () => {
    const { world, watch } = await started({
      before: ({ caldav }) => (caldav.calendar('work').supportsSync = false),
    });
    watch.refresh();
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
    change(world, 'Moved');
    watch.refresh();
    await settle();
    expect(world.caldav.calls).toEqual(['survey', 'survey', 'work list', 'work fetch /w/a.ics']);
  });

  test('does not use that version once a ping says that there is a newer one', async () => {
    const { world, watch, told, link } = await started({
      before: ({ caldav }) => (caldav.calendar('work').supportsSync = false),
    });
    const go = hold(world, 'work fetch');
    change(world, 'Moved');
    link().events.onPing('bf1-work');
    await settle();
    // While that pull runs a look finds the version it is about to reach, and then there is a newer one.
    watch.refresh();
    await settle();
    change(world, 'Moved again');
    link().events.onPing('bf1-work');
    go();
    await settle();
    const { etags } = world.caldav.calendar('work');
    expect(await world.store.etags(named(world, 'work').id)).toEqual(etags);
    expect(told.times).toBe(2);
  });

  test('pulls again what failed although nothing moved since, so that no mark stays for ever', async () => {
    const { world, watch, link } = await started();
    world.caldav.before = (call) => {
      if (call.startsWith('work')) throw new BelfryError('forbidden', { reason: 'http-403' });
    };
    link().events.onPing('bf1-work');
    await settle();
    expect(watch.troubleOf(named(world, 'work'))).toMatchObject({ kind: 'forbidden' });
    world.caldav.before = () => {};
    watch.refresh();
    await settle();
    expect(watch.troubleOf(named(world, 'work'))).toBeNull();
  });

  test('that finds 30 calendars moved pulls four at a time, and one that is pinged next', async () => {
    const calendars = Array.from({ length: 30 }, (_, n) => `c${n}`);
    const { world, watch, link } = await started({ calendars: ['work', ...calendars] });
    for (const name of calendars) world.caldav.calendar(name).put(`/${name}/a`, eventText(name, name));
    const waiting: (() => void)[] = [];
    let most = 0;
    world.caldav.before = (call) => {
      if (call === 'survey') return;
      return new Promise((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
      });
    };
    watch.refresh();
    await settle();
    expect(most).toBe(4);
    link().events.onPing('bf1-c29');
    await settle();
    expect(world.caldav.calls.filter((call) => call.startsWith('c29'))).toEqual([]);
    world.caldav.calls.length = 0;
    for (let turn = 0; turn < 200 && waiting.length > 0; turn += 1) {
      waiting.shift()?.();
      await settle();
    }
    expect(most).toBe(4);
    const first = world.caldav.calls.findIndex((call) => call.startsWith('c29'));
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(6);
    for (const name of calendars) expect((await world.store.health(named(world, name).id)).objects).toBe(1);
  });
});

describe('a calendar on the server', () => {
  test('renamed, recoloured, made read-only or given a person is so here as well', async () => {
    const { world, watch } = await started();
    const facts = { name: 'Team', color: '#112233', writable: false, person: 'Bob' };
    world.caldav.facts.set('work', facts);
    const before = named(world, 'work');
    watch.refresh();
    await settle();
    expect(world.settings.calendars().find((c) => c.id === before.id)).toEqual({ ...before, ...facts });
  });

  test('without a colour keeps the one it was given, whoever comes before it', async () => {
    const { world, watch } = await started({
      before: ({ caldav }) => caldav.facts.set('private', { color: '' }),
    });
    const { color } = named(world, 'private');
    world.caldav.calendars.delete('work');
    watch.refresh();
    await settle();
    expect(named(world, 'private').color).toBe(color);
  });

  test('gone is kept and marked; come back, it is pulled and not told as new', async () => {
    const { world, watch, told } = await started();
    const work = named(world, 'work');
    const server = world.caldav.calendar('work');
    world.caldav.calendars.delete('work');
    watch.refresh();
    await settle();
    expect(watch.troubleOf(work)).toBe('removed');
    expect((await world.store.etags(work.id)).size).toBe(1);
    world.caldav.calendars.set('work', server);
    server.forgetHistory();
    watch.refresh();
    await settle();
    expect(watch.troubleOf(work)).toBeNull();
    // That it was gone, and nothing of what is in it.
    expect((await world.store.changes(100)).map((c) => c.kind)).toEqual(['calendar-removed']);
    expect(told.times).toBe(1);
  });
});

describe('a home', () => {
  test('that does not answer marks nothing as removed and unsubscribes nothing', async () => {
    const { world, watch, link } = await started();
    const work = named(world, 'work');
    world.caldav.calendars.delete('work');
    world.caldav.unanswered = [HOME];
    watch.refresh();
    await settle();
    expect(watch.troubleOf(work)).toBeNull();
    expect(link().watched).toContain('bf1-work');
  });

  test('that moved is found again from the principal; its calendars stay what they are', async () => {
    const { world, watch, told } = await started();
    const before = world.settings.calendars();
    const work = named(world, 'work');
    world.settings.saveCalendar({ ...work, alerts: false });
    world.caldav.home = 'https://p7.example.org/alice/';
    change(world, 'Moved');
    watch.refresh();
    await settle();
    expect(world.caldav.calls.slice(0, 2)).toEqual(['survey', 'discover']);
    expect(world.settings.accounts()[0]?.homeUrls).toEqual(['https://p7.example.org/alice/']);
    expect(
      world.settings
        .calendars()
        .map((c) => c.id)
        .toSorted(),
    ).toEqual(before.map((c) => c.id).toSorted());
    expect(named(world, 'work')).toMatchObject({ alerts: false, url: 'https://p7.example.org/alice/work/' });
    expect(told.times).toBe(1);
    expect(await world.store.untold(1_000)).toEqual([]);
    world.caldav.calls.length = 0;
    watch.refresh();
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
  });

  test('that is nowhere is looked for once a look, marked, and nothing is lost', async () => {
    const { world, watch } = await started();
    world.caldav.before = (call) => {
      if (call === 'survey' || call === 'discover') throw new BelfryError('gone', { reason: 'http-404' });
    };
    watch.refresh();
    await settle();
    expect(world.caldav.calls).toEqual(['survey', 'discover']);
    expect(watch.failure).toMatchObject({ kind: 'gone' });
    expect((await world.store.etags(named(world, 'work').id)).size).toBe(1);
    expect(world.clock.waits).toEqual([15_000]);
  });
});
