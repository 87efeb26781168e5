import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMembership, type Membership } from '../../../notifier/members/membership.ts';
import { reconcile, type Reconciled } from '../../../notifier/members/reconciler.ts';
import { openState } from '../../../notifier/state/sql-state.ts';
import { openSqlite } from '../../../notifier/state/sqlite.ts';
import type { State } from '../../../notifier/state/state.ts';
import { IqError } from '../../../wire/iq.ts';
import { FakeOwner } from '../../support/fake-owner.ts';

const always = { kind: 'b', id: '' } as const;
const SELF = 'notifier@x';
const signal = new AbortController().signal;

interface Bench {
  readonly owner: FakeOwner;
  readonly state: State;
  readonly membership: Membership;
  readonly mend: (signal?: AbortSignal) => Promise<Reconciled>;
  now: number;
  online: boolean;
}

async function bench(): Promise<Bench> {
  const owner = new FakeOwner();
  const state = await openState(() => openSqlite(':memory:'));
  const service = () => (b.online ? owner : null);
  const now = () => b.now;
  const parts = { service, state, self: SELF, now };
  const membership = createMembership({ ...parts, serverKey: 'k'.repeat(32), always, lease: 1_000 });
  const mend = (until = signal) => reconcile({ ...parts, membership }, until);
  const b: Bench = { owner, state, membership, mend, now: 0, online: true };
  return b;
}

const work = { kind: 'c', id: '/alice/work/' } as const;
const grant = ({ membership }: Bench, jid: string, key: { kind: 'c'; id: string } = work) =>
  membership.grant({ jid, reader: `u:${jid}`, keys: [key] });

describe('the reconciler', () => {
  test('finds nothing where everything is as it was decided', async () => {
    const b = await bench();
    await grant(b, 'bob@x');
    expect(await b.mend()).toEqual({ nodes: 1, retired: 0, strangers: 0, missing: 0 });
  });

  test('removes members and subscribers without a lease, whoever made them', async () => {
    const b = await bench();
    const [node = ''] = await grant(b, 'bob@x');
    const at = b.owner.nodes.get(node);
    at?.affiliations.set('eve@x', 'member').set('mallory@x', 'publisher').set(SELF, 'owner');
    at?.subscriptions.push('eve@x/phone', 'trudy@x', 'bob@x');
    expect(await b.mend()).toMatchObject({ strangers: 3 });
    expect([...(at?.affiliations ?? [])]).toEqual([
      ['bob@x', 'member'],
      [SELF, 'owner'],
    ]);
    expect(at?.subscriptions).toEqual(['bob@x']);
  });

  test('adds members the server lost, makes nodes it lost, and closes nodes that were opened', async () => {
    const b = await bench();
    const [node = ''] = await grant(b, 'bob@x');
    b.owner.nodes.get(node)?.affiliations.clear();
    Object.assign(b.owner.nodes.get(node) ?? {}, { closed: false });
    expect(await b.mend()).toMatchObject({ missing: 1 });
    expect(b.owner.nodes.get(node)?.closed).toBe(true);
    b.owner.nodes.delete(node);
    expect(await b.mend()).toMatchObject({ missing: 1 });
    expect(b.owner.nodes.get(node)?.affiliations.get('bob@x')).toBe('member');
  });

  test('retires nodes with nobody left, and those with a name of before', async () => {
    const b = await bench();
    const [node = ''] = await grant(b, 'bob@x');
    b.now = 1_000;
    expect(await b.mend()).toMatchObject({ nodes: 1, retired: 1 });
    expect(b.owner.nodes.has(node)).toBe(false);
    expect(await b.state.nodes('', 9)).toEqual([]);
    const [again = ''] = await grant(b, 'bob@x');
    b.online = false;
    await b.membership.rotate([work]).catch(() => {});
    b.online = true;
    await grant(b, 'bob@x');
    expect(await b.mend()).toMatchObject({ nodes: 2, retired: 1, strangers: 0 });
    expect(b.owner.nodes.has(again)).toBe(false);
  });

  test('forgets leases that have ended, whoever else is left', async () => {
    const b = await bench();
    const [node = ''] = await grant(b, 'bob@x');
    b.now = 500;
    await grant(b, 'carol@x');
    b.now = 1_200;
    expect(await b.mend()).toMatchObject({ retired: 0, strangers: 1 });
    expect((await b.state.leasesOf({ node })).map(({ jid }) => jid)).toEqual(['carol@x']);
  });

  test('goes through more nodes than it reads at a time, and stops when it is told', async () => {
    const b = await bench();
    for (let i = 0; i < 450; i += 1) await grant(b, 'bob@x', { kind: 'c', id: `/${i}/` });
    expect(await b.mend()).toMatchObject({ nodes: 450, retired: 0 });
    const stopping = new AbortController();
    b.owner.onAsk = () => b.owner.asked.length > 3_000 && stopping.abort();
    expect((await b.mend(stopping.signal)).nodes).toBeLessThan(450);
    b.online = false;
    expect(await b.mend()).toMatchObject({ nodes: 0 });
  });
});

