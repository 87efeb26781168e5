import { afterEach, describe, expect, test } from 'vitest';
import { Belfry } from '../../../main/belfry.ts';
import { BelfryError } from '../../../main/core/errors.ts';
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

const MINUTE = 60_000;
const running: Belfry[] = [];
afterEach(async () => {
  for (const belfry of running.splice(0)) await belfry.stop();
});

/** The program on this world, as after a start with the account already signed in. */
async function start(world: FakeWorld): Promise<Belfry> {
  const belfry = new Belfry(world);
  running.push(belfry);
  await belfry.start();
  await settle();
  return belfry;
}

function signedIn(...calendars: readonly string[]): FakeWorld {
  const world = fakeWorld(...calendars);
  world.caldav.push = PUSH;
  remember(world);
  // What a file would be: it can be opened again after it was closed.
  world.store.close = async () => {};
  return world;
}

function change(world: FakeWorld, title: string, at = '20261125T100000Z'): void {
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', title, at));
}

async function ping(world: FakeWorld): Promise<void> {
  world.links.at(-1)?.events.onPing('bf1-work');
  await settle();
}

describe('a change on the server', () => {
  test('pinged is in the window and told, once', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const belfry = await start(world);
    world.links.at(-1)?.listens();
    await settle();
    expect(world.display.toasts).toEqual([]);
    expect(JSON.stringify((await belfry.view()).agenda)).toContain('Stand-up');
    change(world, 'Stand-up', '20261125T140000Z');
    await ping(world);
    expect(world.display.toasts).toHaveLength(1);
    expect(world.display.toasts[0]?.title).toContain('Stand-up');
    expect(world.display.last?.changes.unread).toBe(1);
    await ping(world);
    await ping(world);
    expect(world.display.toasts).toHaveLength(1);
    expect(world.log.errors).toEqual([]);
  });

  test('is told exactly once, also across a restart', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const first = await start(world);
    change(world, 'Review');
    await ping(world);
    expect(world.display.toasts).toHaveLength(1);
    await first.stop();
    // The store outlives the program: its file is opened again.
    const again = reopened(world);
    await start(again);
    expect(again.display.toasts).toHaveLength(1);
  });

  test('found out but not told before the end is told after the next start', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const first = await start(world);
    // The program dies between the commit and the telling.
    const untold = world.store.untold.bind(world.store);
    world.store.untold = () => Promise.reject(new BelfryError('storage', { reason: 'gone' }));
    change(world, 'Review');
    await ping(world);
    expect(world.display.toasts).toEqual([]);
    await first.stop();
    world.store.untold = untold;
    const again = reopened(world);
    await start(again);
    expect(again.display.toasts).toHaveLength(1);
    expect(again.display.toasts[0]?.title).toContain('Review');
  });

  test('of a calendar that two accounts share is in both inboxes and told once', async () => {
    const world = signedIn('work');
    const bob = { ...ALICE, id: 'bob', label: 'bob', username: 'bob' };
    remember(world, bob);
    change(world, 'Stand-up');
    await start(world);
    for (const link of world.links) link.listens();
    await settle();
    change(world, 'Review');
    for (const link of world.links) link.events.onPing('bf1-work');
    await settle();
    expect(world.links).toHaveLength(2);
    expect(world.display.toasts.map((t) => t.title)).toEqual([expect.stringContaining('Review')]);
    expect(await world.store.changes(10)).toHaveLength(2);
    expect(await world.store.untold(1_000)).toEqual([]);
  });

  test('that the desktop refuses to show is in the inbox and not tried for ever', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    await start(world);
    world.display.refuses = true;
    change(world, 'Review');
    await ping(world);
    world.display.refuses = false;
    await ping(world);
    expect(world.display.toasts).toEqual([]);
    expect(world.display.last?.changes.unread).toBe(1);
    expect(world.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', scope: 'toast' }));
  });

  test('in a calendar without alerts is shown but not told', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const belfry = await start(world);
    const calendar = world.settings.calendars()[0];
    await belfry.setCalendar({ id: calendar?.id ?? '', shown: true, alerts: false, reminds: true });
    change(world, 'Review');
    await ping(world);
    expect(world.display.toasts).toEqual([]);
    expect(JSON.stringify(world.display.last?.agenda)).toContain('Review');
  });

  test('no log line carries a title, a user name or a password', async () => {
    const world = signedIn('work');
    change(world, 'Hush-hush');
    await start(world);
    change(world, 'Hush-hush again');
    await ping(world);
    expect(world.display.toasts).toHaveLength(1);
    expect(JSON.stringify(world.log.lines)).not.toMatch(/hush|secret|alice/i);
  });
});

