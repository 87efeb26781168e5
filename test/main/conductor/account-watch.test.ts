import { describe, expect, test } from 'vitest';
import { AccountWatch } from '../../../main/conductor/account-watch.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import { offline } from '../../support/fake-calendar.ts';
import { settle } from '../../support/fake-clock.ts';
import { ALICE, eventText, fakeWorld, PUSH, remember } from '../../support/fake-world.ts';
import { change, started, NOBODY_LISTENS } from '../../support/watch-bench.ts';

const MINUTE = 60_000;

describe('a ping', () => {
  test('of a calendar pulls it once, and surveys nothing', async () => {
    const { world, told, link } = await started();
    change(world, 'Moved');
    link().events.onPing('bf1-work');
    await settle();
    expect(world.caldav.calls).toEqual(['work changesSince rev-1', 'work fetch /w/a.ics']);
    expect(told.times).toBe(1);
  });

  test('of the home, or of a node that belongs to nothing known, looks what there is', async () => {
    const { world, link } = await started();
    link().events.onPing('bf1-home');
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
    link().events.onPing('bf1-unheard-of');
    await settle();
    expect(world.caldav.calls).toEqual(['survey', 'survey']);
  });

  test('of a home whose calendars share its node, as Apple has it, looks at all of them', async () => {
    const { world, watch, link } = await started();
    world.caldav.push = { ...PUSH, heartbeat: null, homeNode: 'bf1-work' };
    watch.refresh();
    await settle();
    world.caldav.calls.length = 0;
    world.caldav.calendar('private').put('/p/b.ics', eventText('b', 'Elsewhere'));
    link().events.onPing('bf1-work');
    await settle();
    expect(world.caldav.calls.slice(0, 2)).toEqual(['survey', 'private changesSince rev-0']);
  });

  test('of the heart does nothing', async () => {
    const { world, link } = await started({ heartbeat: true });
    link().events.onPing('bf1-beat');
    await settle();
    expect(world.caldav.calls).toEqual([]);
  });

  test('a thousand times during a pull causes exactly one more', async () => {
    const { world, link } = await started();
    change(world, 'One');
    let flooded = false;
    world.caldav.before = (call) => {
      if (call !== 'work changesSince' || flooded) return;
      flooded = true;
      for (let i = 0; i < 1_000; i += 1) link().events.onPing('bf1-work');
    };
    link().events.onPing('bf1-work');
    await settle();
    const pulls = world.caldav.calls.filter((c) => c.startsWith('work changesSince'));
    expect(pulls).toEqual(['work changesSince rev-1', 'work changesSince rev-2']);
  });

  test('whose pull takes a second is said to have taken a second', async () => {
    const { world, watch, link } = await started();
    change(world, 'Moved');
    let go = (): void => {};
    world.caldav.before = () => new Promise<void>((resolve) => (go = resolve));
    link().events.onPing('bf1-work');
    await settle();
    await world.clock.advance(1_000);
    world.caldav.before = () => {};
    go();
    await settle();
    expect(watch.lastDelay).toBe(1_000);
  });

  test('after the end does nothing', async () => {
    const { world, watch, link } = await started();
    await watch.stop();
    link().events.onPing('bf1-work');
    link().events.onPing('bf1-home');
    await settle();
    expect(world.caldav.calls).toEqual([]);
  });
});

describe('a first pull', () => {
  test('records nothing to tell', async () => {
    const { world, told } = await started();
    expect(world.store.commits.map((c) => c.changes)).toEqual([[], []]);
    expect(told.times).toBe(0);
    expect(await world.store.untold(1_000)).toEqual([]);
  });

  test('of a calendar that appears later is silent as well', async () => {
    const { world, told, link } = await started();
    const calendars = world.caldav.calendars;
    const { FakeCalendar } = await import('../../support/fake-calendar.ts');
    calendars.set('new', new FakeCalendar());
    world.caldav.calendar('new').put('/n/a.ics', eventText('n', 'Newcomer'));
    link().events.onPing('bf1-home');
    await settle();
    expect(world.caldav.calls).toContain('new query');
    expect(told.times).toBe(0);
    expect(link().watched).toContain('bf1-new');
  });
});

