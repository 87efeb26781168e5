import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, expect, test } from 'vitest';
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import type { SqliteStore } from '../../../main/store/sqlite-store.ts';
import { NOON, pullFacts, TEAM } from '../../support/pull-rounds.ts';
import { CHANGES, listedIn, OBJECTS, objectsOf } from './crash-rounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'belfry-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kills the child `ms` after it said `words`; gives all it said. */
async function pullUntilKilled(file: string, words: string, ms: number): Promise<string> {
  const script = join(import.meta.dirname, 'pull-forever.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.includes(words)) await once(child.stdout, 'data');
  if (ms > 0) await wait(ms);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said;
}

/** Holds what shows to be exactly one round, whose changes and those of all before are recorded once each. */
async function expectWhole(store: SqliteStore): Promise<number> {
  const sync = await store.syncState(TEAM);
  const round = sync.at === 'token' ? Number(sync.token) : 0;
  const expected = round === 0 ? [] : listedIn(round);
  const etags = new Map(expected.map(({ href, etag }) => [href, etag]));
  expect(await store.etags(TEAM)).toEqual(etags);
  expect((await store.health(TEAM)).objects).toBe(expected.length);
  const titles = (await store.occurrences([TEAM], NOON, NOON + 1)).map((one) => one.title);
  expect(titles).toEqual(expected.map(() => `round ${round}`));
  expect(await store.search([TEAM], 'round', NOON, 999)).toHaveLength(expected.length);
  // The first round tells nothing.
  expect(await store.untold(9_999)).toHaveLength(CHANGES * Math.max(0, round - 1));
  return round;
}

/** The next pull of the same server: takes what was staged for granted as far as it is listed. */
async function pullAgain(store: SqliteStore, round: number): Promise<number> {
  const intake = store.intake(TEAM, pullFacts());
  await intake.begin(true);
  await intake.list(listedIn(round));
  const wanted = new Set(await intake.wanted(null, 999));
  const objects = objectsOf(round).filter(({ href }) => wanted.has(href));
  await intake.stage({ objects, gone: [], refused: [] });
  await intake.commit({ next: { at: 'token', token: String(round) }, complete: true });
  return OBJECTS - wanted.size;
}

const INSTANTS: readonly (readonly [words: string, ms: number])[] = [
  ['staging 1', 0],
  ['staging 1', 15],
  ['committing 1', 0],
  ['committing 1', 2],
  ['committed 1', 0],
  ['committed 1', 4],
  ['staging 2', 3],
  ['staging 2', 11],
  ['staging 2', 29],
  ...[0, 1, 3, 6, 10, 15, 21, 28, 36, 45, 55].map((ms) => ['committing 2', ms] as const),
  ...[0, 1, 3, 6, 10].map((ms) => ['committed 2', ms] as const),
  ['committing 3', 17],
];

test.each(INSTANTS)(
  'killed %s + %i ms, the next start shows one whole round, and the next pull goes on from there',
  async (words, ms) => {
    const file = join(folder, `${words}-${ms}.db`);
    const said = await pullUntilKilled(file, words, ms);
    const { store, damage } = openDatabaseStore(file, 0);
    expect(damage).toBeNull();
    const round = await expectWhole(store);
    const committed = Number([...said.matchAll(/^committed (\d+)$/gm)].at(-1)?.[1] ?? 0);
    expect(round).toBeGreaterThanOrEqual(committed); // what was reported is there
    const reused = await pullAgain(store, round + 1);
    const wasStaged = said.trimEnd().endsWith(`committing ${round + 1}`);
    if (wasStaged) expect(reused).toBe(OBJECTS);
    expect(await expectWhole(store)).toBe(round + 1);
    await store.forget('nobody'); // waits until all that ended is swept
    await store.close();
    expect(leftovers(file)).toEqual({ objects: OBJECTS, occurrences: OBJECTS, words: OBJECTS, ended: 0 });
  },
  30_000,
);

/** What lies in the file once everything that ended was swept. */
function leftovers(file: string): Record<string, unknown> {
  const database = new DatabaseSync(file, { readOnly: true });
  const sql = `SELECT (SELECT count(*) FROM objects) AS objects, (SELECT count(*) FROM occurrences) AS occurrences,
    (SELECT count(*) FROM words_docsize) AS words, (SELECT count(*) FROM objects WHERE until IS NOT NULL) AS ended`;
  const row = { ...database.prepare(sql).get() };
  database.close();
  return row;
}