/** The same world after the program ended: everything that is stored or shown, nothing that was in memory. */
function reopened(world: FakeWorld): FakeWorld {
  const { caldav, settings, vault, display, store } = world;
  return Object.assign(fakeWorld(), { caldav, settings, vault, display, store });
}

describe('starting', () => {
  test('shows what is known before the network is asked', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    await (await start(world)).stop();
    const again = reopened(world);
    again.caldav.before = () => new Promise(() => {});
    const belfry = new Belfry(again);
    await belfry.start();
    expect(JSON.stringify(again.display.last?.agenda)).toContain('Stand-up');
    void belfry.stop();
  });

  test('with nobody signed in asks nobody anything', async () => {
    const world = fakeWorld('work');
    await start(world);
    expect(world.display.last).toMatchObject({ status: { name: 'signed-out' }, accounts: [] });
    expect(world.caldav.calls).toEqual([]);
  });

  test('offline shows the last known agenda and says so', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    await (await start(world)).stop();
    const again = reopened(world);
    again.caldav.before = () => {
      throw offline();
    };
    await start(again);
    expect(again.display.last?.status).toMatchObject({ name: 'offline', label: 'Offline since 09:00' });
    expect(JSON.stringify(again.display.last?.agenda)).toContain('Stand-up');
  });
});

describe('the keyring', () => {
  test('locked is a problem to be shown, not a wait; unlocked, the account starts', async () => {
    const world = signedIn('work');
    world.vault.now = 'locked';
    const belfry = await start(world);
    expect(world.caldav.calls).toEqual([]);
    expect(world.display.last).toMatchObject({
      status: { name: 'sign-in' },
      accounts: [{ problem: { kind: 'keyring', remedy: 'unlock-keyring' } }],
    });
    await belfry.unlockKeyring();
    await settle();
    expect(world.caldav.calls[0]).toBe('survey');
    expect(world.display.last?.accounts[0]?.problem).toBeNull();
  });

  test('that has lost the password asks for it again', async () => {
    const world = signedIn('work');
    world.vault.passwords.clear();
    await start(world);
    expect(world.display.last?.accounts[0]?.problem).toMatchObject({ remedy: 'sign-in-again' });
    expect(world.caldav.calls).toEqual([]);
  });

  test('asked several times at once starts an account once', async () => {
    const world = signedIn('work');
    world.vault.now = 'locked';
    const belfry = await start(world);
    world.vault.now = 'ready';
    for (let i = 0; i < 5; i += 1) belfry.refresh();
    await settle();
    expect(world.links).toHaveLength(1);
    await belfry.stop();
    expect(world.clock.waits).toEqual([]);
    expect(world.links[0]?.status).toEqual({ at: 'off' });
  });

  test('that answers only after signing out, or after the end, starts nothing', async () => {
    for (const end of ['signOut', 'stop'] as const) {
      const world = signedIn('work');
      let answer: (password: string) => void = () => {};
      world.vault.load = () => new Promise((resolve) => (answer = resolve));
      const belfry = await start(world);
      const ended = end === 'signOut' ? belfry.signOut({ id: 'acc' }) : belfry.stop();
      // The program ends although the keyring keeps it waiting; signing out waits its turn.
      if (end === 'stop') await ended;
      answer('secret');
      await ended;
      await settle();
      expect(world.links.filter((link) => link.status.at !== 'off')).toEqual([]);
      world.caldav.calls.length = 0;
      await world.clock.advance(60 * MINUTE);
      expect(world.caldav.calls).toEqual([]);
      expect(world.settings.accounts()).toHaveLength(end === 'signOut' ? 0 : 1);
    }
  });
});