test('whatever happened in whatever order, with streams that break anywhere: who listens is who has a lease', async () => {
  const jid = fc.constantFrom('a@x', 'b@x', 'c@x');
  const id = fc.constantFrom('/1/', '/1/', '/1/', '/2/');
  const step = fc.oneof(
    fc.record({ do: fc.constant('grant' as const), jid, id }),
    fc.record({ do: fc.constant('refuse' as const), jid, id }),
    fc.record({ do: fc.constant('rotate' as const), jid, id }),
    fc.record({ do: fc.constant('dismiss' as const), jid, id }),
    fc.record({ do: fc.constant('publish' as const), jid, id }),
    fc.record({ do: fc.constant('wait' as const), jid, id }),
    fc.record({ do: fc.constant('lose' as const), jid, id }),
  );
  const cut = fc.option(fc.nat({ max: 8 }), { nil: null });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, cut), { minLength: 5, maxLength: 25 }), async (steps) => {
      const b = await bench();
      for (const [{ do: what, jid: who, id: where }, breaksAfter] of steps) {
        const key = { kind: 'c', id: where } as const;
        let left = breaksAfter ?? Infinity;
        b.owner.onAsk = () => {
          left -= 1;
          if (left < 0) throw new Error('the stream broke');
        };
        const doing = async (): Promise<unknown> => {
          const [node = ''] = await b.membership.nodesOf([key]);
          switch (what) {
            case 'grant':
              return grant(b, who, key).then(([at = '']) => b.owner.subscribe(at, who));
            case 'refuse':
              return b.membership.refused(`u:${who}`, [key]);
            case 'rotate':
              return b.membership.rotate([key]);
            case 'dismiss':
              return b.membership.dismiss(who);
            case 'publish':
              return b.membership.publish(key);
            case 'wait':
              return void (b.now += 600);
            case 'lose':
              return b.owner.nodes.delete(node);
          }
        };
        await doing().catch((error: unknown) => {
          // A broken stream, and what a service says of a node that broke with it, are what this is about.
          if (!(error instanceof IqError) && !String(error).includes('broke')) throw error;
          b.membership.doubt();
        });
        await expectNoPingForStrangers(b);
      }
      b.owner.onAsk = () => {};
      await b.mend();
      expect(await b.mend()).toMatchObject({ retired: 0, strangers: 0, missing: 0 });
      await expectAffiliationsAreLeases(b);
      await b.state.close();
    }),
    { numRuns: 300 },
  );
});

/** Everybody who is sent a ping has a lease of that node at that moment. */
async function expectNoPingForStrangers({ owner, state, now }: Bench): Promise<void> {
  for (const line of owner.delivered.splice(0)) {
    const [node = '', jid = ''] = line.split(' ');
    const lease = (await state.leasesOf({ node })).find((one) => one.jid === jid);
    expect(lease?.until ?? 0, line).toBeGreaterThan(now);
  }
}

async function expectAffiliationsAreLeases({ owner, state, now }: Bench): Promise<void> {
  const listed = await state.nodes('', 99);
  expect(new Set(owner.nodes.keys())).toEqual(new Set(listed.map(({ node }) => node)));
  for (const { node } of listed) {
    const leases = (await state.leasesOf({ node })).filter(({ until }) => until > now);
    expect([...(owner.nodes.get(node)?.affiliations.keys() ?? [])].toSorted()).toEqual(
      leases.map(({ jid }) => jid),
    );
  }
}