describe('the link', () => {
  test('is told every node that matters: home, heartbeat, calendars shown', async () => {
    const { world, watch, link } = await started({ heartbeat: true });
    expect(link().watched).toEqual(['bf1-home', 'bf1-beat', 'bf1-work', 'bf1-private']);
    const hidden = world.settings.calendars().find((c) => c.name === 'work');
    if (hidden) world.settings.saveCalendar({ ...hidden, shown: false });
    watch.refresh();
    await settle();
    expect(link().watched).not.toContain('bf1-work');
  });

  test('once it listens causes a look at everything: nothing can fall between', async () => {
    const { world, link } = await started({ listening: false });
    change(world, 'While nobody listened');
    link().listens();
    await settle();
    expect(world.caldav.calls).toEqual(['survey', 'work changesSince rev-1', 'work fetch /w/a.ics']);
  });

  test('is made once, and anew only when the server names another place', async () => {
    const { world, watch } = await started();
    watch.refresh();
    await settle();
    expect(world.links).toHaveLength(1);
    world.caldav.push = { ...PUSH, host: 'push2.example.org' };
    watch.refresh();
    await settle();
    expect(world.links).toHaveLength(2);
    expect(world.links[0]?.heard.at(-1)).toBe('stop');
  });

  test('survives looks that name no push, and is given up after three; meanwhile looks come often', async () => {
    const { world, watch, link } = await started();
    world.caldav.push = null;
    for (const pushes of [true, true, false]) {
      watch.refresh();
      await settle();
      expect(watch.state.pushes).toBe(pushes);
      expect(world.clock.waits).toEqual([5 * MINUTE]);
    }
    expect(link().heard.at(-1)).toBe('stop');
    world.caldav.push = PUSH;
    watch.refresh();
    await settle();
    expect(watch.state.pushes).toBe(true);
  });

  test('is not made without leave', async () => {
    const world = fakeWorld('work');
    world.caldav.push = PUSH;
    const account = { ...ALICE, pushConsent: 'declined' as const };
    remember(world, account);
    const watch = new AccountWatch(account, 'secret', world, NOBODY_LISTENS);
    watch.refresh();
    await settle();
    expect(world.links).toEqual([]);
    expect(watch.offersPush).toBe(true);
    await watch.stop();
  });
});

describe('without being told', () => {
  test('it looks every five minutes where nothing is announced', async () => {
    const { world } = await started({ push: false });
    expect(world.clock.waits).toEqual([5 * MINUTE]);
    await world.clock.advance(5 * MINUTE);
    expect(world.caldav.calls).toEqual(['survey']);
  });

  test('it looks rarely while the link listens', async () => {
    const { world } = await started();
    expect(world.clock.waits).toEqual([45 * MINUTE]);
    await world.clock.advance(44 * MINUTE);
    expect(world.caldav.calls).toEqual([]);
    await world.clock.advance(MINUTE);
    expect(world.caldav.calls).toEqual(['survey']);
  });

  test('it looks often again as soon as the link is lost, or denied a calendar', async () => {
    const lost = await started();
    lost.link().become({ at: 'waiting', attempt: 1, until: 0, because: 'offline' });
    expect(lost.world.clock.waits).toEqual([5 * MINUTE]);
    const denied = await started();
    denied.link().become({ at: 'listening', denied: ['bf1-work'] });
    expect(denied.world.clock.waits).toEqual([5 * MINUTE]);
  });

  test('it still looks every five minutes although the link comes and goes all the time', async () => {
    const { world, link } = await started();
    for (let minute = 1; minute <= 30; minute += 1) {
      await world.clock.advance(MINUTE);
      link().become({ at: 'connecting', attempt: minute });
      link().become({ at: 'waiting', attempt: minute, until: 0, because: 'offline' });
    }
    expect(world.caldav.calls.filter((c) => c === 'survey').length).toBeGreaterThanOrEqual(5);
  });

  test('only one timer ever runs', async () => {
    const { world, watch, link } = await started();
    for (const at of ['connecting', 'waiting'] as const)
      link().become(at === 'waiting' ? { at, attempt: 1, until: 0, because: 'offline' } : { at, attempt: 1 });
    watch.refresh();
    link().listens();
    await settle();
    expect(world.clock.waits).toHaveLength(1);
  });
});

describe('offline', () => {
  test('keeps what is there, says since when, and tries again later and later', async () => {
    const { world, watch } = await started({ push: false });
    const before = await world.store.etags(world.settings.calendars()[0]?.id ?? '');
    world.caldav.before = () => {
      throw offline();
    };
    const began = world.clock.now();
    await world.clock.advance(5 * MINUTE);
    expect(watch.state).toMatchObject({ problem: 'offline', offlineSince: began + 5 * MINUTE });
    const waits: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const wait = world.clock.waits[0] ?? 0;
      waits.push(wait / 1000);
      await world.clock.advance(wait);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 300, 300]);
    expect(watch.state.offlineSince).toBe(began + 5 * MINUTE);
    expect(await world.store.etags(world.settings.calendars()[0]?.id ?? '')).toEqual(before);
    world.caldav.before = () => {};
    watch.nudge('network');
    await settle();
    expect(watch.state).toMatchObject({ problem: null, offlineSince: null });
    expect(world.clock.waits).toEqual([5 * MINUTE]);
  });

  test('a pull that fails is tried again, and its calendar marked until it succeeds', async () => {
    const { world, watch, link, told } = await started();
    const work = world.settings.calendars().find((c) => c.name === 'work');
    if (!work) throw new Error('no calendar');
    change(world, 'Moved');
    world.caldav.before = (call) => {
      if (call.startsWith('work')) throw new BelfryError('protocol', { reason: 'no-sync-token' });
    };
    link().events.onPing('bf1-work');
    await settle();
    expect(watch.troubleOf(work)).toMatchObject({ kind: 'protocol' });
    expect(world.clock.waits).toEqual([15_000]);
    world.caldav.before = () => {};
    await world.clock.advance(15_000);
    expect(watch.troubleOf(work)).toBeNull();
    expect(told.times).toBe(1);
    expect(world.clock.waits).toEqual([45 * MINUTE]);
  });

  test('a server that names a time is left alone until then', async () => {
    const { world, watch } = await started({ push: false });
    world.caldav.before = () => {
      throw new BelfryError('busy', { retryAfter: 20 * MINUTE });
    };
    watch.refresh();
    await settle();
    expect(world.clock.waits).toEqual([20 * MINUTE]);
  });

  test('a commit that fails loses nothing: the same changes come again', async () => {
    const { world, told, link } = await started();
    change(world, 'Moved');
    world.store.failNextCommit = new BelfryError('storage', { reason: 'disk-full' });
    link().events.onPing('bf1-work');
    await settle();
    expect(told.times).toBe(0);
    await world.clock.advance(15_000);
    expect(told.times).toBe(1);
    expect(await world.store.untold(1_000)).toHaveLength(1);
  });
});

