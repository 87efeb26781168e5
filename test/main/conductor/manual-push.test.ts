import { describe, expect, test } from 'vitest';
import { Accounts } from '../../../main/conductor/accounts.ts';
import { flawOf, manualPushKey, transportOf, type EnteredPush } from '../../../main/conductor/manual-push.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import type { PushAddress } from '../../../main/core/sync/link-ports.ts';
import type { ManualProblem } from '../../../main/core/window/connection-view.ts';
import { settle } from '../../support/fake-clock.ts';
import { ALICE, eventText, fakeWorld, PUSH, remember, type FakeWorld } from '../../support/fake-world.ts';
import { NOBODY_LISTENS } from '../../support/watch-bench.ts';

const ENTERED: EnteredPush = {
  server: 'xmpp.example.net:5223',
  jid: 'watcher@example.net',
  service: 'PubSub.example.net',
  node: '/home/alice',
  password: 'push-secret',
};
const { password: _password, ...KEPT } = ENTERED;

interface Bench {
  readonly world: FakeWorld;
  readonly accounts: Accounts;
  /** Where signing in was tried. */
  readonly tried: PushAddress[];
  problem(): ManualProblem | null | undefined;
}

/** A program that runs, with one account whose server pushes nothing unless told. */
async function running(over: { readonly push?: boolean } = {}): Promise<Bench> {
  const world = fakeWorld('work');
  if (over.push) world.caldav.push = PUSH;
  remember(world);
  world.caldav.calendar('work').put('/w/a.ics', eventText('a', 'Stand-up'));
  const tried: PushAddress[] = [];
  const { tryPush } = world;
  Object.assign(world, {
    tryPush: (address: PushAddress, signal: AbortSignal) => {
      tried.push(address);
      return tryPush(address, signal);
    },
  });
  const accounts = await start(world);
  world.caldav.calls.length = 0;
  const problem = () => accounts.watch('acc')?.connection.manualProblem;
  return { world, accounts, tried, problem };
}

async function start(world: FakeWorld): Promise<Accounts> {
  const accounts = new Accounts(world, NOBODY_LISTENS);
  accounts.refresh();
  await settle();
  return accounts;
}

const enter = async ({ accounts }: Bench, push: EnteredPush | null): Promise<void> => {
  await accounts.setManualPush('acc', push);
  await settle();
};

describe('somewhere to listen that was entered by hand', () => {
  test('is tried once, kept with its password in the vault alone, and used from then on', async () => {
    const bench = await running();
    const { world, tried } = bench;
    await enter(bench, ENTERED);
    expect(tried).toHaveLength(1);
    expect(tried[0]?.login).toEqual({ jid: ENTERED.jid, password: ENTERED.password });
    expect(world.settings.accounts()[0]?.manualPush).toEqual(KEPT);
    expect(JSON.stringify(world.settings.accounts())).not.toContain(ENTERED.password);
    expect(world.vault.passwords.get(manualPushKey('acc'))).toBe(ENTERED.password);
    const link = world.links.at(-1);
    expect(link?.address.transport).toEqual({
      host: 'xmpp.example.net',
      port: 5223,
      service: 'pubsub.example.net',
      homeNode: '/home/alice',
      heartbeat: null,
    });
    expect(link?.address.login).toEqual({ jid: ENTERED.jid, password: ENTERED.password });
    expect(link?.watched).toEqual(['/home/alice']);
    // The link that listens must not be pushed out by a try.
    expect(tried[0]?.resource).not.toBe(link?.address.resource);
    expect(bench.problem()).toBeNull();
  });

  test('is listened to although the server announces another place, and a ping of it looks what changed', async () => {
    const bench = await running({ push: true });
    const { world } = bench;
    await enter(bench, ENTERED);
    expect(world.links[0]?.heard.at(-1)).toBe('stop');
    const link = world.links.at(-1);
    link?.listens();
    await settle();
    world.caldav.calls.length = 0;
    world.caldav.calendar('work').put('/w/a.ics', eventText('a', 'Moved'));
    link?.events.onPing('/home/alice');
    await settle();
    expect(world.caldav.calls.slice(0, 2)).toEqual(['survey', 'work changesSince rev-1']);
    expect(world.clock.waits).toContain(45 * 60_000);
  });

  test('is used again after the next start', async () => {
    const first = await running();
    await enter(first, ENTERED);
    await first.accounts.stop();
    const links = first.world.links.length;
    const again = await start(first.world);
    expect(first.world.links[links]?.address.login).toEqual({ jid: ENTERED.jid, password: ENTERED.password });
    expect(again.watch('acc')?.connection).toMatchObject({
      manual: KEPT,
      offered: true,
      manualProblem: null,
    });
  });

  test('keeps its password when another is not typed', async () => {
    const bench = await running();
    await enter(bench, ENTERED);
    await enter(bench, { ...ENTERED, node: '/elsewhere', password: '' });
    expect(bench.world.settings.accounts()[0]?.manualPush?.node).toBe('/elsewhere');
    expect(bench.world.links.at(-1)?.address.login?.password).toBe(ENTERED.password);
  });

  test.each([{ jid: 'alice@elsewhere.example' }, { server: 'elsewhere.example' }])(
    'never shows its password to whom it was not given: %j',
    async (other) => {
      const bench = await running();
      await enter(bench, ENTERED);
      const tried = bench.world.links.length;
      await enter(bench, { ...ENTERED, ...other, password: '' });
      expect(bench.world.links).toHaveLength(tried);
      expect(bench.world.settings.accounts()[0]?.manualPush).toEqual(KEPT);
    },
  );

  test('is forgotten again, password and all, and the server’s word counts', async () => {
    const bench = await running({ push: true });
    await enter(bench, ENTERED);
    await enter(bench, null);
    const { world } = bench;
    expect(world.settings.accounts()[0]).not.toHaveProperty('manualPush');
    expect(world.vault.passwords.has(manualPushKey('acc'))).toBe(false);
    expect(world.links.at(-1)?.address.transport).toEqual(PUSH);
    expect(world.links.at(-1)?.address.login).toBeUndefined();
  });

  test('is not lost to a look that is under way and stores the account as it was', async () => {
    const bench = await running();
    const { world } = bench;
    let answer = (): void => {};
    world.caldav.before = (call) =>
      call === 'survey' ? new Promise((resolve) => (answer = resolve)) : undefined;
    bench.accounts.refresh();
    await settle();
    world.caldav.schedules = true;
    world.caldav.before = () => {};
    const load = world.vault.load.bind(world.vault);
    world.vault.load = async (id) => {
      answer();
      await settle();
      return load(id);
    };
    const done = enter(bench, ENTERED);
    await settle();
    answer();
    await done;
    await settle();
    expect(world.settings.accounts()[0]).toMatchObject({ manualPush: KEPT, schedules: true });
  });

  test('goes with the account when it is signed out', async () => {
    const bench = await running();
    await enter(bench, ENTERED);
    await bench.accounts.signOut('acc');
    expect([...bench.world.vault.passwords.keys()]).toEqual([]);
  });

  test('whose password cannot be had is not listened to, and says so', async () => {
    const world = fakeWorld('work');
    remember(world, { ...ALICE, manualPush: KEPT });
    const accounts = await start(world);
    expect(world.links).toEqual([]);
    expect(accounts.watch('acc')?.connection.manualProblem).toBe('no-password');
  });
});

