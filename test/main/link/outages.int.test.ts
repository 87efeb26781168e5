// What networks and servers do to a link, tried on both real servers. After each: the state, how often it tried, and that
// it says to look at everything, because whatever was published meanwhile may be lost.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sleep, until } from '../../support/patience.ts';
import { seeded } from '../../support/seeded.ts';
import { expectPatience, OutageBench, SERVERS, SPEED, type Listener } from './outage-bench.ts';

describe.each(SERVERS)('a link to $name', ({ start, isHere }) => {
  describe.skipIf(!isHere)('through outages', () => outages(start));
});

function outages(start: (typeof SERVERS)[number]['start']): void {
  const nodes = ['bf1-a', 'bf1-b'];
  let bench: OutageBench;
  beforeAll(async () => {
    bench = await OutageBench.open(start);
    await bench.nodes(nodes);
  });
  afterEach(() => bench.calm());
  afterAll(() => bench?.close());

  /** A link that listens and hears. */
  async function listening(): Promise<Listener> {
    const listener = bench.listen(nodes);
    await listener.reaches('listening');
    await bench.expectHeard(listener, nodes);
    return listener;
  }

  async function expectRecovered(listener: Listener, looks: number): Promise<void> {
    await listener.listensAgain(looks);
    expect(listener.link.status).toMatchObject({ at: 'listening', denied: [] });
    await bench.expectHeard(listener, nodes);
    expectPatience(listener);
  }

  test.each(['SIGTERM', 'SIGKILL'] as const)('server gone by %s for minutes, and back', async (signal) => {
    const listener = await listening();
    const { looks } = listener;
    // ejabberd keeps what it writes for 3 s before it is on the disk; what SIGKILL makes it forget is its own affair.
    if (signal === 'SIGKILL') await sleep(4_000);
    try {
      bench.proxy.refuse();
      await bench.server.halt(signal);
      await listener.reaches('waiting');
      expect(listener.link.status).toMatchObject({ because: 'offline' });
      const tried = listener.attempts.length;
      await sleep((5 * 60_000) / SPEED);
      expect(listener.attempts.length).toBeGreaterThan(tried + 1);
      expectPatience(listener);
    } finally {
      await bench.server.restart();
      await bench.proxy.accept();
    }
    listener.link.nudge('network');
    await expectRecovered(listener, looks);
  });

  test('connection cut, and published meanwhile', async () => {
    const listener = await listening();
    const { looks } = listener;
    bench.proxy.refuse();
    bench.proxy.cut();
    await listener.reaches('waiting');
    await (await bench.owner()).publish('bf1-a');
    await bench.proxy.accept();
    await expectRecovered(listener, looks);
  });

  test('cut on this side alone: the old session on the server is no rival', async () => {
    const listener = await listening();
    const { looks } = listener;
    bench.proxy.abandon();
    await (await bench.owner()).publish('bf1-b');
    await expectRecovered(listener, looks);
    await sleep(500);
    expect(listener.link.status.at).toBe('listening');
  });

  test('half-open: silence is noticed, though no word came', async () => {
    const listener = await listening();
    const { looks } = listener;
    bench.proxy.goSilent();
    await (await bench.owner()).publish('bf1-a');
    await expectRecovered(listener, looks);
  });

  test('a frozen server is silence too', async () => {
    const listener = await listening();
    const { looks } = listener;
    bench.server.freeze();
    try {
      await listener.reaches('waiting');
    } finally {
      bench.server.thaw();
    }
    await expectRecovered(listener, looks);
  });

  test('a slow network is not taken for a dead one', async () => {
    const listener = await listening();
    bench.proxy.latency = 200;
    const tried = listener.attempts.length;
    await sleep(2_000);
    expect(listener.attempts).toHaveLength(tried);
    expect(listener.link.status.at).toBe('listening');
    await bench.expectHeard(listener, nodes);
  });

  test('swallowed by a black hole: gives up on each attempt, and is back when there is a way', async () => {
    bench.proxy.weather = { kind: 'black-hole' };
    const listener = bench.listen(nodes);
    await until('a second attempt', 20_000, () => listener.attempts.length > 1);
    expectPatience(listener);
    bench.proxy.weather = { kind: 'clear' };
    bench.proxy.cut();
    await listener.listensAgain(0);
    await bench.expectHeard(listener, nodes);
  });

  test('reset at any byte of the handshake', async () => {
    const whole = await handshake();
    const random = seeded(5);
    for (let round = 0; round < 16; round += 1) {
      const way = round % 2 === 0 ? 'up' : 'down';
      const after = Math.floor(random() * whole[way]);
      bench.proxy.weather = { kind: 'reset', after, way };
      const listener = bench.listen(nodes);
      await listener.reaches('waiting');
      expect([way, after, listener.link.status]).toMatchObject([way, after, { because: expect.any(String) }]);
      bench.proxy.weather = { kind: 'clear' };
      await listener.listensAgain(0);
      await bench.expectHeard(listener, nodes);
      expectPatience(listener);
      await bench.calm();
    }
  });

  /** Bytes of a sign-in each way, up to listening. */
  async function handshake(): Promise<{ readonly up: number; readonly down: number }> {
    const before = { up: bench.proxy.passed('up').bytes, down: bench.proxy.passed('down').bytes };
    await bench.listen(nodes).reaches('listening');
    const up = bench.proxy.passed('up').bytes - before.up;
    const down = bench.proxy.passed('down').bytes - before.down;
    await bench.calm();
    return { up, down };
  }

  test('the offer to encrypt stripped: says not a word, and waits', async () => {
    bench.proxy.weather = { kind: 'stripped' };
    const before = bench.proxy.passed('up');
    const listener = bench.listen(nodes);
    await listener.reaches('waiting');
    expect(listener.link.status).toMatchObject({ because: 'protocol' });
    // A stream header and a farewell are all that went out in the clear: no name, no password.
    const perAttempt = (bench.proxy.passed('up').bytes - before.bytes) / listener.attempts.length;
    expect(perAttempt).toBeLessThan(300);
    expectPatience(listener);
    bench.proxy.weather = { kind: 'clear' };
    await listener.listensAgain(0);
    await bench.expectHeard(listener, nodes);
  });

  test.each([3, -3])('the clock jumps by %d hours, listening and waiting', async (hours) => {
    const listener = await listening();
    const tried = listener.attempts.length;
    listener.clock.jump(hours * 3_600_000);
    listener.link.nudge('wake');
    await until('an answered probe', 10_000, () => listener.link.status.at === 'listening');
    expect(listener.attempts).toHaveLength(tried);
    await bench.expectHeard(listener, nodes);
    const { looks } = listener;
    bench.proxy.refuse();
    bench.proxy.cut();
    await listener.reaches('waiting');
    listener.clock.jump(hours * 3_600_000);
    await bench.proxy.accept();
    await listener.listensAgain(looks);
    expect(listener.attempts.length).toBeLessThan(tried + 8);
    await bench.expectHeard(listener, nodes);
  });
}
