// How many versions of objects a second the client compares with what it had.
import type { Endings } from './endings.ts';
import { median, rounded, rowOf, spread, type Row } from './figures.ts';
import { forked } from './forked.ts';
import type { jobs } from './detect-program.ts';

const PAIRS = 30_000;
/** Before anything is timed: code that never ran is slower, and a change rarely comes alone. */
const REHEARSAL = 6_000;
const PROGRAM = new URL('detect-program.ts', import.meta.url);

/** `count` runs of each way, each way in a process of its own. */
export async function detecting(endings: Endings, count: number): Promise<readonly Row[]> {
  const around = Date.now();
  const runs = async <T>(ask: (child: Child, pairs: number) => Promise<T>): Promise<readonly T[]> => {
    const child = await forked<typeof jobs>(PROGRAM);
    await endings.add(() => child.end());
    await ask(child, REHEARSAL);
    const found: T[] = [];
    for (let turn = 0; turn < count; turn += 1) found.push(await ask(child, PAIRS));
    await child.end();
    return found;
  };
  const detected = await runs((child, pairs) => child.ask('detected', { count: pairs, around }));
  const parsed = await runs((child, pairs) => child.ask('parsed', { count: pairs, around }));
  const rates = detected.map(({ rate }) => rate);
  const bytes = median(detected.map((one) => one.bytes));
  const note =
    `pairs of versions a second through change detection, reading both texts included; ${PAIRS} pairs of ` +
    `${rounded(bytes)} bytes an object, a third alike but for DTSTAMP, a third moved, a third with several fields ` +
    `changed; ${spread(rates)} of ${count}; floor: ical.js reading the same two texts: ${spread(parsed)}; more is better`;
  const figure = { value: median(rates), floor: median(parsed), unit: 'pairs/s', note };
  return [rowOf('detect-per-s', figure)];
}

type Child = Awaited<ReturnType<typeof forked<typeof jobs>>>;