describe('nothing is taken over', () => {
  test.each([
    ['unauthorized', 'unauthorized'],
    ['untrusted', 'untrusted'],
    ['offline', 'offline'],
    ['protocol', 'protocol'],
    ['gone', 'protocol'],
  ] as const)('when the XMPP server answers %s', async (kind, problem) => {
    const bench = await running({ push: true });
    bench.world.pushFailure = new BelfryError(kind);
    await enter(bench, ENTERED);
    expect(bench.problem()).toBe(problem);
    expect(bench.world.settings.accounts()[0]?.manualPush).toBeUndefined();
    expect(bench.world.vault.passwords.has(manualPushKey('acc'))).toBe(false);
    expect(bench.world.links).toHaveLength(1);
  });

  test('when the server does not answer within half a minute; until then it says that it tries', async () => {
    const bench = await running();
    Object.assign(bench.world, {
      tryPush: (_address: PushAddress, signal: AbortSignal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        ),
    });
    const done = bench.accounts.setManualPush('acc', ENTERED);
    await settle();
    expect(bench.problem()).toBe('checking');
    await bench.world.clock.advance(30_000);
    await done;
    expect(bench.problem()).toBe('offline');
  });

  test('when the vault cannot keep the password', async () => {
    const bench = await running();
    bench.world.vault.refusesToSave = true;
    await enter(bench, ENTERED);
    expect(bench.problem()).toBe('storage');
    expect(bench.world.settings.accounts()[0]?.manualPush).toBeUndefined();
  });

  test('without a password, when none was there before', async () => {
    const bench = await running();
    await enter(bench, { ...ENTERED, password: '' });
    expect(bench.problem()).toBe('no-password');
    expect(bench.tried).toEqual([]);
  });

  test('when the program ends meanwhile', async () => {
    const bench = await running();
    const done = bench.accounts.setManualPush('acc', ENTERED);
    await bench.accounts.stop();
    await done;
    expect(bench.world.settings.accounts()[0]?.manualPush).toBeUndefined();
    expect(bench.world.clock.waits).toEqual([]);
  });
});

describe('what is entered', () => {
  const flaws: readonly (readonly [Partial<EnteredPush>, ManualProblem | null])[] = [
    [{}, null],
    [{ server: 'xmpp.example.net' }, null],
    [{ server: '[2001:db8::1]:5222' }, null],
    [{ service: 'bot@pubsub.example.net' }, null],
    [{ server: '' }, 'bad-server'],
    [{ server: 'https://xmpp.example.net' }, 'bad-server'],
    [{ server: 'xmpp.example.net:99999' }, 'bad-server'],
    [{ jid: 'watcher' }, 'bad-jid'],
    [{ jid: 'watcher@' }, 'bad-jid'],
    [{ jid: 'watcher@example.net/phone' }, 'bad-jid'],
    [{ jid: 'two words@example.net' }, 'bad-jid'],
    [{ service: '' }, 'bad-service'],
    [{ service: 'pubsub.example.net/x' }, 'bad-service'],
    [{ node: '' }, 'bad-node'],
    [{ node: 'line\nbreak' }, 'bad-node'],
    [{ node: 'x'.repeat(2_000) }, 'bad-node'],
  ];
  test.each(flaws)('%o', (over, problem) => {
    expect(flawOf({ ...ENTERED, ...over })).toBe(problem);
  });

  test('wrongly is not even tried', async () => {
    const bench = await running();
    await enter(bench, { ...ENTERED, jid: 'nobody' });
    expect(bench.problem()).toBe('bad-jid');
    expect(bench.tried).toEqual([]);
  });

  test('with spaces around it is taken without them', async () => {
    const bench = await running();
    await enter(bench, { ...ENTERED, server: ' xmpp.example.net ', node: ' /home/alice ' });
    expect(bench.world.settings.accounts()[0]?.manualPush).toEqual({ ...KEPT, server: 'xmpp.example.net' });
  });

  test('is a transport with no heartbeat', () => {
    expect(transportOf({ ...KEPT, server: 'xmpp.example.net' })).toMatchObject({
      port: null,
      heartbeat: null,
    });
  });
});
