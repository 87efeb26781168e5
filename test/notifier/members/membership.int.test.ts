// Members on real Prosody and real ejabberd: who may listen, who hears, and that an end is an end.
import xml from '@xmpp/xml';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMembership, type Membership } from '../../../notifier/members/membership.ts';
import { reconcile } from '../../../notifier/members/reconciler.ts';
import { openState } from '../../../notifier/state/sql-state.ts';
import { openSqlite } from '../../../notifier/state/sqlite.ts';
import type { State } from '../../../notifier/state/state.ts';
import { IqError } from '../../../wire/iq.ts';
import { pubSub, readEvent, type PubSub } from '../../../wire/pubsub.ts';
import { availablePresence, openXmppStream, type XmppStream } from '../../../wire/xmpp-stream.ts';
import { hasEjabberd, startEjabberd } from '../../support/ejabberd.ts';
import { until } from '../../support/patience.ts';
import { startProsody } from '../../support/prosody.ts';
import type { XmppServer } from '../../support/xmpp-server.ts';

const SERVERS = [
  { name: 'Prosody', start: startProsody, isHere: true },
  { name: 'ejabberd', start: startEjabberd, isHere: hasEjabberd },
] as const;
const USERS = ['notifier', 'alice', 'bob', 'eve'] as const;
const always = { kind: 'b', id: '' } as const;
const LEASE = 60_000;

describe.each(SERVERS)('members on $name', ({ start, isHere }) => {
  describe.skipIf(!isHere)('of nodes that are real', () => members(start));
});

interface Reader {
  readonly jid: string;
  readonly stream: XmppStream;
  readonly service: PubSub;
  readonly heard: string[];
}

