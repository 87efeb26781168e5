import { describe, expect, test } from 'vitest';
import { adoptCalendars } from '../../../main/conductor/adopt-calendars.ts';
import { surveyHomes } from '../../../main/conductor/home-survey.ts';
import type { Calendar } from '../../../main/core/model.ts';
import { FakeCalendar } from '../../support/fake-calendar.ts';
import { ALICE, fakeWorld, HOME, remember, type FakeWorld } from '../../support/fake-world.ts';

const signal = new AbortController().signal;
const access = { credentials: { username: 'alice', password: 'secret' }, trusted: [] };

/** Alice's account after a first look at these calendars. */
async function seen(...calendars: readonly string[]): Promise<FakeWorld> {
  const world = fakeWorld(...calendars);
  remember(world);
  await look(world);
  return world;
}

/** One look; gives how many changes somebody is to be told of. */
async function look(world: FakeWorld): Promise<number> {
  const [account = ALICE] = world.settings.accounts();
  const surveyed = await surveyHomes({ account, access, found: null }, world, signal);
  return adoptCalendars(surveyed, world, signal);
}

const share = (world: FakeWorld, name: string, person: string): void => {
  world.caldav.calendars.set(name, new FakeCalendar());
  world.caldav.facts.set(name, { person });
};
const named = (world: FakeWorld, name: string): Calendar | undefined =>
  world.settings.calendars().find((c) => c.name === name);
const recorded = async (world: FakeWorld) =>
  (await world.store.changes(100)).map((c) => `${c.kind} ${c.details.calendarName} ${c.told}`).toSorted();

describe('whole calendars', () => {
  test('raise nothing on the first look of all', async () => {
    const world = fakeWorld('work');
    remember(world);
    share(world, 'team', 'Ana');
    expect(await look(world)).toBe(0);
    expect(await recorded(world)).toEqual([]);
    expect(world.settings.calendars()).toHaveLength(2);
  });

  test('are told of as they come, go and come again, each time once', async () => {
    const world = await seen('work');
    share(world, 'team', 'Ana');
    expect([await look(world), await look(world)]).toEqual([1, 0]);
    const server = world.caldav.calendars.get('team');
    world.caldav.calendars.delete('team');
    expect([await look(world), await look(world)]).toEqual([1, 0]);
    expect(named(world, 'team')?.missing).toBe(true);
    if (server) world.caldav.calendars.set('team', server);
    expect([await look(world), await look(world)]).toEqual([1, 0]);
    expect(named(world, 'team')?.missing).toBeUndefined();
    expect(await recorded(world)).toEqual([
      'calendar-shared team false',
      'calendar-shared team false',
      'calendar-unshared team false',
    ]);
  });

  test('that are hidden or without alerts go to the inbox without a word', async () => {
    const world = await seen('work', 'old');
    const old = named(world, 'old');
    if (old) world.settings.saveCalendar({ ...old, shown: false });
    world.caldav.calendars.delete('old');
    expect(await look(world)).toBe(0);
    expect(await recorded(world)).toEqual(['calendar-removed old true']);
  });

  test('are all where they were while a home does not answer', async () => {
    const world = await seen('work', 'own');
    world.caldav.calendars.delete('own');
    world.caldav.unanswered = [HOME];
    expect(await look(world)).toBe(0);
    world.caldav.unanswered = [];
    expect(await look(world)).toBe(1);
    expect(await recorded(world)).toEqual(['calendar-removed own false']);
  });

  test('move with their home without a word, whatever is left behind', async () => {
    const world = await seen('work', 'own');
    world.caldav.home = 'https://p7.example.org/alice/';
    world.caldav.calendars.delete('own');
    expect([await look(world), await look(world)]).toEqual([0, 0]);
    expect(await recorded(world)).toEqual([]);
    expect(named(world, 'own')?.missing).toBe(true);
    expect(named(world, 'work')).toMatchObject({ url: 'https://p7.example.org/alice/work/' });
  });
});

describe('who oneself is', () => {
  test('is saved when it is another than before, and the account keeps its calendars', async () => {
    const world = await seen('work');
    world.caldav.self = { ...world.caldav.self, addresses: ['alice@example.org', 'a@work.example'] };
    world.caldav.schedules = true;
    await look(world);
    expect(world.settings.accounts()[0]).toMatchObject({ self: world.caldav.self, schedules: true });
    expect(world.settings.calendars()).toHaveLength(1);
    await look(world);
    expect(await recorded(world)).toEqual([]);
  });
});
