import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openState } from '../../../notifier/state/sql-state.ts';
import { openSqlite } from '../../../notifier/state/sqlite.ts';
import { StateError, type Device, type Lease, type State } from '../../../notifier/state/state.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).toReversed()) await each();
});

async function opened(file = ':memory:'): Promise<State> {
  const state = await openState(() => openSqlite(file));
  undo.push(() => state.close());
  return state;
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'belfry-state-'));
  undo.push(() => rmSync(dir, { recursive: true }));
  return dir;
}

const lease = (node: string, jid: string, until = 1_000, reader = `u:${jid}`): Lease => ({
  node,
  jid,
  reader,
  until,
});
const key = { kind: 'c', id: '/alice/work/' } as const;
const node = (name: string) => ({ ...key, node: name, epoch: 0 });
const device: Device = {
  jid: 'd1@x',
  reader: 'p:/alice/',
  secret: 'a'.repeat(64),
  previous: null,
  until: 9e12,
};

describe('epochs', () => {
  test('are 0 until they are raised, each key for itself', async () => {
    const state = await opened();
    const home = { kind: 'h', id: '/alice/work/' } as const;
    expect(await state.rotate(key, 0)).toBe(1);
    expect(await state.epochs([home, key, key])).toEqual([0, 1, 1]);
  });

  test('are raised once by those who saw the same one', async () => {
    const state = await opened();
    expect(await Promise.all([state.rotate(key, 0), state.rotate(key, 0)])).toEqual([1, 1]);
    expect(await state.rotate(key, 1)).toBe(2);
    expect(await state.rotate(key, 0)).toBe(2);
  });

  test('of more keys than a statement takes', async () => {
    const state = await opened();
    const keys = Array.from({ length: 1_000 }, (_, i) => ({ kind: 'c' as const, id: `/${i}/` }));
    for (const each of keys.filter((_, i) => i % 100 === 7)) await state.rotate(each, 0);
    expect(await state.epochs(keys)).toEqual(keys.map((_, i) => (i % 100 === 7 ? 1 : 0)));
    expect(await state.epochs([])).toEqual([]);
  });
});

describe('leases', () => {
  test('are found by node, by address and by reader, and prolonged', async () => {
    const state = await opened();
    const all = [lease('n1', 'a@x'), lease('n1', 'b@x'), lease('n2', 'a@x')];
    await state.grant([node('n1'), node('n2')], all);
    await state.grant([node('n1')], [lease('n1', 'a@x', 2_000)]);
    expect(await state.leasesOf({ node: 'n1' })).toEqual([lease('n1', 'a@x', 2_000), lease('n1', 'b@x')]);
    expect(await state.leasesOf({ jid: 'b@x' })).toEqual([lease('n1', 'b@x')]);
    expect(await state.leasesOf({ reader: 'u:a@x' })).toHaveLength(2);
  });

  test('that have ended come oldest first, so many at a time', async () => {
    const state = await opened();
    const ends = [30, 10, 20, 40];
    await state.grant(
      [],
      ends.map((until) => lease('n', `${until}@x`, until)),
    );
    expect((await state.ended(30, 2)).map(({ until }) => until)).toEqual([10, 20]);
    await state.revoke([lease('n', '10@x'), lease('n', '20@x'), lease('gone', 'gone@x')]);
    expect((await state.ended(30, 9)).map(({ until }) => until)).toEqual([30]);
  });

  test('end with their node, which is then forgotten', async () => {
    const state = await opened();
    await state.grant([node('n1'), node('n2'), node('n3')], [lease('n2', 'a@x')]);
    await state.forget('n2');
    expect(await state.nodes('', 9)).toEqual([node('n1'), node('n3')]);
    expect(await state.nodes('n1', 1)).toEqual([node('n3')]);
    expect(await state.leasesOf({ jid: 'a@x' })).toEqual([]);
  });

  test('are what granting and revoking in any order left', async () => {
    const name = fc.constantFrom('n1', 'n2', 'n3');
    const jid = fc.constantFrom('a@x', 'b@x');
    const step = fc.record({ name, jid, until: fc.integer({ min: 1, max: 2 ** 45 }), grants: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const state = await openState(() => openSqlite(':memory:'));
        const model = new Map<string, Lease>();
        for (const { name: at, jid: who, until, grants } of steps) {
          const one = lease(at, who, until);
          if (grants) await state.grant([node(at)], [one]);
          else await state.revoke([one]);
          if (grants) model.set(`${at} ${who}`, one);
          else model.delete(`${at} ${who}`);
        }
        const kept = (await Promise.all(['a@x', 'b@x'].map((who) => state.leasesOf({ jid: who })))).flat();
        await state.close();
        expect(new Set(kept.map((one) => JSON.stringify(one)))).toEqual(
          new Set([...model.values()].map((one) => JSON.stringify(one))),
        );
      }),
      { numRuns: 50 },
    );
  });
});