function members(start: (typeof SERVERS)[number]['start']): void {
  let server: XmppServer;
  let owner: PubSub;
  let state: State;
  let membership: Membership;
  let now = Date.now();
  const readers = new Map<string, Reader>();
  let count = 0;
  /** A calendar of its own for each test. */
  let work: { kind: 'c'; id: string };

  beforeAll(async () => {
    const users = Object.fromEntries(USERS.map((user) => [user, `${user}-secret`]));
    server = await start({ users, admins: ['notifier'] });
    for (const user of USERS) readers.set(user, await signIn(user));
    owner = of('notifier').service;
    state = await openState(() => openSqlite(':memory:'));
    membership = createMembership({
      service: () => owner,
      state,
      serverKey: 'k'.repeat(32),
      always,
      self: of('notifier').jid,
      lease: LEASE,
      now: () => now,
    });
  });
  beforeEach(() => {
    work = { kind: 'c', id: `/alice/${(count += 1)}/` };
    for (const { heard } of readers.values()) heard.length = 0;
  });
  afterAll(async () => {
    for (const { stream } of readers.values()) await stream.close();
    await server?.stop();
    await state?.close();
  });

  async function signIn(user: string): Promise<Reader> {
    const { domain, port, service, ca: pem } = server;
    const fingerprint = new X509Certificate(pem).fingerprint256;
    const stream = await openXmppStream({
      domain,
      host: 'localhost',
      port,
      username: user,
      password: `${user}-secret`,
      resource: 'test',
      anchors: [{ pem, fingerprint, isAuthority: true }],
      signal: AbortSignal.timeout(20_000),
    });
    const heard: string[] = [];
    stream.onMessage((message) => {
      const event = readEvent(message, service);
      if (event) heard.push(`${event.kind} ${event.node}`);
    });
    await stream.send(availablePresence());
    return { jid: `${user}@${domain}`, stream, service: pubSub(stream, service), heard };
  }

  function of(user: string): Reader {
    const reader = readers.get(user);
    if (!reader) throw new Error(`nobody is called ${user}`);
    return reader;
  }

  const granted = async (user: string): Promise<string> => {
    const { jid, service } = of(user);
    const [node = ''] = await membership.grant({ jid, reader: `u:${user}`, keys: [work] });
    await service.subscribe(node, jid);
    return node;
  };
  const pings = (user: string, node: string) =>
    of(user).heard.filter((line) => line === `ping ${node}`).length;

  /** One ping; whoever hears of it at all has heard when this resolves: the witness is told last. */
  async function publish(node: string, witness: string): Promise<void> {
    const before = pings(witness, node);
    await membership.publish(work);
    await until('the witness', 10_000, () => pings(witness, node) > before);
    for (const { stream } of readers.values()) await stream.probe(10_000); // behind whatever was sent before
  }

  test('a member hears, anybody else may not even subscribe', async () => {
    const node = await granted('alice');
    const { service, jid } = of('eve');
    await expect(service.subscribe(node, jid)).rejects.toThrow(IqError);
    await expect(service.subscribe(node, of('alice').jid)).rejects.toThrow(IqError);
    await publish(node, 'alice');
    expect([pings('alice', node), pings('eve', node)]).toEqual([1, 0]);
  });

  test('who is refused by the calendar server is silent from the next ping on', async () => {
    const node = await granted('alice');
    await granted('bob');
    // Beside the bare address, as another client of the same person might have done.
    await of('bob').service.subscribe(node, `${of('bob').jid}/test`);
    await publish(node, 'alice');
    expect(pings('bob', node)).toBe(2);
    await membership.refused('u:bob', [work]);
    await publish(node, 'alice');
    expect(pings('bob', node)).toBe(2);
    await expect(of('bob').service.subscribe(node, of('bob').jid)).rejects.toThrow(IqError);
    expect((await owner.affiliations(node)).get(of('bob').jid) ?? 'none').toBe('none');
  });

  test('a lease that ends unseen ends at the next ping', async () => {
    const node = await granted('bob');
    now += LEASE / 2;
    await granted('alice');
    now += LEASE / 2;
    await publish(node, 'alice');
    expect(pings('bob', node)).toBe(0);
  });

  test('a rotation tells the old node’s readers that it is gone, and the new one is theirs only after a new proof', async () => {
    const old = await granted('bob');
    await membership.rotate([work]);
    await until('the end', 10_000, () => of('bob').heard.includes(`ended ${old}`));
    const node = await granted('alice');
    expect(node).not.toBe(old);
    await expect(of('bob').service.subscribe(node, of('bob').jid)).rejects.toThrow(IqError);
    await expect(of('bob').service.subscribe(old, of('bob').jid)).rejects.toThrow(IqError);
  });

  test('a node the service lost is made again, closed, with its members', async () => {
    const node = await granted('alice');
    await owner.deleteNode(node);
    // ejabberd makes what is published to, and never says that it was gone: there it shows with the next stream.
    membership.doubt();
    await membership.publish(work);
    await expect(of('eve').service.subscribe(node, of('eve').jid)).rejects.toThrow(IqError);
    await of('alice').service.subscribe(node, of('alice').jid);
    await publish(node, 'alice');
  });

  test('a ping to a node nobody made leaves none that strangers may hear', async () => {
    // Past the membership, which would make it: ejabberd makes it by itself, Prosody says that there is none.
    const node = `bf1-unmade${count}`;
    await owner.publish(node).catch((error: unknown) => expect(error).toBeInstanceOf(IqError));
    await expect(of('eve').service.subscribe(node, of('eve').jid)).rejects.toThrow(IqError);
  });

  test('what a stranger can list says nothing', async () => {
    await granted('alice');
    const child = xml('query', { xmlns: 'http://jabber.org/protocol/disco#items' });
    const listed = await of('eve')
      .stream.iq({ type: 'get', to: server.service, child })
      .then((answer) => answer.getChild('query')?.getChildren('item') ?? []);
    for (const { attrs } of listed) {
      expect(attrs['node']).toMatch(/^bf1-/);
      expect(attrs['name'] ?? attrs['node']).toBe(attrs['node']);
    }
  });

  test('the reconciler removes who was let in past it, and finds nothing the second time', async () => {
    const node = await granted('alice');
    await owner.setAffiliation(node, of('eve').jid, 'member');
    await of('eve').service.subscribe(node, of('eve').jid);
    await owner.configureNode(node, { 'pubsub#access_model': 'open' });
    const parts = { service: () => owner, state, membership, self: of('notifier').jid, now: () => now };
    const { signal } = new AbortController();
    expect((await reconcile(parts, signal)).strangers).toBe(1);
    await publish(node, 'alice');
    expect(pings('eve', node)).toBe(0);
    await expect(of('eve').service.subscribe(node, of('eve').jid)).rejects.toThrow(IqError);
    expect(await reconcile(parts, signal)).toMatchObject({ strangers: 0, missing: 0, retired: 0 });
  });
}
