// What a server says no to, on both real servers: the link rests or says what it cannot hear, and does not insist.
import { copyFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import xml from '@xmpp/xml';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PUBSUB_OWNER } from '../../../protocol/namespaces.ts';
import { expiredCertificate } from '../../support/odd-certificates.ts';
import { sleep, until } from '../../support/patience.ts';
import { expectPatience, OutageBench, SERVERS, SPEED, type Listener } from './outage-bench.ts';

/** Prosody 0.12 never answers who asks for the subscriptions of a deleted node: an attempt waits 5 s for that. */
const PATIENT = { speed: 4 };
/** An hour by the link's clock. */
const HOUR = 3_600_000 / SPEED;

describe.each(SERVERS)('a link to $name', ({ start, isHere }) => {
  describe.skipIf(!isHere)('that is refused', () => refusals(start));
});

function refusals(start: (typeof SERVERS)[number]['start']): void {
  const nodes = ['bf1-a', 'bf1-b'];
  let bench: OutageBench;
  beforeAll(async () => {
    bench = await OutageBench.open(start);
    await bench.nodes(nodes);
  });
  afterEach(() => bench.calm());
  afterAll(() => bench?.close());

  /** Expects that it rests, and goes on resting whatever happens around it. */
  async function expectRest(listener: Listener, because: string): Promise<void> {
    await listener.reaches('refused');
    listener.link.nudge('network');
    listener.link.nudge('wake');
    await expectStillness(listener, because);
  }

  /** The same; but another network may lead to another server, which is looked at once. */
  async function expectRestHere(listener: Listener): Promise<void> {
    await listener.reaches('refused');
    await expectStillness(listener, 'untrusted');
    const tried = listener.attempts.length;
    listener.link.nudge('network');
    expect(listener.attempts).toHaveLength(tried + 1);
    await listener.reaches('refused');
    await expectStillness(listener, 'untrusted');
  }

  async function expectStillness(listener: Listener, because: string): Promise<void> {
    expect(listener.link.status).toEqual({ at: 'refused', because });
    const tried = listener.attempts.length;
    const { accepted } = bench.proxy;
    await sleep(HOUR / 30);
    expect(listener.attempts).toHaveLength(tried);
    expect(bench.proxy.accepted).toBe(accepted);
    expect(listener.clock.waits).toBe(0);
  }

  test('a wrong password is tried once', async () => {
    const listener = bench.listen(nodes, { password: 'wrong' });
    await expectRest(listener, 'unauthorized');
    expect(listener.attempts).toHaveLength(1);
  });

  test('a certificate of an authority nobody knows is shown, and nothing is said to who holds it', async () => {
    const before = bench.proxy.passed('up').bytes;
    const listener = bench.listen(nodes, { trusted: false });
    await expectRestHere(listener);
    expect(listener.untrusted).toEqual(['localhost', 'localhost']);
    // Twice a stream header, STARTTLS and the beginning of TLS: less than any sign-in takes.
    expect(bench.proxy.passed('up').bytes - before).toBeLessThan(2 * 2_500);
  });

  test('a certificate that expired meanwhile rests it until there is another', async () => {
    const { server } = bench;
    const authority = { dir: dirname(server.caFile), caFile: server.caFile, ca: server.ca };
    const kept = [server.keyFile, server.chainFile].map((file) => [file, `${file}.kept`] as const);
    for (const [file, copy] of kept) await copyFile(file, copy);
    const expired = await expiredCertificate(authority, server.domain);
    const listener = bench.listen(nodes);
    await listener.reaches('listening');
    await writeFile(server.keyFile, expired.key);
    await writeFile(server.chainFile, expired.cert);
    await server.restart();
    try {
      await expectRestHere(listener);
      expect(listener.untrusted).toEqual(['localhost', 'localhost']);
    } finally {
      for (const [file, copy] of kept) await copyFile(copy, file);
      await server.restart();
    }
    const { looks } = listener;
    listener.link.nudge('credentials');
    await listener.listensAgain(looks);
    await bench.expectHeard(listener, nodes);
  });

  test('another program with the same resource wins once; nobody fights', async () => {
    const first = bench.listen(nodes);
    await first.reaches('listening');
    const second = bench.listen(nodes);
    await expectRest(first, 'conflict');
    expect(second.link.status.at).toBe('listening');
    expect(second.attempts).toHaveLength(1);
    await bench.expectHeard(second, nodes);
  });

  test('an account deleted while it is signed in is thrown out, and rests', async () => {
    await bench.server.addUser('carol', 'c-secret');
    await bench.nodes(['bf1-carol'], 'carol');
    const listener = bench.listen(['bf1-carol'], { user: 'carol', password: 'c-secret' });
    await listener.reaches('listening');
    await bench.server.removeUser('carol');
    await listener.reaches('refused');
    // ejabberd throws out by a conflict; both say it is not authorized to whoever comes again.
    if (listener.link.status.at === 'refused' && listener.link.status.because === 'conflict')
      listener.link.nudge('credentials');
    await expectRest(listener, 'unauthorized');
    expectPatience(listener);
  });

  test('a node that is deleted ends, is named as denied, and the others go on', async () => {
    await bench.nodes(['bf1-doomed']);
    const listener = bench.listen([...nodes, 'bf1-doomed'], PATIENT);
    await listener.reaches('listening');
    await (await bench.owner()).deleteNode('bf1-doomed');
    await until('the end of the node', 10_000, () => listener.ended.includes('bf1-doomed'));
    await bench.expectHeard(listener, nodes);
    await expectDenied(listener, 'bf1-doomed');
  });

  test('a membership that is taken away is noticed at the next session at the latest', async () => {
    await bench.nodes(['bf1-private']);
    const listener = bench.listen([...nodes, 'bf1-private'], PATIENT);
    await listener.reaches('listening');
    await bench.expectHeard(listener, ['bf1-private']);
    await takeAway('bf1-private');
    await expectDenied(listener, 'bf1-private');
    const heard = listener.pings.filter((node) => node === 'bf1-private').length;
    await (await bench.owner()).publish('bf1-private');
    await bench.expectHeard(listener, nodes);
    expect(listener.pings.filter((node) => node === 'bf1-private')).toHaveLength(heard);
  });

  /** A fresh session knows what it may not hear, and hears the rest. */
  async function expectDenied(listener: Listener, node: string): Promise<void> {
    const { looks } = listener;
    await listener.link.stop();
    listener.link.start();
    await listener.listensAgain(looks);
    expect(listener.link.status).toMatchObject({ at: 'listening', denied: [node] });
    await bench.expectHeard(listener, nodes);
    expectPatience(listener);
  }

  /** In the order that ends the pings on both servers: the subscription first (XEP-0060 sections 8.8.4 and 8.9.4). */
  async function takeAway(node: string): Promise<void> {
    const { domain, service } = bench.server;
    const jid = `alice@${domain}`;
    const owner = await bench.ownerStream();
    const subscription = xml('subscription', { jid, subscription: 'none' });
    const child = xml('pubsub', { xmlns: PUBSUB_OWNER }, xml('subscriptions', { node }, subscription));
    await owner.iq({ type: 'set', to: service, child });
    // Prosody 0.12 answers forbidden, and does it.
    await (await bench.owner()).setAffiliation(node, jid, 'none').catch((error: unknown) => {
      if (!String(error).includes('forbidden')) throw error;
    });
  }
}
