// How the connections get into the window, and into the diagnostics.
import { afterEach, expect, test } from 'vitest';
import { Belfry } from '../../../main/belfry.ts';
import { settle } from '../../support/fake-clock.ts';
import { surroundings } from '../../support/diagnosed.ts';
import { ALICE, eventText, fakeWorld, PUSH, remember, type FakeWorld } from '../../support/fake-world.ts';

const running: Belfry[] = [];
afterEach(async () => {
  for (const belfry of running.splice(0)) await belfry.stop();
});

async function start(world: FakeWorld): Promise<Belfry> {
  const belfry = new Belfry(world);
  running.push(belfry);
  await belfry.start();
  await settle();
  return belfry;
}

/** Two accounts; nobody knows the password of the second any more. */
function twoAccounts(): FakeWorld {
  const world = fakeWorld('work');
  world.caldav.push = PUSH;
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', 'Lunch with Sam'));
  remember(world);
  world.settings.saveAccount({ ...ALICE, id: 'bob', label: 'bob@example.org', username: 'bob' }, []);
  return world;
}

test('the window says of each account how it is connected, in their order', async () => {
  const world = twoAccounts();
  const belfry = await start(world);
  world.links.at(-1)?.listens();
  await settle();
  const { connections, accounts } = await belfry.view();
  expect(connections.map(({ accountId }) => accountId)).toEqual(accounts.map(({ id }) => id));
  expect(connections).toMatchObject([
    { label: ALICE.label, name: 'listening', title: 'Listening', canEnter: true, test: { state: 'idle' } },
    { label: 'bob@example.org', name: 'sign-in', title: 'Needs your attention', canEnter: false, test: null },
  ]);
});

test('a link that is lost shows at once', async () => {
  const world = twoAccounts();
  await start(world);
  const link = world.links.at(-1);
  link?.listens();
  await settle();
  link?.become({ at: 'waiting', attempt: 1, until: world.clock.now() + 180_000, because: 'offline' });
  await settle();
  expect(world.display.last?.connections[0]).toMatchObject({
    name: 'polling',
    why: expect.stringMatching(/ does not answer\. The next attempt is made in 3 minutes\.$/),
  });
});

test('the diagnostics say the same of both accounts, how large the replicas are, and name nobody', async () => {
  const world = twoAccounts();
  const belfry = await start(world);
  world.links.at(-1)?.listens();
  await settle();
  const at = new Date(world.clock.now()).toISOString();
  const log = [JSON.stringify({ at, level: 'info', scope: 'link', state: 'listening', who: 'alice' })];
  const text = await belfry.diagnostics({ surroundings, log });
  const said: unknown = JSON.parse(text);
  expect(said).toMatchObject({
    ...surroundings,
    made: at,
    accounts: [
      {
        account: 'account-1',
        status: 'listening',
        link: { at: 'listening', denied: 0 },
        calendars: [{ calendar: 'calendar-1', objects: 1, badObjects: 0 }],
      },
      { account: 'account-2', status: 'sign-in', link: { at: 'off' }, calendars: [] },
    ],
    log: [{ at, level: 'info', scope: 'link', state: 'listening' }],
  });
  for (const name of ['alice', 'bob', 'example.org', 'Lunch', 'bf1-'])
    expect(text.toLowerCase()).not.toContain(name.toLowerCase());
});