describe('signing in', () => {
  const form = { address: 'example.org', username: 'alice', password: 'secret' };

  test('stores account, calendars and password, and begins', async () => {
    const world = fakeWorld('work', 'private');
    const belfry = await start(world);
    const signing = belfry.signIn(form);
    await settle();
    belfry.chooseCalendars({ urls: [`${HOME}work/`] });
    await signing;
    await settle();
    expect(world.settings.accounts()).toMatchObject([{ username: 'alice' }]);
    expect(world.settings.calendars().map((c) => [c.name, c.shown])).toEqual([
      ['work', true],
      ['private', false],
    ]);
    expect([...world.vault.passwords.values()]).toEqual(['secret']);
    expect(world.caldav.calls).toContain('work query');
    expect(world.caldav.calls).not.toContain('private query');
  });

  test('whose password cannot be kept stores nothing and says so', async () => {
    const world = fakeWorld('work');
    world.vault.refusesToSave = true;
    const belfry = await start(world);
    const signing = belfry.signIn(form);
    await settle();
    belfry.chooseCalendars({ urls: [] });
    await signing;
    expect(world.settings.accounts()).toEqual([]);
    expect(world.display.last?.signIn.error?.kind).toBe('storage');
  });

  test('again after a refused password starts everything anew', async () => {
    const world = signedIn('work');
    world.caldav.before = (_call, { credentials }) => {
      if (credentials.password !== 'new') throw new BelfryError('unauthorized');
    };
    const belfry = await start(world);
    expect(world.display.last).toMatchObject({
      status: { name: 'sign-in', label: 'Sign in again' },
      accounts: [{ problem: { remedy: 'sign-in-again' } }],
    });
    belfry.signInAgain({ id: 'acc' });
    const signing = belfry.signIn({ ...form, address: HOME, password: 'new' });
    await settle();
    belfry.answer({ yes: true });
    await signing;
    await settle();
    expect(world.settings.accounts()).toHaveLength(1);
    expect(world.display.last?.accounts[0]?.problem).toBeNull();
    expect(world.caldav.calls).toContain('work query');
  });

  test('out forgets account, password, calendars and what was pulled, and asks no more', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const belfry = await start(world);
    await belfry.signOut({ id: 'acc' });
    await settle();
    world.caldav.calls.length = 0;
    await world.clock.advance(120 * MINUTE);
    expect(world.caldav.calls).toEqual([]);
    expect(world.settings.accounts()).toEqual([]);
    expect(world.vault.passwords.size).toBe(0);
    expect(world.display.last).toMatchObject({ status: { name: 'signed-out' }, accounts: [] });
    expect(JSON.stringify(world.display.last?.agenda)).not.toContain('Stand-up');
  });
});

describe('a certificate', () => {
  test('of the calendar server waits for a decision; accepted, the account goes on', async () => {
    const world = signedIn('work');
    const anchor = { fingerprint: 'CA', pem: 'PEM', isAuthority: true };
    const certificate = {
      host: 'cal.example.org',
      subject: '',
      issuer: '',
      fingerprint: 'LEAF',
      validUntil: 0,
      reason: '',
      anchor,
    };
    world.caldav.before = (_call, { trusted }) => {
      if (trusted.length === 0) throw new BelfryError('untrusted', { certificate });
    };
    const belfry = await start(world);
    expect(world.display.last?.accounts[0]?.problem).toMatchObject({ kind: 'certificate' });
    await belfry.trustCertificate({ accountId: 'acc', fingerprint: 'another one' });
    expect(world.settings.accounts()[0]?.trusted).toEqual([]);
    await belfry.trustCertificate({ accountId: 'acc', fingerprint: 'LEAF' });
    await settle();
    expect(world.settings.accounts()[0]?.trusted).toEqual([anchor]);
    expect(world.display.last?.accounts[0]?.problem).toBeNull();
  });
});

describe('the window', () => {
  test('keeps its last view when the store fails, and comes back by itself', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const belfry = await start(world);
    const occurrences = world.store.occurrences.bind(world.store);
    world.store.occurrences = () => Promise.reject(new BelfryError('storage', { reason: 'damaged' }));
    const shown = world.display.views;
    belfry.setVisible(true);
    await settle();
    expect(world.display.views).toBe(shown);
    expect(JSON.stringify((await belfry.view()).agenda)).toContain('Stand-up');
    expect(world.log.errors).toContainEqual(expect.objectContaining({ scope: 'view' }));
    world.store.occurrences = occurrences;
    await world.clock.advance(MINUTE);
    expect(world.display.views).toBeGreaterThan(shown);
  });

  test('somebody looks at moves with the minute, and rests when nobody does', async () => {
    const world = fakeWorld();
    const belfry = await start(world);
    belfry.setVisible(true);
    await settle();
    const before = world.display.views;
    await world.clock.advance(3 * MINUTE);
    expect(world.display.views - before).toBe(3);
    belfry.setVisible(false);
    await world.clock.advance(MINUTE);
    const hidden = world.display.views;
    await world.clock.advance(14 * MINUTE);
    expect(world.display.views - hidden).toBeLessThanOrEqual(1);
  });

  test('opened where nothing is announced looks at the server', async () => {
    const world = signedIn('work');
    world.caldav.push = null;
    const belfry = await start(world);
    world.caldav.calls.length = 0;
    belfry.setVisible(true);
    await settle();
    expect(world.caldav.calls).toEqual(['survey']);
  });
});

