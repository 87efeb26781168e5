import { describe, expect, test } from 'vitest';
import { IndexKeeper } from '../../../main/conductor/index-keeper.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Bench {
  readonly world: FakeWorld;
  readonly keeper: IndexKeeper;
  /** Zones of the calls to rollIndex. */
  readonly rolls: string[];
  readonly done: { times: number };
}

function bench(answers: readonly boolean[] = []): Bench {
  const world = fakeWorld();
  const rolls: string[] = [];
  const left = [...answers];
  world.store.rollIndex = async (_now, zone) => {
    rolls.push(zone);
    return left.shift() ?? false;
  };
  const done = { times: 0 };
  const keeper = new IndexKeeper(world, () => (done.times += 1));
  return { world, keeper, rolls, done };
}

describe('the index', () => {
  test('is rolled on at the start, batch after batch until there is no more', async () => {
    const { keeper, rolls, done } = bench([true, true]);
    keeper.check();
    await settle();
    expect(rolls).toEqual(['UTC', 'UTC', 'UTC']);
    expect(done.times).toBe(1);
    await keeper.stop();
  });

  test('is topped up twice a day, whoever asks how often', async () => {
    const { world, keeper, rolls } = bench();
    keeper.check();
    await settle();
    for (let i = 0; i < 5; i += 1) keeper.check();
    expect(world.clock.waits).toHaveLength(1);
    await world.clock.advance(48 * HOUR);
    expect(rolls).toHaveLength(5);
    await keeper.stop();
  });

  test('follows the person into another zone within a quarter of an hour, and shows it', async () => {
    const { world, keeper, rolls, done } = bench();
    keeper.check();
    await settle();
    world.clock.place = 'Asia/Tokyo';
    await world.clock.advance(15 * MINUTE);
    expect(rolls).toEqual(['UTC', 'Asia/Tokyo']);
    expect(done.times).toBe(2);
    await keeper.stop();
  });

  test('is tried again when the store failed', async () => {
    const { world, keeper, rolls, done } = bench();
    const rollIndex = world.store.rollIndex.bind(world.store);
    world.store.rollIndex = () => Promise.reject(new BelfryError('storage', { reason: 'full' }));
    keeper.check();
    await settle();
    expect(world.log.errors).toHaveLength(1);
    world.store.rollIndex = rollIndex;
    await world.clock.advance(15 * MINUTE);
    expect(rolls).toEqual(['UTC']);
    expect(done.times).toBe(1);
    await keeper.stop();
  });

  test('is left alone after the end', async () => {
    const { world, keeper, rolls } = bench();
    keeper.check();
    await keeper.stop();
    keeper.check();
    await world.clock.advance(48 * HOUR);
    expect(rolls.length).toBeLessThanOrEqual(1);
    expect(world.clock.waits).toEqual([]);
  });
});
