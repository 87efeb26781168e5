// Looking into a large replica: the next rows of the agenda from anywhere, and what a search finds.
import { openClient } from './client.ts';
import type { Client } from './client.ts';
import type { Timed } from './client-program.ts';
import type { Endings } from './endings.ts';
import { quantile, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { LOAD } from './load.ts';

const DAY = 86_400_000;
const ROWS = 200;
const HITS = 50;
/** Fresh starts for the cold figures. */
const STARTS = 5;
/** Around today, where the stored index is complete; and everywhere the load lies, beyond it too. */
const NEAR = { from: -30, to: 365 };
const FAR = { from: (-LOAD.years / 2) * 365, to: (LOAD.years / 2) * 365 - 30 };

/** What somebody types: whole words, beginnings, several words, a number, nothing that exists. */
const SEARCHES = [
  'planning',
  'mila',
  'bu',
  'room 4',
  'café lok',
  'interview noor',
  'minutes question',
  '73123',
  'qqq',
];

/** Both rows, on the database of `filled`, which holds `calendar` and was closed. */
export async function looking(
  filled: Client,
  calendar: string,
  endings: Endings,
  count: number,
): Promise<readonly Row[]> {
  const now = Date.now();
  const cold = { near: [] as number[], far: [] as number[], search: [] as number[] };
  for (let start = 0; start < STARTS; start += 1) {
    const client = await openClient(endings, filled);
    const place = (start + 0.5) / STARTS;
    const [first, second] = start % 2 === 0 ? (['near', 'far'] as const) : (['far', 'near'] as const);
    for (const where of [first, second]) {
      cold[where].push(...(await next(client, calendar, [instant(now, where, place)])).ms);
    }
    cold.search.push(...(await find(client, calendar, [SEARCHES[start] ?? ''], now)).ms);
    await client.ask('close', undefined);
    await client.end();
  }
  const client = await openClient(endings, filled);
  const spots = (where: 'near' | 'far') =>
    Array.from({ length: count }, (_, index) => instant(now, where, (index + 0.5) / count));
  const near = await next(client, calendar, spots('near'));
  const far = await next(client, calendar, spots('far'));
  const searches = await find(client, calendar, Array.from({ length: count }, word), now);
  await client.end();
  return [agendaRow(near, far, cold), searchRow(searches, cold.search)];
}

function instant(now: number, where: 'near' | 'far', place: number): number {
  const { from, to } = where === 'near' ? NEAR : FAR;
  return Math.round(now + (from + (to - from) * place) * DAY);
}

function word(_: unknown, index: number): string {
  return SEARCHES[index % SEARCHES.length] ?? '';
}

function next(client: Client, calendar: string, from: readonly number[]): Promise<Timed> {
  return client.ask('agenda', { calendar, from, limit: ROWS });
}

function find(client: Client, calendar: string, words: readonly string[], at: number): Promise<Timed> {
  return client.ask('search', { calendar, words, at, limit: HITS });
}

/** Exported for its test: the value is the p95 over near and far together, warm. */
export function agendaRow(
  near: Timed,
  far: Timed,
  cold: { readonly near: readonly number[]; readonly far: readonly number[] },
): Row {
  const all = [...near.ms, ...far.ms];
  const least = Math.min(...near.rows);
  const note =
    `the next ${ROWS} rows, asked in the main thread, answered by the store thread; p95 of ${all.length}, warm; ` +
    `near (${NEAR.from} to ${NEAR.to} days): ${middles(near.ms)}; far (any instant of ${LOAD.years} years): ${middles(far.ms)}; ` +
    `first query of a start: near ${range(cold.near)}, far ${range(cold.far)}; at least ${least} rows near`;
  return rowOf('agenda-query-100k', { value: quantile(all, 0.95), floor: null, unit: 'ms', note });
}

function searchRow({ ms, rows }: Timed, cold: readonly number[]): Row {
  const each = SEARCHES.map((text, index) => {
    const mine = ms.filter((_, at) => at % SEARCHES.length === index);
    return `“${text}” ${rounded(quantile(mine, 0.5))} (${rows[index] ?? 0})`;
  });
  const note =
    `the first ${HITS} events for what is typed; p95 of ${ms.length}, warm; p50 (and hits) of each: ${each.join(', ')}; ` +
    `first query of a start ${range(cold)}`;
  return rowOf('search-100k', { value: quantile(ms, 0.95), floor: null, unit: 'ms', note });
}

function middles(ms: readonly number[]): string {
  return `p50 ${rounded(quantile(ms, 0.5))}, p95 ${rounded(quantile(ms, 0.95))}, most ${rounded(quantile(ms, 1))}`;
}

function range(ms: readonly number[]): string {
  return `${rounded(quantile(ms, 0.5))} [${rounded(quantile(ms, 0))}-${rounded(quantile(ms, 1))}]`;
}