describe('the end', () => {
  test('leaves nothing running, and can come twice', async () => {
    const world = signedIn('work');
    change(world, 'Stand-up');
    const belfry = await start(world);
    await Promise.all([belfry.stop(), belfry.stop()]);
    await settle();
    expect(world.clock.waits).toEqual([]);
    expect(world.links.map((l) => l.status.at)).toEqual(['off']);
    expect(world.caldav.closed).toBe(true);
    const { calls } = world.caldav;
    const count = calls.length;
    await world.clock.advance(24 * 60 * MINUTE);
    expect(calls).toHaveLength(count);
  });
});

describe('the connection page', () => {
  test('tells how the test of the push path goes', async () => {
    const world = signedIn('work');
    const belfry = await start(world);
    world.links.at(-1)?.listens();
    await settle();
    const testing = async () => (await belfry.view()).connections[0]?.test?.state;
    expect(await testing()).toBe('idle');
    const done = belfry.testPush({ id: 'acc' });
    await settle();
    expect(await testing()).toBe('running');
    world.links.at(-1)?.events.onPing('bf1-home');
    await done;
    await settle();
    expect(await testing()).toBe('passed');
    await belfry.testPush({ id: 'nobody' });
  });

  test('takes over somewhere to listen that was entered, or says why not', async () => {
    const world = signedIn('work');
    const belfry = await start(world);
    const push = {
      server: 'x.example',
      jid: 'a@x.example',
      service: 'p.x.example',
      node: 'n',
      password: 'pw',
    };
    world.pushFailure = new BelfryError('unauthorized');
    await belfry.setManualPush({ id: 'acc', push });
    await settle();
    expect((await belfry.view()).connections[0]).toMatchObject({
      manual: null,
      manualTry: { state: 'refused' },
    });
    world.pushFailure = null;
    await belfry.setManualPush({ id: 'acc', push });
    await settle();
    const { manual, manualTry } = (await belfry.view()).connections[0] ?? {};
    expect([manual, manualTry]).toEqual([
      { server: 'x.example', jid: 'a@x.example', service: 'p.x.example', node: 'n' },
      null,
    ]);
  });

  test('survives signing in again', async () => {
    const world = signedIn('work');
    const manualPush = { server: 'x.example', jid: 'a@x.example', service: 'p.x.example', node: 'n' };
    remember(world, { ...ALICE, manualPush });
    const belfry = await start(world);
    belfry.signInAgain({ id: 'acc' });
    const done = belfry.signIn({ address: HOME, username: 'alice', password: 'new' });
    await settle();
    belfry.answer({ yes: true });
    await done;
    expect(world.vault.passwords.get('acc')).toBe('new');
    expect(world.settings.accounts()[0]?.manualPush).toEqual(manualPush);
  });
});

test('a window that is opened gets fresh data while the pings do not arrive', async () => {
  const world = signedIn('work');
  const belfry = await start(world);
  world.links.at(-1)?.listens();
  await settle();
  world.caldav.calls.length = 0;
  belfry.setVisible(true);
  await settle();
  expect(world.caldav.calls).toEqual([]);
  belfry.setVisible(false);
  await world.clock.advance(60 * MINUTE);
  expect((await belfry.view()).status.name).toBe('polling');
  world.caldav.calls.length = 0;
  belfry.setVisible(true);
  await settle();
  expect(world.caldav.calls).toContain('survey');
});

test('awake, or on another network, it looks over new connections', async () => {
  const world = signedIn('work');
  const belfry = await start(world);
  for (const event of ['suspend', 'wake', 'network'] as const) {
    const before = world.caldav.renewals;
    world.caldav.calls.length = 0;
    belfry.nudge(event);
    await settle();
    expect([event, world.caldav.renewals - before]).toEqual([event, event === 'suspend' ? 0 : 1]);
    expect(world.caldav.calls.includes('survey')).toBe(event !== 'suspend');
  }
});
