import { describe, expect, test } from 'vitest';
import { createNodeBook, Offline } from '../../notifier/node-book.ts';
import type { Owner } from '../../notifier/node-book.ts';
import { IqError } from '../../wire/iq.ts';

/** A pubsub service that remembers nodes and members, and every request in order. */
function fakeService() {
  const nodes = new Map<string, Set<string>>();
  const requests: string[] = [];
  const faults: Error[] = [];
  const act = async (request: string, node: string | null) => {
    requests.push(request);
    await Promise.resolve();
    const fault = faults.shift();
    if (fault) throw fault;
    if (node !== null && !nodes.has(node)) throw new IqError('item-not-found', null);
  };
  const owner: Owner = {
    async createNode(node) {
      await act(`create ${node}`, null);
      if (nodes.has(node)) throw new IqError('conflict', null);
      nodes.set(node, new Set());
    },
    configureNode: (node) => act(`configure ${node}`, node),
    publish: (node) => act(`publish ${node}`, node),
    async setAffiliation(node, jid, affiliation) {
      await act(`${affiliation} ${jid} ${node}`, node);
      nodes.get(node)?.add(jid);
    },
  };
  return { owner, nodes, requests, faults };
}

function bookOver(fake: ReturnType<typeof fakeService>, state = { online: true }) {
  return createNodeBook({
    service: () => (state.online ? fake.owner : null),
    always: 'beat',
    self: 'publisher@x',
  });
}

describe('the node book', () => {
  test('makes a node, closed, before it admits anybody, and asks nothing twice', async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    await Promise.all([book.admit('a@x', ['n', 'beat']), book.admit('b@x', ['n']), book.admit('a@x', ['n'])]);
    await book.admit('a@x', ['n', 'beat']);
    expect(fake.requests.toSorted()).toEqual(
      ['create beat', 'create n', 'member a@x beat', 'member a@x n', 'member b@x n'].toSorted(),
    );
    expect(fake.requests.indexOf('create n')).toBeLessThan(fake.requests.indexOf('member a@x n'));
    expect(book.wasAdmitted('a@x', ['n', 'beat'])).toBe(true);
    expect(book.wasAdmitted('b@x', ['n', 'beat'])).toBe(false);
  });

  test('closes a node that was there before', async () => {
    const fake = fakeService();
    fake.nodes.set('n', new Set());
    await bookOver(fake).admit('a@x', ['n']);
    expect(fake.requests).toEqual(['create n', 'configure n', 'member a@x n']);
  });

  test('a refused admission is told, not remembered, and tried again the next time', async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    fake.faults.push(new IqError('forbidden', null));
    await expect(book.admit('a@x', ['n'])).rejects.toMatchObject({ condition: 'forbidden' });
    expect(book.wasAdmitted('a@x', ['n'])).toBe(false);
    await book.admit('a@x', ['n']);
    expect(fake.nodes.get('n')).toEqual(new Set(['a@x']));
  });

  test('makes a missing node again with its members, and publishes once', async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    await book.admit('a@x', ['n']);
    await book.admit('b@x', ['n']);
    fake.nodes.clear();
    fake.requests.length = 0;
    await book.publish('n');
    expect(fake.requests).toEqual(['publish n', 'create n', 'member a@x n', 'member b@x n', 'publish n']);
  });

  test('does not make a node nobody was ever told about', async () => {
    const fake = fakeService();
    await bookOver(fake).publish('n');
    expect(fake.requests).toEqual(['publish n']);
    expect(fake.nodes.size).toBe(0);
  });

  test('makes the heartbeat node before its first beat, and again when it is gone', async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    await book.publish('beat');
    fake.nodes.clear();
    await book.publish('beat');
    expect(fake.requests).toEqual([
      'create beat',
      'publish beat',
      'publish beat',
      'create beat',
      'publish beat',
    ]);
  });

  test("any other refusal of a ping is its caller's to know", async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    await book.admit('a@x', ['n']);
    fake.faults.push(new IqError('forbidden', null));
    await expect(book.publish('n')).rejects.toMatchObject({ condition: 'forbidden' });
  });

  test('asks once more over a fresh stream, but still knows who was a member', async () => {
    const fake = fakeService();
    const book = bookOver(fake);
    await book.admit('a@x', ['n']);
    book.doubt();
    expect(book.wasAdmitted('a@x', ['n'])).toBe(true);
    fake.nodes.clear();
    await book.admit('a@x', ['n']);
    expect(fake.nodes.get('n')).toEqual(new Set(['a@x']));
  });

  test("never takes its own account's ownership away", async () => {
    const fake = fakeService();
    await bookOver(fake).admit('publisher@x', ['n']);
    expect(fake.requests).toEqual([]);
  });

  test('without a stream it says so at once, except to members it has confirmed', async () => {
    const fake = fakeService();
    const state = { online: true };
    const book = bookOver(fake, state);
    await book.admit('a@x', ['n']);
    state.online = false;
    await book.admit('a@x', ['n']);
    await expect(book.admit('b@x', ['n'])).rejects.toBeInstanceOf(Offline);
    await expect(book.publish('n')).rejects.toBeInstanceOf(Offline);
  });
});
