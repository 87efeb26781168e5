import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

describe('a world', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.stop());

  test('the colleague writes through the notifier, and the tap sees it', async () => {
    world.tap.clear();
    const before = Date.now();
    const written = await world.colleague.rename('review', 'Design review II');
    expect(written.href).toBe('/alice/work/review.ics');
    expect(written.wroteAt).toBeGreaterThanOrEqual(before);
    expect(world.tap.requests()).toMatchObject([{ method: 'PUT', path: written.href, user: 'bob' }]);
    const [request] = world.tap.requests();
    expect(request?.answeredAt).toBeGreaterThanOrEqual(request?.at ?? Infinity);
    expect(world.tap.bytes().up).toBeGreaterThan(300);
    expect(world.tap.bytes().down).toBeGreaterThan(50);
  });

  test('every request is seen, also those on a connection that was used before', async () => {
    world.tap.clear();
    await world.colleague.create('party', { title: 'Party', startsAt: Date.UTC(2036, 0, 1, 20) });
    await world.colleague.relocate('party', 'Roof');
    await world.colleague.cancel('party');
    await world.colleague.remove('party');
    const methods = world.tap.requests().map((r) => r.method);
    // Besides, the notifier asks who that was, and which version became of it.
    expect(methods.filter((method) => method !== 'PROPFIND')).toEqual(['PUT', 'PUT', 'PUT', 'DELETE']);
  });

  test('the colleague may not write into the private calendar', async () => {
    const answer = await fetch(new URL('/alice/private/lunch.ics', world.url), {
      method: 'DELETE',
      headers: { authorization: `Basic ${Buffer.from('bob:bob-secret').toString('base64')}` },
    });
    expect(answer.status).toBe(403);
  });

  test('each part comes back after a halt', async () => {
    await world.radicale.halt();
    await expect(world.colleague.rename('retro', 'Look back')).rejects.toThrow('502');
    await world.radicale.restart();
    await world.colleague.rename('retro', 'Look back');
    await world.prosody.restart();
    await world.untilOnline();
    await world.notifier.restart();
    await world.untilOnline();
    await world.colleague.move('retro', Date.UTC(2036, 0, 2, 15));
  });

  test('nothing is left when it is stopped', async () => {
    const folders = [world.radicale.dir, world.prosody.dir, world.notifier.dir];
    const ports = [world.radicale.port, world.prosody.port, world.notifier.port];
    await world.stop();
    await world.stop();
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false, false]);
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
