// The inbox of somebody who was told a lot: its first page, and what is searched in it.
import { join } from 'node:path';
import type { InboxQuery } from '../main/core/sync/store-port.ts';
import { makeScratch } from '../test/support/scratch.ts';
import type { Endings } from './endings.ts';
import { quantile, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { forked } from './forked.ts';
import type { Forked } from './forked.ts';
import type { jobs } from './inbox-program.ts';

type Program = Forked<typeof jobs>;

const PROGRAM = new URL('inbox-program.ts', import.meta.url);
const ENTRIES = 50_000;
/** What the window shows at first. */
const PAGE = 200;
/** Fresh starts for the cold figure. */
const STARTS = 5;

const ALL: InboxQuery = { limit: PAGE, calendars: null, person: '', words: '', unreadOnly: false };
/** What somebody types, and whom they choose: common, rare and unknown words, beginnings, several, nobody in particular. */
const SEARCHES: readonly (readonly [words: string, person: string])[] = [
  ['planning', ''],
  ['budget', 'kim.stone@example.org'],
  ['question fri', 'ines.novak@example.org'],
  ['re', 'robin.lima@example.org'],
  ['41234', ''],
  ['interview 4', 'olga.novak@example.org'],
  ['café lok', ''],
  ['qqq', ''],
  ['haddad', 'ines.haddad@example.org'],
  ['room', ''],
];

/** Both rows; `count` pages of each kind. */
export async function inboxPages(endings: Endings, count: number): Promise<readonly Row[]> {
  const scratch = await makeScratch('bench-inbox');
  await endings.add(() => scratch.remove());
  const path = join(scratch.dir, 'inbox.sqlite');
  await withProgram(endings, path, (program) => program.ask('fill', { count: ENTRIES }));
  const cold: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const first = await withProgram(endings, path, (program) => program.ask('pages', { queries: [ALL] }));
    cold.push(...first.ms);
  }
  return withProgram(endings, path, async (program) => [
    await openRow(program, cold, count),
    await searchRow(program, count),
  ]);
}

async function withProgram<T>(
  endings: Endings,
  path: string,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  const program = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => program.end());
  await program.ask('open', { path });
  const result = await work(program);
  await program.ask('close', undefined);
  await program.end();
  return result;
}

async function openRow(program: Program, cold: readonly number[], count: number): Promise<Row> {
  const queries = Array.from({ length: count }, () => ALL);
  const { ms, rows } = await program.ask('pages', { queries });
  const floor = await program.ask('floorOfOpening', { limit: PAGE, times: count });
  const { unread, people } = await program.ask('counted', undefined);
  const note =
    `the first ${PAGE} of ${ENTRIES} changes, what is unread (${unread}) and who did anything (${people} people), asked in the ` +
    `main thread, answered by the store thread; p95 of ${count}, warm; p50 ${rounded(quantile(ms, 0.5))}; first of a start ` +
    `${range(cold)}; ${quantile(rows, 0)} rows; floor: as many rows by a plain SELECT in the asking thread, p95`;
  return rowOf('inbox-open-50k', {
    value: quantile(ms, 0.95),
    floor: quantile(floor.ms, 0.95),
    unit: 'ms',
    note,
  });
}

async function searchRow(program: Program, count: number): Promise<Row> {
  const queries = Array.from({ length: count }, (_, n) => {
    const [words = '', person = ''] = SEARCHES[n % SEARCHES.length] ?? [];
    return { ...ALL, words, person };
  });
  const found = await program.ask('pages', { queries });
  const floor = await program.ask('floorOfSearching', { queries });
  const each = SEARCHES.map(([words, person], index) => {
    const mine = found.ms.filter((_, n) => n % SEARCHES.length === index);
    const by = person === '' ? '' : ` by ${person.slice(0, person.indexOf('.'))}`;
    return `“${words}”${by} ${rounded(quantile(mine, 0.5))} (${found.rows[index] ?? 0})`;
  });
  const note =
    `the first ${PAGE} of ${ENTRIES} changes for what is typed and whom it was done by; p95 of ${count}, warm; p50 (and hits) of ` +
    `each: ${each.join(', ')}; floor: the same by LIKE over every row, in the asking thread, p95`;
  return rowOf('inbox-search-50k', {
    value: quantile(found.ms, 0.95),
    floor: quantile(floor.ms, 0.95),
    unit: 'ms',
    note,
  });
}

function range(ms: readonly number[]): string {
  return `${rounded(quantile(ms, 0.5))} [${rounded(quantile(ms, 0))}-${rounded(quantile(ms, 1))}]`;
}
