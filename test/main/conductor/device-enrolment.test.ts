// How a device comes to listen without the calendar password, and stays allowed to.
import { afterEach, expect, test } from 'vitest';
import { Belfry } from '../../../main/belfry.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import { settle } from '../../support/fake-clock.ts';
import {
  ALICE,
  fakeWorld,
  HOME,
  PUSH,
  remember,
  type FakeLink,
  type FakeWorld,
} from '../../support/fake-world.ts';

const HOUR = 3_600_000;
const PLACE = { url: 'https://cal.example.org/.belfry/enrol', ticket: null };
const running: Belfry[] = [];
afterEach(async () => {
  for (const belfry of running.splice(0)) await belfry.stop();
});

/** A server where devices enrol; nobody was asked whether the password may be used. */
function offering(): FakeWorld {
  const world = fakeWorld('work');
  Object.assign(world.caldav, { push: PUSH, enrolment: PLACE });
  world.caldav.calendar('work').put('/w/a.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
  remember(world);
  const [account = ALICE] = world.settings.accounts();
  world.settings.saveAccount({ ...account, pushConsent: 'unasked' }, world.settings.calendars());
  return world;
}

async function start(world: FakeWorld): Promise<Belfry> {
  const belfry = new Belfry(world);
  running.push(belfry);
  await belfry.start();
  await settle();
  return belfry;
}

function linkOf(world: FakeWorld): FakeLink {
  const link = world.links.at(-1);
  if (!link) throw new Error('no link');
  return link;
}

/** Time passes, and whatever begins in it comes to its end. */
async function pass(world: FakeWorld, ms: number): Promise<void> {
  await world.clock.advance(ms);
  await settle();
}

const wishes = (world: FakeWorld) => world.caldav.wishes.length;

test('it enrols its home and what is shown, and signs in by what it was given', async () => {
  const world = offering();
  await start(world);
  expect(world.caldav.wishes).toMatchObject([{ place: PLACE, urls: [HOME, `${HOME}work/`] }]);
  expect(world.caldav.wishes[0]?.device).toMatch(/^dev1-[0-9a-f]{16}$/);
  const { address, watched } = linkOf(world);
  expect(address.login).toEqual({ jid: 'd1@push.example.org', password: 'secret-1' });
  expect(watched).toEqual([PUSH.homeNode, 'bf1-beat', 'bf1-work']);
});

test('a look that finds the same asks for nothing', async () => {
  const world = offering();
  const belfry = await start(world);
  linkOf(world).listens();
  await settle();
  belfry.refresh();
  await settle();
  expect(wishes(world)).toBe(1);
});

test('it proves its right again before it ends, and the connection stays', async () => {
  const world = offering();
  await start(world);
  const link = linkOf(world);
  link.listens();
  await settle();
  await pass(world, 12 * HOUR + 1);
  expect(wishes(world)).toBe(2);
  expect(world.links).toHaveLength(1);
  expect(link.heard).not.toContain('stop');
  expect(link.address.login?.password).toBe('secret-2');
});

test('a node that is gone is asked for again', async () => {
  const world = offering();
  await start(world);
  const link = linkOf(world);
  link.listens();
  await settle();
  link.events.onEnded('bf1-work');
  await pass(world, 60_000);
  expect(wishes(world)).toBe(2);
});

test('a secret that is refused is replaced by another, on the same link', async () => {
  const world = offering();
  await start(world);
  const link = linkOf(world);
  link.become({ at: 'refused', because: 'unauthorized' });
  for (let minute = 0; minute < 10 && wishes(world) < 2; minute++) await pass(world, 60_000);
  expect(wishes(world)).toBe(2);
  expect(link.heard).toContain('credentials');
  expect(link.address.login?.password).toBe('secret-2');
});

test('a server that refuses every secret is not asked without end', async () => {
  const world = offering();
  await start(world);
  linkOf(world).become({ at: 'refused', because: 'unauthorized' });
  await pass(world, 6 * HOUR);
  // One look each five minutes would make seventy.
  expect(wishes(world)).toBeGreaterThan(2);
  expect(wishes(world)).toBeLessThan(40);
});

test('where nobody can be asked to enrol it looks by itself, says why, and tries again', async () => {
  const world = offering();
  world.caldav.enrolFailure = new BelfryError('busy', { what: 'cal.example.org', reason: 'http-503' });
  const belfry = await start(world);
  expect(world.links).toHaveLength(0);
  expect((await belfry.view()).connections[0]).toMatchObject({
    name: 'polling',
    why: expect.stringContaining('could not let this computer listen just now'),
  });
  world.caldav.enrolFailure = null;
  await pass(world, 10 * 60_000);
  expect(linkOf(world).address.login?.password).toMatch(/^secret-/);
});

test('a renewal that fails costs nothing while what was given is good', async () => {
  const world = offering();
  await start(world);
  const link = linkOf(world);
  link.listens();
  await settle();
  world.caldav.enrolFailure = new BelfryError('offline', { what: 'cal.example.org', reason: 'ECONNREFUSED' });
  await pass(world, 13 * HOUR);
  expect(wishes(world)).toBeGreaterThan(1);
  expect(link.heard).not.toContain('stop');
});

test('whoever signs out is taken off the list, even where that cannot be told', async () => {
  for (const isReachable of [true, false]) {
    const world = offering();
    const belfry = await start(world);
    if (!isReachable)
      world.caldav.before = (call) => {
        if (call === 'leave')
          throw new BelfryError('offline', { what: 'cal.example.org', reason: 'ECONNREFUSED' });
      };
    await belfry.signOut({ id: ALICE.id });
    expect(world.caldav.calls).toContain('leave');
    expect(world.settings.accounts()).toEqual([]);
  }
});
