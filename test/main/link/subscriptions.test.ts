import { assert, constantFrom, property, record, uniqueArray, array, option } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bringInStep,
  isInStep,
  NOTHING_YET,
  stepsTo,
  type Subscribed,
} from '../../../main/link/subscriptions.ts';
import { NoAnswer } from '../../../wire/iq.ts';
import { pubSub, type Subscription } from '../../../wire/pubsub.ts';
import type { XmppStream } from '../../../wire/xmpp-stream.ts';
import { FakePubSub, type Flavour } from '../../support/fake-pubsub.ts';
import { SERVICE } from '../../support/fake-streams.ts';

const alice = 'alice@example.org';
const FLAVOURS: readonly Flavour[] = ['prosody', 'ejabberd'];

function bench(flavour: Flavour = 'prosody') {
  const server = new FakePubSub(flavour);
  const iq: XmppStream['iq'] = (request) => server.answer(request, `${alice}/belfry`);
  const service = pubSub({ iq } as XmppStream, SERVICE);
  const isOwn = (node: string) => node.startsWith('bf1-') || node === '/home/';
  const step = (nodes: readonly string[], before: Subscribed = NOTHING_YET) => {
    server.asked.length = 0;
    return bringInStep({ service, jid: alice, isOwn }, new Set(nodes), before);
  };
  const held = () => server.subscriptions.map(({ node, jid }) => `${node} ${jid}`).toSorted();
  return { server, step, held };
}

describe.each(FLAVOURS)('on %s', (flavour) => {
  test('what is missing is added, what is there is left alone, what is denied is named', async () => {
    const { server, step, held } = bench(flavour);
    server.add(alice, 'bf1-a', 'bf1-b');
    server.add('bob@example.org', 'bf1-closed');
    server.holds('bf1-a', alice);
    const after = await step(['bf1-a', 'bf1-b', 'bf1-none', 'bf1-closed']);
    expect(server.asked[0]).toBe('list');
    expect(server.asked.slice(1).toSorted()).toEqual([
      'subscribe bf1-b',
      'subscribe bf1-closed',
      'subscribe bf1-none',
    ]);
    expect(after).toMatchObject({ denied: ['bf1-closed', 'bf1-none'], isListMute: false });
    expect([...after.confirmed].toSorted()).toEqual(['bf1-a', 'bf1-b']);
    expect(held()).toEqual([`bf1-a ${alice}`, `bf1-b ${alice}`]);
  });

  test('leftovers go: nodes nobody wants, full addresses, other resources; what is not ours stays', async () => {
    const { server, step, held } = bench(flavour);
    server.add(alice, 'bf1-a');
    for (const node of ['bf1-a', 'bf1-old', '/home/', 'blog']) server.holds(node, alice);
    for (const jid of [`${alice}/belfry`, `${alice}/phone`]) server.holds('bf1-a', jid);
    server.holds('blog', `${alice}/phone`);
    const after = await step(['bf1-a']);
    expect(held()).toEqual([`bf1-a ${alice}`, `blog ${alice}`, `blog ${alice}/phone`]);
    expect([...after.confirmed]).toEqual(['bf1-a']);
  });

  test('what was denied is asked for again, and what was taken away silently is noticed', async () => {
    const { server, step } = bench(flavour);
    server.add(alice, 'bf1-a');
    server.add('bob@example.org', 'bf1-b');
    const first = await step(['bf1-a', 'bf1-b']);
    expect(first.denied).toEqual(['bf1-b']);
    server.add(alice, 'bf1-b');
    server.add('bob@example.org', 'bf1-a');
    server.subscriptions = [];
    const second = await step(['bf1-a', 'bf1-b'], first);
    expect(second.denied).toEqual(['bf1-a']);
    expect([...second.confirmed]).toEqual(['bf1-b']);
  });

  test('later only what was wanted before is ended: another device may want the rest', async () => {
    const { server, step, held } = bench(flavour);
    server.add(alice, 'bf1-a', 'bf1-b', 'bf1-theirs');
    const first = await step(['bf1-a', 'bf1-b']);
    server.holds('bf1-theirs', alice);
    const second = await step(['bf1-a'], first);
    expect(held()).toEqual([`bf1-a ${alice}`, `bf1-theirs ${alice}`]);
    expect([...second.confirmed]).toEqual(['bf1-a']);
  });

  test('a list that never comes is waited for once', async () => {
    const { server, step, held } = bench(flavour);
    server.add(alice, 'bf1-a', 'bf1-b', 'bf1-c');
    server.silent.add('list');
    const first = await step(['bf1-a', 'bf1-b']);
    expect(first).toMatchObject({ isListMute: true, denied: [] });
    const second = await step(['bf1-b', 'bf1-c'], first);
    expect(server.asked.toSorted()).toEqual([
      'subscribe bf1-b',
      'subscribe bf1-c',
      `unsubscribe bf1-a ${alice}`,
    ]);
    expect(held()).toEqual([`bf1-b ${alice}`, `bf1-c ${alice}`]);
    expect([...second.confirmed].toSorted()).toEqual(['bf1-b', 'bf1-c']);
  });
});

test('of two with an id of their own one is ended, by its id', async () => {
  const { server, step } = bench('ejabberd');
  server.add(alice, 'bf1-a');
  const [first, second] = [server.holds('bf1-a', alice), server.holds('bf1-a', alice)];
  await step(['bf1-a']);
  expect(server.asked).toEqual(['list', `unsubscribe bf1-a ${alice} ${second.subid}`]);
  expect(server.subscriptions).toEqual([first]);
});

