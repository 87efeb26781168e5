// A replica that was lost, or could not be read in part, is said so in the window.
import { afterEach, expect, test } from 'vitest';
import { Belfry } from '../../../main/belfry.ts';
import { settle } from '../../support/fake-clock.ts';
import { eventText, fakeWorld, PUSH, remember, type FakeWorld } from '../../support/fake-world.ts';

const running: Belfry[] = [];
afterEach(async () => {
  for (const belfry of running.splice(0)) await belfry.stop();
});

function signedIn(): FakeWorld {
  const world = fakeWorld('work');
  world.caldav.push = PUSH;
  remember(world);
  world.store.close = async () => {}; // what a file would be: it can be opened again
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', 'Stand-up'));
  return world;
}

async function start(world: FakeWorld): Promise<Belfry> {
  const belfry = new Belfry(world);
  running.push(belfry);
  await belfry.start();
  await settle();
  return belfry;
}

test('a database that was begun anew is told of: while it fills, and when it has', async () => {
  const world = signedIn();
  await (await start(world)).stop();
  for (const { id } of world.settings.calendars()) await world.store.forget(id);
  Object.assign(world, { replicaDamaged: () => true });
  const said: string[] = [];
  const show = world.display.show.bind(world.display);
  world.display.show = (view) => {
    said.push(...view.notices.map(({ id, text }) => `${id}: ${text}`));
    show(view);
  };
  const belfry = await start(world);
  expect(said[0]).toMatch(/^replica-damaged: .* is being loaded again/);
  const { notices, agenda } = await belfry.view();
  expect(JSON.stringify(agenda)).toContain('Stand-up');
  expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining('was loaded again')]);
});

test('one that is sound is not spoken of', async () => {
  const belfry = await start(signedIn());
  expect((await belfry.view()).notices).toEqual([]);
});

test('events that could not be read are counted beside their calendar', async () => {
  const world = signedIn();
  const unreadable = () => world.display.last?.accounts[0]?.calendars.map((c) => c.unreadable);
  world.caldav.calendar('work').put('/w/b.ics', 'BEGIN:VCALENDAR\r\nno calendar');
  await start(world);
  expect(unreadable()).toEqual(['1 event could not be read']);
  world.caldav.calendar('work').put('/w/b.ics', eventText('b', 'Mended'));
  world.links.at(-1)?.listens();
  world.links.at(-1)?.events.onPing('bf1-work');
  await settle();
  expect(unreadable()).toEqual(['']);
});