test('a device is kept with the secret before, and forgotten', async () => {
  const state = await opened();
  await state.keepDevice(device);
  const renewed = { ...device, secret: 'b'.repeat(64), previous: { secret: device.secret, until: 8e12 } };
  await state.keepDevice(renewed);
  await state.keepDevice({ ...device, jid: 'd2@x', until: 1 });
  expect(await state.device('d1@x')).toEqual(renewed);
  expect((await state.devicesOf(device.reader)).map(({ jid }) => jid)).toEqual(['d2@x', 'd1@x']);
  await state.forgetDevice('d1@x');
  expect(await state.device('d1@x')).toBeNull();
});

describe('a file', () => {
  test('has it all after a restart, and another notifier’s at once', async () => {
    const file = join(folder(), 'state.sqlite');
    const first = await openState(() => openSqlite(file));
    await first.grant([node('n1')], [lease('n1', 'a@x')]);
    const second = await opened(file);
    expect(await second.leasesOf({ node: 'n1' })).toEqual([lease('n1', 'a@x')]);
    await second.rotate(key, 0);
    expect(await first.epochs([key])).toEqual([1]);
    await first.close();
    expect(await (await opened(file)).nodes('', 9)).toEqual([node('n1')]);
  });

  test('that is damaged is said to be, and stays as it is', async () => {
    const file = join(folder(), 'state.sqlite');
    writeFileSync(file, 'no database at all '.repeat(500));
    const before = readFileSync(file);
    await expect(openState(() => openSqlite(file))).rejects.toThrow(StateError);
    expect(readFileSync(file)).toEqual(before);
  });

  test('of a newer notifier is left alone', async () => {
    const file = join(folder(), 'state.sqlite');
    await (await openState(() => openSqlite(file))).close();
    const other = new DatabaseSync(file);
    other.exec("UPDATE belfry SET value = 99 WHERE name = 'format'");
    other.close();
    await expect(openState(() => openSqlite(file))).rejects.toMatchObject({
      cause: { name: 'NewerSchema', message: expect.stringContaining('format 99') },
    });
  });

  test('that cannot be written fails the write, and keeps what was there', async () => {
    const file = join(folder(), 'state.sqlite');
    const state = await opened(file);
    await state.grant([node('n1')], [lease('n1', 'a@x')]);
    const small = await openState(() => {
      const sql = openSqlite(file);
      // As a full disk: not one page more.
      void sql.run([{ text: 'PRAGMA max_page_count = 1', values: [] }]);
      return sql;
    });
    undo.push(() => small.close());
    const many = Array.from({ length: 2_000 }, (_, i) => lease('n1', `${i}-${'x'.repeat(200)}@x`));
    await expect(small.grant([], many)).rejects.toThrow(StateError);
    expect(await small.leasesOf({ node: 'n1' })).toEqual([lease('n1', 'a@x')]);
  });
});

test('nothing is answered after its end', async () => {
  const state = await opened();
  await state.close();
  await state.close();
  await expect(state.epochs([key])).rejects.toThrow(StateError);
});