test('of two that nothing tells apart none is ended: it could be the one that stays', async () => {
  const { server, step } = bench('prosody');
  server.add(alice, 'bf1-a');
  server.holds('bf1-a', alice);
  server.holds('bf1-a', alice);
  const { confirmed } = await step(['bf1-a']);
  expect(server.asked).toEqual(['list']);
  expect([...confirmed]).toEqual(['bf1-a']);
});

test('while an owner has to agree, a node is not heard, and is asked for again', async () => {
  const { server, step } = bench('ejabberd');
  server.add(alice, 'bf1-a');
  server.moderated.add('bf1-a');
  const first = await step(['bf1-a']);
  expect(first.denied).toEqual(['bf1-a']);
  expect((await step(['bf1-a'], first)).denied).toEqual(['bf1-a']);
  expect(server.asked).toEqual(['list', 'subscribe bf1-a']);
});

test('two hundred calendars are asked for side by side, but not all at once', async () => {
  const { server, step } = bench();
  const nodes = Array.from({ length: 200 }, (_, n) => `bf1-${n}`);
  server.add(alice, ...nodes);
  expect((await step(nodes)).confirmed.size).toBe(200);
  expect(server.mostAtOnce).toBe(16);
});

test('one node the service is silent about is as good as denied; a service that is silent is an end', async () => {
  const { server, step } = bench();
  server.add(alice, 'bf1-a', 'bf1-b');
  server.silent.add('bf1-b');
  expect((await step(['bf1-a', 'bf1-b'])).denied).toEqual(['bf1-b']);
  server.silent.add('everything');
  const nodes = Array.from({ length: 100 }, (_, n) => `bf1-${n}`);
  await expect(step(nodes)).rejects.toBeInstanceOf(NoAnswer);
  // Nobody waits for a hundred silences.
  expect(server.asked.length).toBeLessThanOrEqual(17);
});

test('the end of the stream is no denial', async () => {
  const gone = new Error('the stream was closed');
  const service = {
    subscriptions: async () => [],
    subscribe: () => Promise.reject(gone),
    unsubscribe: async () => {},
  };
  const whose = { service, jid: alice, isOwn: () => true };
  await expect(bringInStep(whose, new Set(['bf1-a']), NOTHING_YET)).rejects.toBe(gone);
});

test('in step is: the same nodes, and an answer for each', () => {
  const subscribed = {
    wanted: new Set(['bf1-a', 'bf1-b']),
    confirmed: new Set(['bf1-a']),
    denied: ['bf1-b'],
    isListMute: false,
  };
  expect(isInStep(subscribed, new Set(['bf1-b', 'bf1-a']))).toBe(true);
  expect(isInStep(subscribed, new Set(['bf1-a']))).toBe(false);
  expect(isInStep(subscribed, new Set(['bf1-a', 'bf1-c']))).toBe(false);
  expect(isInStep({ ...subscribed, confirmed: new Set() }, subscribed.wanted)).toBe(false);
  expect(isInStep(NOTHING_YET, new Set())).toBe(false);
});

describe('the steps from any list', () => {
  const NODES = ['bf1-a', 'bf1-b', 'bf1-c', 'blog', '/home/'];
  const JIDS = [alice, `${alice}/belfry`, `${alice}/phone`, 'bob@example.org', 'bob@example.org/x'];
  const subscription = record({
    node: constantFrom(...NODES),
    jid: constantFrom(...JIDS),
    subid: option(constantFrom('1', '2', '3')),
    state: constantFrom('subscribed', 'pending', 'unconfigured', 'none'),
  });
  const lists = array(subscription, { maxLength: 12 });
  const wishes = uniqueArray(constantFrom(...NODES));
  const mayRemove = (node: string) => node !== 'blog';
  const byId = (s: Subscription) => `${s.node} ${s.jid} ${s.subid}`;

  test('leave exactly one of the bare address for each node, and touch nothing of others', () => {
    assert(
      property(lists, wishes, (have, wish) => {
        const wanted = new Set(wish);
        const { kept, add, remove } = stepsTo(wanted, have, { jid: alice, mayRemove });
        expect([...kept, ...add].toSorted()).toEqual(wish.toSorted());
        for (const node of kept)
          expect(have.some((s) => s.node === node && s.jid === alice && s.state === 'subscribed')).toBe(true);
        for (const s of remove) {
          expect(s.jid.startsWith('bob')).toBe(false);
          expect(s.node).not.toBe('blog');
          expect(s.state).not.toBe('none');
        }
        // Whatever is ended by its id, one that was kept stays.
        const ended = new Set(remove.map(byId));
        for (const node of kept) {
          const left = have.filter(
            (s) => s.node === node && s.jid === alice && s.state === 'subscribed' && !ended.has(byId(s)),
          );
          expect(left.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('are none where everything is as it should be', () => {
    assert(
      property(wishes, (wish) => {
        const have = wish.map((node) => ({ node, jid: alice, subid: null, state: 'subscribed' }));
        const { add, remove } = stepsTo(new Set(wish), have, { jid: alice, mayRemove });
        expect([add, remove]).toEqual([[], []]);
      }),
    );
  });
});
