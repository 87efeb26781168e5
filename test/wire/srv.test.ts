import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetsOf, type SrvRecord, type Target } from '../../wire/srv.ts';

const record = (name: string, over: Partial<SrvRecord> = {}): SrvRecord => ({
  name,
  port: 5222,
  priority: 10,
  weight: 0,
  ...over,
});
const NOT_OFFERED = record('.', { port: 0, priority: 0 });
const names = (targets: readonly Target[]) => targets.map(({ host }) => host);

// A small generator with a seed (mulberry32): the same draws in every run.
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the targets of a host', () => {
  test('are the records of both services, the lowest priority first', () => {
    const targets = targetsOf(
      'example.test',
      {
        direct: [record('d2', { priority: 20, port: 443 }), record('d0', { priority: 0, port: 5223 })],
        startTls: [record('s1', { priority: 10 }), record('s3', { priority: 30, port: 5269 })],
      },
      () => 0.5,
    );
    expect(targets).toEqual([
      { host: 'd0', port: 5223, direct: true },
      { host: 's1', port: 5222, direct: false },
      { host: 'd2', port: 443, direct: true },
      { host: 's3', port: 5269, direct: false },
    ]);
  });

  test('are the standard port and then the customary one where DNS knows nothing', () => {
    expect(targetsOf('example.test', { direct: [], startTls: [] }, () => 0)).toEqual([
      { host: 'example.test', port: 5222, direct: false },
      { host: 'example.test', port: 5223, direct: true, guessed: true },
    ]);
  });

  test('leave out a service the domain says it does not offer', () => {
    const here = record('here');
    expect(
      names(targetsOf('example.test', { direct: [NOT_OFFERED], startTls: [here] }, Math.random)),
    ).toEqual(['here']);
    expect(
      names(targetsOf('example.test', { direct: [here], startTls: [NOT_OFFERED] }, Math.random)),
    ).toEqual(['here']);
    expect(targetsOf('example.test', { direct: [NOT_OFFERED], startTls: [] }, Math.random)).toEqual([
      { host: 'example.test', port: 5222, direct: false },
    ]);
  });

  test('are none where the domain says that it offers no XMPP at all', () => {
    for (const name of ['.', ''])
      expect(targetsOf('x', { direct: [], startTls: [record(name)] }, Math.random)).toEqual([]);
    expect(targetsOf('x', { direct: [NOT_OFFERED], startTls: [NOT_OFFERED] }, Math.random)).toEqual([]);
  });

  test('are never more than eight, the best ones', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => record(`h${i}`, { priority: i }));
    const hosts = names(targetsOf('x', { direct: [], startTls: many.toReversed() }, Math.random));
    expect(hosts).toEqual(many.slice(0, 8).map(({ name }) => name));
  });
});

describe('targets of one priority', () => {
  const arbitrary = fc.record({
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    port: fc.integer({ min: 1, max: 65_535 }),
    priority: fc.integer({ min: 0, max: 3 }),
    weight: fc.integer({ min: 0, max: 65_535 }),
  });

  test('are all there, once each, and in order of priority, whatever is drawn', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrary, { maxLength: 4 }),
        fc.array(arbitrary, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (direct, startTls, drawn) => {
          const targets = targetsOf('x', { direct, startTls }, () => drawn);
          const key = (t: { port: number; direct: boolean }, host: string) => `${host}:${t.port}:${t.direct}`;
          const wanted = [
            ...direct.map((r) => ({ ...r, direct: true })),
            ...startTls.map((r) => ({ ...r, direct: false })),
          ];
          expect(targets.map((t) => key(t, t.host)).toSorted()).toEqual(
            wanted.map((r) => key(r, r.name)).toSorted(),
          );
          const priorities = targets.map((t) =>
            wanted.filter((r) => key(r, r.name) === key(t, t.host)).map((r) => r.priority),
          );
          for (const [i, here] of priorities.entries())
            expect(Math.min(...here)).toBeLessThanOrEqual(Math.max(...(priorities[i + 1] ?? [Infinity])));
        },
      ),
      { numRuns: 200 },
    );
  });

  // RFC 2782: a number from 0 to the sum of what is left, both included, and the first record whose running sum reaches it.
  test.each([
    [[1, 1, 1], 101],
    [[10, 20, 70], 102],
    [[5, 95], 103],
    [[100, 300, 100, 500], 104],
  ])('of weights %j come in orders as likely as the RFC says', (weights, seed) => {
    const records = weights.map((weight, i) => record(`h${i}`, { weight }));
    const rounds = 20_000;
    const random = seeded(seed);
    const seen = new Map<string, number>();
    for (let i = 0; i < rounds; i += 1) {
      const order = names(targetsOf('x', { direct: [], startTls: records }, random)).join();
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    const likely = orders(records);
    expect([...seen.keys()].filter((order) => !likely.has(order))).toEqual([]);
    for (const [order, chance] of likely) {
      const expected = rounds * chance;
      // Five standard deviations: a right drawing fails here about once in a million.
      const bound = 5 * Math.sqrt(rounds * chance * (1 - chance));
      expect(Math.abs((seen.get(order) ?? 0) - expected), order).toBeLessThanOrEqual(bound);
    }
  });

  test('one without weight comes first as rarely as the RFC says, and several share that evenly', () => {
    const random = seeded(7);
    const records = [record('a'), record('b'), record('heavy', { weight: 9 })];
    const first = { a: 0, b: 0, heavy: 0 };
    for (let i = 0; i < 20_000; i += 1) {
      const [best = ''] = names(targetsOf('x', { direct: [], startTls: records }, random));
      if (best === 'a' || best === 'b' || best === 'heavy') first[best] += 1;
    }
    // 0 is one of ten numbers.
    expect(first.a + first.b).toBeGreaterThan(1_780);
    expect(first.a + first.b).toBeLessThan(2_220);
    expect(Math.abs(first.a - first.b)).toBeLessThan(230);
  });

  test('of which none has weight take turns', () => {
    const random = seeded(8);
    const records = ['a', 'b', 'c'].map((name) => record(name));
    const first = new Map<string, number>();
    for (let i = 0; i < 9_000; i += 1) {
      const [best = ''] = names(
        targetsOf('x', { direct: records.slice(0, 1), startTls: records.slice(1) }, random),
      );
      first.set(best, (first.get(best) ?? 0) + 1);
    }
    for (const name of ['a', 'b', 'c']) expect(Math.abs((first.get(name) ?? 0) - 3_000)).toBeLessThan(230);
  });
});

// Every order of records that all have weight, with its chance.
function orders(records: readonly SrvRecord[]): Map<string, number> {
  const all = new Map<string, number>();
  const go = (left: readonly SrvRecord[], order: readonly string[], chance: number): void => {
    if (left.length === 0) return void all.set(order.join(), chance);
    const sum = left.reduce((total, { weight }) => total + weight, 0);
    for (const [i, next] of left.entries()) {
      // The first record is also drawn by 0.
      const numbers = next.weight + (i === 0 ? 1 : 0);
      go(left.toSpliced(i, 1), [...order, next.name], (chance * numbers) / (sum + 1));
    }
  };
  go(records, [], 1);
  return all;
}
