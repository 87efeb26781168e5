// Years away, a short look (read and expanded alone) and a long one (kept in stretches) agree, whatever changed between.
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../main/core/sync/store-port.ts';
import { StoreInMemory } from '../../support/store-in-memory.ts';
import { DAY, event, HOUR, NOON, pulled, TEAM } from '../../support/pull-rounds.ts';

const FAR = NOON + 1_400 * DAY; // 200 weeks on
const weekly = (uid: string, title: string, etag = 'v1') => event(uid, { title, rule: 'FREQ=WEEKLY' }, etag);

async function titles(store: Store): Promise<readonly string[]> {
  const short = await store.occurrences([TEAM], FAR - HOUR, FAR + 2 * HOUR);
  const next = await store.occurrencesFrom([TEAM], FAR - HOUR, short.length);
  const long = await store.occurrences([TEAM], FAR - 3 * DAY, FAR + 3 * DAY);
  expect(next).toEqual(short);
  expect(long).toEqual(short);
  return short.map(({ title }) => title).toSorted();
}

describe('a far-off day', () => {
  test('is as the replica is after each commit', async () => {
    const store = new StoreInMemory();
    await pulled(store, { objects: [weekly('a', 'First'), weekly('b', 'Other')] });
    expect(await titles(store)).toEqual(['First', 'Other']);
    await pulled(store, { objects: [weekly('a', 'Second', 'v2')] });
    expect(await titles(store)).toEqual(['Other', 'Second']);
    await pulled(store, { objects: [weekly('c', 'Third')], gone: ['/team/b.ics'] });
    expect(await titles(store)).toEqual(['Second', 'Third']);
    await store.forget(TEAM);
    expect(await titles(store)).toEqual([]);
    await store.close();
  });

  test('is the same whichever way it was looked at first', async () => {
    const store = new StoreInMemory();
    await pulled(store, { objects: Array.from({ length: 40 }, (_, n) => weekly(`s${n}`, `Series ${n}`)) });
    const day = () => store.occurrencesFrom([TEAM], FAR - DAY, 40);
    const alone = await day();
    await store.occurrences([TEAM], FAR - 20 * DAY, FAR + 20 * DAY);
    expect(await day()).toEqual(alone);
    expect(alone).toHaveLength(40);
    await store.close();
  });
});
