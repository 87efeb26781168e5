import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMembership, type Membership } from '../../../notifier/members/membership.ts';
import { Offline } from '../../../notifier/members/owner.ts';
import { openState } from '../../../notifier/state/sql-state.ts';
import { openSqlite } from '../../../notifier/state/sqlite.ts';
import type { State } from '../../../notifier/state/state.ts';
import { FakeOwner } from '../../support/fake-owner.ts';

const work = { kind: 'c', id: '/alice/work/' } as const;
const home = { kind: 'h', id: '/alice/' } as const;
const always = { kind: 'b', id: '' } as const;
const bob = { jid: 'd-bob@x', reader: 'u:bob' };
const alice = { jid: 'd-alice@x', reader: 'u:alice' };
const LEASE = 1_000;

describe.each(['prosody', 'ejabberd'] as const)('members on a service with the habits of %s', (flavour) => {
  let owner: FakeOwner;
  let service: FakeOwner | null;
  let state: State;
  let now: number;
  let membership: Membership;
  const fresh = () =>
    createMembership({
      service: () => service,
      state,
      serverKey: 'k'.repeat(32),
      always,
      self: 'notifier@x',
      lease: LEASE,
      now: () => now,
    });

  beforeEach(async () => {
    owner = new FakeOwner(flavour);
    service = owner;
    now = 10_000;
    state = await openState(() => openSqlite(':memory:'));
    membership = fresh();
  });
  afterEach(() => state.close());

  /** Granted, and subscribed with the bare address and a full one. */
  async function listening(who: typeof bob): Promise<string> {
    const [node = ''] = await membership.grant({ ...who, keys: [work] });
    owner.subscribe(node, who.jid);
    owner.subscribe(node, `${who.jid}/laptop`);
    return node;
  }

  async function heardBy(who: typeof bob, node: string): Promise<number> {
    owner.delivered.length = 0;
    await membership.publish(work);
    return owner.delivered.filter((line) => line.startsWith(`${node} ${who.jid}`)).length;
  }

  test('are confirmed before their names are given, and not asked for twice', async () => {
    const names = await membership.grant({ ...bob, keys: [work, home] });
    expect(names).toEqual(await membership.nodesOf([work, home]));
    expect(names.map((node) => [...(owner.nodes.get(node)?.affiliations ?? [])])).toEqual([
      [[bob.jid, 'member']],
      [[bob.jid, 'member']],
    ]);
    const before = owner.asked.length;
    await membership.grant({ ...bob, keys: [work, home] });
    expect(owner.asked).toHaveLength(before);
    membership.doubt();
    await membership.grant({ ...bob, keys: [work] });
    expect(owner.asked.slice(before)).toEqual([
      `create ${names[0]}`,
      `configure ${names[0]}`,
      `affiliate ${names[0]} ${bob.jid} member`,
    ]);
  });

  test('hold what they proved until it ends', async () => {
    const names = await membership.grant({ ...bob, keys: [work] });
    expect(await membership.holds(bob.jid, names)).toBe(true);
    expect(await membership.holds(alice.jid, names)).toBe(false);
    expect(await membership.holds(bob.jid, [...names, 'bf1-other'])).toBe(false);
    now += LEASE;
    expect(await membership.holds(bob.jid, names)).toBe(false);
  });

  test('who are refused by the calendar server hear nothing of the next change, on none of their addresses', async () => {
    const node = await listening(bob);
    await listening(alice);
    expect(await heardBy(bob, node)).toBe(2);
    await membership.refused(bob.reader, [work, home]);
    expect(await heardBy(bob, node)).toBe(0);
    expect(await heardBy(alice, node)).toBe(2);
    expect(await state.leasesOf({ node })).toHaveLength(1);
  });

  test('lose the subscriptions first and the membership then, and that is looked at', async () => {
    const node = await listening(bob);
    owner.asked.length = 0;
    await membership.dismiss(bob.jid);
    expect(owner.asked).toEqual([
      `subscribers ${node}`,
      `end ${node} ${bob.jid}`,
      `end ${node} ${bob.jid}/laptop`,
      `affiliate ${node} ${bob.jid} none`,
      `affiliations ${node}`,
      `subscribers ${node}`,
    ]);
  });

  test('whose lease ended are gone before the next ping', async () => {
    const node = await listening(bob);
    now += LEASE / 2;
    await listening(alice);
    now += LEASE / 2;
    expect(await heardBy(bob, node)).toBe(0);
    expect(await heardBy(alice, node)).toBe(2);
    expect([...(owner.nodes.get(node)?.affiliations.keys() ?? [])]).toEqual([alice.jid]);
  });

  test('who were refused while there was no stream are gone before the first ping over the next', async () => {
    const node = await listening(bob);
    await listening(alice);
    service = null;
    await expect(membership.refused(bob.reader, [work])).rejects.toThrow(Offline);
    // Even if the notifier is another by then.
    service = owner;
    membership = fresh();
    expect(await heardBy(bob, node)).toBe(0);
    expect(await heardBy(alice, node)).toBe(2);
  });

  test('cannot be removed: nothing is published until they are', async () => {
    const node = await listening(bob);
    await listening(alice);
    owner.endSubscription = async () => {}; // says yes
    await expect(membership.refused(bob.reader, [work])).rejects.toThrow('keeps somebody');
    owner.delivered.length = 0;
    await expect(membership.publish(work)).rejects.toThrow('keeps somebody');
    expect(owner.delivered).toEqual([]);
    Reflect.deleteProperty(owner, 'endSubscription');
    expect(await heardBy(bob, node)).toBe(0);
  });

  test('all prove anew after a rotation: the old node is gone, the new one has nobody', async () => {
    const old = await listening(bob);
    await membership.rotate([work]);
    expect(owner.nodes.has(old)).toBe(false);
    const [node = ''] = await membership.nodesOf([work]);
    expect(node).not.toBe(old);
    expect(await membership.holds(bob.jid, [node])).toBe(false);
    await membership.publish(work);
    expect(owner.nodes.has(node)).toBe(false); // nobody listens: nothing is made
    expect(await membership.grant({ ...alice, keys: [work] })).toEqual([node]);
    expect(await state.nodes('', 9)).toEqual([{ ...work, node, epoch: 1 }]);
  });

  test('whose proof was overtaken by a rotation are told to prove again', async () => {
    owner.onAsk = (what) => {
      if (!what.startsWith('affiliate')) return;
      owner.onAsk = () => {};
      void state.rotate(work, 0);
    };
    await expect(membership.grant({ ...bob, keys: [work] })).rejects.toThrow('changed meanwhile');
    const [node = ''] = await membership.grant({ ...bob, keys: [work] });
    expect(node).toBe((await membership.nodesOf([work]))[0]);
  });

  test('come back with a node that the service lost', async () => {
    const node = await listening(bob);
    owner.nodes.delete(node);
    await membership.publish(work);
    expect([...(owner.nodes.get(node)?.affiliations ?? [])]).toEqual([[bob.jid, 'member']]);
    owner.nodes.delete(node);
    await membership.grant({ ...alice, keys: [work] });
    expect(owner.nodes.get(node)?.affiliations.get(alice.jid)).toBe('member');
  });

  test('are closed in by a node that was there before, and open', async () => {
    const [node = ''] = await membership.nodesOf([work]);
    await owner.createNode(node);
    Object.assign(owner.nodes.get(node) ?? {}, { closed: false });
    await membership.grant({ ...bob, keys: [work] });
    expect(owner.nodes.get(node)?.closed).toBe(true);
  });

  test('do not need to be there for the heartbeat', async () => {
    const [node = ''] = await membership.nodesOf([always]);
    await membership.publish(always);
    expect(owner.asked.at(-1)).toBe(`publish ${node}`);
  });

  test('never include the notifier itself', async () => {
    const names = await membership.grant({ jid: 'notifier@x', reader: 'u:notifier', keys: [work] });
    expect(names).toHaveLength(1);
    expect(owner.asked).toEqual([]);
    expect(await membership.holds('notifier@x', names)).toBe(true);
  });
});
