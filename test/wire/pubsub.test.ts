import xml, { type XmlNode } from '@xmpp/xml';
import { describe, expect, test } from 'vitest';
import type { IqRequest } from '../../wire/iq.ts';
import { pubSub, readEvent } from '../../wire/pubsub.ts';
import type { XmppStream } from '../../wire/xmpp-stream.ts';
import { eventMessage, SERVICE } from '../support/fake-streams.ts';

const node = 'bf1-team';
const jid = 'alice@example.org';

describe('what an event says', () => {
  const ping = { kind: 'ping', node };
  const ended = { kind: 'ended', node };
  test.each<[string, XmlNode, unknown]>([
    ['an item', xml('items', { node }, xml('item', { id: 'cur' }, xml('ping'))), ping],
    ['an item without payload', xml('items', { node }, xml('item')), ping],
    ['no item at all', xml('items', { node }), ping],
    ['an item that was taken back', xml('items', { node }, xml('retract', { id: 'cur' })), ping],
    [
      'a payload that looks like an event',
      xml('items', { node }, xml('item', {}, xml('delete', { node }))),
      ping,
    ],
    ['a node that was emptied', xml('purge', { node }), ping],
    ['a node that was deleted', xml('delete', { node }), ended],
    ['one that has a successor', xml('delete', { node }, xml('redirect', { uri: 'xmpp:other' })), ended],
    [
      'the end of a subscription',
      xml('subscription', { node, jid, subscription: 'none' }),
      { ...ended, jid },
    ],
    ['the end of one of nobody', xml('subscription', { node, subscription: 'none' }), ended],
    ['a subscription that stands', xml('subscription', { node, jid, subscription: 'subscribed' }), null],
    ['a configuration', xml('configuration', { node }, xml('x', { xmlns: 'jabber:x:data' })), null],
    ['a collection', xml('collection', { node }, xml('associate', { node: 'bf1-x' })), null],
    ['an unknown child', xml('surprise', { node }), null],
    ['items of another namespace', xml('items', { xmlns: 'urn:other', node }), null],
    ['items of no node', xml('items', {}), null],
  ])('%s', (_, child, event) => {
    expect(readEvent(eventMessage(child), SERVICE)).toEqual(event);
  });

  test('the first child that means anything counts', () => {
    const message = eventMessage(xml('surprise'));
    message
      .getChildElements()[0]
      ?.children.push(xml('items', { xmlns: message.getChildElements()[0]?.getNS(), node }));
    expect(readEvent(message, SERVICE)).toEqual(ping);
  });

  test('from nobody but exactly the service', () => {
    for (const from of [`${SERVICE}/x`, `x@${SERVICE}`, 'example.org', jid, 'PubSub.example.org', ''])
      expect(readEvent(eventMessage(xml('items', { node }), { from }), SERVICE)).toBeNull();
    const anonymous = eventMessage(xml('items', { node }));
    delete anonymous.attrs['from'];
    expect(readEvent(anonymous, SERVICE)).toBeNull();
  });

  test('of whatever type, but not as an error', () => {
    for (const type of ['headline', 'normal', 'chat', 'groupchat', 'odd'])
      expect(readEvent(eventMessage(xml('items', { node }), { type }), SERVICE)).toEqual(ping);
    expect(readEvent(eventMessage(xml('items', { node }), { type: 'error' }), SERVICE)).toBeNull();
    const untyped = eventMessage(xml('items', { node }));
    delete untyped.attrs['type'];
    expect(readEvent(untyped, SERVICE)).toEqual(ping);
  });

  test('late as if it were new', () => {
    const message = eventMessage(xml('items', { node }));
    message.children.push(xml('delay', { xmlns: 'urn:xmpp:delay', stamp: '2001-01-01T00:00:00Z' }));
    expect(readEvent(message, SERVICE)).toEqual(ping);
  });

  test('a message without one says nothing', () => {
    expect(readEvent(xml('message', { from: SERVICE }, xml('body', {}, 'hello')), SERVICE)).toBeNull();
    expect(
      readEvent(xml('message', { from: SERVICE }, xml('event', { xmlns: 'urn:x' })), SERVICE),
    ).toBeNull();
  });
});

describe('a subscription', () => {
  function answering(...children: XmlNode[]): { asked: IqRequest[]; service: ReturnType<typeof pubSub> } {
    const asked: IqRequest[] = [];
    const iq: XmppStream['iq'] = async (request) => {
      asked.push(request);
      return xml('iq', { type: 'result' }, ...children);
    };
    return { asked, service: pubSub({ iq } as XmppStream, SERVICE) };
  }
  const inPubsub = (...children: XmlNode[]) =>
    xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, ...children);

  test('is in the state the service names; one it does not name is a plain yes', async () => {
    for (const state of ['subscribed', 'pending', 'unconfigured']) {
      const { service } = answering(inPubsub(xml('subscription', { node, jid, subscription: state })));
      expect(await service.subscribe(node, jid)).toBe(state);
    }
    expect(await answering().service.subscribe(node, jid)).toBe('subscribed');
    expect(await answering(inPubsub(xml('subscription', { node }))).service.subscribe(node, jid)).toBe(
      'subscribed',
    );
  });

  test('is ended by its id where it has one', async () => {
    const { asked, service } = answering();
    await service.unsubscribe({ node, jid, subid: '7', state: 'subscribed' });
    await service.unsubscribe({ node, jid, subid: null, state: 'subscribed' });
    const attributes = asked.map(({ child }) => child.getChild('unsubscribe')?.attrs);
    expect(attributes).toEqual([
      { node, jid, subid: '7' },
      { node, jid },
    ]);
  });

  test('is listed with its node, wherever the service writes that', async () => {
    const entry = { jid, subscription: 'subscribed', subid: '7' };
    const listed = { node, jid, state: 'subscribed', subid: '7' };
    for (const list of [
      xml('subscriptions', {}, xml('subscription', { ...entry, node })),
      xml('subscriptions', { node }, xml('subscription', entry)),
    ])
      expect(await answering(inPubsub(list)).service.subscriptions()).toEqual([listed]);
    expect(await answering(inPubsub(xml('subscriptions'))).service.subscriptions()).toEqual([]);
  });
});