describe('a refused password', () => {
  test('stops everything: no timer, no link, no pull, whatever happens', async () => {
    const { world, watch, link } = await started();
    world.caldav.before = () => {
      throw new BelfryError('unauthorized', { reason: 'http-401' });
    };
    watch.refresh();
    await settle();
    expect(watch.state.problem).toBe('unauthorized');
    expect(link().status).toEqual({ at: 'off' });
    expect(world.clock.waits).toEqual([]);
    world.caldav.calls.length = 0;
    for (const event of ['wake', 'network'] as const) watch.nudge(event);
    watch.refresh();
    link().events.onPing('bf1-work');
    link().events.onPing('bf1-home');
    link().events.onListening();
    await world.clock.advance(24 * 60 * MINUTE);
    expect(world.caldav.calls).toEqual([]);
    expect(world.clock.waits).toEqual([]);
  });

  test('of the XMPP server alone proves nothing: the calendar server is asked, and the link tried again', async () => {
    const { world, link } = await started();
    link().become({ at: 'refused', because: 'unauthorized' });
    expect(world.clock.waits).toEqual([5 * MINUTE]);
    await world.clock.advance(5 * MINUTE);
    expect(world.caldav.calls).toEqual(['survey']);
    expect(link().heard.at(-1)).toBe('credentials');
  });

  test('of the XMPP server again and again is tried ever more rarely: a server that counts locks accounts', async () => {
    const { world, link } = await started();
    link().become({ at: 'refused', because: 'unauthorized' });
    const tries: number[] = [];
    for (let minutes = 5; minutes <= 120; minutes += 5) {
      const before = link().heard.length;
      await world.clock.advance(5 * MINUTE);
      if (link().heard.slice(before).includes('credentials')) tries.push(minutes);
      link().become({ at: 'refused', because: 'unauthorized' });
    }
    expect(tries).toEqual([5, 10, 20, 40, 80]);
  });

  test('because another program has the same place is not fought over', async () => {
    const { world, link } = await started();
    link().become({ at: 'refused', because: 'conflict' });
    await world.clock.advance(60 * MINUTE);
    expect(link().heard).not.toContain('credentials');
  });
});

describe('the end', () => {
  test('leaves no timer, and can come twice', async () => {
    const { world, watch, link } = await started();
    await Promise.all([watch.stop(), watch.stop()]);
    await watch.stop();
    expect(world.clock.waits).toEqual([]);
    expect(link().status).toEqual({ at: 'off' });
  });

  test('during a look starts nothing and stores nothing more', async () => {
    const world = fakeWorld('work');
    world.caldav.push = PUSH;
    remember(world);
    let go = (): void => {};
    world.caldav.before = () => new Promise<void>((resolve) => (go = resolve));
    const watch = new AccountWatch(ALICE, 'secret', world, NOBODY_LISTENS);
    watch.refresh();
    await settle();
    go();
    // The answer is there, its receiver is not told yet.
    const ended = watch.stop();
    world.settings.removeAccount('acc');
    await ended;
    await settle();
    expect(world.links.filter((l) => l.status.at !== 'off')).toEqual([]);
    expect(world.settings.calendars()).toEqual([]);
    expect(world.clock.waits).toEqual([]);
    expect(world.caldav.calls).toEqual(['survey']);
  });

  test('sleep stops the clock, waking looks at once', async () => {
    const { world, watch, link } = await started();
    watch.nudge('suspend');
    expect(world.clock.waits).toEqual([]);
    expect(link().heard.at(-1)).toBe('suspend');
    watch.nudge('wake');
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
    expect(link().heard.at(-1)).toBe('wake');
  });
});
